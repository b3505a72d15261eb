//! A plate's visitor authorisation (`visitor_query`).

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::Error;
use crate::params::Params;
use crate::wire::{self, Text};
use gate_core::time::UtcMillis;
use gate_core::visitor::Visitor;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct VisitorRow {
    parking_id: Text,
    vehicle_code: Text,
    user_name: Text,
    user_phone_number: Text,
    phone_num: Text,
    start_time: Text,
    end_time: Text,
    memo: Text,
    other_info: Value,
}

/// Reads a visitor; what does not say its car park or plate belongs to those asked for.
pub(crate) fn visitor(
    value: &Value,
    parking_id: Option<&str>,
    plate: Option<&str>,
) -> Result<Visitor, String> {
    let row: VisitorRow = wire::row(value)?;
    let or = |text: Text, fallback: Option<&str>, field| match fallback {
        Some(fallback) => Ok(text.text().unwrap_or_else(|| fallback.to_owned())),
        None => text.required(field),
    };
    Ok(Visitor {
        parking_id: or(row.parking_id, parking_id, "parkingId")?,
        plate: or(row.vehicle_code, plate, "vehicleCode")?,
        name: row.user_name.text(),
        phone: row.user_phone_number.or(row.phone_num).text(),
        from: row.start_time.lenient_start(),
        until: row.end_time.lenient_end(),
        reason: row.memo.text(),
        extra: extra(&row.other_info),
    })
}

/// Those of `ext1` to `ext10` that are set.
fn extra(value: &Value) -> BTreeMap<String, String> {
    let Some(fields) = value.as_object() else {
        return BTreeMap::new();
    };
    fields
        .iter()
        .filter(|(name, _)| name.starts_with("ext"))
        .filter_map(|(name, value)| {
            let text: Text = serde_json::from_value(value.clone()).ok()?;
            Some((name.clone(), text.text()?))
        })
        .collect()
}

impl OpenPlatform {
    /// The plate's visitor authorisation at `time`, or now where the platform is not told a time; `None` where the
    /// platform answers a success without one.
    ///
    /// # Errors
    /// As of every call. A platform may also refuse instead of answering that there is none.
    pub async fn visitor(
        &self,
        parking_id: &str,
        plate: &str,
        time: Option<UtcMillis>,
    ) -> Result<Option<Visitor>, Error> {
        let params = Params::of_car_park(parking_id)
            .with("vehicleCode", plate)
            .with_some("time", time.map(UtcMillis::china_standard));
        let answer = self.read(Operation::VisitorQuery, params).await?;
        Ok(answer.object().and_then(|value| visitor(value, Some(parking_id), Some(plate)).ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_visitor_with_everything() {
        let read = visitor(
            &json!({"parkingId": "park123", "vehicleCode": "浙B12345", "userName": "赵六",
                "userPhoneNumber": "13600136000", "startTime": "2025-03-15 09:00", "endTime": "2025-3-15 18:00",
                "memo": "技术交流", "otherInfo": {"ext1": "一", "ext2": "", "ext10": 10, "more": "x"}}),
            Some("other"),
            Some("other"),
        )
        .unwrap();
        assert_eq!((read.parking_id.as_str(), read.plate.as_str()), ("park123", "浙B12345"));
        assert_eq!(read.from, UtcMillis::parse_china("2025-03-15 09:00:00").ok());
        assert_eq!(read.until, UtcMillis::parse_china("2025-03-15 18:00:00").ok());
        let extra: Vec<_> = read.extra.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(extra, [("ext1", "一"), ("ext10", "10")]);
    }

    #[test]
    fn what_the_answer_leaves_out_is_what_was_asked_for() {
        let read = visitor(&json!({"memo": "来访"}), Some("park123"), Some("浙B12345")).unwrap();
        assert_eq!((read.parking_id.as_str(), read.plate.as_str()), ("park123", "浙B12345"));
        assert!(visitor(&json!({"memo": "来访"}), None, None).is_err(), "a callback has to say them");
    }
}
