//! `serve`: prints where, serves there, stops when told.

// A test fails by panicking, and so do its helpers.
#![allow(clippy::unwrap_used)]

mod common;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use common::{configured, nobody, program, run};
use serde_json::{Value, json};

struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(directory: &Path, more: &[&str]) -> Self {
        let arguments: Vec<_> =
            ["--json", "serve", "--listen", "127.0.0.1:0"].iter().chain(more).copied().collect();
        let mut child = program(Some(directory), &arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let url = said["address"].as_str().unwrap();
        let address = url.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// The answer to a command, from a page of the server's own.
    fn call(&self, command: &str, payload: &Value) -> (u16, Value) {
        let Self { address, .. } = self;
        let body = payload.to_string();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "POST /rpc/{command} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
    }

    /// The cookies that the first page sets, for a browser that brings `cookies`.
    fn cookies_of_the_page(&self, cookies: &str) -> Vec<String> {
        let Self { address, .. } = self;
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET / HTTP/1.1\r\nhost: {address}\r\ncookie: {cookies}\r\nconnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, _) = answer.split_once("\r\n\r\n").unwrap();
        let set = head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        set.filter_map(|line| line.split(';').next()).map(str::to_owned).collect()
    }

    #[cfg(unix)]
    fn stop(mut self) {
        let begun = Instant::now();
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn it_serves_where_it_says_and_stops_when_told() {
    let directory = configured(&nobody(), &nobody());
    let serving = Serving::start(directory.path(), &[]);
    let (status, start) = serving.call("start", &Value::Null);
    assert_eq!((status, &start["needs_first_run"], &start["me"]), (200, &json!(true), &Value::Null));
    let (status, failure) = serving.call("booth", &Value::Null);
    assert_eq!((status, &failure["code"]), (401, &json!("not_signed_in")));
    serving.stop();
}

#[cfg(unix)]
#[test]
fn a_demo_is_served_with_accounts_to_try() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start(directory.path(), &["--demo"]);
    let (status, start) = serving.call("start", &Value::Null);
    assert_eq!(status, 200);
    assert_eq!(start["needs_first_run"], json!(false));
    let sign_in = json!({ "name": start["demo"]["administrator"], "secret": start["demo"]["password"] });
    let (status, me) = serving.call("sign_in", &sign_in);
    assert_eq!((status, &me["role"]), (200, &json!("administrator")));
    serving.stop();
}

#[cfg(unix)]
#[test]
fn a_browser_is_signed_in_to_a_demo_once_and_to_nothing_else() {
    let (demo, own) = (tempfile::tempdir().unwrap(), configured(&nobody(), &nobody()));
    let serving = Serving::start(demo.path(), &["--demo"]);
    let cookies = serving.cookies_of_the_page("none=1");
    // Where the pages were not built there is no first page to be welcomed by.
    assert_eq!(cookies.len(), if gate_web::has_pages() { 2 } else { 0 });
    assert!(serving.cookies_of_the_page(&cookies.join("; ")).is_empty() || cookies.is_empty());
    serving.stop();
    let serving = Serving::start(own.path(), &[]);
    assert!(serving.cookies_of_the_page("none=1").is_empty());
    serving.stop();
}

#[test]
fn a_taken_address_is_told_in_one_line() {
    let directory = configured(&nobody(), &nobody());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = run(directory.path(), &["serve", "--listen", &address]);
    let line = ended.complains(1);
    assert!(line.contains(&address) && line.contains("--listen"), "{line}");
}

#[test]
fn an_address_that_others_reach_is_refused_with_what_to_do() {
    let directory = configured(&nobody(), &nobody());
    let ended = run(directory.path(), &["serve", "--listen", "0.0.0.0:0"]);
    let line = ended.complains(2);
    assert!(line.contains("loopback") && line.contains("127.0.0.1"), "{line}");
}
