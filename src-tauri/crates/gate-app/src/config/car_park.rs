//! `[[car_park]]` and `[car_park.city]`.

use std::time::Duration;

use url::Url;

use super::{
    ConfigError, Section,
    document::Item,
    static_facts::{self, StaticFacts},
    values::{base_url, duration, show_duration},
};

/// One `[[car_park]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarPark {
    /// Its id on the open platform.
    pub parking_id: String,
    /// Its name for people; the id when absent.
    pub name: String,
    /// Spaces in all, for when the open platform does not say.
    pub total_spaces: Option<u32>,
    /// Where its passages are reported; a car park may be managed without.
    pub city: Option<City>,
    /// `[car_park.static]`: its row of the table that the city is handed once.
    pub static_facts: Option<StaticFacts>,
}

/// `[car_park.city]`: the city platform of one car park. `platform = "ningbo"` is the only one so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct City {
    /// Address that the interfaces' paths are appended to; ends in `/`.
    pub base_url: Url,
    /// The account's name on the city platform.
    pub portname: String,
    /// The car park's number on the city platform: 12 digits.
    pub parkpotid: String,
    /// Case of the password's MD5 in hex.
    pub password_digest: PasswordDigest,
    /// Pause between heartbeats; 60 s by default.
    pub heartbeat_interval: Duration,
    /// Pause between readings of the city's clock; 6 h by default, at most 12 h (the standard's own limit).
    pub clock_interval: Duration,
    /// Limit for events and photos together; 5 by default.
    pub max_requests_per_second: u32,
    /// Sendings at once, 1 to 8; 4 by default.
    pub max_concurrency: u32,
    /// Longest wait for one answer; 15 s by default.
    pub request_timeout: Duration,
    /// First pause after a failure; 2 s by default, or `retry_max` where that is shorter; doubles up to it.
    pub retry_initial: Duration,
    /// Longest pause between tries; 60 s by default, or `retry_initial` where that is longer.
    pub retry_max: Duration,
    /// Refusals of one item until it is parked; 5 by default.
    pub refused_attempts: u32,
    /// Fragments of a refusal's description that mean "we have it".
    pub already_accepted: Vec<String>,
    /// How long a departure without arrival waits for a person; 10 min by default. Zero: not at all.
    pub orphan_wait: Duration,
    /// Photo numbers on the city platform.
    pub first_photo_index: FirstPhotoIndex,
    /// The colour assumed for ordinary plates of seven characters.
    pub ordinary_plate_colour: OrdinaryPlateColour,
}

/// How the MD5 of the password is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PasswordDigest {
    /// Lower-case hex.
    #[default]
    Lower,
    /// Upper-case hex.
    Upper,
}

/// The first `imgIndex` of each event; its second photo has the next number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstPhotoIndex {
    /// For arrivals; 1 by default.
    pub arrival: u8,
    /// For departures; 3 by default.
    pub departure: u8,
}

/// `hpys` of a plate whose form does not tell its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrdinaryPlateColour {
    /// 蓝
    #[default]
    Blue,
    /// 未识别
    Unrecognised,
}

pub(super) fn read(section: &Section<'_, '_>, earlier: &[CarPark]) -> Result<CarPark, ConfigError> {
    section.only(&["parking_id", "name", "total_spaces", "city", "static"])?;
    let id = section.require("parking_id", "parking_id = \"…\", its id on the open platform")?;
    let parking_id = id.text()?.to_owned();
    if earlier.iter().any(|car_park| car_park.parking_id == parking_id) {
        return Err(id.refuse(
            format!("{} stands in two [[car_park]] tables", id.shown()),
            "give each car park its own parking_id",
        ));
    }
    let name = match section.get("name") {
        Some(item) => item.text()?.to_owned(),
        None => parking_id.clone(),
    };
    Ok(CarPark {
        name,
        total_spaces: section.get("total_spaces").map(|item| item.integer(1..=1_000_000)).transpose()?,
        city: section.section("city")?.map(|city| read_city(&city)).transpose()?,
        static_facts: section.section("static")?.map(|facts| static_facts::read(&facts)).transpose()?,
        parking_id,
    })
}

