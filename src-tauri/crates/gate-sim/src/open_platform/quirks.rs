//! The vendor's text contradicts itself; each contradiction is a quirk that can be switched on.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::photo::seeded::Seeded;

macro_rules! quirks {
    ($($quirk:ident $name:literal $explanation:literal;)*) => {
        /// One way in which the platform's answers differ from the text's first reading.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Quirk {
            $(#[doc = $explanation] $quirk,)*
        }

        impl Quirk {
            /// Every quirk.
            pub const ALL: &'static [Quirk] = &[$(Quirk::$quirk,)*];

            /// Its name in a specification.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Quirk::$quirk => $name,)* }
            }

            /// What it does, in one line.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Quirk::$quirk => $explanation,)* }
            }
        }
    };
}

quirks! {
    SnakeHasMore "has_more" "lists say `has_more`, as the tables do, instead of `hasMore`, as the examples do";
    HasMoreOmitted "has_more_omitted" "the last page does not say whether there is more";
    HasMoreSticks "has_more_sticks" "the last page says there is more, and the page after it is empty";
    PayloadSwapped "payload_swapped" "what is documented under `result` comes under `data`, and the other way round";
    LanesAsObject "lanes_as_object" "lanes come as an object, as documented, instead of the array that is shown";
    CodeAsString "code_as_string" "`code` is a numeric string";
    NumbersAsStrings "numbers_as_strings" "lotNum, recordId and counts are strings";
    StringsAsNumbers "strings_as_numbers" "vehicleType, accessType and laneNo are numbers where they are numeric";
    UnpaddedTimes "unpadded_times" "months, days and hours are not padded: 2021-10-2 9:30:49";
    RecordsDescending "records_descending" "records come newest first";
    RecordsUnsorted "records_unsorted" "records come in no order";
    NullsForEmpty "nulls_for_empty" "empty values are null";
    EmptyOmitted "empty_omitted" "empty values are left out";
    WorkNumWhenReading "work_num_when_reading" "lists say `workNum`, as writing does, instead of `workNo`";
    PhoneNamesSwapped "phone_names_swapped" "`phoneNum` and `userPhoneNumber` stand in each other's place";
    TokenAsText "token_as_text" "the token comes as a bare string";
    TokenNamedLikeHeader "token_named_like_header" "the token is called `AccessToken`";
    TokenNamedToken "token_named_token" "the token is called `token`, its lifetime `expires_in`";
    TokenLifeUnsaid "token_life_unsaid" "the token's lifetime is not told";
    TokenRefusedAs401 "token_refused_as_401" "a bad token is answered with HTTP 401 instead of code 1";
    TokenRefusedAs403 "token_refused_as_403" "a bad token is answered with HTTP 403 instead of code 1";
    NoVisitorIsSuccess "no_visitor_is_success" "a plate without permission is a success without a result";
    WindowEndExcluded "window_end_excluded" "records at `endTime` itself are not listed";
    TemporaryUntyped "temporary_untyped" "records of temporary vehicles have an empty vehicleType";
    PlainText "plain_text" "JSON comes as text/plain";
}

/// Not the name of a quirk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a quirk")]
pub struct UnknownQuirk(pub String);

impl FromStr for Quirk {
    type Err = UnknownQuirk;

    fn from_str(name: &str) -> Result<Self, UnknownQuirk> {
        Quirk::ALL
            .iter()
            .copied()
            .find(|quirk| quirk.name() == name)
            .ok_or_else(|| UnknownQuirk(name.chars().take(40).collect()))
    }
}

/// A set of quirks; the empty one answers as the examples of the vendor's text do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quirks(BTreeSet<Quirk>);

impl Quirks {
    /// No quirk.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One quirk.
    #[must_use]
    pub fn only(quirk: Quirk) -> Self {
        Self(BTreeSet::from([quirk]))
    }

    /// Each quirk with an even chance; equal seeds give equal sets.
    #[must_use]
    pub fn random(seed: u64) -> Self {
        let mut dice = Seeded::of(seed, 0x7175_6972);
        Self(Quirk::ALL.iter().copied().filter(|_| dice.chance(0.5)).collect())
    }

    /// The same set and one quirk more.
    #[must_use]
    pub fn with(mut self, quirk: Quirk) -> Self {
        self.0.insert(quirk);
        self
    }

    /// Whether a quirk is on.
    #[must_use]
    pub fn has(&self, quirk: Quirk) -> bool {
        self.0.contains(&quirk)
    }
}

/// Reads names separated by commas, or `random:<seed>`.
impl FromStr for Quirks {
    type Err = UnknownQuirk;

    fn from_str(text: &str) -> Result<Self, UnknownQuirk> {
        if let Some(seed) = text.strip_prefix("random:") {
            return seed.parse().map(Self::random).map_err(|_| UnknownQuirk(text.chars().take(40).collect()));
        }
        text.split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl fmt::Display for Quirks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|quirk| quirk.name()).collect();
        formatter.write_str(&names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_read_back_from_what_it_writes() {
        for seed in 0..50 {
            let quirks = Quirks::random(seed);
            assert_eq!(quirks.to_string().parse::<Quirks>().unwrap(), quirks);
            assert_eq!(format!("random:{seed}").parse::<Quirks>().unwrap(), quirks);
        }
        assert_ne!(Quirks::random(1), Quirks::random(2));
    }

    #[test]
    fn unknown_names_are_refused() {
        assert_eq!("has_more,nonsense".parse::<Quirks>(), Err(UnknownQuirk("nonsense".into())));
        assert!("random:x".parse::<Quirks>().is_err());
        assert_eq!("".parse::<Quirks>(), Ok(Quirks::none()));
    }
}
