//! From configuration and secrets to clients of both platforms.

use std::sync::Arc;

use chrono::Utc;
use gate_city::ningbo::{self, NingboClient, NingboOptions};
use gate_core::{plate::PlateColour, time::UtcMillis};
use gate_open_platform::{OpenPlatform, OpenPlatformOptions};

use crate::{
    AppError, Config, Secrets,
    config::{CarPark, City, OrdinaryPlateColour, PasswordDigest},
};

/// The system's time.
#[must_use]
pub fn now() -> UtcMillis {
    UtcMillis(Utc::now().timestamp_millis())
}

/// A client of the open platform.
///
/// # Errors
/// Address and paths make no URL together, or TLS cannot be set up.
pub fn open_platform(config: &Config, secrets: &Secrets) -> Result<OpenPlatform, AppError> {
    let settings = &config.open_platform;
    let mut options = OpenPlatformOptions::new(
        settings.base_url.as_str(),
        settings.app_key.as_str(),
        secrets.app_secret.clone(),
    );
    options.endpoints = settings.endpoints.clone();
    OpenPlatform::new(options, Arc::new(now))
        .map_err(|error| AppError::Setup { platform: "the open platform", reason: error.to_string() })
}

/// A client of the city platform of `car_park`, whose settings there are `city`.
///
/// # Errors
/// The secrets hold no password for it, or TLS cannot be set up.
pub fn city_platform(car_park: &CarPark, city: &City, secrets: &Secrets) -> Result<NingboClient, AppError> {
    let setup = |reason: String| AppError::Setup { platform: "the city platform", reason };
    let portpwd = secrets
        .portpwd
        .get(&car_park.parking_id)
        .ok_or_else(|| setup(format!("no password was read for car park {}", car_park.parking_id)))?;
    let options = NingboOptions {
        base_url: city.base_url.to_string(),
        portname: city.portname.clone(),
        portpwd: portpwd.clone(),
        parkpotid: city.parkpotid.clone(),
        password_digest: match city.password_digest {
            PasswordDigest::Lower => ningbo::PasswordDigest::Lower,
            PasswordDigest::Upper => ningbo::PasswordDigest::Upper,
        },
        first_photo_index: ningbo::FirstPhotoIndex {
            arrival: city.first_photo_index.arrival,
            departure: city.first_photo_index.departure,
        },
        request_timeout: city.request_timeout,
    };
    NingboClient::new(&options).map_err(|error| setup(error.to_string()))
}

/// The colour that ordinary plates are reported with.
#[must_use]
pub fn ordinary_colour(city: &City) -> PlateColour {
    match city.ordinary_plate_colour {
        OrdinaryPlateColour::Blue => PlateColour::Blue,
        OrdinaryPlateColour::Unrecognised => PlateColour::Unrecognised,
    }
}
