//! The session's key between browser and server: a cookie that no script sees and that ends with the browser.

use axum::http::{HeaderMap, HeaderValue, header};
use gate_app::{SessionChange, SessionKey};

/// For this site only, out of reach of scripts, and gone with the browser.
const FLAGS: &str = "Path=/; HttpOnly; SameSite=Strict";

/// The cookie's name. Browsers share cookies between all ports of a host, so the port is part of it.
#[derive(Debug, Clone)]
pub struct SessionCookie {
    name: String,
}

impl SessionCookie {
    /// The cookie of the server on this port.
    pub fn of_port(port: u16) -> Self {
        Self { name: format!("gatehouse-{port}") }
    }

    /// The key that a request brings, if any. Of several cookies of this name none is taken: one of them was planted.
    pub fn read(&self, headers: &HeaderMap) -> Option<SessionKey> {
        let mut values = values(headers, &self.name);
        let value = values.next()?;
        if values.next().is_some() {
            return None;
        }
        SessionKey::from_hex(value)
    }

    /// Whether this browser was welcomed to a demo before: who signed out of one stays signed out.
    pub fn was_welcomed(&self, headers: &HeaderMap) -> bool {
        values(headers, &self.welcome()).next().is_some()
    }

    /// The `Set-Cookie` that notes the welcome.
    pub fn write_welcome(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("{}=1; {FLAGS}", self.welcome())).ok()
    }

    fn welcome(&self) -> String {
        format!("{}-demo", self.name)
    }

    /// The `Set-Cookie` that carries out a change, if there is one.
    pub fn write(&self, change: &SessionChange) -> Option<HeaderValue> {
        let line = match change {
            SessionChange::Keep => return None,
            SessionChange::Set(key) => format!("{}={}; {FLAGS}", self.name, key.to_hex()),
            SessionChange::Clear => format!("{}=; Max-Age=0; {FLAGS}", self.name),
        };
        let mut value = HeaderValue::from_str(&line).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// The values of every cookie of this name.
fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(cookie, _)| *cookie == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, line.parse().unwrap());
        }
        SessionCookie::of_port(8840).read(&headers).map(|key| key.to_hex())
    }

    const KEY: &str = "00112233445566778899aabbccddeeff";

    #[test]
    fn the_cookie_of_this_port_is_found_among_others() {
        let line =
            format!("theme=dark; gatehouse-8840={KEY}; gatehouse-8841=ffffffffffffffffffffffffffffffff");
        assert_eq!(read(&[&line]).as_deref(), Some(KEY));
        assert_eq!(read(&["theme=dark", &format!("gatehouse-8840={KEY}")]).as_deref(), Some(KEY));
    }

    #[test]
    fn no_other_and_no_planted_second_one_is_taken() {
        assert_eq!(read(&[&format!("gatehouse-8841={KEY}")]), None);
        assert_eq!(read(&[&format!("gatehouse-8840={KEY}; gatehouse-8840={KEY}")]), None);
        assert_eq!(read(&["gatehouse-8840=short"]), None);
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn it_is_for_this_site_only_ends_with_the_browser_and_is_out_of_reach_of_scripts() {
        let cookie = SessionCookie::of_port(8840);
        let set = cookie.write(&SessionChange::Set(SessionKey::from_hex(KEY).unwrap())).unwrap();
        assert!(set.is_sensitive());
        assert_eq!(set.to_str().unwrap(), format!("gatehouse-8840={KEY}; Path=/; HttpOnly; SameSite=Strict"));
        let clear = cookie.write(&SessionChange::Clear).unwrap();
        assert_eq!(clear.to_str().unwrap(), "gatehouse-8840=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict");
        assert!(cookie.write(&SessionChange::Keep).is_none());
    }
}
