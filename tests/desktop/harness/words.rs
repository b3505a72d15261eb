//! What the pages say, from their own messages, so that a test names a message and not its words.

use std::{fs, path::Path};

use serde_json::{Map, Value};

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `zh-CN`, in which the program begins.
    Chinese,
    /// `en`.
    English,
}

/// The message of this key in Chinese, up to its first value.
///
/// # Panics
/// There is none.
pub fn say(key: &str) -> String {
    say_in(Language::Chinese, key)
}

/// The message of this key, up to its first value.
///
/// # Panics
/// There is none.
pub fn say_in(language: Language, key: &str) -> String {
    let folder = match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let file = key.split('_').next().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../ui/src/locales/{folder}/{file}.json"));
    let messages: Map<String, Value> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let message = messages[key].as_str().unwrap_or_else(|| panic!("{key} is no plain message"));
    message.split('{').next().unwrap().trim().to_owned()
}
