use std::time::Duration;

use super::client::{Answer, at, loopback, send, started};
use crate::open_platform::{OpenPlatformSim, PhotoFault, PhotoFaults};
use crate::photo::PhotoOptions;
use crate::traffic::SimPassage;

fn path(id: u64) -> String {
    format!("/photos/{id}.jpg")
}

async fn fetch(sim: &OpenPlatformSim, id: u64) -> Answer {
    send(sim.addr(), "GET", &path(id), "", "").await
}

fn with_photo(adjust: impl FnOnce(&mut PhotoOptions)) -> (OpenPlatformSim, u64) {
    let sim = started(|options| adjust(&mut options.photos));
    let id = sim.add_passage(SimPassage::entry("浙B12345", at("2026-03-15 08:30:00")));
    (sim, id)
}

fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Jpeg).ok()?;
    Some((picture.width(), picture.height()))
}

#[tokio::test]
async fn a_photo_is_the_same_over_the_wire_and_in_the_program() {
    let (sim, id) = with_photo(|_| {});
    let first = fetch(&sim, id).await;
    assert_eq!(first.status, 200);
    assert!(first.head.contains("image/jpeg"));
    assert_eq!(first.body, sim.photo(id).unwrap());
    assert_eq!(fetch(&sim, id).await.body, first.body);
    assert!(matches!(size(&first.body), Some((1_280 | 1_920 | 2_560, _))));
    assert_eq!(sim.photo_url(id), format!("{}{}", sim.base_url(), path(id)));
    assert_eq!(sim.photo_calls(), 2);
}

#[tokio::test]
async fn what_is_no_photo_is_not_found() {
    let (sim, _) = with_photo(|_| {});
    for path in ["/photos/77.jpg", "/photos/x.jpg", "/photos/", "/photos/1.png", "/photos/../1.jpg"] {
        assert_eq!(send(sim.addr(), "GET", path, "", "").await.status, 404, "{path}");
    }
    assert!(sim.photo(77).is_none());
}

#[tokio::test]
async fn each_fault_does_what_it_says() {
    let (sim, id) =
        with_photo(|options| *options = PhotoOptions { heavy_share: 0.0, ..PhotoOptions::default() });
    let whole = fetch(&sim, id).await.body;
    for fault in PhotoFault::ALL {
        sim.set_photo_fault(id, Some(*fault));
        assert_eq!(sim.photo_fault(id), Some(*fault));
        match fault {
            PhotoFault::Missing => assert_eq!(fetch(&sim, id).await.status, 404),
            PhotoFault::Broken | PhotoFault::Text | PhotoFault::Empty => {
                let answer = fetch(&sim, id).await;
                assert_eq!((answer.status, size(&answer.body)), (200, None), "{fault:?}");
            }
            PhotoFault::Truncated => {
                let answer = fetch(&sim, id).await;
                assert_eq!(answer.body, whole[..whole.len() / 2]);
                assert!(answer.head.contains(&format!("content-length: {}\r\n", whole.len() / 2)));
            }
            PhotoFault::Huge => {
                let answer = fetch(&sim, id).await;
                assert!(answer.body.len() > 5_000_000 && size(&answer.body).is_some());
            }
            PhotoFault::TwelveMegapixel => {
                let answer = fetch(&sim, id).await;
                assert_eq!(size(&answer.body), Some((4_000, 3_000)));
                assert!(answer.body.len() < 5_000_000, "{}", answer.body.len());
            }
            PhotoFault::Redirect => {
                let answer = fetch(&sim, id).await;
                assert_eq!(answer.status, 302);
                assert_eq!(sim.followed_redirects(), 0);
                assert!(answer.head.contains(&format!("location: /elsewhere/{id}.jpg")));
                send(sim.addr(), "GET", &format!("/elsewhere/{id}.jpg"), "", "").await;
                assert_eq!(sim.followed_redirects(), 1);
            }
            PhotoFault::CutShort | PhotoFault::Slow | PhotoFault::Unavailable => {}
        }
    }
}

#[tokio::test]
async fn passing_faults_pass() {
    let (sim, cut) = with_photo(|_| {});
    let unavailable = sim.add_passage(SimPassage::entry("浙B22222", at("2026-03-15 08:31:00")));
    sim.set_photo_fault(cut, Some(PhotoFault::CutShort));
    sim.set_photo_fault(unavailable, Some(PhotoFault::Unavailable));
    let first = fetch(&sim, cut).await;
    let whole = fetch(&sim, cut).await;
    assert!(first.body.len() < whole.body.len());
    assert!(first.head.contains(&format!("content-length: {}\r\n", whole.body.len())));
    assert_eq!(whole.body, sim.photo(cut).unwrap());
    for _ in 0..3 {
        assert_eq!(fetch(&sim, unavailable).await.status, 500);
    }
    assert_eq!(fetch(&sim, unavailable).await.body, sim.photo(unavailable).unwrap());
}

#[tokio::test]
async fn shares_strike_different_photos_with_different_faults() {
    let sim = started(|options| options.photo_faults = PhotoFaults::all(0.05));
    let ids: Vec<u64> = (0..200)
        .map(|second| {
            let time = at("2026-03-15 08:00:00") + Duration::from_secs(second);
            sim.add_passage(SimPassage::entry("浙B12345", time))
        })
        .collect();
    let struck: std::collections::BTreeSet<_> = ids.iter().filter_map(|id| sim.photo_fault(*id)).collect();
    assert_eq!(struck.len(), PhotoFault::ALL.len());
    assert!(ids.iter().any(|id| sim.photo_fault(*id).is_none()));
}

#[tokio::test]
async fn photos_may_have_a_server_of_their_own_and_end() {
    let sim = started(|options| {
        options.photo_addr = Some(loopback());
        options.photo_life = Some(Duration::from_secs(60));
    });
    let fresh = sim.add_passage(SimPassage::entry("浙B11111", sim.now()));
    let old = sim.add_passage(SimPassage::entry("浙B22222", at("2026-03-15 08:30:00")));
    let host = sim.photo_host().unwrap();
    assert_eq!(sim.photo_url(fresh), format!("http://{host}{}", path(fresh)));
    let addr = host.parse().unwrap();
    assert_eq!(send(addr, "GET", &path(fresh), "", "").await.status, 200);
    assert_eq!(send(addr, "GET", &path(old), "", "").await.status, 403);
    assert_eq!(send(addr, "POST", "/openapi/token", "", "{}").await.status, 404);
    sim.stop().await;
    assert!(tokio::net::TcpStream::connect(addr).await.is_err());
}

#[tokio::test]
async fn one_picture_serves_many_records_and_no_two_files_are_alike() {
    let (sim, first) = with_photo(|options| options.one_picture = true);
    let second = sim.add_passage(SimPassage::exit("浙B12345", at("2026-03-15 09:30:00")));
    let (one, other) = (fetch(&sim, first).await.body, fetch(&sim, second).await.body);
    assert_ne!(one, other);
    assert_eq!(size(&one), size(&other));
    assert_eq!(one, sim.photo(first).unwrap());
}
