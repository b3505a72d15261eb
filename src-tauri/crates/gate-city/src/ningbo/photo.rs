//! 5.4 车辆业务照片.

use gate_http::{Request, Url};
use serde::Serialize;

use super::{multipart, wire};
use crate::payload::FrozenPayload;
use crate::report::PhotoReport;

/// Under the base URL.
pub(super) const PATH: &str = "parkpot/uploadBusinessImg";

/// The members of the part `data` after the account, in the standard's order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    businessid: &'a str,
    businesstype: &'static str,
    img_index: u8,
    image_hash: &'a str,
    take_time: String,
}

/// A photo's `data` as it will be sent.
pub(super) fn freeze(report: &PhotoReport) -> FrozenPayload {
    FrozenPayload::of(&Body {
        businessid: &report.business_id,
        businesstype: wire::business_type(report.event),
        img_index: report.img_index,
        image_hash: &report.md5,
        take_time: report.take_time.china_compact(),
    })
}

/// The whole request. The boundary comes from the frozen payload, which holds the photo's digest, and not from
/// `data`, which holds the account: so a repeat differs in the account at most.
pub(super) fn request(url: Url, payload: &FrozenPayload, data: &str, photo: &[u8]) -> Request {
    let form = multipart::form(payload.as_str(), data, photo);
    Request::post(url, form.content_type, form.body)
}

#[cfg(test)]
mod tests {
    use gate_core::time::UtcMillis;

    use super::*;
    use crate::report::EventKind;

    #[test]
    fn the_index_is_an_integer_and_the_time_is_compact() {
        let frozen = freeze(&PhotoReport {
            business_id: "10".into(),
            event: EventKind::Departure,
            img_index: 3,
            md5: "0123456789abcdef0123456789abcdef".into(),
            take_time: UtcMillis::parse_china("2018-01-01 10:10:10").unwrap(),
        });
        assert_eq!(
            frozen.as_str(),
            r#"{"businessid":"10","businesstype":"2","imgIndex":3,"imageHash":"0123456789abcdef0123456789abcdef","takeTime":"20180101101010"}"#
        );
    }
}
