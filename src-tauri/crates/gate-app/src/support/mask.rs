//! Hides what is secret or personal in texts, each plate, name and phone behind the same stand-in wherever it occurs.

use std::{path::Path, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use gate_core::plate;
use gate_store::PersonalWords;
use regex::{Captures, Regex};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::contract::{Code, Failure};

/// A shorter secret is hidden where it stands alone only: it would be found within half of all words.
const SHORT_SECRET: usize = 4;
/// Shorter words say nothing of anybody, and stand everywhere.
const SHORTEST_PLATE: usize = 4;
const SHORTEST_NAME: usize = 2;
const SHORTEST_LATIN_NAME: usize = 3;
const SHORTEST_PHONE: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Secret,
    Directory,
    Home,
    Plate,
    Name,
    Phone,
    Identity,
}

/// What hides. Has no `Debug`: it knows everything.
pub(crate) struct Mask {
    key: [u8; 32],
    words: AhoCorasick,
    kinds: Vec<Kind>,
}

impl Mask {
    /// A mask for what is known here: secrets, people and plates, and where the data directory and the account's home are.
    ///
    /// # Errors
    /// [`Code::Internal`] where there are more words than can be looked for.
    pub(crate) fn new(
        key: [u8; 32],
        secrets: &[String],
        known: &PersonalWords,
        directory: &Path,
    ) -> Result<Self, Failure> {
        let (mut words, mut kinds) = (Vec::new(), Vec::new());
        let mut add = |word: &str, kind, least: usize| {
            let word = word.trim();
            if word.chars().count() >= least {
                words.push(word.to_owned());
                kinds.push(kind);
            }
        };
        for secret in secrets {
            add(secret, Kind::Secret, 1);
            // As it stands within JSON, and within an address.
            add(Value::from(secret.trim()).to_string().trim_matches('"'), Kind::Secret, 1);
            add(
                &url::form_urlencoded::byte_serialize(secret.trim().as_bytes()).collect::<String>(),
                Kind::Secret,
                1,
            );
        }
        add(&directory.display().to_string(), Kind::Directory, 2);
        if let Some(dirs) = directories::UserDirs::new() {
            add(&dirs.home_dir().display().to_string(), Kind::Home, 2);
        }
        for word in &known.plates {
            add(word, Kind::Plate, SHORTEST_PLATE);
        }
        for word in &known.names {
            add(word, Kind::Name, if word.is_ascii() { SHORTEST_LATIN_NAME } else { SHORTEST_NAME });
        }
        for word in &known.phones {
            add(word, Kind::Phone, SHORTEST_PHONE);
        }
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&words)
            .map_err(|_| Failure::new(Code::Internal).with("detail", "mask"))?;
        Ok(Self { key, words, kinds })
    }

    /// The text without what is secret or personal.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut shown = self.known(text);
        for (pattern, with) in [
            (&ESCAPED, "[encoded]"),
            (&ADDRESS_ACCOUNT, "${1}"),
            (&ADDRESS_QUERY, "${1}?[query]"),
            (&BEARER, "${1} [secret]"),
            (&NAMED_SECRET, "${1}${2}[secret]"),
            (&MAIL, "[mail]"),
        ] {
            shown = pattern.replace_all(&shown, with).into_owned();
        }
        for (pattern, kind) in [
            (&PLATE, Kind::Plate),
            (&IDENTITY, Kind::Identity),
            (&MOBILE, Kind::Phone),
            (&LANDLINE, Kind::Phone),
        ] {
            shown = self.alike(&shown, pattern, kind);
        }
        shown
    }

    /// Every text within, and numbers that are phone numbers; names of fields stay.
    pub(crate) fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Number(number) => {
                let (plain, shown) = (number.to_string(), self.text(&number.to_string()));
                if plain != shown {
                    *value = Value::String(shown);
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|value| self.value(value)),
            Value::Object(map) => map.values_mut().for_each(|value| self.value(value)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn known(&self, text: &str) -> String {
        let (mut shown, mut from) = (String::with_capacity(text.len()), 0);
        for found in self.words.find_iter(text) {
            let (kind, word) = (self.kinds[found.pattern().as_usize()], &text[found.range()]);
            let anywhere = kind == Kind::Secret && word.chars().count() >= SHORT_SECRET;
            if anywhere || stands_alone(text, found.start(), found.end()) {
                shown.push_str(&text[from..found.start()]);
                shown.push_str(&self.stand_in(kind, word));
                from = found.end();
            }
        }
        shown.push_str(&text[from..]);
        shown
    }

    fn alike(&self, text: &str, pattern: &Regex, kind: Kind) -> String {
        let shown = pattern.replace_all(text, |found: &Captures<'_>| match found.get(0) {
            Some(word) if stands_alone(text, word.start(), word.end()) => self.stand_in(kind, word.as_str()),
            Some(word) => word.as_str().to_owned(),
            None => String::new(),
        });
        shown.into_owned()
    }

    fn stand_in(&self, kind: Kind, word: &str) -> String {
        let (name, same) = match kind {
            Kind::Secret => return "[secret]".to_owned(),
            Kind::Directory => return "[data directory]".to_owned(),
            Kind::Home => return "[home]".to_owned(),
            Kind::Plate => (
                "plate",
                Some(plate::normalise(word))
                    .filter(|it| !it.is_empty())
                    .unwrap_or_else(|| word.to_uppercase()),
            ),
            Kind::Name => ("name", word.trim().to_lowercase()),
            Kind::Phone => ("phone", digits(word)),
            Kind::Identity => ("identity", word.to_uppercase()),
        };
        let mut hash = Sha256::new();
        hash.update(self.key);
        hash.update(name);
        hash.update(same);
        let letters: String = hash.finalize().iter().take(5).map(|byte| letters(*byte)).collect();
        format!("[{name} {letters}]")
    }
}

