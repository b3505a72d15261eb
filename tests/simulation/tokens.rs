//! Which AccessTokens were given out: a twin of the platform, of the same seed, gives the same ones again.

use gate_sim::open_platform::{OpenPlatformOptions, OpenPlatformSim, Operation, Quirks};
use gatehouse_tests::support::{Loopback, Park};
use md5::{Digest, Md5};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Every token that the park's open platform can have given out.
pub async fn issued(park: &Park) -> Vec<String> {
    let options = OpenPlatformOptions { quirks: Quirks::none(), ..park.options.open_platform.clone() };
    let (app_key, app_secret) = (options.app_key.clone(), options.app_secret.clone());
    let twin = OpenPlatformSim::start(Loopback::fresh().open_platform(), options)
        .expect("a loopback address of its own can be bound");
    let mut tokens = Vec::new();
    for _ in 0..park.open_platform.calls(Operation::Token) {
        let timestamp = gate_app::now().0;
        let digest = Md5::digest(format!("{app_key}{timestamp}{app_secret}"));
        let sign: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let body = json!({ "appKey": app_key, "timestamp": timestamp, "sign": sign }).to_string();
        let answer = post(&twin, Operation::Token.path(), &body).await;
        tokens.push(token(&answer).unwrap_or_else(|| panic!("a token, not {answer}")).to_owned());
    }
    twin.stop().await;
    tokens
}

fn token(answer: &Value) -> Option<&str> {
    let given = answer.get("result").or_else(|| answer.get("data"))?;
    given.get("accessToken").unwrap_or(given).as_str()
}

async fn post(twin: &OpenPlatformSim, path: &str, body: &str) -> Value {
    let mut stream = TcpStream::connect(twin.addr()).await.expect("the twin listens");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        twin.addr(),
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await.expect("the twin reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("the twin answers");
    let text = String::from_utf8_lossy(&answer);
    let body = text.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {text}"))
}
