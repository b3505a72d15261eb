//! What the caller sent, read strictly: types and formats exactly as the vendor's tables say.

use gate_core::time::UtcMillis;
use serde_json::{Map, Value};

use super::envelope::Refusal;
use crate::http::SimRequest;

const LONGEST_TEXT: usize = 255;

/// The parameters of one call.
pub(super) struct Params {
    values: Map<String, Value>,
    /// A query knows only text, so there a number may be one.
    from_query: bool,
}

impl Params {
    /// From the query of a `GET`, or the JSON object of a `POST`.
    pub(super) fn read(request: &SimRequest) -> Result<Self, Refusal> {
        if request.method == "GET" {
            let values = request
                .query
                .iter()
                .map(|(name, value)| (name.clone(), Value::String(value.clone())))
                .collect();
            return Ok(Params { values, from_query: true });
        }
        match serde_json::from_slice(&request.body) {
            Ok(Value::Object(values)) => Ok(Params { values, from_query: false }),
            _ => Err(Refusal::new("请求体不是JSON对象")),
        }
    }

    /// A text that must be there and not be empty.
    pub(super) fn required(&self, name: &str) -> Result<String, Refusal> {
        self.text(name)?.ok_or_else(|| Refusal::new(format!("{name}不能为空")))
    }

    /// A text that may be missing, null or empty.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.chars().count() > LONGEST_TEXT => {
                Err(Refusal::new(format!("{name}过长")))
            }
            Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
            Some(_) => Err(Refusal::new(format!("{name}应为字符串"))),
        }
    }

    /// A whole number that must be there.
    pub(super) fn required_integer(&self, name: &str) -> Result<i64, Refusal> {
        self.integer(name)?.ok_or_else(|| Refusal::new(format!("{name}不能为空")))
    }

    /// A whole number that may be missing or null.
    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let wrong = || Refusal::new(format!("{name}应为整数"));
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if self.from_query => text.parse().map(Some).map_err(|_| wrong()),
            Some(Value::Number(number)) => number.as_i64().map(Some).ok_or_else(wrong),
            Some(_) => Err(wrong()),
        }
    }

    /// A day, `yyyy-MM-dd`, that must be there; kept as text.
    pub(super) fn day(&self, name: &str) -> Result<String, Refusal> {
        let text = self.required(name)?;
        let written = UtcMillis::parse_china_day_or_time(&text).map(UtcMillis::china_day);
        if written.as_ref() == Ok(&text) { Ok(text) } else { Err(badly_formed(name, "yyyy-MM-dd")) }
    }

    /// A minute, `yyyy-MM-dd HH:mm`, that must be there.
    pub(super) fn minute(&self, name: &str) -> Result<UtcMillis, Refusal> {
        let text = self.required(name)?;
        exact(&format!("{text}:00")).ok_or_else(|| badly_formed(name, "yyyy-MM-dd HH:mm"))
    }

    /// A minute that may be missing.
    pub(super) fn optional_minute(&self, name: &str) -> Result<Option<UtcMillis>, Refusal> {
        if self.text(name)?.is_none() { Ok(None) } else { self.minute(name).map(Some) }
    }

    /// A second, `yyyy-MM-dd HH:mm:ss`, that must be there.
    pub(super) fn second(&self, name: &str) -> Result<UtcMillis, Refusal> {
        let text = self.required(name)?;
        exact(&text).ok_or_else(|| badly_formed(name, "yyyy-MM-dd HH:mm:ss"))
    }

    /// A second that may be missing.
    pub(super) fn optional_second(&self, name: &str) -> Result<Option<UtcMillis>, Refusal> {
        if self.text(name)?.is_none() { Ok(None) } else { self.second(name).map(Some) }
    }

    /// A plate that must be there.
    pub(super) fn plate(&self) -> Result<String, Refusal> {
        let plate = self.required("vehicleCode")?;
        if plate.chars().count() > 10 || plate.chars().any(char::is_whitespace) {
            return Err(Refusal::new("vehicleCode格式错误"));
        }
        Ok(plate)
    }
}

/// A time whose text is exactly as it would be written.
fn exact(text: &str) -> Option<UtcMillis> {
    UtcMillis::parse_china(text).ok().filter(|time| time.china_standard() == text)
}

fn badly_formed(name: &str, form: &str) -> Refusal {
    Refusal::new(format!("{name}格式错误,应为{form}"))
}

/// One page of a list, counted from 1 (ours: the text does not say).
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    from: usize,
    size: usize,
}

impl Page {
    /// `pageNo` and `pageSize` (at most 1,000); 1 and 100 when missing.
    pub(super) fn read(params: &Params) -> Result<Self, Refusal> {
        let number = params.integer("pageNo")?.unwrap_or(1);
        let size = params.integer("pageSize")?.unwrap_or(100);
        if number < 1 {
            return Err(Refusal::new("pageNo从1开始"));
        }
        if !(1..=1_000).contains(&size) {
            return Err(Refusal::new("pageSize每页最大1000条"));
        }
        let size = size as usize;
        let from = usize::try_from(number - 1).unwrap_or(usize::MAX).saturating_mul(size);
        Ok(Page { from, size })
    }

    /// The rows of this page, and whether more follow.
    pub(super) fn cut<T>(self, rows: impl Iterator<Item = T>) -> (Vec<T>, bool) {
        let mut rows = rows.skip(self.from);
        let taken: Vec<T> = rows.by_ref().take(self.size).collect();
        let more = rows.next().is_some();
        (taken, more)
    }
}
