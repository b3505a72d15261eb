//! What a step can find and what is to be done then, each with its English words. The pages have the same words in both
//! languages, by these codes; a test holds the English ones equal.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

macro_rules! words {
    ($(#[$attribute:meta])* $name:ident { $($code:ident: $english:literal,)* }) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
        #[allow(missing_docs, reason = "the words stand beside each code")]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($code,)*
        }

        impl $name {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// Its words, with `{name}` where a value stands.
            #[must_use]
            pub fn english(self) -> &'static str {
                match self { $(Self::$code => $english,)* }
            }
        }
    };
}

words! {
    /// What a step found.
    Found {
        Said: "{detail}",
        Skipped: "a step before it failed",
        NameFound: "{host} is {detail}",
        NameWithoutAddress: "{host} has no address",
        NameNotFound: "{host} cannot be looked up ({detail})",
        NameServersSilent: "the name servers did not answer for {host} in 5 s",
        Connected: "{host} accepts connections",
        ConnectionRefused: "nothing listens at {host}",
        ConnectionSilent: "{host} did not answer in 5 s",
        NotConnected: "no connection to {host} ({detail})",
        TlsNotUsed: "not used",
        TlsTrusted: "the certificate is trusted",
        TlsFailed: "no secure connection ({detail})",
        Answers: "the platform answers",
        WentAway: "the platform went away ({detail})",
        Status: "HTTP {detail}",
        NotTheirs: "the answer is not this platform's ({detail})",
        Failed: "it failed ({detail})",
        KeyAccepted: "app_key and app_secret are accepted",
        KeyRefused: "refused: {detail}",
        MayManage: "the account may manage {id}",
        MayManageThese: "the account may manage: {detail}",
        MayManageNone: "the account may manage no car park",
        MayNotManage: "the account may not manage {id}; it has: {detail}",
        MayNotManageIt: "the account may not manage {id}",
        PortAccepted: "portname and portpwd are accepted",
        PortRefused: "refused: {detail}",
        NumberAccepted: "{id} is accepted",
        ClockUnreadable: "the platform does not tell its time readably",
        ClockDiffers: "the city's clock is {detail} ms from ours",
        CarParks: "{count} car parks, {detail} report to a city",
        SecretsGiven: "every secret is given",
        DatabaseOpens: "gatehouse.db can be read and written",
        PagesAgree: "its pages agree with each other",
        RoomLeft: "{count} MB free",
    }
}

words! {
    /// What is to be done.
    Advice {
        CorrectAndRepeat: "correct it and check again",
        CheckName: "check the host in base_url and this machine's name servers",
        CheckPort: "check the port in base_url, firewalls on the way, and whether the platform is running",
        CheckCertificate: "check the platform's certificate and this machine's clock",
        CheckAgain: "check again; the platform just went away",
        CheckInAMinute: "check again in a minute",
        TellVendor: "check again later, and tell the vendor if it stays so",
        TellCity: "check again later, and tell the city if it stays so",
        CheckKey: "check app_key, app_secret and this machine's clock",
        CheckParkingId: "correct parking_id, or ask the vendor for the right to it",
        CheckEndpoints: "check base_url and [open_platform.endpoints] against the vendor's text",
        CheckOpenAddress: "check that base_url is the open platform's, not a web page's",
        CheckCityAddress: "check that base_url is the city platform's and that it is well",
        CheckPortName: "check portname, portpwd, parkpotid and password_digest with the city",
        SetClock: "set this machine's clock by a time server",
        CorrectFile: "correct gatehouse.toml",
        DoAsSaid: "do what it says, then check again",
        RestoreBackup: "restore a backup",
        FreeSpace: "free space in the data directory's file system",
    }
}

/// A finding with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) code: Found,
    pub(super) params: BTreeMap<&'static str, String>,
}

impl Finding {
    /// In English.
    pub(super) fn english(&self) -> String {
        self.params.iter().fold(self.code.english().to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }
}

impl From<Found> for Finding {
    fn from(code: Found) -> Self {
        Self { code, params: BTreeMap::new() }
    }
}

impl Found {
    /// With a first value.
    pub(super) fn with(self, name: &'static str, value: impl ToString) -> Finding {
        Finding::from(self).and(name, value)
    }
}

impl Finding {
    /// With one more value.
    pub(super) fn and(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.insert(name, value.to_string());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_say_the_same() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../ui/src/locales/en/connection.json");
        let pages: BTreeMap<String, String> =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let name = |code: serde_json::Value| code.as_str().unwrap().to_owned();
        let found = Found::ALL.iter().map(|code| {
            (format!("connection_found_{}", name(serde_json::to_value(code).unwrap())), code.english())
        });
        let advice = Advice::ALL.iter().map(|code| {
            (format!("connection_do_{}", name(serde_json::to_value(code).unwrap())), code.english())
        });
        for (key, english) in found.chain(advice) {
            // A sentence of its own on screen begins with a capital.
            let shown = pages.get(&key).unwrap_or_else(|| panic!("{key} is missing"));
            assert_eq!(shown.to_lowercase(), english.to_lowercase(), "{key}");
        }
    }

    #[test]
    fn values_stand_in_their_places() {
        let finding = Found::MayNotManage.with("id", "P1").and("detail", "P2, P3");
        assert_eq!(finding.english(), "the account may not manage P1; it has: P2, P3");
    }
}
