//! A photo is fetched at once, kept as it came, and sent untouched or made to fit; one that cannot be had is parked with its
//! own reason and blocks nothing.

use std::path::{Path, PathBuf};

use gate_core::delivery::DeliveryKind;
use gate_core::passage::Direction;
use gate_sim::http::{Manner, SimResponse};
use gate_sim::open_platform::PhotoFault;
use gate_sim::photo::{PhotoSpec, PlateLook, render, vehicle_of, with_comment};
use gatehouse_tests::support::Park;
use md5::{Digest, Md5};

use crate::command::gatehousectl;
use crate::raw_platform::RawPark;
use crate::scene::{Books, minutes_ago, options, visit};

const LIMIT: usize = 500_000;

#[tokio::test]
async fn photos_that_cannot_be_had_are_parked_with_their_reasons_and_the_others_arrive() {
    let expected = [
        (PhotoFault::Missing, Some("photo_missing")),
        (PhotoFault::Redirect, Some("photo_missing")),
        (PhotoFault::Broken, Some("photo_unreadable")),
        (PhotoFault::Truncated, Some("photo_unreadable")),
        (PhotoFault::Text, Some("photo_unreadable")),
        (PhotoFault::Empty, Some("photo_unreadable")),
        (PhotoFault::Huge, Some("photo_too_large")),
        (PhotoFault::CutShort, None),
        (PhotoFault::TwelveMegapixel, None),
    ];
    let mut park = Park::new(options()).await;
    for (index, (fault, _)) in expected.iter().enumerate() {
        let [entry, exit] = visit(&format!("浙B0000{index}"), minutes_ago(50 - index as i64), 600);
        let record = park.open_platform.add_passage(entry);
        park.open_platform.set_photo_fault(record, Some(*fault));
        park.open_platform.add_passage(exit);
    }
    park.start().await;
    let books = Books::close(&mut park).await;
    for (index, (fault, reason)) in expected.iter().enumerate() {
        let photo = books.delivery(&format!("浙B0000{index}"), DeliveryKind::ArrivalPhoto);
        assert_eq!(photo.parked_reason.as_deref(), *reason, "{fault:?}");
        assert_eq!(photo.delivered_at.is_some(), reason.is_none(), "{fault:?}");
        assert!(reason.is_none() || photo.last_error.is_some(), "{fault:?}: it says what went wrong");
    }
    assert_eq!(books.city.counts().departures, expected.len() as u64, "all else goes on");
    assert_eq!(books.status.deliveries.parked, 7);
    assert_eq!(park.open_platform.followed_redirects(), 0);
}

#[tokio::test]
async fn a_jpeg_within_the_limit_is_sent_untouched_and_anything_else_is_made_to_fit() {
    let park = RawPark::start("", "").await;
    let drawn = jpeg(false);
    let (exact, above, heavy) = (padded(&drawn, LIMIT), padded(&drawn, LIMIT + 1), jpeg(true));
    let (small_png, rotated_type) = (png(640, 480), drawn.clone());
    let came: [(&str, &[u8], &str, bool); 6] = [
        ("浙B00001", &drawn, "image/jpeg", true),
        ("浙B00002", &exact, "image/jpeg", true),
        ("浙B00003", &above, "image/jpeg", false),
        ("浙B00004", &heavy, "image/jpeg", false),
        ("浙B00005", &small_png, "image/png", false),
        // What it is called does not matter, only what it is.
        ("浙B00006", &rotated_type, "text/html", true),
    ];
    for (index, (plate, bytes, content_type, _)) in came.iter().enumerate() {
        let url = park.picture(&format!("{index}.jpg"), SimResponse::body(content_type, bytes.to_vec()));
        park.record(plate, Direction::In, minutes_ago(50 - index as i64), &url);
    }
    // Events without a photo are events all the same.
    park.record("浙B00007", Direction::In, minutes_ago(30), "");
    let status =
        gatehousectl(park.path(), &["sync", "--until-idle", "--timeout", "60s", "--json"]).await.json();
    assert_eq!(
        (&status["deliveries"]["delivered"], &status["deliveries"]["parked"]),
        (&13.into(), &0.into())
    );

    let journal = park.city.journal();
    assert!(journal.violations().is_empty(), "{:?}", journal.violations());
    let stored = files(&park.path().join("photos"));
    for (plate, bytes, _, untouched) in came {
        let arrivals = journal.accepted_arrivals();
        let arrival = arrivals.iter().find(|arrival| *arrival.plate == *plate).unwrap();
        let photos = journal.accepted_photos();
        let photo = photos.iter().find(|photo| photo.business_id == arrival.business_id).unwrap();
        assert!(photo.bytes <= LIMIT, "{plate}: {}", photo.bytes);
        assert_eq!(*photo.md5 == *md5(bytes), untouched, "{plate}");
        assert!(stored.iter().any(|file| file == bytes), "{plate}: the original is kept as it came");
        let sent = stored.iter().find(|file| md5(file) == *photo.md5).expect("what was sent is kept too");
        let (came, went) = (gate_photo::inspect(bytes).unwrap(), gate_photo::inspect(sent).unwrap());
        assert!(
            went.width <= came.width && went.width * 2 >= came.width,
            "{plate}: {} {}",
            came.width,
            went.width
        );
    }
    assert_eq!(park.asked().len(), 6, "each is fetched once");
}

