//! Who may connect, how many, and for how long.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gate_core::time::UtcMillis;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::super::*;
use super::booth::*;

#[tokio::test]
async fn slow_heads_slow_bodies_and_idle_connections_are_cut_off() {
    let limits = CallbackOptions { read_timeout: Duration::from_millis(200), ..options() };
    let booth = Booth::open_with(Sink::default(), limits).await;
    let begun = Instant::now();
    for bytes in [String::new(), "POST /callback HT".to_owned(), raw("{", 100)] {
        let mut stream = TcpStream::connect(booth.address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // Ends only because the listener closes; an error is a reset, which is closed as well.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
    }
    assert!(begun.elapsed() >= Duration::from_millis(600), "each had its time");
}

#[tokio::test]
async fn beyond_the_cap_connections_wait_their_turn() {
    let limits =
        CallbackOptions { max_connections: 2, read_timeout: Duration::from_millis(500), ..options() };
    let booth = Booth::open_with(Sink::default(), limits).await;
    let begun = Instant::now();
    let mut idle = Vec::new();
    for _ in 0..2 {
        idle.push(TcpStream::connect(booth.address).await.unwrap());
    }
    assert_eq!(booth.post(NOW, &access("浙B12345")).await.0, 200);
    // Connections are accepted in order, so this one was served only once an idle one had been cut off.
    assert!(begun.elapsed() >= Duration::from_millis(500));
}

#[tokio::test]
async fn only_the_listed_sources_may_call() {
    let elsewhere = CallbackOptions { sources: vec!["192.0.2.1".parse().unwrap()], ..options() };
    let booth = Booth::open_with(Sink::default(), elsewhere).await;
    let mut stream = TcpStream::connect(booth.address).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty());

    let here = CallbackOptions { sources: vec!["127.0.0.1".parse().unwrap()], ..options() };
    let booth = Booth::open_with(Sink::default(), here).await;
    assert_eq!(booth.post(NOW, &access("浙B12345")).await.0, 200);
}

#[tokio::test]
async fn other_addresses_than_loopback_have_to_be_allowed() {
    let open = CallbackOptions { listen: "0.0.0.0:0".parse().unwrap(), ..options() };
    let clock = || -> Arc<dyn gate_core::time::Clock> { Arc::new(|| UtcMillis(NOW)) };
    let refused = CallbackListener::bind(open.clone(), clock()).await;
    assert!(matches!(refused, Err(ListenError::NotLoopback(_))));
    let allowed = CallbackOptions { allow_other_than_loopback: true, ..open };
    assert!(CallbackListener::bind(allowed, clock()).await.is_ok());
}

#[tokio::test]
async fn an_address_in_use_is_an_error() {
    let booth = Booth::open().await;
    let taken = CallbackOptions { listen: booth.address, ..options() };
    let clock = Arc::new(|| UtcMillis(NOW));
    assert!(matches!(CallbackListener::bind(taken, clock).await, Err(ListenError::Bind { .. })));
}

#[tokio::test]
async fn when_told_to_stop_it_finishes_what_it_is_keeping_and_closes() {
    let mut booth = Booth::open_with(Sink::gated(), options()).await;
    let body = access("浙B12345").to_string();
    let mut busy = TcpStream::connect(booth.address).await.unwrap();
    busy.write_all(raw(&body, body.len()).as_bytes()).await.unwrap();
    let mut idle = TcpStream::connect(booth.address).await.unwrap();
    booth.sink.entered().await;

    drop(booth.stop.take());
    let mut nothing = Vec::new();
    let _ = idle.read_to_end(&mut nothing).await;
    assert!(nothing.is_empty(), "idle connections are closed at once");
    booth.sink.leave();
    assert!(head_of(&mut busy).await.starts_with("HTTP/1.1 200"));
    (&mut booth.task).await.unwrap();
    assert_eq!(booth.kept(), 1);
    assert!(TcpStream::connect(booth.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_caller_who_closes_his_half_early_still_gets_his_answer() {
    let booth = Booth::open_with(Sink::gated(), options()).await;
    let body = access("浙B12345").to_string();
    let mut caller = TcpStream::connect(booth.address).await.unwrap();
    caller.write_all(raw(&body, body.len()).as_bytes()).await.unwrap();
    caller.shutdown().await.unwrap();
    booth.sink.entered().await;
    booth.sink.leave();
    assert!(head_of(&mut caller).await.starts_with("HTTP/1.1 200"));
    assert_eq!(booth.kept(), 1);
}
