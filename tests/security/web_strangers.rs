//! Only pages from the server's own address speak to it.

use serde_json::{Value, json};

use crate::web::Web;

#[tokio::test]
async fn a_name_that_was_made_to_point_here_is_not_served() {
    let web = Web::start().await;
    let port = web.address.port();
    let cookie = web.first_run().await;
    for host in [
        format!("rebound.example:{port}"),
        "rebound.example".into(),
        "127.0.0.1".into(),
        format!("localhost.:{port}"),
    ] {
        for path in ["/", "/events", "/photos/1", "/assets/x.js"] {
            let reply = web.bare("GET", path).instead("host", &host).header("cookie", &cookie).send().await;
            assert_eq!(reply.status, 421, "{host} {path}");
        }
        let origin = format!("http://{host}");
        let call = web.own("POST", "/rpc/accounts").instead("host", &host).instead("origin", &origin);
        assert_eq!(call.json(&Value::Null).header("cookie", &cookie).send().await.status, 421, "{host}");
    }
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")] {
        let origin = format!("http://{host}");
        let call = web.own("POST", "/rpc/start").instead("host", &host).instead("origin", &origin);
        assert_eq!(call.json(&Value::Null).send().await.status, 200, "{host}");
    }
    web.stop().await;
}

#[tokio::test]
async fn pages_of_other_sites_can_neither_call_nor_embed() {
    let web = Web::start().await;
    let cookie = web.first_run().await;
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"] {
        let call = web.bare("POST", "/rpc/lock").header("origin", origin).header("cookie", &cookie);
        let reply = call.json(&Value::Null).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "bad_request"), "{origin}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
    // A form of another site says where it comes from or nothing at all, and sends no JSON.
    let silent = web.bare("POST", "/rpc/lock").header("cookie", &cookie).json(&Value::Null).send().await;
    assert_eq!(silent.status, 403);
    for site in ["cross-site", "same-site"] {
        let embedded = web.bare("GET", "/photos/1").header("sec-fetch-site", site).header("cookie", &cookie);
        assert_eq!(embedded.send().await.status, 403, "{site}");
    }
    // Nothing of it was done.
    let start = web.rpc(Some(&cookie), "start", Value::Null).await.json();
    assert_eq!(start["locked"], json!(false));
    web.stop().await;
}

#[tokio::test]
async fn nobody_is_told_that_he_may_call_from_elsewhere() {
    let web = Web::start().await;
    let preflight = web
        .bare("OPTIONS", "/rpc/start")
        .header("origin", "http://evil.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type")
        .send()
        .await;
    assert!(preflight.status >= 400, "{}", preflight.status);
    for name in
        ["access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-headers"]
    {
        assert_eq!(preflight.header(name), None);
    }
    web.stop().await;
}

#[tokio::test]
async fn every_answer_forbids_framing_guessing_of_types_and_use_by_others() {
    let web = Web::start().await;
    let calls = [
        web.bare("GET", "/"),
        web.bare("GET", "/missing.js"),
        web.bare("GET", "/photos/1"),
        web.own("POST", "/rpc/start").json(&Value::Null),
        web.bare("GET", "/").instead("host", "rebound.example"),
    ];
    for call in calls {
        let reply = call.send().await;
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("x-frame-options"), Some("DENY"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(reply.header("cross-origin-resource-policy"), Some("same-origin"));
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-eval"), "{policy}");
    }
    web.stop().await;
}
