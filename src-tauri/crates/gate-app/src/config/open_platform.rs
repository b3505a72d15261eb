//! `[open_platform]`, its endpoints and its callback.

use std::{net::SocketAddr, time::Duration};

use gate_core::time::UtcMillis;
use gate_open_platform::{Endpoints, Operation};
use url::Url;

use super::{
    ConfigError, Section,
    values::{base_url, duration, photo_host},
};

/// `[open_platform]`: where the vendor's cloud is and how often it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPlatform {
    /// Address that the operations' paths are appended to; ends in `/`.
    pub base_url: Url,
    /// The account's public half; its secret stands in `secrets.toml`.
    pub app_key: String,
    /// Pause between two readings of the records; 5 s by default.
    pub poll_interval: Duration,
    /// Where collecting starts the very first time; 24 h before the first start when absent.
    pub collect_from: Option<UtcMillis>,
    /// Hosts that photos may come from besides `base_url`'s own: `host`, or `host:port` for that port alone.
    pub photo_hosts: Vec<String>,
    /// Method and path of every operation: the defaults and what `[open_platform.endpoints]` says otherwise.
    pub endpoints: Endpoints,
    /// The callback listener; off when absent.
    pub callback: Option<Callback>,
}

/// `[open_platform.callback]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Callback {
    /// Where `POST /callback` is listened for.
    pub listen: SocketAddr,
}

pub(super) fn read(section: &Section<'_, '_>) -> Result<OpenPlatform, ConfigError> {
    section.only(&[
        "base_url",
        "app_key",
        "poll_interval",
        "collect_from",
        "photo_hosts",
        "endpoints",
        "callback",
    ])?;
    let base_url = base_url(&section.require("base_url", "base_url = \"https://…\"")?)?;
    Ok(OpenPlatform {
        app_key: section.require("app_key", "app_key = \"…\"")?.text()?.to_owned(),
        poll_interval: match section.get("poll_interval") {
            Some(item) => duration(&item, Duration::from_millis(10)..=Duration::from_secs(3_600))?,
            None => Duration::from_secs(5),
        },
        collect_from: collect_from(section)?,
        photo_hosts: match section.get("photo_hosts") {
            Some(item) => {
                item.array()?.iter().map(|host| photo_host(host, &base_url)).collect::<Result<_, _>>()?
            }
            None => Vec::new(),
        },
        endpoints: match section.section("endpoints")? {
            Some(endpoints) => read_endpoints(&endpoints)?,
            None => Endpoints::default(),
        },
        callback: section.section("callback")?.as_ref().map(read_callback).transpose()?,
        base_url,
    })
}

fn collect_from(section: &Section<'_, '_>) -> Result<Option<UtcMillis>, ConfigError> {
    const REMEDY: &str =
        "write China Standard Time from 2000 to 2099, such as \"2026-11-20 00:00:00\", in quotes";
    let Some(item) = section.get("collect_from") else { return Ok(None) };
    let time = UtcMillis::parse_china(item.any_text()?)
        .map_err(|_| item.refuse(format!("{} is not a time", item.shown()), REMEDY))?;
    if !(2000..2100).contains(&time.china_ymd().0) {
        return Err(item.refuse(format!("{} is not a possible time", item.shown()), REMEDY));
    }
    Ok(Some(time))
}

fn read_endpoints(section: &Section<'_, '_>) -> Result<Endpoints, ConfigError> {
    section.only(&Operation::ALL.map(Operation::name))?;
    let mut endpoints = Endpoints::default();
    for (operation, item) in section.items() {
        let entry = item.section()?;
        entry.only(&["method", "path"])?;
        let (method, path) = (entry.get("method"), entry.get("path"));
        if method.is_none() && path.is_none() {
            return Err(
                item.refuse("holds nothing", "write { method = \"POST\", path = \"/…\" } or remove it")
            );
        }
        if let Some(item) = method {
            endpoints.set(operation, Some(item.text()?), None).map_err(|_| {
                item.refuse(format!("{} is not possible", item.shown()), "write \"POST\" or \"GET\"")
            })?;
        }
        if let Some(item) = path {
            endpoints.set(operation, None, Some(item.text()?)).map_err(|_| {
                item.refuse(format!("{} is not a path", item.shown()), "write one such as \"/openapi/token\"")
            })?;
        }
    }
    Ok(endpoints)
}

fn read_callback(section: &Section<'_, '_>) -> Result<Callback, ConfigError> {
    const REMEDY: &str = "write an address and port such as \"127.0.0.1:9800\"";
    section.only(&["listen"])?;
    let item = section.require("listen", "listen = \"127.0.0.1:9800\"")?;
    let listen: SocketAddr = item
        .text()?
        .parse()
        .map_err(|_| item.refuse(format!("{} is not an address with a port", item.shown()), REMEDY))?;
    if listen.port() == 0 {
        return Err(item.refuse("port 0 would be another one at every start", REMEDY));
    }
    // security.md, "Listening": what leaves the machine needs TLS, which a proxy in front of this adds.
    if !listen.ip().is_loopback() {
        return Err(item.refuse(
            format!("{} is not on loopback, and callbacks come without TLS here", item.shown()),
            "listen on 127.0.0.1 and put a proxy with TLS in front",
        ));
    }
    Ok(Callback { listen })
}
