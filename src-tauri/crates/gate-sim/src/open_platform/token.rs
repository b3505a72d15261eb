//! Operation `token`: appKey, timestamp and sign against an AccessToken.

use std::collections::HashMap;

use gate_core::time::UtcMillis;
use md5::{Digest, Md5};
use serde_json::{Value, json};

use super::envelope::{Refusal, Reply};
use super::params::Params;
use super::quirks::Quirk;
use super::world::World;
use crate::photo::seeded::Seeded;

/// The tokens that are out.
pub(super) struct Tokens {
    dice: Seeded,
    ends: HashMap<String, UtcMillis>,
}

impl Tokens {
    pub(super) fn new(seed: u64) -> Self {
        Tokens { dice: Seeded::of(seed, 0x746f_6b65), ends: HashMap::new() }
    }

    fn issue(&mut self, until: UtcMillis, now: UtcMillis) -> String {
        self.ends.retain(|_, end| *end > now);
        let token = format!("{:016x}{:016x}", self.dice.next(), self.dice.next());
        self.ends.insert(token.clone(), until);
        token
    }

    pub(super) fn is_good(&self, token: &str, now: UtcMillis) -> bool {
        self.ends.get(token).is_some_and(|end| *end > now)
    }

    /// Ends every token at once.
    pub(super) fn end_all(&mut self) {
        self.ends.clear();
    }
}

/// MD5 of appKey, timestamp and appSecret joined, 32 lower-case hex digits.
pub(super) fn sign(app_key: &str, timestamp: i64, app_secret: &str) -> String {
    Md5::digest(format!("{app_key}{timestamp}{app_secret}"))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

pub(super) fn issue(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let app_key = params.required("appKey")?;
    let timestamp = params.required_integer("timestamp")?;
    let signature = params.required("sign")?;
    let now = world.now();
    let options = &world.options;
    if app_key != options.app_key {
        return Err(Refusal::new("appKey不存在"));
    }
    let tolerance = i64::try_from(options.timestamp_tolerance.as_millis()).unwrap_or(i64::MAX);
    if now.0.saturating_sub(timestamp).saturating_abs() > tolerance {
        return Err(Refusal::new("timestamp已过期"));
    }
    if signature != sign(&app_key, timestamp, &options.app_secret) {
        return Err(Refusal::new("签名错误"));
    }
    let life = options.token_life;
    let token = world.tokens.issue(now + life, now);
    Ok(Reply::Result(shaped(world, token, life.as_secs())))
}

fn shaped(world: &World, token: String, seconds: u64) -> Value {
    let quirks = world.quirks();
    if quirks.has(Quirk::TokenAsText) {
        return token.into();
    }
    let (name, life_name) = if quirks.has(Quirk::TokenNamedLikeHeader) {
        ("AccessToken", "expiresIn")
    } else if quirks.has(Quirk::TokenNamedToken) {
        ("token", "expires_in")
    } else {
        ("accessToken", "expiresIn")
    };
    let life = if quirks.has(Quirk::NumbersAsStrings) { json!(seconds.to_string()) } else { json!(seconds) };
    match quirks.has(Quirk::TokenLifeUnsaid) {
        true => json!({ name: token }),
        false => json!({ name: token, life_name: life }),
    }
}
