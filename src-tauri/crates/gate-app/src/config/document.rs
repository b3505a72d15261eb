//! Walks a parsed TOML document by hand, so that every refusal knows its line and key. Deriving the reading would
//! lose the key of a wrong type and the line of a missing one.

use std::{ops::Range, path::Path};

use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};

use super::{ConfigError, Problem};

/// Whether values may be repeated in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// `gatehouse.toml`: what was written helps to find it.
    Shown,
    /// `secrets.toml`: never.
    Secret,
}

/// The text of one file and its name.
#[derive(Clone, Copy)]
pub(crate) struct Document<'i> {
    file: &'i Path,
    text: &'i str,
    values: Values,
}

impl<'i> Document<'i> {
    pub(crate) fn new(file: &'i Path, text: &'i str, values: Values) -> Self {
        Self { file, text, values }
    }

    /// Parses the whole text; a syntax error is refused with its line.
    pub(crate) fn parse(&self) -> Result<DeTable<'i>, ConfigError> {
        DeTable::parse(self.text).map(Spanned::into_inner).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let what = match self.values {
                Values::Shown => one_line(error.message()),
                Values::Secret => "this line is not valid TOML".to_owned(),
            };
            self.problem(at, "", what, "correct the spelling of this line (TOML)")
        })
    }

    /// The section that holds the whole document.
    pub(crate) fn root<'d>(&'d self, table: &'d DeTable<'i>) -> Section<'d, 'i> {
        Section { document: self, path: String::new(), start: 0, table }
    }

    fn problem(
        &self,
        at: usize,
        key: impl Into<String>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> ConfigError {
        Problem {
            file: self.file.to_owned(),
            line: line_of(self.text, at),
            key: key.into(),
            what: what.into(),
            remedy: remedy.into(),
        }
        .into()
    }
}

/// One table, with the keys it may hold.
pub(crate) struct Section<'d, 'i> {
    document: &'d Document<'i>,
    path: String,
    start: usize,
    table: &'d DeTable<'i>,
}