fn read_city(section: &Section<'_, '_>) -> Result<City, ConfigError> {
    section.only(&[
        "platform",
        "base_url",
        "portname",
        "parkpotid",
        "password_digest",
        "heartbeat_interval",
        "clock_interval",
        "max_requests_per_second",
        "max_concurrency",
        "request_timeout",
        "retry_initial",
        "retry_max",
        "refused_attempts",
        "already_accepted",
        "orphan_wait",
        "first_photo_index",
        "ordinary_plate_colour",
    ])?;
    section.require("platform", "platform = \"ningbo\"")?.choice(&[("ningbo", ())])?;
    let seconds = Duration::from_secs;
    let period = |key: &str, default: Duration, longest: Duration| match section.get(key) {
        Some(item) => duration(&item, Duration::from_millis(10)..=longest),
        None => Ok(default),
    };
    let number = |key: &str, default: u32, most: u32| match section.get(key) {
        Some(item) => item.integer(1..=most),
        None => Ok(default),
    };
    // Of the two, one that is not written follows the one that is, so that shortening one is enough.
    let retry_max = period("retry_max", seconds(60).max(retry_initial_written(section)?), seconds(86_400))?;
    let retry_initial = period("retry_initial", seconds(2).min(retry_max), seconds(3_600))?;
    if retry_initial > retry_max {
        return Err(section.require("retry_max", "retry_max = \"60s\"")?.refuse(
            format!("is shorter than retry_initial (\"{}\")", show_duration(retry_initial)),
            "make it at least as long as retry_initial",
        ));
    }
    Ok(City {
        base_url: base_url(
            &section.require("base_url", "base_url = \"http://host:port/nbyd-parkpot-service/\"")?,
        )?,
        portname: section.require("portname", "portname = \"…\"")?.text()?.to_owned(),
        parkpotid: parkpotid(&section.require("parkpotid", "parkpotid = \"…\"")?)?,
        password_digest: match section.get("password_digest") {
            Some(item) => {
                item.choice(&[("lower", PasswordDigest::Lower), ("upper", PasswordDigest::Upper)])?
            }
            None => PasswordDigest::default(),
        },
        heartbeat_interval: period("heartbeat_interval", seconds(60), seconds(3_600))?,
        clock_interval: period("clock_interval", seconds(6 * 3_600), seconds(12 * 3_600))?,
        max_requests_per_second: number("max_requests_per_second", 5, 100_000)?,
        max_concurrency: number("max_concurrency", 4, 8)?,
        request_timeout: period("request_timeout", seconds(15), seconds(600))?,
        retry_initial,
        retry_max,
        refused_attempts: number("refused_attempts", 5, 1_000)?,
        already_accepted: match section.get("already_accepted") {
            Some(item) => fragments(&item)?,
            None => Vec::new(),
        },
        orphan_wait: match section.get("orphan_wait") {
            Some(item) => duration(&item, Duration::ZERO..=seconds(86_400))?,
            None => seconds(600),
        },
        first_photo_index: first_photo_index(section)?,
        ordinary_plate_colour: match section.get("ordinary_plate_colour") {
            Some(item) => item.choice(&[
                ("蓝", OrdinaryPlateColour::Blue),
                ("未识别", OrdinaryPlateColour::Unrecognised),
            ])?,
            None => OrdinaryPlateColour::default(),
        },
    })
}

fn retry_initial_written(section: &Section<'_, '_>) -> Result<Duration, ConfigError> {
    section.get("retry_initial").map_or(Ok(Duration::ZERO), |item| {
        duration(&item, Duration::from_millis(10)..=Duration::from_secs(3_600))
    })
}

/// Ningbo standard: 6 digits district, 3 street, 1 category, 2 of the car park's own.
fn parkpotid(item: &Item<'_, '_>) -> Result<String, ConfigError> {
    let text = item.text()?;
    if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(item.refuse(
            format!("{} is not 12 digits", item.shown()),
            "write the car park's number as the city gave it",
        ));
    }
    Ok(text.to_owned())
}

fn fragments(item: &Item<'_, '_>) -> Result<Vec<String>, ConfigError> {
    // An empty fragment stands in every description and would turn each refusal into an acceptance; `text` refuses it.
    item.array()?.iter().map(|fragment| fragment.text().map(str::to_owned)).collect()
}

fn first_photo_index(section: &Section<'_, '_>) -> Result<FirstPhotoIndex, ConfigError> {
    let mut first = FirstPhotoIndex { arrival: 1, departure: 3 };
    let Some(item) = section.get("first_photo_index") else { return Ok(first) };
    let table = item.section()?;
    table.only(&["arrival", "departure"])?;
    if let Some(arrival) = table.get("arrival") {
        first.arrival = photo_index(&arrival)?;
    }
    if let Some(departure) = table.get("departure") {
        first.departure = photo_index(&departure)?;
    }
    Ok(first)
}

fn photo_index(item: &Item<'_, '_>) -> Result<u8, ConfigError> {
    // Within 1 to 4, so nothing is cut off.
    item.integer(1..=4).map(|index| index as u8)
}
