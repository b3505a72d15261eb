//! Who may speak to this server at all: pages that came from this very address.
//!
//! A name that was made to point at loopback (DNS rebinding) is known by its `Host`; a page from elsewhere by `Origin`
//! and `Sec-Fetch-Site`, which browsers set themselves and scripts cannot.

use std::net::SocketAddr;

use axum::http::{HeaderMap, HeaderName, Method, Uri, header};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Why a request is not looked at any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stranger {
    /// It names another host than this one.
    Host,
    /// It comes from a page of another site, or does not say from where.
    Origin,
}

/// The names by which this server is rightly spoken to.
#[derive(Debug, Clone)]
pub struct Guard {
    hosts: Vec<String>,
}

impl Guard {
    /// That of a server on this address.
    pub fn of(address: SocketAddr) -> Self {
        let port = address.port();
        let own = SocketAddr::new(address.ip(), port).to_string();
        let mut hosts =
            vec![format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}"), own];
        if port == 80 {
            let bare: Vec<_> = hosts.iter().map(|host| host.trim_end_matches(":80").to_owned()).collect();
            hosts.extend(bare);
        }
        Self { hosts }
    }

    /// Judges a request by its head.
    ///
    /// # Errors
    /// It does not come from a page of this server.
    pub fn admit(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Stranger> {
        let host = only(headers, &header::HOST).ok_or(Stranger::Host)?.ok_or(Stranger::Host)?;
        let known = |name: &str| self.hosts.iter().any(|host| host.eq_ignore_ascii_case(name));
        if !known(host) || uri.authority().is_some_and(|authority| !known(authority.as_str())) {
            return Err(Stranger::Host);
        }
        let origin = only(headers, &header::ORIGIN).ok_or(Stranger::Origin)?;
        let site = only(headers, &FETCH_SITE).ok_or(Stranger::Origin)?;
        let mode = only(headers, &FETCH_MODE).ok_or(Stranger::Origin)?;
        let reads = method == Method::GET || method == Method::HEAD;
        let same_origin = match origin {
            Some(origin) => {
                let named = origin.strip_prefix("http://").ok_or(Stranger::Origin)?;
                if !named.eq_ignore_ascii_case(host) {
                    return Err(Stranger::Origin);
                }
                true
            }
            None => false,
        };
        match site {
            Some("same-origin") => Ok(()),
            // Typed by a person, or opened from a bookmark.
            Some("none") if reads || same_origin => Ok(()),
            // A link on another page may lead here; nothing of it can be read there.
            Some(_) if reads && mode == Some("navigate") && is_page(uri.path()) => Ok(()),
            Some(_) => Err(Stranger::Origin),
            None if reads || same_origin => Ok(()),
            None => Err(Stranger::Origin),
        }
    }
}

fn is_page(path: &str) -> bool {
    !["/rpc", "/events", "/photos"].iter().any(|data| path.starts_with(data))
}

/// The one value of a header: `Some(None)` when it is absent, `None` when it is there twice or is no text.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<Option<&'a str>> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Some(None) };
    if values.next().is_some() {
        return None;
    }
    value.to_str().ok().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit(method: Method, path: &str, lines: &[(&'static str, &str)]) -> Result<(), Stranger> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        let guard = Guard::of("127.0.0.1:8840".parse().unwrap());
        guard.admit(&method, &path.parse().unwrap(), &headers)
    }

    const HOST: (&str, &str) = ("host", "127.0.0.1:8840");
    const OWN: (&str, &str) = ("origin", "http://127.0.0.1:8840");

    #[test]
    fn only_loopback_names_with_the_port_are_hosts() {
        for host in ["127.0.0.1:8840", "localhost:8840", "LOCALHOST:8840", "[::1]:8840"] {
            assert_eq!(admit(Method::GET, "/", &[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "evil.example:8840",
            "127.0.0.1",
            "localhost",
            "127.0.0.1:8841",
            "127.0.0.1:88400",
            "127.0.0.1.evil.example:8840",
            "localhost.:8840",
            "2130706433:8840",
            "user@127.0.0.1:8840",
            "",
        ] {
            assert_eq!(admit(Method::GET, "/", &[("host", host)]), Err(Stranger::Host), "{host}");
        }
        assert_eq!(admit(Method::GET, "/", &[]), Err(Stranger::Host));
        assert_eq!(admit(Method::GET, "/", &[HOST, ("host", "localhost:8840")]), Err(Stranger::Host));
        assert_eq!(admit(Method::GET, "http://evil.example/", &[HOST]), Err(Stranger::Host));
        assert_eq!(admit(Method::GET, "http://localhost:8840/", &[HOST]), Ok(()));
    }

    #[test]
    fn the_port_of_the_web_needs_not_be_named() {
        let guard = Guard::of("127.0.0.1:80".parse().unwrap());
        for host in ["127.0.0.1", "localhost:80"] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            assert_eq!(guard.admit(&Method::GET, &"/".parse().unwrap(), &headers), Ok(()), "{host}");
        }
    }

    #[test]
    fn another_origin_is_refused_whatever_is_asked() {
        for origin in [
            "http://evil.example",
            "null",
            "https://127.0.0.1:8840",
            "http://127.0.0.1:8841",
            "http://127.0.0.1",
            // Another name of this machine is another origin to a browser.
            "http://localhost:8840",
            "",
        ] {
            for method in [Method::GET, Method::POST] {
                let lines = [HOST, ("origin", origin)];
                assert_eq!(admit(method, "/rpc/start", &lines), Err(Stranger::Origin), "{origin}");
            }
        }
        assert_eq!(admit(Method::POST, "/rpc/start", &[HOST, OWN]), Ok(()));
        assert_eq!(admit(Method::POST, "/rpc/start", &[HOST, OWN, OWN]), Err(Stranger::Origin));
    }

    #[test]
    fn what_changes_something_must_say_that_it_comes_from_here() {
        let site = |site| ("sec-fetch-site", site);
        assert_eq!(admit(Method::POST, "/rpc/lock", &[HOST]), Err(Stranger::Origin));
        assert_eq!(admit(Method::POST, "/rpc/lock", &[HOST, site("same-origin")]), Ok(()));
        for strange in ["cross-site", "same-site"] {
            assert_eq!(admit(Method::POST, "/rpc/lock", &[HOST, site(strange)]), Err(Stranger::Origin));
            assert_eq!(admit(Method::POST, "/rpc/lock", &[HOST, OWN, site(strange)]), Err(Stranger::Origin));
        }
        assert_eq!(admit(Method::POST, "/rpc/lock", &[HOST, site("none")]), Err(Stranger::Origin));
    }

    #[test]
    fn other_sites_may_link_to_the_pages_and_embed_nothing() {
        let (strange, mode) = (("sec-fetch-site", "same-site"), |mode| ("sec-fetch-mode", mode));
        assert_eq!(admit(Method::GET, "/", &[HOST, strange, mode("navigate")]), Ok(()));
        assert_eq!(admit(Method::GET, "/", &[HOST, strange, mode("no-cors")]), Err(Stranger::Origin));
        for path in ["/photos/1", "/events", "/rpc/start"] {
            assert_eq!(admit(Method::GET, path, &[HOST, strange, mode("navigate")]), Err(Stranger::Origin));
        }
    }
}
