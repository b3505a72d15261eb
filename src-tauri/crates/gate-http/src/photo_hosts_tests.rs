use proptest::prelude::*;

use super::*;

fn hosts(base_url: &str, listed: &[&str]) -> PhotoHosts {
    PhotoHosts::new(&Url::parse(base_url).unwrap(), listed).unwrap()
}

fn public() -> PhotoHosts {
    hosts("https://open.example.com", &["img.example.com", "cdn.example.com:8443"])
}

#[test]
fn the_base_urls_own_host_and_port_and_the_listed_ones_are_followed() {
    for address in [
        "https://open.example.com/p/1.jpg?sign=x",
        "http://open.example.com:443/p/1.jpg",
        "http://img.example.com/1.jpg",
        "https://img.example.com:9443/1.jpg",
        "https://cdn.example.com:8443/1.jpg",
        "HTTPS://IMG.Example.COM./1.jpg",
        "http://ｉｍｇ.example.com/1.jpg",
    ] {
        assert!(public().check(address).is_ok(), "{address}");
    }
}

#[test]
fn everything_else_is_refused_with_its_reason() {
    use HostRefusal::{NotAUrl, NotListed, Scheme, UserInfo};
    for (address, reason) in [
        ("http://open.example.com/1.jpg", NotListed),
        ("https://cdn.example.com/1.jpg", NotListed),
        ("http://evil.example/1.jpg", NotListed),
        ("http://img.example.com.evil.example/1.jpg", NotListed),
        ("http://evil.example/img.example.com", NotListed),
        ("http://evil.example#img.example.com", NotListed),
        ("http://evil.example\\@img.example.com/", NotListed),
        ("http://xn--img-example-com.example/", NotListed),
        ("http://127.0.0.1/", NotListed),
        ("http://[::1]/", NotListed),
        ("http://[::ffff:127.0.0.1]/", NotListed),
        ("http://0x7f000001/", NotListed),
        ("http://2130706433/", NotListed),
        ("http://0177.0.0.1/", NotListed),
        ("http://127.1/", NotListed),
        ("http://localhost./", NotListed),
        ("http://localhost/", NotListed),
        ("http://169.254.169.254/latest/meta-data/", NotListed),
        ("file:///etc/passwd", Scheme),
        ("file://img.example.com/etc/passwd", Scheme),
        ("ftp://img.example.com/1.jpg", Scheme),
        ("gopher://img.example.com/1.jpg", Scheme),
        ("data:image/jpeg;base64,AAAA", Scheme),
        ("http://user@img.example.com/1.jpg", UserInfo),
        ("http://:word@img.example.com/1.jpg", UserInfo),
        ("http://img.example.com@evil.example/1.jpg", UserInfo),
        ("http://img.example.com:word@127.0.0.1/", UserInfo),
        ("", NotAUrl),
        ("/p/1.jpg", NotAUrl),
        ("img.example.com/1.jpg", NotAUrl),
        ("http://", NotAUrl),
        ("http://./1.jpg", NotAUrl),
        ("http://img.example.com:99999/", NotAUrl),
    ] {
        assert_eq!(public().check(address), Err(reason), "{address}");
    }
}

#[test]
fn a_configured_address_is_the_same_in_every_notation() {
    let own = hosts("http://127.0.0.1:9001/", &[]);
    for address in [
        "http://127.0.0.1:9001/x",
        "http://0x7f000001:9001/x",
        "http://2130706433:9001/x",
        "http://[::ffff:127.0.0.1]:9001/x",
        "http://127.0.0.1.:9001/x",
    ] {
        assert!(own.check(address).is_ok(), "{address}");
    }
    for address in [
        "http://127.0.0.1/x",
        "http://127.0.0.1:9002/x",
        "http://127.0.0.2:9001/x",
        "http://localhost:9001/x",
        "http://[::1]:9001/x",
    ] {
        assert_eq!(own.check(address), Err(HostRefusal::NotListed), "{address}");
    }
}

