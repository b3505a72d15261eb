//! What an answer of a city platform means, decided in one pure function.

use std::time::Duration;

/// What the text of an answer says, once the city's own client has read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Explicit success.
    Accepted,
    /// Explicit success in an answer that arrived whole but broke the format in a known way (Ningbo's missing comma).
    AcceptedMalformed,
    /// Explicit failure, with the platform's words.
    Refused {
        /// The platform's own description, for a person.
        description: String,
    },
    /// A result that is neither success nor failure.
    OtherResult,
    /// No answer that can be understood.
    Unreadable,
}

/// How far a request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// No byte of the request left: no name, no connection, no TLS.
    NothingSent,
    /// Sent, wholly or in part, and no complete answer came back.
    Interrupted,
    /// A complete HTTP answer came back.
    Answered,
}

/// One request to a city platform and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// How far the request got.
    pub reach: Reach,
    /// HTTP status, when an answer came.
    pub status: Option<u16>,
    /// The answer's `Retry-After`, if it was readable.
    pub retry_after: Option<Duration>,
    /// What the body says.
    pub verdict: Verdict,
    /// The answer, or the failure in words, for a person: at most 500 characters, no secrets.
    pub answer: String,
    /// From the first byte out to the last byte in, in milliseconds.
    pub elapsed_ms: u64,
}

impl Exchange {
    /// An exchange in which nothing was sent.
    #[must_use]
    pub fn nothing_sent(why: impl Into<String>, elapsed_ms: u64) -> Self {
        Self::without_answer(Reach::NothingSent, why, elapsed_ms)
    }

    /// An exchange that broke off before a complete answer.
    #[must_use]
    pub fn interrupted(why: impl Into<String>, elapsed_ms: u64) -> Self {
        Self::without_answer(Reach::Interrupted, why, elapsed_ms)
    }

    fn without_answer(reach: Reach, why: impl Into<String>, elapsed_ms: u64) -> Self {
        let verdict = Verdict::Unreadable;
        Self { reach, status: None, retry_after: None, verdict, answer: why.into(), elapsed_ms }
    }
}

/// What is known of the account when an item is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// A heartbeat sent after the refusal was accepted: the refusal is the item's own.
    Accepted,
    /// That heartbeat was refused too: the refusal is the account's.
    Refused,
}

/// The meaning of one exchange (protocols.md B and C).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The platform has it.
    Delivered,
    /// The platform has it; its answer needed salvaging.
    DeliveredMalformed,
    /// Refused with words that the configuration lists as "we have it".
    DeliveredAlready {
        /// The platform's words.
        description: String,
    },
    /// The item itself was refused: counts, and parks after a few.
    Refused {
        /// The platform's words.
        description: String,
    },
    /// The account is refused: the whole platform pauses and nothing is counted.
    AccountRefused {
        /// The platform's words.
        description: String,
    },
    /// 3xx or 4xx: the address or account is wrong; the platform pauses and is probed each minute.
    AddressWrong {
        /// The HTTP status.
        status: u16,
    },
    /// Nothing was sent, or the platform said that it failed: try again, without limit.
    Transient,
    /// Sent, and nobody knows whether it was accepted: repeat the same bytes.
    Ambiguous,
    /// Asked to wait: costs nothing.
    SlowDown {
        /// How long, if the platform said so readably.
        wait: Option<Duration>,
    },
}

impl Outcome {
    /// A short code for the database and for people's tables.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::DeliveredMalformed => "delivered_malformed",
            Self::DeliveredAlready { .. } => "delivered_already",
            Self::Refused { .. } => "refused",
            Self::AccountRefused { .. } => "account_refused",
            Self::AddressWrong { .. } => "address_wrong",
            Self::Transient => "transient",
            Self::Ambiguous => "ambiguous",
            Self::SlowDown { .. } => "slow_down",
        }
    }

    /// Whether the platform has the item now.
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        matches!(self, Self::Delivered | Self::DeliveredMalformed | Self::DeliveredAlready { .. })
    }
}

