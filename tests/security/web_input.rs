//! What comes in: paths, sizes, types, slowness.

use std::time::{Duration, Instant};

use gate_sim::traffic::SimPassage;
use gate_web::WebLimits;
use gatehouse_tests::support::{PATIENCE, Park, ParkOptions, configure, wait_for};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::web::Web;

#[tokio::test]
async fn no_path_leads_out_of_the_pages() {
    let web = Web::start().await;
    let cookie = web.first_run().await;
    for path in [
        "/../Cargo.toml",
        "/../../../../etc/passwd.",
        "/assets/../../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/%2e%2e%2fCargo.toml",
        "/..%2f..%2fetc%2fpasswd",
        "/%252e%252e/Cargo.toml",
        "/..%5c..%5cCargo.toml",
        "/%00",
        "/gatehouse.db",
        "/secrets.toml",
        "/photos/../gatehouse.db",
        "/photos/%2e%2e%2fgatehouse.db",
        "/photos/..%2fgatehouse.db",
        "/photos//etc/passwd.",
        "/photos/-1",
        "/photos/0",
        "/photos/1%00",
        "/photos/1/../2",
        "/photos/%31",
        "/photos/1?size=huge",
        "/photos/1?size=full&path=/etc/passwd",
        "/photos/99999999999999999999",
        "/photos/1e3",
    ] {
        let reply = web.own("GET", path).header("cookie", &cookie).send().await;
        assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
        let said = String::from_utf8_lossy(&reply.body);
        assert!(!said.contains("root:") && !said.contains("SQLite") && !said.contains("[package]"), "{path}");
    }
    web.stop().await;
}

#[tokio::test]
async fn a_photo_is_shown_to_who_is_signed_in_and_says_what_it_is() {
    let park = Park::new(ParkOptions::default()).await;
    park.open_platform.add_passage(SimPassage::entry("浙B12345", park.open_platform.now()));
    configure(&park).unwrap();
    let web = Web::over(park.path(), true, WebLimits::default()).await;
    let cookie = web.first_run().await;
    let mut id = None;
    let shown = wait_for(async || {
        let feed = web.rpc(Some(&cookie), "feed", json!({})).await.json();
        id = feed[0]["photo"]["id"].as_i64();
        id.is_some()
    });
    assert!(shown.await, "the passage comes with its photo");
    let path = format!("/photos/{}", id.unwrap());

    assert_eq!(web.own("GET", &path).send().await.status, 401);
    let full = web.own("GET", &path).header("cookie", &cookie).send().await;
    assert_eq!((full.status, full.header("content-type")), (200, Some("image/jpeg")));
    assert!(full.body.starts_with(&[0xff, 0xd8]));
    assert!(full.header("cache-control").unwrap().starts_with("private"), "no shared cache keeps it");
    assert_eq!(full.header("vary"), Some("cookie"));
    let sized =
        async |size| web.own("GET", &format!("{path}?size={size}")).header("cookie", &cookie).send().await;
    let (card, small) = (sized("card").await, sized("thumbnail").await);
    assert_eq!([card.status, small.status], [200; 2]);
    assert!(small.body.len() < card.body.len() && card.body.len() < full.body.len());

    web.rpc(Some(&cookie), "lock", Value::Null).await;
    assert_eq!(web.own("GET", &path).header("cookie", &cookie).send().await.status, 423);
    web.stop().await;
}

#[tokio::test]
async fn what_is_no_request_of_the_contract_is_refused() {
    let web = Web::start().await;
    let post = |path: &str| web.own("POST", path);
    assert_eq!(post("/rpc/no_such_command").json(&Value::Null).send().await.status, 404);
    assert_eq!(post("/rpc/start/more").json(&Value::Null).send().await.status, 405);
    assert_eq!(web.own("GET", "/rpc/start").send().await.status, 405);
    assert_eq!(post("/photos/1").json(&Value::Null).send().await.status, 405);
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let reply = post("/rpc/start").header("content-type", kind).body(b"null".to_vec()).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (415, "bad_request"), "{kind}");
    }
    let json =
        |body: &[u8]| post("/rpc/sign_in").header("content-type", "application/json").body(body.to_vec());
    let deep = "[".repeat(100_000);
    for body in [&b"{"[..], b"\xff\xfe", deep.as_bytes(), b"{\"name\":1}", b"null", b"{\"name\":\"a\"}"] {
        let reply = json(body).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (400, "bad_request"));
        assert_eq!(reply.json()["params"], json!({}), "what was sent is not told back");
    }
    web.stop().await;
}

#[tokio::test]
async fn a_body_of_more_than_a_megabyte_is_refused_announced_or_not() {
    let web = Web::start().await;
    let large = vec![b' '; 1024 * 1024 + 1];
    let announced =
        web.own("POST", "/rpc/start").header("content-type", "application/json").body(large.clone());
    assert_eq!(announced.send().await.status, 413);

    let request = web.own("POST", "/rpc/start").header("content-type", "application/json");
    let mut stream = request.header("transfer-encoding", "chunked").open().await;
    let (mut reading, mut writing) = stream.split();
    let sending = async {
        writing.write_all(format!("{:x}\r\n", large.len()).as_bytes()).await?;
        writing.write_all(&large).await?;
        writing.write_all(b"\r\n0\r\n\r\n").await
    };
    let mut answer = Vec::new();
    let (_, read) = tokio::join!(sending, tokio::time::timeout(PATIENCE, reading.read_to_end(&mut answer)));
    let _ = read.expect("it answers");
    assert!(answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));
    web.stop().await;
}

#[tokio::test]
async fn slow_callers_are_cut_off_and_keep_nobody_out() {
    let limits = WebLimits {
        max_connections: 4,
        read_timeout: Duration::from_millis(300),
        write_timeout: Duration::from_millis(300),
    };
    let web = Web::with(limits).await;
    let begun = Instant::now();
    let mut slow = Vec::new();
    for number in 0..12 {
        let mut stream = tokio::net::TcpStream::connect(web.address).await.unwrap();
        let request = web.own("POST", "/rpc/start").json(&json!("never ends"));
        let bytes = request.bytes();
        // Half of them stop in the head, the others in the body.
        let part = if number % 2 == 0 { bytes.len() / 2 } else { bytes.len() - 3 };
        stream.write_all(&bytes[..part]).await.unwrap();
        slow.push(stream);
    }
    assert_eq!(web.rpc(None, "start", Value::Null).await.status, 200);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    for mut stream in slow {
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("it is cut off");
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
    }
    web.stop().await;
}
