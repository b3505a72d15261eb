//! The text that names faults; its grammar stands in the [module above](super).

use std::str::FromStr;
use std::time::Duration;

use super::catalogue::{Argument, Entry, Fault, Side, Stage, catalogue};

/// Names of the city's endpoints that may follow `#`; the open platform's are its operations' names.
const CITY_ENDPOINTS: [&str; 7] = ["heartbeat", "time", "arrival", "departure", "event", "photo", "business"];

/// A parsed specification.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FaultSpec {
    pub(super) planned: Vec<Planned>,
}

/// One fault with its conditions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Planned {
    pub fault: Fault,
    pub side: Side,
    pub probability: f64,
    pub number: u32,
    pub text: Option<String>,
    pub endpoint: Option<String>,
    pub span: Option<(Duration, Duration)>,
    pub times: Option<u64>,
}

/// Why a specification cannot be read. The message quotes the part and says what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SpecError {
    /// There is no fault of this name.
    #[error("no fault is called '{name}'; there are: {}", names())]
    Unknown {
        /// The name as it was given.
        name: String,
    },
    /// The fault exists for the other platform only.
    #[error("'{name}' is no fault of this platform")]
    OtherSide {
        /// The fault's name.
        name: &'static str,
    },
    /// What follows a colon is not what this fault takes.
    #[error("'{part}' in '{entry}': {expected}")]
    Argument {
        /// The whole entry.
        entry: String,
        /// The part that cannot be read.
        part: String,
        /// What is expected there.
        expected: String,
    },
    /// What follows `@` is no span, or the span is empty.
    #[error("'{entry}': the span is written @FROM-TO in seconds, FROM less than TO")]
    Span {
        /// The whole entry.
        entry: String,
    },
    /// A fault of the port happens by time, not by number.
    #[error("'{entry}': '{name}' goes by time; give a span @FROM-TO and neither #ENDPOINT nor xN")]
    ByTime {
        /// The whole entry.
        entry: String,
        /// The fault's name.
        name: &'static str,
    },
    /// What follows `#` is no endpoint of the city, or one that is unknown when the fault is decided.
    #[error("'{entry}': #{endpoint} is not possible here; use one of {}", CITY_ENDPOINTS.join(", "))]
    Endpoint {
        /// The whole entry.
        entry: String,
        /// The endpoint as it was given.
        endpoint: String,
    },
}

fn names() -> String {
    catalogue().iter().map(|entry| entry.name).collect::<Vec<_>>().join(", ")
}

impl FaultSpec {
    /// Reads a specification in which a name without `city.` or `open.` before it means a fault of `side`.
    ///
    /// # Errors
    /// The first entry that cannot be read.
    pub fn parse_for(side: Side, text: &str) -> Result<Self, SpecError> {
        Self::parse(text, |_| side)
    }

    /// Whether it names no fault of this side.
    pub fn is_empty_for(&self, side: Side) -> bool {
        !self.planned.iter().any(|planned| planned.side == side)
    }

    fn parse(text: &str, default_side: impl Fn(&Entry) -> Side) -> Result<Self, SpecError> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let planned = entries.map(|entry| planned(entry, &default_side)).collect::<Result<_, _>>()?;
        Ok(Self { planned })
    }
}

/// Reads a specification for both platforms: a name alone means the city where the city has such a fault.
impl FromStr for FaultSpec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        Self::parse(text, |entry| if entry.applies_to(Side::City) { Side::City } else { Side::OpenPlatform })
    }
}

fn planned(entry: &str, default_side: impl Fn(&Entry) -> Side) -> Result<Planned, SpecError> {
    let (side, rest) = match entry.split_once('.') {
        Some(("city", rest)) => (Some(Side::City), rest),
        Some(("open", rest)) => (Some(Side::OpenPlatform), rest),
        _ => (None, entry),
    };
    let name_end = rest.find([':', '#', '@']).unwrap_or(rest.len());
    // A businessid may well end in an x and digits.
    let takes_text = Fault::named(&rest[..name_end])
        .is_some_and(|fault| matches!(fault.entry().argument, Argument::Text { .. }));
    let (rest, times) = if takes_text { (rest, None) } else { cut_times(rest) };
    let (rest, span) = match rest.split_once('@') {
        Some((rest, span)) => {
            let span = read_span(span).ok_or_else(|| SpecError::Span { entry: entry.to_owned() })?;
            (rest, Some(span))
        }
        None => (rest, None),
    };
    let (rest, endpoint) = match rest.split_once('#') {
        Some((rest, endpoint)) => (rest, Some(endpoint.to_owned())),
        None => (rest, None),
    };
    let mut parts = rest.split(':').map(str::trim);
    let name = parts.next().unwrap_or(rest);
    let fault = Fault::named(name).ok_or_else(|| SpecError::Unknown { name: name.to_owned() })?;
    let about = fault.entry();
    let side = side.unwrap_or_else(|| default_side(about));
    if !about.applies_to(side) {
        return Err(SpecError::OtherSide { name: about.name });
    }
    if about.stage == Stage::Port && (times.is_some() || endpoint.is_some()) {
        return Err(SpecError::ByTime { entry: entry.to_owned(), name: about.name });
    }
    check_endpoint(entry, about, side, endpoint.as_deref())?;

    let wrong = |part: &str, expected: String| SpecError::Argument {
        entry: entry.to_owned(),
        part: part.to_owned(),
        expected,
    };
    let (mut number, mut text) = (0, None);
    match about.argument {
        Argument::Bare => {}
        Argument::Number { unit, default } => {
            number = match parts.next() {
                None => default,
                Some(part) => match part.parse() {
                    Ok(number) if number > 0 => number,
                    _ => return Err(wrong(part, format!("expected a whole number ({unit}), at least 1"))),
                },
            };
        }
        Argument::Text { what } => match parts.next().filter(|part| !part.is_empty()) {
            None => return Err(wrong("", format!("expected {what}"))),
            Some(part) => text = Some(part.to_owned()),
        },
    }
    let probability = match parts.next() {
        None => 1.0,
        Some(part) => match part.parse::<f64>() {
            Ok(share) if (0.0..=1.0).contains(&share) => share,
            _ => return Err(wrong(part, "expected a probability from 0 to 1".to_owned())),
        },
    };
    if let Some(part) = parts.next() {
        return Err(wrong(part, "nothing more is expected".to_owned()));
    }
    Ok(Planned { fault, side, probability, number, text, endpoint, span, times })
}

