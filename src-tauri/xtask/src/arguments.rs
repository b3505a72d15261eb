//! The words after the command, and the error that ends the program with exit code 2.

use std::fmt;

/// Words before and after `--`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    own: Vec<String>,
    /// What follows `--`, for the program that is started.
    pub passed_on: Vec<String>,
}

impl Arguments {
    pub fn split(words: impl Iterator<Item = String>) -> Self {
        let mut arguments = Self::default();
        let mut after = false;
        for word in words {
            if after {
                arguments.passed_on.push(word);
            } else if word == "--" {
                after = true;
            } else {
                arguments.own.push(word);
            }
        }
        arguments
    }

    /// Takes `name` out, and says whether it was there.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.own.len();
        self.own.retain(|word| word != name);
        self.own.len() < before
    }

    /// Takes every `name VALUE` and `name=VALUE` out.
    pub fn values(&mut self, name: &str) -> Result<Vec<String>, Stop> {
        let mut values = Vec::new();
        let mut rest = Vec::new();
        let mut words = std::mem::take(&mut self.own).into_iter();
        while let Some(word) = words.next() {
            if word == name {
                values.push(words.next().ok_or_else(|| Stop::because(format!("{name} needs a value")))?);
            } else if let Some(value) = word.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
                values.push(value.to_owned());
            } else {
                rest.push(word);
            }
        }
        self.own = rest;
        Ok(values)
    }

    /// What is left, which must hold no option.
    pub fn names(&mut self) -> Result<Vec<String>, Stop> {
        match self.own.iter().find(|word| word.starts_with('-')) {
            Some(option) => Err(Stop::because(format!("`{option}` is no option of this command"))),
            None => Ok(std::mem::take(&mut self.own)),
        }
    }

    /// Fails if anything is left.
    pub fn end(mut self) -> Result<(), Stop> {
        match self.names()?.first() {
            Some(word) => Err(Stop::because(format!("`{word}` means nothing here"))),
            None => Ok(()),
        }
    }

    /// Fails if anything follows `--`.
    pub fn nothing_passed_on(&self) -> Result<(), Stop> {
        match self.passed_on.first() {
            Some(word) => Err(Stop::because(format!("nothing can be passed on here: `{word}`"))),
            None => Ok(()),
        }
    }
}

/// Ends the program with exit code 2: wrong use, or something missing that a person must install.
#[derive(Debug, PartialEq, Eq)]
pub struct Stop(String);

impl Stop {
    pub fn because(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Stop {}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(line: &str) -> Arguments {
        Arguments::split(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn words_after_two_dashes_are_passed_on_untouched() {
        let mut split = arguments("fit -- --data-dir demo --");
        assert_eq!(split.passed_on, ["--data-dir", "demo", "--"]);
        assert_eq!(split.names().unwrap(), ["fit"]);
    }

    #[test]
    fn values_are_taken_in_both_forms_and_in_order() {
        let mut split = arguments("--only format --deny --only=clippy");
        assert_eq!(split.values("--only").unwrap(), ["format", "clippy"]);
        assert!(split.flag("--deny"));
        assert!(!split.flag("--deny"));
        split.end().unwrap();
    }

    #[test]
    fn an_option_without_its_value_or_an_unknown_one_is_wrong_use() {
        assert!(arguments("--only").values("--only").is_err());
        assert!(arguments("--onyl format").names().is_err());
        assert!(arguments("format").end().is_err());
        assert!(arguments("-- x").nothing_passed_on().is_err());
    }
}
