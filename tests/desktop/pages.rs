//! What the window shows, and what its pages cannot do.

use serde_json::json;

use crate::harness::{Booth, until};

#[tokio::test]
async fn the_demo_opens_a_window_whose_page_is_ready() {
    let booth = Booth::demo().await;
    booth.ready().await;
    let address = booth.client.current_url().await.unwrap();
    assert!(address.as_str().starts_with("tauri://localhost"), "{address}");
    let picture = booth.screenshot("demo").await;
    assert!(picture.len() > 2_000, "the window is blank: {} bytes", picture.len());
}

#[tokio::test]
async fn the_demo_lives_and_a_blacklisted_vehicle_cannot_be_overlooked() {
    let booth = Booth::demo().await;
    booth.element("booth").await;
    let newest = || async { booth.element("feed-row").await.text().await.ok() };
    let before = until("the feed has rows", newest).await;
    until("the feed goes on", || async { newest().await.filter(|row| *row != before) }).await;
    booth.element("alert-banner").await;
    booth.screenshot("blacklisted").await;
    booth.element("acknowledge").await.click().await.unwrap();
    until("the alert is gone once it is acknowledged", || async {
        (booth.count("alert-banner").await == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_page_runs_nothing_that_it_did_not_bring_and_reaches_nothing_outside() {
    let booth = Booth::demo().await;
    booth.ready().await;
    let expected = [
        "script-src eval",
        "script-src-elem inline",
        "script-src-elem https://127.0.0.1",
        "style-src-elem inline",
        "img-src http://127.0.0.1",
        "object-src http://127.0.0.1",
        "connect-src http://127.0.0.1",
        "connect-src ws://127.0.0.1",
    ];
    // Reports come one by one, and late on a busy machine: it ends with the last one expected.
    let blocked = booth
        .evaluate_later(&format!(
            "const expected = {};
             const until = performance.now() + 15000;
             {}",
            json!(expected),
            "const blocked = new Set();
             document.addEventListener('securitypolicyviolation', (event) =>
               blocked.add(event.effectiveDirective + ' ' + event.blockedURI.replace(/:65000.*$/, '')));
             const add = (name, values) => {
               const element = Object.assign(document.createElement(name), values);
               document.body.append(element);
               return element;
             };
             add('script', { textContent: 'window.inlineScriptRan = true' });
             add('script', { src: 'https://127.0.0.1:65000/x.js' });
             add('style', { textContent: 'body { --inline-style: 1 }' });
             add('img', { src: 'http://127.0.0.1:65000/x.png' });
             const frame = add('iframe', { src: 'http://127.0.0.1:65000/' });
             add('object', { data: 'http://127.0.0.1:65000/' });
             try { new Function('window.evalRan = true')(); } catch {}
             fetch('http://127.0.0.1:65000/').catch(() => {});
             try { new WebSocket('ws://127.0.0.1:65000/'); } catch {}
             const look = () => {
               const waiting = expected.some((block) => !blocked.has(block));
               if (waiting && performance.now() < until) return setTimeout(look, 50);
               done({
                 blocked: [...blocked].sort(),
                 ran: [window.inlineScriptRan, window.evalRan].some(Boolean),
                 framed: frame.contentDocument?.URL,
                 styled: getComputedStyle(document.body).getPropertyValue('--inline-style'),
               });
             };
             look();",
        ))
        .await;
    let seen = blocked["blocked"].to_string();
    for block in expected {
        assert!(seen.contains(block), "{block} in {seen}");
    }
    assert_eq!((&blocked["ran"], &blocked["styled"]), (&json!(false), &json!("")), "{blocked}");
    // Stopped by the window before the policy is asked: the frame stays as empty as it was made.
    assert_eq!(blocked["framed"], json!("about:blank"), "{blocked}");
}

#[tokio::test]
async fn a_page_opens_no_other_page() {
    let booth = Booth::demo().await;
    booth.ready().await;
    let before = booth.client.windows().await.unwrap().len();
    assert_eq!(booth.evaluate("return window.open('https://example.com/') === null").await, json!(true));
    // Navigation begins after the script; two frames later it would show.
    booth.evaluate("location.href = 'http://127.0.0.1:65000/'").await;
    booth.ready().await;
    assert!(booth.client.current_url().await.unwrap().as_str().starts_with("tauri://localhost"));
    assert_eq!(booth.client.windows().await.unwrap().len(), before);
}

#[tokio::test]
async fn a_page_has_the_declared_commands_and_no_others() {
    let booth = Booth::demo().await;
    booth.ready().await;
    assert_eq!(booth.evaluate("return typeof window.__TAURI__").await, json!("undefined"));
    let call = |command: &str, payload: &str| {
        format!(
            "window.__TAURI_INTERNALS__.invoke('{command}', {payload}).then((answer) => done({{ answer }}), \
             (refusal) => done({{ refusal: typeof refusal === 'string' ? refusal : refusal.code }}))"
        )
    };
    let start = booth.evaluate_later(&call("rpc", "{ command: 'start', payload: null }")).await;
    assert!(start["answer"]["demo"].is_object(), "{start}");
    let unknown = booth.evaluate_later(&call("rpc", "{ command: 'no_such', payload: null }")).await;
    assert_eq!(unknown["refusal"], json!("bad_request"), "{unknown}");
    for command in [
        "plugin:autostart|enable",
        "plugin:notification|notify",
        "plugin:window|set_title",
        "plugin:event|emit",
        "none",
    ] {
        let refused = booth.evaluate_later(&call(command, "{}")).await;
        assert!(refused["refusal"].is_string(), "{command}: {refused}");
    }
}

#[tokio::test]
async fn a_photo_is_named_by_a_number_and_nothing_else() {
    let booth = Booth::demo().await;
    booth.ready().await;
    let shown = booth
        .evaluate_later(
            "const names = ['..', '../gatehouse.toml', '%2e%2e/gatehouse.db', '/etc/hostname', '1/2', 'abc', '1?size=huge',
               '9007199254740991'];
             const show = (name) => new Promise((settle) => {
               const image = new Image();
               image.onload = () => settle('shown'); image.onerror = () => settle('refused');
               image.src = 'photo://localhost/' + name;
             });
             Promise.all(names.map(show)).then(done)",
        )
        .await;
    assert!(shown.as_array().unwrap().iter().all(|outcome| outcome == "refused"), "{shown}");
}