impl<'d, 'i> Section<'d, 'i> {
    /// Refuses the first key (in the order of the file) that is not one of `known`.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), ConfigError> {
        let mut unknown: Vec<_> =
            self.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())).collect();
        unknown.sort_by_key(|key| key.span().start);
        match unknown.first() {
            None => Ok(()),
            Some(key) => Err(self.document.problem(
                key.span().start,
                self.join(key.get_ref()),
                "unknown key",
                format!("remove it; known here: {}", known.join(", ")),
            )),
        }
    }

    /// The value under `key`, if it is there.
    pub(crate) fn get(&self, key: &str) -> Option<Item<'d, 'i>> {
        let (key, value) = self.table.get_key_value(key)?;
        Some(Item {
            document: self.document,
            key: self.join(key.get_ref()),
            key_span: key.span(),
            span: value.span(),
            value: value.get_ref(),
        })
    }

    /// The value under `key`; its absence is refused at the line where the table starts.
    pub(crate) fn require(&self, key: &str, example: &str) -> Result<Item<'d, 'i>, ConfigError> {
        self.get(key).ok_or_else(|| {
            let what = if self.path.is_empty() {
                "is missing from the file".to_owned()
            } else {
                format!("is missing from [{}]", self.path)
            };
            self.document.problem(self.start, self.join(key), what, format!("add {example}"))
        })
    }

    /// The table under `key`, if it is there.
    pub(crate) fn section(&self, key: &str) -> Result<Option<Self>, ConfigError> {
        self.get(key).map(|item| item.section()).transpose()
    }

    /// Every key of this table in the order of the file, for tables whose keys are free.
    pub(crate) fn items(&self) -> Vec<(&'d str, Item<'d, 'i>)> {
        let mut items: Vec<_> = self
            .table
            .keys()
            .filter_map(|key| Some((key.get_ref().as_ref(), self.get(key.get_ref())?)))
            .collect();
        items.sort_by_key(|(_, item)| item.key_span.start);
        items
    }

    fn join(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

/// One value and where it stands.
pub(crate) struct Item<'d, 'i> {
    document: &'d Document<'i>,
    key: String,
    key_span: Range<usize>,
    span: Range<usize>,
    value: &'d DeValue<'i>,
}

impl<'d, 'i> Item<'d, 'i> {
    /// A string that is neither empty nor holds control characters.
    pub(crate) fn text(&self) -> Result<&'d str, ConfigError> {
        let text = self.any_text()?;
        if text.trim().is_empty() {
            return Err(self.refuse("is empty", "write a value"));
        }
        if text.chars().any(char::is_control) {
            return Err(self.refuse("holds a control character", "write plain text"));
        }
        Ok(text)
    }

    /// A string as it stands.
    pub(crate) fn any_text(&self) -> Result<&'d str, ConfigError> {
        self.value.as_str().ok_or_else(|| self.wrong_type("a string in quotes"))
    }

    /// A whole number within `range`.
    pub(crate) fn integer(&self, range: std::ops::RangeInclusive<u32>) -> Result<u32, ConfigError> {
        let written = self.value.as_integer().ok_or_else(|| self.wrong_type("a whole number"))?;
        i128::from_str_radix(written.as_str(), written.radix())
            .ok()
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                self.refuse(
                    format!("{} is not possible", self.shown()),
                    format!("write a number from {} to {}", range.start(), range.end()),
                )
            })
    }

    /// A decimal number within `range`, with the digits that were written: no sign and no exponent.
    pub(crate) fn decimal(&self, range: &std::ops::RangeInclusive<f64>) -> Result<String, ConfigError> {
        let written = match self.value {
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            _ => return Err(self.wrong_type("a decimal number")),
        };
        let plain = written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let number = written.parse::<f64>().ok().filter(|number| plain && range.contains(number));
        number.map(|_| written.to_owned()).ok_or_else(|| {
            self.refuse(
                format!("{} is not possible", self.shown()),
                format!("write a number from {} to {}", range.start(), range.end()),
            )
        })
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, ConfigError> {
        let text = self.any_text()?;
        choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
            let words: Vec<_> = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.refuse(format!("{} is not known", self.shown()), format!("write {}", words.join(" or ")))
        })
    }

    /// The table that this value is.
    pub(crate) fn section(&self) -> Result<Section<'d, 'i>, ConfigError> {
        let table = self
            .value
            .as_table()
            .ok_or_else(|| self.wrong_type(&format!("a table, written [{}]", self.key)))?;
        // A table that only its subtables imply has no header of its own; its key stands in the first of theirs.
        let start = if self.span.is_empty() { self.key_span.start } else { self.span.start };
        Ok(Section { document: self.document, path: self.key.clone(), start, table })
    }

    /// The tables of an array written `[[key]]`.
    pub(crate) fn sections(&self) -> Result<Vec<Section<'d, 'i>>, ConfigError> {
        let expected = format!("one or more tables, each written [[{}]]", self.key);
        let array = self.value.as_array().ok_or_else(|| self.wrong_type(&expected))?;
        self.elements(array).map(|element| element.section()).collect()
    }

    /// The values of an array written `[…]`.
    pub(crate) fn array(&self) -> Result<Vec<Self>, ConfigError> {
        let array = self.value.as_array().ok_or_else(|| self.wrong_type("an array, written [\"…\"]"))?;
        Ok(self.elements(array).collect())
    }

    fn elements(&self, array: &'d DeArray<'i>) -> impl Iterator<Item = Self> {
        array.iter().map(|element| Item {
            document: self.document,
            key: self.key.clone(),
            key_span: self.key_span.clone(),
            span: element.span(),
            value: element.get_ref(),
        })
    }

    /// A refusal of this value.
    pub(crate) fn refuse(&self, what: impl Into<String>, remedy: impl Into<String>) -> ConfigError {
        let at = if self.span.is_empty() { self.key_span.start } else { self.span.start };
        self.document.problem(at, self.key.clone(), what, remedy)
    }

    /// The value for a message: quoted, cut to 60 characters, on one line; not at all from a file of secrets.
    pub(crate) fn shown(&self) -> String {
        match (self.document.values, self.value) {
            (Values::Secret, _) => "the value".to_owned(),
            (Values::Shown, DeValue::String(text)) => {
                let cut: String = text.chars().take(60).collect();
                let rest = if cut.len() < text.len() { "…" } else { "" };
                format!("\"{}{rest}\"", cut.escape_debug())
            }
            (Values::Shown, DeValue::Integer(number)) => number.to_string(),
            (Values::Shown, DeValue::Float(number)) => number.to_string(),
            (Values::Shown, _) => "the value".to_owned(),
        }
    }

    fn wrong_type(&self, expected: &str) -> ConfigError {
        let found = match self.value {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a decimal number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotes",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        self.refuse(format!("is {found}"), format!("write {expected}"))
    }
}

fn line_of(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    1 + text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
