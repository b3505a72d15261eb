//! The faults that a seed may choose, and what each of them excuses.

use std::time::Duration;

use gate_sim::faults::{Argument, Fault, Side, Stage, catalogue};
use gatehouse_tests::support::Dice;

/// Faults last so long at least, and longer on a machine that is too busy to do its work meanwhile.
pub const FAULTY: Duration = Duration::from_millis(2_500);
/// Faults end at this time after their beginning in any case.
pub const FAULTY_AT_MOST: Duration = Duration::from_secs(15);

/// A chosen fault.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// As the simulator reads it.
    pub spec: String,
    /// The fault.
    pub fault: Fault,
    endpoint: Option<&'static str>,
    probability: f64,
    /// While a fault of the port may take effect, from the beginning of all faults.
    pub span: (Duration, Duration),
}

/// Every fault that one side may have here. `forget` is left out: what the city forgets needs a person.
pub fn of(side: Side) -> Vec<Fault> {
    let entries = catalogue().iter().filter(|entry| entry.applies_to(side));
    entries.map(|entry| entry.fault).filter(|fault| *fault != Fault::Forget).collect()
}

impl Chosen {
    /// Draws the conditions of a fault. `plate` is one of the traffic's.
    pub fn draw(dice: &mut Dice, side: Side, fault: Fault, plate: &str) -> Self {
        let stage = fault.entry().stage;
        let endpoint = if stage == Stage::Port { None } else { endpoint(dice, side, fault) };
        let probability = probability(dice, fault);
        let argument = match fault.entry().argument {
            Argument::Bare => String::new(),
            Argument::Text { .. } => format!(":{plate}"),
            Argument::Number { .. } => format!(":{}", number(dice, side, fault)),
        };
        let span = span(dice, stage);
        let mut spec = format!("{}{argument}:{probability:.2}", fault.name());
        if let Some(endpoint) = endpoint {
            spec += &format!("#{endpoint}");
        }
        spec += &format!("@{:.2}-{:.2}", span.0.as_secs_f64(), span.1.as_secs_f64());
        if matches!(fault, Fault::HugeAnswer | Fault::GzipBomb) {
            // Each costs a second of the machine's time.
            spec += "x2";
        }
        Self { spec, fault, endpoint, probability, span }
    }

    /// Answers to events and photos that take their time, so that an interruption finds some on their way.
    pub fn slow_answers() -> Self {
        let fault = Fault::Latency;
        let spec = format!("{}:40#business", fault.name());
        Self {
            spec,
            fault,
            endpoint: Some("business"),
            probability: 1.0,
            span: (Duration::ZERO, FAULTY_AT_MOST),
        }
    }

    /// Whether the city refuses items by it for their own sake, so that they may end parked.
    pub fn may_park_items(&self) -> bool {
        match self.fault {
            Fault::Refuse | Fault::RefuseSession | Fault::RefuseSessions | Fault::RefuseRepeats => true,
            // Heartbeats that are accepted meanwhile say that the account is good.
            Fault::RefuseAccount => self.endpoint.is_some() || self.probability < 1.0,
            _ => false,
        }
    }

    /// Whether a photo that it strikes never comes by itself.
    pub fn may_park_photos(&self) -> bool {
        let strikes_photos = self.endpoint.is_none_or(|endpoint| endpoint == "photo");
        strikes_photos
            && matches!(
                self.fault,
                Fault::Http401
                    | Fault::Http404
                    | Fault::Redirect
                    | Fault::Refuse
                    | Fault::RefuseAccount
                    | Fault::TokenExpired
                    | Fault::Empty200
                    | Fault::Html200
                    | Fault::TruncatedJson
                    | Fault::Bom
                    | Fault::Gbk
                    | Fault::HugeAnswer
                    | Fault::GzipBomb
            )
    }

    /// Whether it puts the city off for a minute, which a person may cut short.
    pub fn puts_off(&self) -> bool {
        matches!(self.fault, Fault::Http401 | Fault::Http404 | Fault::Redirect | Fault::Http429Absurd)
    }

    /// Whether it takes the port away.
    pub fn is_of_port(&self) -> bool {
        self.fault.entry().stage == Stage::Port
    }
}

fn endpoint(dice: &mut Dice, side: Side, fault: Fault) -> Option<&'static str> {
    match (side, fault) {
        // The only endpoint for which a wait of minutes keeps nothing back.
        (Side::OpenPlatform, Fault::Http429Absurd) => Some("occupancy"),
        (Side::OpenPlatform, Fault::RateLimit) => None,
        (Side::City, Fault::ClockMinus8h | Fault::ClockPlus1y | Fault::ClockGarbage) => None,
        (Side::City, Fault::RefuseAccount) if dice.chance(0.8) => None,
        _ if dice.chance(0.5) => None,
        (Side::City, _) if fault.entry().stage == Stage::Head => {
            Some(*dice.pick(&["business", "event", "photo", "heartbeat"]))
        }
        (Side::City, _) => {
            Some(*dice.pick(&["business", "arrival", "departure", "photo", "heartbeat", "time"]))
        }
        (Side::OpenPlatform, _) => {
            Some(*dice.pick(&["access_record_list", "access_record_list", "photo", "token", "in_park_list"]))
        }
    }
}

fn probability(dice: &mut Dice, fault: Fault) -> f64 {
    match fault {
        Fault::RefuseAccount if dice.chance(0.7) => 1.0,
        Fault::RefuseSession | Fault::RefuseRepeats | Fault::RateLimit => 1.0,
        Fault::Down | Fault::BlackHole | Fault::Flapping => 1.0,
        Fault::ClockMinus8h | Fault::ClockPlus1y | Fault::ClockGarbage => 1.0,
        Fault::HugeAnswer | Fault::GzipBomb => 0.3,
        _ => dice.between(0.15, 0.8),
    }
}

fn number(dice: &mut Dice, side: Side, fault: Fault) -> u64 {
    match fault {
        // Below what polls alone come to, on a busy machine too.
        Fault::RateLimit if side == Side::OpenPlatform => dice.within(1..4),
        Fault::Flapping => 1,
        Fault::ThrottleUpload => dice.within(5_000..200_000),
        Fault::RateLimit => dice.within(3..30),
        Fault::SlowAnswer => dice.within(1..60),
        Fault::CloseIdle => dice.within(1..50),
        Fault::Latency => dice.within(5..80),
        Fault::SlowPages => dice.within(50..400),
        _ => 1,
    }
}

/// Faults of the port go by whole seconds or not at all, so these get a part of the time.
fn span(dice: &mut Dice, stage: Stage) -> (Duration, Duration) {
    let ms = |from, to| (Duration::from_millis(from), Duration::from_millis(to));
    if stage != Stage::Port && dice.chance(0.6) {
        return (Duration::ZERO, FAULTY_AT_MOST);
    }
    let from = dice.within(0..1_200);
    ms(from, from + dice.within(500..1_300))
}
