//! Readers of the kinds of value that several tables share: durations, addresses.

use std::{ops::RangeInclusive, time::Duration};

use gate_http::PhotoHosts;
use url::Url;

use super::{ConfigError, document::Item};

/// Reads a whole number with one unit: `500ms`, `5s`, `10m`, `6h`, `1d`.
///
/// Nothing else is taken: no blanks, signs, fractions or several parts, so that nothing has to be guessed.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}

/// The shortest way to write a duration that [`parse_duration`] reads back; below 1 ms is cut off.
#[must_use]
pub fn show_duration(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];
    units
        .into_iter()
        .find(|(unit, _)| milliseconds >= *unit && milliseconds.is_multiple_of(*unit))
        .map_or_else(|| format!("{milliseconds}ms"), |(unit, name)| format!("{}{name}", milliseconds / unit))
}

/// A duration within `range`.
pub(super) fn duration(
    item: &Item<'_, '_>,
    range: RangeInclusive<Duration>,
) -> Result<Duration, ConfigError> {
    let text = item.any_text()?;
    let within = format!(
        "write one from \"{}\" to \"{}\"",
        show_duration(*range.start()),
        show_duration(*range.end())
    );
    match parse_duration(text) {
        None => Err(item.refuse(
            format!("{} is not a duration", item.shown()),
            format!("{within}, as a whole number and ms, s, m, h or d"),
        )),
        Some(duration) if range.contains(&duration) => Ok(duration),
        Some(_) => Err(item.refuse(format!("{} is not a possible duration here", item.shown()), within)),
    }
}

/// An address that paths are appended to: http or https, with a host, without account, query or fragment. Its path
/// ends in `/`.
pub(super) fn base_url(item: &Item<'_, '_>) -> Result<Url, ConfigError> {
    const REMEDY: &str = "write one such as \"https://host:port/path/\"";
    let mut url = Url::parse(item.text()?)
        .map_err(|error| item.refuse(format!("{} is not an address ({error})", item.shown()), REMEDY))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(item.refuse(format!("{} is neither http nor https", item.shown()), REMEDY));
    }
    if !url.username().is_empty() || url.password().is_some() {
        // The address may hold a password here, so it is not repeated.
        return Err(item.refuse("the address holds a user name or password", REMEDY));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(item.refuse(format!("{} has a query or fragment", item.shown()), REMEDY));
    }
    if url.port() == Some(0) {
        return Err(item.refuse(format!("{} has port 0", item.shown()), REMEDY));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// `host` or `host:port`, as in `photo_hosts`.
pub(super) fn photo_host(item: &Item<'_, '_>, base_url: &Url) -> Result<String, ConfigError> {
    let host = item.text()?;
    PhotoHosts::new(base_url, &[host]).map_err(|_| {
        item.refuse(
            format!("{} is not a host", item.shown()),
            "write \"host\" (any port) or \"host:port\", without scheme and path",
        )
    })?;
    Ok(host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_a_whole_number_and_one_unit() {
        for (text, milliseconds) in [
            ("500ms", 500),
            ("5s", 5_000),
            ("10m", 600_000),
            ("6h", 21_600_000),
            ("1d", 86_400_000),
            ("0s", 0),
        ] {
            assert_eq!(parse_duration(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
        let huge = format!("{}h", u64::MAX);
        for text in ["", "5", "s", "-5s", "+5s", "5 s", " 5s", "1.5s", "1h30m", "5S", "５s", "5sec", &huge] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }

    #[test]
    fn a_shown_duration_reads_back() {
        for text in ["1ms", "500ms", "1500ms", "5s", "90s", "10m", "6h", "1d"] {
            let duration = parse_duration(text).unwrap();
            assert_eq!(parse_duration(&show_duration(duration)), Some(duration), "{text}");
        }
        assert_eq!(show_duration(Duration::from_secs(90)), "90s");
        assert_eq!(show_duration(Duration::from_secs(120)), "2m");
    }
}