#[tokio::test]
async fn addresses_that_lead_nowhere_park_their_photo_and_nothing_else() {
    let park = RawPark::start("", "").await;
    let endless = SimResponse::body("image/jpeg", vec![0xff; 6_000_000]).with_manner(Manner::Chunked);
    let declared = SimResponse::body("image/jpeg", vec![0xd8; 5_000_001]);
    let cases = [
        ("no address at all".to_owned(), "photo_missing"),
        ("/photos/relative.jpg".to_owned(), "photo_missing"),
        (park.picture("gone.jpg", SimResponse::status(410)), "photo_missing"),
        (park.picture("refused.jpg", SimResponse::status(400)), "photo_missing"),
        (park.picture("long.jpg", declared), "photo_too_large"),
        (park.picture("endless.jpg", endless), "photo_too_large"),
        ("http://img.example.com/1.jpg".to_owned(), "photo_host_not_allowed"),
        ("ftp://127.0.0.1/1.jpg".to_owned(), "photo_host_not_allowed"),
    ];
    for (index, (url, _)) in cases.iter().enumerate() {
        let (plate, at) = (format!("浙B0000{index}"), minutes_ago(50 - index as i64));
        park.record(&plate, Direction::In, at, url);
        let good = park.picture(&format!("good{index}.jpg"), SimResponse::body("image/jpeg", jpeg(false)));
        park.record(&plate, Direction::Out, minutes_ago(20), &good);
    }
    let ended = gatehousectl(park.path(), &["sync", "--until-idle", "--timeout", "60s", "--json"]).await;
    assert_eq!(ended.json()["deliveries"]["parked"], cases.len());
    let listed = gatehousectl(park.path(), &["deliveries", "list", "--json"]).await.json();
    let listed = listed.as_array().unwrap();
    for (index, (url, reason)) in cases.iter().enumerate() {
        let plate = format!("浙B0000{index}");
        let of_plate = listed.iter().filter(|delivery| delivery["plate"] == *plate);
        for delivery in of_plate {
            let (state, parked) = match delivery["kind"].as_str().unwrap() {
                "arrival_photo" => ("parked", Some(*reason)),
                _ => ("delivered", None),
            };
            assert_eq!(
                (&delivery["state"], delivery["parked_reason"].as_str()),
                (&state.into(), parked),
                "{url}"
            );
        }
    }
    let shown = listed.iter().any(|delivery| delivery.to_string().contains("example.com"));
    assert!(!shown, "an address may hold a signature, so it is not shown");
    assert!(park.city.journal().violations().is_empty());
}

/// A synthetic picture, above the limit if it is to be heavy.
pub fn jpeg(heavy: bool) -> Vec<u8> {
    let plate = "浙B12345";
    let spec = PhotoSpec {
        seed: 7,
        vehicle: vehicle_of(plate),
        width: 1_280,
        height: 720,
        plate: plate.to_owned(),
        look: PlateLook::of(plate),
        leaving: false,
        night: false,
        caption: "TEST".to_owned(),
        heavy,
    };
    render(&spec).unwrap()
}

/// The same picture in a file of exactly so many bytes.
fn padded(jpeg: &[u8], bytes: usize) -> Vec<u8> {
    /// A marker and a length come with each comment.
    const FRAME: usize = 4;
    let mut padded = jpeg.to_vec();
    while padded.len() < bytes {
        // The last two share what is left, so that there is room for the last one's frame.
        let left = bytes - padded.len();
        let next = if left > 60_000 { 50_000 } else { left };
        padded = with_comment(&padded, &"x".repeat(next - FRAME));
    }
    assert_eq!(padded.len(), bytes);
    padded
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let pixels: Vec<u8> =
        (0..width * height).flat_map(|at| [(at % width / 3) as u8, (at / width / 2) as u8, 90]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}

fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The contents of every file below a folder.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files_here): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| files(folder));
    files_here.iter().map(|file| std::fs::read(file).unwrap()).chain(below).collect()
}
