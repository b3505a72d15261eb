//! Licence plates (GA 36-2018): normalising, forms, the city's `vehtype` and `hpys`, forgiving search.

mod form;
mod kind;
mod search;

pub use form::{PlateForm, form_of};
pub use kind::{DecidedBy, Kind, PlateColour, Vehtype, decide_kind};
pub use search::{Fit, Fragment, Likeness, Place, fold, found_in, look_alike, resemblance_key};

/// A plate as it was read and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plate {
    /// The text as it came.
    pub raw: String,
    /// [`normalise`]d; empty when the vehicle has no plate.
    pub normalised: String,
}

impl Plate {
    /// Keeps the raw text and normalises it.
    #[must_use]
    pub fn new(raw: impl Into<String>) -> Self {
        let raw = raw.into();
        let normalised = normalise(&raw);
        Self { raw, normalised }
    }

    /// The form of the number.
    #[must_use]
    pub fn form(&self) -> PlateForm {
        form_of(&self.normalised)
    }
}

/// Trims, turns full-width characters into half-width ones, upper-cases, and drops separators (`·`, `•`, `.`, `-` and
/// spaces). What stands for "no plate" (`无牌车`, temporary paper `无A123456`, `未识别`) becomes the empty text.
#[must_use]
pub fn normalise(raw: &str) -> String {
    let plain: String =
        raw.chars().map(half_width).filter(|c| !is_separator(*c)).flat_map(char::to_uppercase).collect();
    if plain.starts_with('无') || plain.starts_with("未识别") || plain.starts_with("未知") || plain == "NULL"
    {
        return String::new();
    }
    plain
}

fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '·' | '•' | '・' | '･' | '‧' | '∙' | '⋅' | '.' | '-' | '_' | '－' | '\u{feff}' | '\u{200b}'
            ..='\u{200f}'
    ) || c.is_whitespace()
        || c.is_control()
}

#[cfg(test)]
mod tests;