/// Two letters for a byte: a stand-in without digits is taken for nothing else.
fn letters(byte: u8) -> String {
    [byte >> 4, byte & 15].map(|half| char::from(b'a' + half)).iter().collect()
}

/// The digits of a phone number, without the country's.
fn digits(word: &str) -> String {
    let half_width = |digit: char| match digit {
        '０'..='９' => char::from_u32(digit as u32 - 0xFEE0).unwrap_or(digit),
        _ => digit,
    };
    let digits: String = word.chars().map(half_width).filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("86") {
        Some(rest) if rest.len() == 11 => rest.to_owned(),
        _ => digits,
    }
}

/// Whether a word ends where it ends: a Latin letter or a digit beside another is in the middle of something else.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let joins = |one: Option<char>, other: Option<char>| {
        one.zip(other)
            .is_some_and(|(one, other)| one.is_ascii_alphanumeric() && other.is_ascii_alphanumeric())
    };
    !joins(text[..start].chars().next_back(), text[start..].chars().next())
        && !joins(text[..end].chars().next_back(), text[end..].chars().next())
}

macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal;)*) => {
        $($(#[$doc])* static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("the pattern is right: a test uses it"));)*
    };
}

patterns! {
    /// Plates by their look (GA 36-2018): province, letter, four to six more, perhaps a word for its use.
    PLATE = r"(?i)(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][ \u{b7}•・･‧.\-_]?[A-ZＡ-Ｚ][ \u{b7}•・･‧.\-_]?[A-Z0-9Ａ-Ｚ０-９]{4,6}[挂学警港澳超使领应急]{0,2}|使[ \u{b7}•・･‧.\-_]?\d{6}|WJ[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]?\d{4,5}[A-Z]?)";
    IDENTITY = r"\d{17}[\dXx]";
    MOBILE = r"(?:\+?86[ \-]?)?[1１][3-9３-９]\d[ \-]?\d{4}[ \-]?\d{4}";
    LANDLINE = r"0\d{2,3}-?\d{7,8}";
    /// Letters behind codes: it cannot be seen what they say.
    ESCAPED = r"(?:(?:%[0-9A-Fa-f]{2}){3,}[0-9A-Za-z%]*|(?:\\+u\{?[0-9A-Fa-f]{4,6}\}?)+[0-9A-Za-z]*)";
    ADDRESS_ACCOUNT = r#"(https?://)[^\s"'<>/?#@]*@"#;
    ADDRESS_QUERY = r#"(https?://[^\s"'<>?#]+)\?[^\s"'<>]*"#;
    BEARER = r"(?i)\b(bearer|basic)\s+[A-Za-z0-9+/=._~\-]{8,}";
    NAMED_SECRET = r#"(?i)\b(\w*(?:secret|passwd|password|portpwd|token|authorization|signature))(["']?\s*[:=]\s*["']?)[^\s"',;&}\[]{3,}"#;
    MAIL = r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+\.[A-Za-z0-9.\-]+";
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mask() -> Mask {
        let known = PersonalWords {
            plates: vec!["浙B12345".to_owned(), "KA12345".to_owned()],
            names: vec!["张三丰".to_owned(), "booth".to_owned(), "王".to_owned()],
            phones: vec!["0574-1234567".to_owned()],
        };
        let secrets = ["s3cr\"et".to_owned(), "pw".to_owned()];
        Mask::new([7; 32], &secrets, &known, Path::new("/srv/gatehouse-data")).unwrap()
    }

    #[test]
    fn one_vehicle_has_one_stand_in_however_it_is_written() {
        let mask = mask();
        let one = mask.text("浙B12345");
        assert!(one.starts_with("[plate ") && !one.contains("12345"), "{one}");
        for same in ["浙b12345", "浙B·12345", "浙 B12345", "浙Ｂ１２３４５"] {
            assert_eq!(mask.text(same), one, "{same}");
        }
        assert_ne!(mask.text("浙B12346"), one, "another vehicle");
        let other_run = Mask::new([8; 32], &[], &PersonalWords::default(), Path::new("/srv/x")).unwrap();
        assert_ne!(other_run.text("浙B12345"), one, "another run");
    }

    #[test]
    fn plates_that_no_register_knows_are_told_by_their_look() {
        let mask = mask();
        for plate in ["粤Z1234港", "苏AD12345", "浙B1234挂", "使014578", "京A1234警", "浙BF12345"] {
            let shown = mask.text(&format!("x {plate} y"));
            assert!(shown.starts_with("x [plate ") && shown.ends_with("] y"), "{plate}: {shown}");
        }
        assert!(!mask.text("seen: KA12345").contains("KA12345"), "one of an odd look that is known");
    }

    #[test]
    fn people_are_hidden_by_name_and_by_phone() {
        let mask = mask();
        let text =
            "owner 张三丰, 13812345678 / +86 138-1234-5678 / 0574-87654321, at booth; 33010219900101123X";
        let shown = mask.text(text);
        for hidden in ["张三丰", "138", "8765", "booth", "19900101"] {
            assert!(!shown.contains(hidden), "{hidden} in {shown}");
        }
        for same in ["+86 138-1234-5678", "１３８１２３４５６７８"] {
            assert_eq!(mask.text(same), mask.text("13812345678"), "{same}");
        }
        assert_eq!(mask.text("boothlike"), "boothlike", "within another word");
        assert_eq!(mask.text("王"), "王", "a single character names nobody");
    }

    #[test]
    fn secrets_are_hidden_in_every_writing() {
        let mask = mask();
        for text in [
            r#"a s3cr"et b"#,
            r#"{"x":"s3cr\"et"}"#,
            "k=s3cr%22et",
            "access_token=abcdef123",
            "Bearer abcdef1234567",
            "app_secret: 'hunter22'",
            "https://user:pass@host/x",
            "https://host/p.jpg?sign=abc&t=1",
        ] {
            let shown = mask.text(text);
            for secret in ["s3cr", "abcdef", "hunter22", "pass@", "sign=abc"] {
                assert!(!shown.contains(secret), "{secret} in {shown}");
            }
        }
        assert_eq!(mask.text("pw1 pw"), "pw1 [secret]", "a short one where it stands alone");
        assert_eq!(mask.text("/srv/gatehouse-data/logs"), "[data directory]/logs");
        assert!(!mask.text("q=%E6%B5%99B12345").contains("12345"));
    }

    #[test]
    fn what_helps_stays() {
        let mask = mask();
        for text in [
            "delivery 1234 not delivered yet: status 500 after 12 tries in 1500 ms",
            "2026-11-20T08:30:00.123+08:00 collected_until 1795305600000",
            "parkpotid 330212077102, lane 3, http://127.0.0.1:9002/nbyd-parkpot-service/",
        ] {
            assert_eq!(mask.text(text), text);
        }
    }

    #[test]
    fn values_are_hidden_and_names_of_fields_stay() {
        let mut value = json!({ "booth": ["浙B12345"], "phone": 13_812_345_678_u64, "count": 7 });
        mask().value(&mut value);
        assert!(value["booth"][0].as_str().unwrap().starts_with("[plate "));
        assert!(value["phone"].as_str().unwrap().starts_with("[phone "));
        assert_eq!(value["count"], 7);
    }
}
