//! 5.3 车辆到达离开业务.

use serde::Serialize;

use super::wire;
use crate::payload::FrozenPayload;
use crate::report::EventReport;

/// Under the base URL.
pub(super) const PATH: &str = "parkpot/uploadBusiness";

/// "默认000": the brands are not known to us.
const UNKNOWN_BRAND: &str = "000";

/// The members after the account, in the standard's order. `csys`, the body's colour, is optional and not known.
#[derive(Serialize)]
struct Body<'a> {
    businessid: &'a str,
    businesstype: &'static str,
    vehnum: &'a str,
    vehtype: &'static str,
    parktime: String,
    leavetime: String,
    freeparklotcount: u32,
    hpys: &'static str,
    mainbrandid: &'static str,
    subbrandid: &'static str,
}

/// An event as it will be sent.
pub(super) fn freeze(report: &EventReport) -> FrozenPayload {
    FrozenPayload::of(&Body {
        businessid: &report.business_id,
        businesstype: wire::business_type(report.kind()),
        vehnum: &report.plate,
        vehtype: report.vehtype.code(),
        parktime: wire::event_time(report.park_time),
        leavetime: report.leave_time.map(wire::event_time).unwrap_or_default(),
        freeparklotcount: wire::free_spaces(report.free_spaces),
        hpys: report.colour.wire(),
        mainbrandid: UNKNOWN_BRAND,
        subbrandid: UNKNOWN_BRAND,
    })
}

#[cfg(test)]
mod tests {
    use gate_core::plate::{PlateColour, Vehtype};
    use gate_core::time::UtcMillis;
    use proptest::prelude::*;

    use super::*;

    fn arrival() -> EventReport {
        EventReport {
            business_id: "10".into(),
            plate: "浙B12345".into(),
            vehtype: Vehtype::Small,
            colour: PlateColour::Blue,
            park_time: UtcMillis::parse_china("2017-10-01 11:55:00").unwrap(),
            leave_time: None,
            free_spaces: 20,
        }
    }

    #[test]
    fn an_arrival_has_the_standards_fields_in_its_order_and_an_empty_leavetime() {
        assert_eq!(
            freeze(&arrival()).as_str(),
            r#"{"businessid":"10","businesstype":"1","vehnum":"浙B12345","vehtype":"02","parktime":"2017-10-01 11:55:00","leavetime":"","freeparklotcount":20,"hpys":"蓝","mainbrandid":"000","subbrandid":"000"}"#
        );
    }

    #[test]
    fn a_departure_carries_the_arrivals_time_and_its_own() {
        let departure =
            EventReport { leave_time: UtcMillis::parse_china("2017-10-01 12:00:00").ok(), ..arrival() };
        let json: serde_json::Value = serde_json::from_str(freeze(&departure).as_str()).unwrap();
        assert_eq!(json["businesstype"], "2");
        assert_eq!(json["parktime"], "2017-10-01 11:55:00");
        assert_eq!(json["leavetime"], "2017-10-01 12:00:00");
    }

    #[test]
    fn a_vehicle_without_a_plate_has_an_empty_vehnum_and_full_parks_have_zero_spaces() {
        let bare = EventReport { plate: String::new(), free_spaces: -2, ..arrival() };
        let json: serde_json::Value = serde_json::from_str(freeze(&bare).as_str()).unwrap();
        assert_eq!(json["vehnum"], "");
        assert_eq!(json["freeparklotcount"], 0);
    }

    proptest! {
        #[test]
        fn whatever_the_camera_read_is_valid_json(plate in "\\PC*|[\\x00-\\x1f\"\\\\]*", id in "\\PC*") {
            let report = EventReport { plate: plate.clone(), business_id: id.clone(), ..arrival() };
            let frozen = freeze(&report);
            let json: serde_json::Value = serde_json::from_str(frozen.as_str()).unwrap();
            prop_assert_eq!(json["vehnum"].as_str(), Some(plate.as_str()));
            prop_assert_eq!(json["businessid"].as_str(), Some(id.as_str()));
            prop_assert!(FrozenPayload::from_stored(frozen.into_string()).is_ok());
        }
    }
}
