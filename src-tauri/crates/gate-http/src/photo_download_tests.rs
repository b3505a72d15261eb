use std::io::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::*;
use crate::testing::{Does, Server, answer};

const MAX: u64 = 1_000;

fn hasty() -> DownloadOptions {
    DownloadOptions { connect_timeout: Duration::from_millis(500), total_timeout: Duration::from_millis(500) }
}

/// Follows this server's own address, as a configuration that names it would.
fn downloader_for(server: &Server) -> PhotoDownloader {
    let hosts = PhotoHosts::new::<&str>(&Url::parse(&server.url("/")).unwrap(), &[]).unwrap();
    PhotoDownloader::new(hosts, &hasty()).unwrap()
}

/// Follows `img.example.com`, which leads to `addresses`, and whatever else is listed.
fn downloader_where(addresses: &[&str], listed: &[&str]) -> PhotoDownloader {
    let base = Url::parse("https://open.example.com").unwrap();
    let mut all = vec!["img.example.com"];
    all.extend_from_slice(listed);
    let hosts = Arc::new(PhotoHosts::new(&base, &all).unwrap());
    let lookup = Lookup::guarded(Arc::clone(&hosts)).with_fixed(&[("img.example.com", addresses)]);
    PhotoDownloader::with_lookup(hosts, &hasty(), lookup).unwrap()
}

async fn fetch(server: &Server) -> (PhotoFetch, Vec<u8>) {
    let mut sink = Vec::new();
    let fetch = downloader_for(server).download(&server.url("/p/1.jpg"), &mut sink, MAX).await;
    (fetch, sink)
}

#[tokio::test]
async fn a_photo_goes_whole_into_the_sink() {
    let photo = vec![0xd8; 1_000];
    let server = Server::answering("200 OK", "Content-Type: image/jpeg\r\n", &photo).await;
    let (fetch, sink) = fetch(&server).await;
    assert!(matches!(fetch, PhotoFetch::Whole { bytes: 1_000 }), "{fetch:?}");
    assert!(fetch.is_whole() && !fetch.is_permanent());
    assert_eq!(sink, photo);
}

#[tokio::test]
async fn a_photo_goes_into_a_file_as_well() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("photo");
    let server = Server::answering("200 OK", "", b"photo").await;
    let mut file = tokio::fs::File::create(&path).await.unwrap();
    let fetch = downloader_for(&server).download(&server.url("/1.jpg"), &mut file, MAX).await;
    assert!(fetch.is_whole());
    assert_eq!(std::fs::read(&path).unwrap(), b"photo");
}

#[tokio::test]
async fn each_status_has_its_meaning() {
    for (status, code, permanent) in [
        ("404 Gone astray", "not_found", true),
        ("410 Gone", "not_found", true),
        ("400 Bad", "refused", true),
        ("405 No", "refused", true),
        ("451 No", "refused", true),
        ("301 Moved", "redirected", true),
        ("304 Same", "redirected", true),
        ("401 Who", "refused", true),
        ("403 No", "refused", true),
        ("408 Late", "unavailable", false),
        ("425 Early", "unavailable", false),
        ("429 Slow", "unavailable", false),
        ("500 Oops", "unavailable", false),
        ("503 Busy", "unavailable", false),
        ("204 Empty", "unavailable", false),
        ("206 Part", "unavailable", false),
    ] {
        let server = Server::answering(status, "Retry-After: 9\r\n", b"").await;
        let (fetch, sink) = fetch(&server).await;
        assert_eq!((fetch.code(), fetch.is_permanent()), (code, permanent), "{status}");
        assert_eq!(fetch.status().map(|s| s.to_string()).as_deref(), status.get(..3), "{status}");
        assert!(sink.is_empty());
    }
}

#[tokio::test]
async fn retry_after_is_handed_on() {
    let server = Server::answering("429 Slow", "Retry-After: 9\r\n", b"").await;
    let (fetch, _) = fetch(&server).await;
    assert!(
        matches!(fetch, PhotoFetch::Unavailable { status: 429, retry_after: Some(wait) } if wait.as_secs() == 9)
    );
}

#[tokio::test]
async fn a_photo_over_the_cap_is_refused_whether_it_says_so_or_not() {
    let announced = Server::answering("200 OK", "", &[1; 1_001]).await;
    let (outcome, sink) = fetch(&announced).await;
    assert!(matches!(outcome, PhotoFetch::TooLarge) && outcome.is_permanent());
    assert!(sink.is_empty());

    let mut endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    endless.resize(1_000_000, 1);
    let endless = Server::that(Does::Answers(endless)).await;
    let (outcome, sink) = fetch(&endless).await;
    assert!(matches!(outcome, PhotoFetch::TooLarge), "{outcome:?}");
    assert!(sink.len() as u64 <= MAX);
}

