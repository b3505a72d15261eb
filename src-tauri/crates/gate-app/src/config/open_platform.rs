//! `[open_platform]`, its endpoints and its callback.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use gate_core::time::UtcMillis;
use url::Url;

use super::{
    ConfigError, PhotoHost, Section,
    values::{base_url, duration, photo_host},
};

/// The operations whose method and path can be set (protocols.md A).
pub const OPERATIONS: [&str; 18] = [
    "token",
    "vehicle_add",
    "vehicle_update",
    "vehicle_delete",
    "vehicle_list",
    "vehicle_type_list",
    "blacklist_add",
    "blacklist_delete",
    "blacklist_list",
    "visitor_query",
    "coupon_issue",
    "outing_register",
    "lane_list",
    "lane_open",
    "occupancy",
    "parking_list",
    "in_park_list",
    "access_record_list",
];

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
    /// Hosts that photos may come from besides `base_url`'s own.
    pub photo_hosts: Vec<PhotoHost>,
    /// What differs from the default methods and paths, by operation.
    pub endpoints: BTreeMap<String, EndpointOverride>,
    /// The callback listener; off when absent.
    pub callback: Option<Callback>,
}

/// One entry of `[open_platform.endpoints]`; at least one of the two is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointOverride {
    /// Instead of `POST`.
    pub method: Option<HttpMethod>,
    /// Instead of the default path; begins with `/`.
    pub path: Option<String>,
}

/// How an operation is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// The parameters go into the query (protocols.md C).
    Get,
    /// The parameters go into a JSON body.
    Post,
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
    Ok(OpenPlatform {
        base_url: base_url(&section.require("base_url", "base_url = \"https://…\"")?)?,
        app_key: section.require("app_key", "app_key = \"…\"")?.text()?.to_owned(),
        poll_interval: match section.get("poll_interval") {
            Some(item) => duration(&item, Duration::from_millis(10)..=Duration::from_secs(3_600))?,
            None => Duration::from_secs(5),
        },
        collect_from: collect_from(section)?,
        photo_hosts: match section.get("photo_hosts") {
            Some(item) => item.array()?.iter().map(photo_host).collect::<Result<_, _>>()?,
            None => Vec::new(),
        },
        endpoints: match section.section("endpoints")? {
            Some(endpoints) => read_endpoints(&endpoints)?,
            None => BTreeMap::new(),
        },
        callback: section.section("callback")?.as_ref().map(read_callback).transpose()?,
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

fn read_endpoints(section: &Section<'_, '_>) -> Result<BTreeMap<String, EndpointOverride>, ConfigError> {
    section.only(&OPERATIONS)?;
    let mut endpoints = BTreeMap::new();
    for (operation, item) in section.items() {
        let entry = item.section()?;
        entry.only(&["method", "path"])?;
        let method = entry
            .get("method")
            .map(|item| item.choice(&[("POST", HttpMethod::Post), ("GET", HttpMethod::Get)]))
            .transpose()?;
        let path = entry.get("path").map(|item| endpoint_path(&item)).transpose()?;
        if method.is_none() && path.is_none() {
            return Err(
                item.refuse("holds nothing", "write { method = \"POST\", path = \"/…\" } or remove it")
            );
        }
        endpoints.insert(operation.to_owned(), EndpointOverride { method, path });
    }
    Ok(endpoints)
}

fn endpoint_path(item: &super::document::Item<'_, '_>) -> Result<String, ConfigError> {
    let path = item.text()?;
    let plain = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['?', '#', '\\'])
        && !path.contains(char::is_whitespace);
    if plain {
        Ok(path.to_owned())
    } else {
        Err(item.refuse(format!("{} is not a path", item.shown()), "write one such as \"/openapi/token\""))
    }
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
    Ok(Callback { listen })
}
