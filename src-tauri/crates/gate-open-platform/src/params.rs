//! The parameters of a call: a JSON body for POST, a query for GET.

use chrono::NaiveDate;
use gate_core::time::UtcMillis;
use gate_http::Url;
use serde_json::{Map, Value};

/// Parameters by their names on the wire. Has no `Debug`: they hold names, phones and signs.
#[derive(Clone, Default)]
pub(crate) struct Params(Map<String, Value>);

impl Params {
    /// The parameters of a call about one car park. `parkingId` is needed by accounts with several and harmless to
    /// others, so it is always sent.
    pub(crate) fn of_car_park(parking_id: &str) -> Self {
        Self::default().with("parkingId", parking_id)
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// Adds the parameter where there is a value.
    pub(crate) fn with_some<T: Into<Value>>(self, name: &str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(crate) fn into_json(self) -> String {
        Value::Object(self.0).to_string()
    }

    /// Appends the parameters to the query of `url`.
    pub(crate) fn append_to(&self, url: &mut Url) {
        if self.0.is_empty() {
            return;
        }
        let mut query = url.query_pairs_mut();
        for (name, value) in &self.0 {
            match value {
                Value::String(text) => query.append_pair(name, text),
                other => query.append_pair(name, &other.to_string()),
            };
        }
    }
}

/// `yyyy-MM-dd`.
pub(crate) fn day(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// `yyyy-MM-dd HH:mm` in China Standard Time.
pub(crate) fn minute(at: UtcMillis) -> String {
    let mut text = at.china_standard();
    if let Some(seconds) = text.rfind(':') {
        text.truncate(seconds);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_holds_every_parameter_once_and_keeps_what_the_path_had() {
        let mut url = Url::parse("http://127.0.0.1/gw?api=lane").unwrap();
        Params::of_car_park("park 1&2")
            .with("pageNo", 1)
            .with_some("none", None::<String>)
            .append_to(&mut url);
        let pairs: Vec<_> = url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(pairs, [pair("api", "lane"), pair("pageNo", "1"), pair("parkingId", "park 1&2")]);
    }

    #[test]
    fn no_parameters_leave_the_url_alone() {
        let mut url = Url::parse("http://127.0.0.1/list").unwrap();
        Params::default().append_to(&mut url);
        assert_eq!(url.as_str(), "http://127.0.0.1/list");
    }

    #[test]
    fn days_and_minutes_are_written_padded() {
        assert_eq!(minute(UtcMillis::parse_china("2025-3-5 8:05:59").unwrap()), "2025-03-05 08:05");
        assert_eq!(day(NaiveDate::from_ymd_opt(2025, 3, 5).unwrap()), "2025-03-05");
    }
}