fn check_endpoint(entry: &str, about: &Entry, side: Side, endpoint: Option<&str>) -> Result<(), SpecError> {
    let Some(endpoint) = endpoint else { return Ok(()) };
    // One address serves both kinds of event, so they are told apart only by the body.
    let too_early = about.stage == Stage::Head && matches!(endpoint, "arrival" | "departure");
    if side == Side::City && (too_early || !CITY_ENDPOINTS.contains(&endpoint)) {
        return Err(SpecError::Endpoint { entry: entry.to_owned(), endpoint: endpoint.to_owned() });
    }
    Ok(())
}

fn cut_times(entry: &str) -> (&str, Option<u64>) {
    match entry.rsplit_once('x') {
        Some((rest, times)) => match times.parse() {
            Ok(times) => (rest.trim_end(), Some(times)),
            Err(_) => (entry, None),
        },
        None => (entry, None),
    }
}

fn read_span(text: &str) -> Option<(Duration, Duration)> {
    let (from, to) = text.trim().split_once('-')?;
    let seconds = |text: &str| Duration::try_from_secs_f64(text.trim().parse().ok()?).ok();
    let (from, to) = (seconds(from)?, seconds(to)?);
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Planned {
        let spec = FaultSpec::parse_for(Side::City, text).expect(text);
        assert_eq!(spec.planned.len(), 1, "{text}");
        spec.planned.into_iter().next().expect("one")
    }

    fn error(text: &str) -> String {
        text.parse::<FaultSpec>().expect_err(text).to_string()
    }

    #[test]
    fn reads_the_examples_of_the_documentation() {
        let spec: FaultSpec =
            "http500:0.2, lost_answer:0.1,refuse_session:浙B12345,rate_limit:5,".parse().expect("valid");
        assert_eq!(spec.planned.len(), 4);
        assert_eq!(spec.planned[0].probability, 0.2);
        assert_eq!(spec.planned[2].text.as_deref(), Some("浙B12345"));
        assert_eq!((spec.planned[3].number, spec.planned[3].probability), (5, 1.0));
    }

    #[test]
    fn reads_every_condition_together() {
        let planned = only("city.throttle_upload:900:0.5#photo@1.5-60x3");
        assert_eq!(planned.fault, Fault::ThrottleUpload);
        assert_eq!((planned.number, planned.probability), (900, 0.5));
        assert_eq!(planned.endpoint.as_deref(), Some("photo"));
        assert_eq!(planned.span, Some((Duration::from_millis(1500), Duration::from_secs(60))));
        assert_eq!(planned.times, Some(3));
    }

    #[test]
    fn a_text_argument_keeps_its_x_and_digits() {
        let planned = only("refuse_session:abx12:0.5");
        assert_eq!((planned.text.as_deref(), planned.times), (Some("abx12"), None));
        assert_eq!(only("http500x2").times, Some(2));
    }

    #[test]
    fn numbers_left_out_take_their_default() {
        assert_eq!(only("rate_limit").number, 5);
        assert_eq!(only("slow_answer").number, 1);
    }

    #[test]
    fn a_bare_name_means_the_city_where_it_can() {
        let spec: FaultSpec = "http500,open.http502,token_expired".parse().expect("valid");
        let sides: Vec<_> = spec.planned.iter().map(|planned| planned.side).collect();
        assert_eq!(sides, [Side::City, Side::OpenPlatform, Side::OpenPlatform]);
        let spec = FaultSpec::parse_for(Side::OpenPlatform, "http500").expect("valid");
        assert!(spec.is_empty_for(Side::City) && !spec.is_empty_for(Side::OpenPlatform));
        assert_eq!(FaultSpec::default(), " , ".parse().expect("nothing is a specification"));
    }

    #[test]
    fn an_unknown_name_is_answered_with_all_names() {
        let message = error("http5000");
        for entry in catalogue() {
            assert!(message.contains(entry.name), "{message}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for text in [
            "http500:1.1",
            "http500:-0.1",
            "http500:NaN",
            "http500:often",
            "http500:0.1:0.2",
            "rate_limit:0",
            "rate_limit:many",
            "refuse_session",
            "refuse_session:",
            "http500@5",
            "http500@9-3",
            "http500@-1-3",
            "downx3",
            "down#photo",
            "reset_mid_upload#arrival",
            "http500#elsewhere",
            "city.token_expired",
            "open.forget",
        ] {
            assert!(text.parse::<FaultSpec>().is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = text.parse::<FaultSpec>();
        }

        #[test]
        fn no_nearly_right_text_makes_it_panic(text in "(city|open|浙)?\\.?(http500|down|refuse_session|rate_limit)[:#@x.0-9-]{0,12}") {
            let _ = text.parse::<FaultSpec>();
        }
    }
}
