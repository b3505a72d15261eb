//! Texts that a spreadsheet program would take for formulas.

use std::borrow::Cow;

/// What a formula begins with, also in the full-width form that some programs take as well; a TAB or CR hides the next one.
fn begins_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '−'])
}

/// The text with an apostrophe before it where it would be taken for a formula; for CSV, which cannot say that it is text.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if begins_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text without the apostrophe of [`guarded`].
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| begins_formula(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_beginning_of_a_formula_is_guarded() {
        for text in [
            "=1+1",
            "+86138",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "＝1",
            "＋1",
            "－1",
            "＠1",
            "  =1",
            "=HYPERLINK(\"http://x\")",
            "=cmd|' /C calc'!A0",
        ] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
        }
        for text in ["浙B12345", "张三", "1+1", "a=b", "'quoted'", ""] {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn what_was_guarded_is_read_back(text in "[=+@'\\-＝ a1\t]{0,6}") {
            let guarded = guarded(&text);
            prop_assert!(!begins_formula(&guarded));
            if guarded != text {
                prop_assert_eq!(unguarded(&guarded), text.as_str());
            }
        }
    }
}
