//! The pages' server over a real core, and a browser by hand that can send what no browser would.

use std::{net::SocketAddr, path::Path};

use gate_app::{App, AppOptions, Workspace};
use gate_web::{WebLimits, WebServer};
use gatehouse_tests::support::PATIENCE;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
};

/// The administrator's password.
pub const PASSWORD: &str = "tree-9-house";
/// The attendant's.
pub const OTHER_PASSWORD: &str = "river-7-stone";

/// A server over a directory. Dropping it leaves its tasks to the end of the test's runtime.
pub struct Web {
    pub app: App,
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    _directory: Option<TempDir>,
}

impl Web {
    /// Over a fresh directory without a configuration.
    pub async fn start() -> Self {
        Self::with(WebLimits::default()).await
    }

    /// Over a fresh directory, under these limits.
    pub async fn with(limits: WebLimits) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut web = Self::over(directory.path(), false, limits).await;
        web._directory = Some(directory);
        web
    }

    /// Over this directory.
    pub async fn over(directory: &Path, sync: bool, limits: WebLimits) -> Self {
        let workspace = Workspace::create(Some(directory.to_owned())).unwrap();
        let app = App::open(workspace, AppOptions { sync, ..AppOptions::default() }).await.unwrap();
        let server = WebServer::bind("127.0.0.1:0".parse().unwrap(), limits).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(server.serve(app.clone(), async move {
            let _ = stopped.await;
        }));
        Self { app, address, stop, serving, _directory: None }
    }

    /// Stops server and core.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        self.serving.await.unwrap();
        self.app.close().await;
    }

    /// A request as a page of this server sends it.
    pub fn own(&self, method: &str, path: &str) -> Request {
        let origin = format!("http://{}", self.address);
        self.bare(method, path).header("origin", &origin)
    }

    /// A request that says nothing but its host.
    pub fn bare(&self, method: &str, path: &str) -> Request {
        let lines = vec![("host".to_owned(), self.address.to_string())];
        Request { to: self.address, line: format!("{method} {path} HTTP/1.1"), lines, body: Vec::new() }
    }

    /// Calls a command.
    pub async fn rpc(&self, cookie: Option<&str>, command: &str, payload: Value) -> Reply {
        let request = self.own("POST", &format!("/rpc/{command}")).json(&payload);
        match cookie {
            Some(cookie) => request.header("cookie", cookie).send().await,
            None => request.send().await,
        }
    }

    /// Makes the administrator `admin`; answers her cookie.
    pub async fn first_run(&self) -> String {
        let first = json!({ "name": "admin", "password": PASSWORD });
        let made = self.rpc(None, "create_administrator", first).await;
        assert_eq!(made.status, 200, "{:?}", made.json());
        made.cookie().unwrap()
    }

    /// Makes the attendant `booth`; answers the account's id and a cookie.
    pub async fn attendant(&self, administrator: &str) -> (i64, String) {
        let new = json!({ "name": "booth", "role": "attendant", "password": OTHER_PASSWORD, "pin": "2580" });
        let made = self.rpc(Some(administrator), "create_account", new).await.json();
        let pin = json!({ "name": "booth", "secret": "2580", "by_pin": true });
        let signed_in = self.rpc(None, "sign_in", pin).await;
        (made["id"].as_i64().unwrap(), signed_in.cookie().unwrap())
    }
}

/// A request on its way to be sent.
pub struct Request {
    to: SocketAddr,
    line: String,
    lines: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// With one header more.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.lines.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With this header instead of any of its name.
    pub fn instead(mut self, name: &str, value: &str) -> Self {
        self.lines.retain(|(known, _)| known != name);
        self.header(name, value)
    }

    /// With a body of JSON.
    pub fn json(self, value: &Value) -> Self {
        self.header("content-type", "application/json").body(value.to_string().into_bytes())
    }

    /// With this body.
    pub fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// The bytes on the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{}\r\nconnection: close\r\n", self.line);
        for (name, value) in &self.lines {
            head += &format!("{name}: {value}\r\n");
        }
        if !self.body.is_empty() {
            head += &format!("content-length: {}\r\n", self.body.len());
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }

    /// Sends it and reads the answer to its end.
    pub async fn send(self) -> Reply {
        let exchange = async {
            let mut stream = TcpStream::connect(self.to).await.unwrap();
            // A server that refuses a long body may close before it has read all of it.
            let _ = stream.write_all(&self.bytes()).await;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            Reply::of(&answer)
        };
        tokio::time::timeout(PATIENCE, exchange).await.expect("it answers")
    }

    /// Sends it and leaves the connection to the caller.
    pub async fn open(self) -> TcpStream {
        let mut stream = TcpStream::connect(self.to).await.unwrap();
        stream.write_all(&self.bytes()).await.unwrap();
        stream
    }
}

/// An answer.
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
    lines: Vec<(String, String)>,
}

impl Reply {
    fn of(answer: &[u8]) -> Self {
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap().parse().unwrap();
        let lines = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self { status, body: answer[end + 4..].to_vec(), lines }
    }

    /// The header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.lines.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The failure's code.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// `name=value` of the cookie that is set.
    pub fn cookie(&self) -> Option<String> {
        self.header("set-cookie").and_then(|line| line.split(';').next()).map(str::to_owned)
    }
}