/// Decides what an exchange means. `account` is what a heartbeat sent after a refusal found; `already_accepted` are
/// fragments of a refusal's description that mean "we have it".
///
/// | seen | outcome | because |
/// |---|---|---|
/// | nothing sent | transient | the platform cannot have it |
/// | interrupted | ambiguous | the platform may have it |
/// | 429, or any failure with Retry-After | slow down | it asks for time, not for another item |
/// | 408, 5xx | transient | it says that it failed, not that the item is wrong |
/// | other 3xx, 4xx | address wrong | nobody there reads our items |
/// | 2xx, success | delivered | only an explicit success settles |
/// | 2xx, success after salvage | delivered, malformed | the standard's own examples lack commas |
/// | 2xx, failure that is listed | delivered already | the operator knows these words |
/// | 2xx, failure, account refused | account refused | the item is not at fault |
/// | 2xx, failure, account accepted | refused | the item's own |
/// | 2xx, another result or unreadable | ambiguous | it may have been accepted |
#[must_use]
pub fn classify(exchange: &Exchange, account: Account, already_accepted: &[String]) -> Outcome {
    let status = match (exchange.reach, exchange.status) {
        (Reach::NothingSent, _) => return Outcome::Transient,
        (Reach::Interrupted, _) | (Reach::Answered, None) => return Outcome::Ambiguous,
        (Reach::Answered, Some(status)) => status,
    };
    let failed = !(200..300).contains(&status);
    match status {
        429 => return Outcome::SlowDown { wait: exchange.retry_after },
        _ if failed && exchange.retry_after.is_some() && status >= 500 => {
            return Outcome::SlowDown { wait: exchange.retry_after };
        }
        408 | 500.. => return Outcome::Transient,
        _ if failed => return Outcome::AddressWrong { status },
        _ => {}
    }
    match &exchange.verdict {
        Verdict::Accepted => Outcome::Delivered,
        Verdict::AcceptedMalformed => Outcome::DeliveredMalformed,
        Verdict::Refused { description } => refused(description, account, already_accepted),
        Verdict::OtherResult | Verdict::Unreadable => Outcome::Ambiguous,
    }
}

fn refused(description: &str, account: Account, already_accepted: &[String]) -> Outcome {
    let description = description.to_owned();
    if already_accepted.iter().any(|fragment| !fragment.is_empty() && description.contains(fragment.as_str()))
    {
        return Outcome::DeliveredAlready { description };
    }
    match account {
        Account::Accepted => Outcome::Refused { description },
        Account::Refused => Outcome::AccountRefused { description },
    }
}

/// Whether an exchange is a refusal for which the account must be asked before [`classify`] can decide.
#[must_use]
pub fn needs_account_probe(exchange: &Exchange, already_accepted: &[String]) -> bool {
    matches!(classify(exchange, Account::Accepted, already_accepted), Outcome::Refused { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, verdict: Verdict) -> Exchange {
        Exchange {
            reach: Reach::Answered,
            status: Some(status),
            retry_after: None,
            verdict,
            answer: String::new(),
            elapsed_ms: 1,
        }
    }

    fn refusal() -> Verdict {
        Verdict::Refused { description: "业务编号已存在".into() }
    }

    #[test]
    fn every_row_of_the_table() {
        let says = || "业务编号已存在".to_string();
        let wait = Some(Duration::from_secs(7));
        let table: Vec<(Exchange, Account, Outcome)> = vec![
            (Exchange::nothing_sent("refused", 0), Account::Accepted, Outcome::Transient),
            (Exchange::interrupted("reset", 0), Account::Accepted, Outcome::Ambiguous),
            (answered(429, Verdict::Unreadable), Account::Accepted, Outcome::SlowDown { wait: None }),
            (
                Exchange { retry_after: wait, ..answered(429, refusal()) },
                Account::Refused,
                Outcome::SlowDown { wait },
            ),
            (
                Exchange { retry_after: wait, ..answered(503, Verdict::Unreadable) },
                Account::Accepted,
                Outcome::SlowDown { wait },
            ),
            (answered(503, Verdict::Accepted), Account::Accepted, Outcome::Transient),
            (answered(500, Verdict::Unreadable), Account::Accepted, Outcome::Transient),
            (answered(408, Verdict::Unreadable), Account::Accepted, Outcome::Transient),
            (answered(302, Verdict::Accepted), Account::Accepted, Outcome::AddressWrong { status: 302 }),
            (answered(404, Verdict::Unreadable), Account::Accepted, Outcome::AddressWrong { status: 404 }),
            (answered(401, refusal()), Account::Accepted, Outcome::AddressWrong { status: 401 }),
            (answered(200, Verdict::Accepted), Account::Refused, Outcome::Delivered),
            (answered(201, Verdict::Accepted), Account::Accepted, Outcome::Delivered),
            (answered(200, Verdict::AcceptedMalformed), Account::Accepted, Outcome::DeliveredMalformed),
            (answered(200, refusal()), Account::Accepted, Outcome::Refused { description: says() }),
            (answered(200, refusal()), Account::Refused, Outcome::AccountRefused { description: says() }),
            (answered(200, Verdict::OtherResult), Account::Accepted, Outcome::Ambiguous),
            (answered(200, Verdict::Unreadable), Account::Accepted, Outcome::Ambiguous),
        ];
        for (exchange, account, expected) in table {
            assert_eq!(classify(&exchange, account, &[]), expected, "{exchange:?} {account:?}");
        }
    }

    #[test]
    fn listed_words_turn_a_refusal_into_delivered() {
        let listed = ["已存在".to_string()];
        let exchange = answered(200, refusal());
        let expected = Outcome::DeliveredAlready { description: "业务编号已存在".into() };
        assert_eq!(classify(&exchange, Account::Accepted, &listed), expected);
        assert!(!needs_account_probe(&exchange, &listed), "nothing is left to ask");
        assert!(needs_account_probe(&exchange, &["另一句".to_string()]));
        assert!(needs_account_probe(&exchange, &[String::new()]), "an empty fragment matches nothing");
    }
}