#[test]
fn entries_name_one_port_or_all() {
    let listed = hosts("http://h", &["[::1]:9001", "::2", "10.0.0.5:80", "LAN.example."]);
    for address in
        ["http://[::1]:9001/", "http://[::2]:1/", "https://10.0.0.5:80/", "https://lan.example:77/"]
    {
        assert!(listed.check(address).is_ok(), "{address}");
    }
    for address in ["http://[::1]/", "https://10.0.0.5/"] {
        assert!(listed.check(address).is_err(), "{address}");
    }
}

#[test]
fn broken_entries_are_refused_by_name() {
    let base = Url::parse("http://h").unwrap();
    for entry in [
        "",
        "http://img.example.com",
        "img.example.com/p",
        "a b",
        "u@h",
        "h:0",
        "h:99999",
        "h:",
        ":80",
        "*",
        "*.example.com",
        "[::1",
        "h?x",
        ".",
    ] {
        let refused = PhotoHosts::new(&base, &[entry]);
        assert_eq!(refused, Err(PhotoHostsError::Entry(entry.into())), "{entry:?}");
    }
    let file = Url::parse("file:///x").unwrap();
    assert_eq!(PhotoHosts::new::<&str>(&file, &[]), Err(PhotoHostsError::BaseUrl));
}

#[test]
fn a_name_leads_to_public_addresses_only() {
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    let hosts = hosts("http://127.0.0.1:9001", &["img.example.com", "10.0.0.5", "10.0.0.6:80"]);
    assert!(hosts.allow_name_at("img.example.com", ip("223.5.5.5")));
    for private in [
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "224.0.0.1",
        "0.0.0.0",
        "fe80::1",
        "fd00::1",
    ] {
        assert!(!hosts.allow_name_at("img.example.com", ip(private)), "{private}");
    }
    assert!(hosts.allow_name_at("img.example.com", ip("10.0.0.5")), "that address is named for any port");
    assert!(!hosts.allow_name_at("img.example.com", ip("10.0.0.6")), "that one only for port 80");
}

#[test]
fn localhost_is_this_machine_and_nothing_else_private() {
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    let hosts = hosts("http://localhost:9001", &[]);
    for name in ["localhost", "LOCALHOST.", "photos.localhost"] {
        assert!(hosts.allow_name_at(name, ip("127.0.0.1")) && hosts.allow_name_at(name, ip("::1")), "{name}");
        assert!(!hosts.allow_name_at(name, ip("192.168.0.1")), "{name}");
    }
    assert!(!hosts.allow_name_at("notlocalhost", ip("127.0.0.1")));
    assert!(!hosts.allow_name_at("localhost.example.com", ip("127.0.0.1")));
}

#[test]
fn the_connected_address_must_be_the_urls_own() {
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    let hosts = hosts("http://127.0.0.1:9001", &["img.example.com"]);
    let literal = hosts.check("http://127.0.0.1:9001/x").unwrap();
    assert!(hosts.allow_connection(&literal, ip("127.0.0.1")));
    assert!(hosts.allow_connection(&literal, ip("::ffff:127.0.0.1")));
    assert!(!hosts.allow_connection(&literal, ip("8.8.8.8")));
    let name = hosts.check("http://img.example.com/x").unwrap();
    assert!(hosts.allow_connection(&name, ip("8.8.8.8")));
    assert!(!hosts.allow_connection(&name, ip("127.0.0.1")));
}

proptest! {
    #[test]
    fn no_text_panics_and_what_passes_is_listed(text in "(https?://)?[a-z0-9.:@/\\\\\\[\\]%#?]{0,40}|\\PC{0,40}") {
        if let Ok(url) = public().check(&text) {
            let host = url.host_str().unwrap().trim_end_matches('.').to_owned();
            prop_assert!(["open.example.com", "img.example.com", "cdn.example.com"].contains(&host.as_str()));
        }
        let _ = PhotoHosts::new(&Url::parse("http://h").unwrap(), &[text]);
    }
}
