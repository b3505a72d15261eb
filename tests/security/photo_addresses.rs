//! A photo's address is data: whatever it says, nothing is asked for that the configuration does not name.

use gate_core::passage::Direction;
use gate_core::time::UtcMillis;
use gate_sim::http::SimResponse;

use crate::command::gatehousectl;
use crate::raw_platform::RawPark;
use crate::trap::Trap;

const SYNC: [&str; 5] = ["sync", "--until-idle", "--timeout", "60s", "--json"];

fn minutes_ago(minutes: i64) -> UtcMillis {
    UtcMillis((gate_app::now().0 / 60_000 - minutes) * 60_000)
}

#[tokio::test]
async fn no_address_in_a_record_leads_anywhere_but_to_configured_hosts() {
    let trap = Trap::set().await;
    let port = trap.port;
    let park = RawPark::start("photo_hosts = [\"img.example.com\"]", "").await;
    let base = park.base_url();
    let own = base.trim_start_matches("http://");
    let own_host = own.split(':').next().unwrap();
    let mut addresses: Vec<String> = [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[0:0:0:0:0:ffff:7f00:1]",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",
        "[::]",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "a.localhost",
        "１２７.0.0.1",
        "127。0。0。1",
        "user:pw@127.0.0.1",
        "img.example.com@127.0.0.1",
        "127.0.0.1#@img.example.com",
        "127.0.0.1\\@img.example.com",
        // The platform's own host, but another port of it.
        own_host,
    ]
    .map(|host| match host.split_once(['#', '\\']) {
        Some((host_alone, rest)) => {
            let divider = if host.contains('#') { "#" } else { "\\" };
            format!("http://{host_alone}:{port}{divider}{rest}/1.jpg")
        }
        None => format!("http://{host}:{port}/1.jpg"),
    })
    .to_vec();
    addresses.extend([
        format!("http://{own}@127.0.0.1:{port}/1.jpg"),
        format!("http://user@{own}/1.jpg"),
        format!("//127.0.0.1:{port}/1.jpg"),
        format!("http:127.0.0.1:{port}/1.jpg"),
        format!("http:\\\\127.0.0.1:{port}\\1.jpg"),
        format!(" \thttp://127.0.0.1:{port}/1.jpg\n"),
        format!("HTTPS://127.0.0.1:{port}/1.jpg"),
        format!("ftp://127.0.0.1:{port}/1.jpg"),
        format!("gopher://127.0.0.1:{port}/1.jpg"),
        format!("jar:http://127.0.0.1:{port}/1.jpg"),
        "file:///etc/passwd".to_owned(),
        "file://localhost/etc/passwd".to_owned(),
        "data:image/jpeg;base64,/9j/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://[fe80::1]/1.jpg".to_owned(),
        "http://10.0.0.1/1.jpg".to_owned(),
        "http://224.0.0.1/1.jpg".to_owned(),
    ]);
    for status in [301, 302, 303, 307, 308] {
        let answer =
            SimResponse::status(status).with_header("location", format!("http://127.0.0.1:{port}/1.jpg"));
        addresses.push(park.picture(&format!("{status}.jpg"), answer));
    }
    for (index, address) in addresses.iter().enumerate() {
        park.record(&format!("浙B{index:05}"), Direction::In, minutes_ago(30), address);
    }
    let status = gatehousectl(park.path(), &SYNC).await.json();
    assert_eq!(status["deliveries"]["delivered"], addresses.len(), "every event arrives");
    assert_eq!(status["deliveries"]["parked"], addresses.len(), "every photo is for a person");
    assert_eq!(trap.connections(), 0, "nobody was asked");
    assert!(park.asked().iter().all(|path| path.starts_with("/photos/30")), "{:?}", park.asked());
    let parked =
        gatehousectl(park.path(), &["deliveries", "list", "--state", "parked", "--json"]).await.json();
    for delivery in parked.as_array().unwrap() {
        let index: usize = delivery["plate"].as_str().unwrap().trim_start_matches("浙B").parse().unwrap();
        let reason = delivery["parked_reason"].as_str().unwrap();
        assert!(
            ["photo_host_not_allowed", "photo_missing"].contains(&reason),
            "{}: {reason}",
            addresses[index]
        );
        assert!(!delivery.to_string().contains("127.0.0.1"), "{delivery}");
    }
    assert!(trap.works().await, "it would have been noticed");
}

#[tokio::test]
async fn a_host_that_the_configuration_names_is_asked_at_its_port_only() {
    let photos = RawPark::start("", "").await;
    let host = photos.base_url().trim_start_matches("http://").to_owned();
    let (address, _) = host.split_once(':').unwrap();
    let trap = Trap::set().await;
    let park = RawPark::start(&format!("photo_hosts = [\"{host}\"]"), "").await;
    let named = photos.picture("1.jpg", SimResponse::status(404));
    park.record("浙B00001", Direction::In, minutes_ago(30), &named);
    park.record("浙B00002", Direction::In, minutes_ago(29), &format!("http://{address}:{}/1.jpg", trap.port));
    let status = gatehousectl(park.path(), &SYNC).await.json();
    assert_eq!(status["deliveries"]["parked"], 2);
    assert_eq!((photos.asked(), trap.connections()), (vec!["/photos/1.jpg".to_owned()], 0));
}
