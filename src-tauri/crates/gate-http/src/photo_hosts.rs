//! Where photos may come from: hosts from the configuration and never from data.

use std::net::{IpAddr, Ipv6Addr};

use url::{Host, Url};

use crate::address::is_public;

/// The hosts that the configuration names for photos: `base_url`'s own with its port, and each entry of
/// `photo_hosts`, `host` meaning any port and `host:port` that one.
///
/// An address of this machine or of a private network is reached only where it is named itself: as the literal
/// address in the configuration, or as `localhost`. A name that leads to such an address is refused, unless that
/// very address stands in `photo_hosts` without a port: otherwise whoever controls a name could point it at
/// the booth's own network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoHosts {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    host: PhotoHost,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PhotoHost {
    Name(String),
    Address(IpAddr),
}

/// A configured host cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoHostsError {
    /// The base URL has no host, or is neither http nor https.
    #[error("the base URL is not an http or https address")]
    BaseUrl,
    /// This entry is neither `host` nor `host:port`.
    #[error("not a host or host:port: {0:?}")]
    Entry(String),
}

/// Why an address of a photo is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HostRefusal {
    /// It is not a URL with a host.
    NotAUrl,
    /// It is neither http nor https.
    Scheme,
    /// It holds a user name or password.
    UserInfo,
    /// Its host, or this port of it, is not in the configuration.
    NotListed,
    /// Its host is in the configuration, but leads to an address that is not public and not named there.
    Address,
}

impl HostRefusal {
    /// Short code for logs and records, such as `host_not_listed`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAUrl => "not_a_url",
            Self::Scheme => "scheme_not_http",
            Self::UserInfo => "userinfo_in_url",
            Self::NotListed => "host_not_listed",
            Self::Address => "address_forbidden",
        }
    }
}

impl PhotoHosts {
    /// The hosts of a configuration.
    ///
    /// # Errors
    /// `base_url` is not http(s), or an entry is neither `host` nor `host:port`.
    pub fn new<S: AsRef<str>>(base_url: &Url, photo_hosts: &[S]) -> Result<Self, PhotoHostsError> {
        let own = match (is_http(base_url), PhotoHost::of(base_url)) {
            (true, Some(host)) => Entry { host, port: base_url.port_or_known_default() },
            _ => return Err(PhotoHostsError::BaseUrl),
        };
        let mut entries = vec![own];
        for text in photo_hosts {
            let text = text.as_ref();
            entries.push(Entry::parse(text).ok_or_else(|| PhotoHostsError::Entry(text.to_owned()))?);
        }
        Ok(Self { entries })
    }

    /// Reads a photo's address and checks all of it that can be checked without a name lookup.
    ///
    /// # Errors
    /// Why it is not followed.
    pub fn check(&self, address: &str) -> Result<Url, HostRefusal> {
        let url = Url::parse(address).map_err(|_| HostRefusal::NotAUrl)?;
        if !is_http(&url) {
            return Err(HostRefusal::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(HostRefusal::UserInfo);
        }
        let host = PhotoHost::of(&url).ok_or(HostRefusal::NotAUrl)?;
        let port = url.port_or_known_default();
        let listed = |entry: &Entry| entry.host == host && (entry.port.is_none() || entry.port == port);
        if self.entries.iter().any(listed) { Ok(url) } else { Err(HostRefusal::NotListed) }
    }

    /// Whether a connection for this URL, already checked, may have ended at this address.
    pub(crate) fn allow_connection(&self, url: &Url, address: IpAddr) -> bool {
        match PhotoHost::of(url) {
            Some(PhotoHost::Address(named)) => named == address.to_canonical(),
            Some(PhotoHost::Name(name)) => self.allow_name_at(&name, address),
            None => false,
        }
    }

    /// Whether this listed name may lead to this address.
    pub(crate) fn allow_name_at(&self, name: &str, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let name = normal_name(name);
        let named = Entry { host: PhotoHost::Address(address), port: None };
        is_public(address) || (is_localhost(&name) && address.is_loopback()) || self.entries.contains(&named)
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        if let Ok(v6) = text.parse::<Ipv6Addr>() {
            return Some(Self { host: PhotoHost::Address(IpAddr::V6(v6).to_canonical()), port: None });
        }
        // What a URL could hold besides host and port would be silently ignored, and a star match nothing.
        if text.is_empty()
            || text.contains(['/', '\\', '?', '#', '@', '*'])
            || text.contains(char::is_whitespace)
        {
            return None;
        }
        let url = Url::parse(&format!("http://{text}/")).ok()?;
        // The parser drops a port that is http's own.
        let port = match text.rsplit_once(':') {
            Some((_, port)) if !text.ends_with(']') => Some(port.parse::<u16>().ok().filter(|p| *p != 0)?),
            _ => None,
        };
        Some(Self { host: PhotoHost::of(&url)?, port })
    }
}

impl PhotoHost {
    fn of(url: &Url) -> Option<Self> {
        Some(match url.host()? {
            Host::Domain(name) => Self::Name(Some(normal_name(name)).filter(|name| !name.is_empty())?),
            Host::Ipv4(v4) => Self::Address(IpAddr::V4(v4)),
            Host::Ipv6(v6) => Self::Address(IpAddr::V6(v6).to_canonical()),
        })
    }
}

fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn normal_name(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// RFC 6761, 6.3: such names are this machine's own, by definition.
fn is_localhost(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
#[path = "photo_hosts_tests.rs"]
mod tests;