#[tokio::test]
async fn what_does_not_come_whole_may_be_tried_again() {
    let short =
        Server::that(Does::Answers(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234".to_vec())).await;
    let slow = Server::that(Does::Trickles(answer("200 OK", "", b"photo"))).await;
    let reset = Server::that(Does::AnswersThenResets(Vec::new())).await;
    for (server, code) in [(short, "truncated"), (slow, "timeout"), (reset, "reset")] {
        let (fetch, _) = fetch(&server).await;
        assert_eq!((fetch.code(), fetch.is_permanent()), (code, false));
    }
}

#[tokio::test]
async fn a_redirect_to_this_machine_is_not_followed() {
    let canary = Server::answering("200 OK", "", b"secret").await;
    let location = format!("Location: {}\r\n", canary.url("/"));
    let server = Server::answering("302 Found", &location, b"").await;
    let (fetch, _) = fetch(&server).await;
    assert!(matches!(fetch, PhotoFetch::Redirected { status: 302 }));
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn nothing_is_sent_to_a_host_that_is_not_listed() {
    let canary = Server::answering("200 OK", "", b"secret").await;
    let port = canary.address.port();
    let other = Server::answering("200 OK", "", b"photo").await;
    for downloader in [downloader_where(&["127.0.0.1"], &[]), downloader_for(&other)] {
        for host in [
            "127.0.0.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0x7f000001",
            "2130706433",
            "localhost.",
            "localhost",
            "127.1",
            "0.0.0.0",
            "user@127.0.0.1",
            "img.example.com@127.0.0.1",
        ] {
            let fetch = downloader.download(&format!("http://{host}:{port}/"), &mut Vec::new(), MAX).await;
            assert!(matches!(fetch, PhotoFetch::Forbidden(_)) && fetch.is_permanent(), "{host}: {fetch:?}");
        }
    }
    let fetch = downloader_for(&other).download("file:///etc/passwd", &mut Vec::new(), MAX).await;
    assert_eq!(fetch.code(), "scheme_not_http");
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_listed_name_that_was_pointed_at_this_machine_is_not_connected_to() {
    let canary = Server::answering("200 OK", "", b"secret").await;
    let address = format!("http://img.example.com:{}/", canary.address.port());
    for addresses in [&["127.0.0.1"][..], &["::1"], &["::ffff:127.0.0.1"], &["127.0.0.1", "169.254.169.254"]]
    {
        let fetch = downloader_where(addresses, &[]).download(&address, &mut Vec::new(), MAX).await;
        assert!(matches!(fetch, PhotoFetch::Forbidden(HostRefusal::Address)), "{addresses:?}: {fetch:?}");
        assert!(!fetch.is_permanent(), "a name's address may be a captive portal's while the line is down");
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_listed_name_may_lead_to_a_private_address_that_is_named_too() {
    let server = Server::answering("200 OK", "", b"photo").await;
    let address = format!("http://img.example.com:{}/", server.address.port());
    let fetch =
        downloader_where(&["127.0.0.1"], &["127.0.0.1"]).download(&address, &mut Vec::new(), MAX).await;
    assert!(fetch.is_whole(), "{fetch:?}");
}

#[tokio::test]
async fn a_name_that_is_unknown_may_be_tried_again() {
    let fetch = downloader_where(&[], &[]).download("http://img.example.com/", &mut Vec::new(), MAX).await;
    assert_eq!((fetch.code(), fetch.is_permanent()), ("dns", false));
}

#[tokio::test]
async fn localhost_in_the_configuration_is_this_machine() {
    let server = Server::answering("200 OK", "", b"photo").await;
    let address = format!("http://localhost:{}/", server.address.port());
    let hosts = PhotoHosts::new::<&str>(&Url::parse(&address).unwrap(), &[]).unwrap();
    let fetch = PhotoDownloader::new(hosts, &hasty()).unwrap().download(&address, &mut Vec::new(), MAX).await;
    assert!(fetch.is_whole(), "{fetch:?}");
}

/// A disk that is full.
struct Full;

impl AsyncWrite for Full {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<Result<usize, Error>> {
        Poll::Ready(Err(io::ErrorKind::StorageFull.into()))
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_full_disk_is_not_the_hosts_fault() {
    let server = Server::answering("200 OK", "", b"photo").await;
    let fetch = downloader_for(&server).download(&server.url("/"), &mut Full, MAX).await;
    assert!(matches!(&fetch, PhotoFetch::NotWritten(error) if error.kind() == io::ErrorKind::StorageFull));
    assert!(!fetch.is_permanent());
}
