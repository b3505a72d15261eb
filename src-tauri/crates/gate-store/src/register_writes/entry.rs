//! An entry of a register as a write asks for it, and whether the platform's list shows it.

use std::fmt;

use chrono::NaiveDate;
use gate_core::record::{mask_name, mask_phone};
use gate_core::vehicle::{VehicleRegistration, VehicleType};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::mirrors;
use crate::vehicles::VehicleRow;

/// A registration or a ban, field by field as texts; `''` for what is absent. `Debug` masks name and phone.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RegisterEntry {
    /// The plate as it is written.
    pub plate: String,
    /// `1`, `2` or a custom type's id.
    pub vehicle_type: String,
    /// A display name that outranks the type's. No list returns it.
    pub type_name: String,
    /// The owner's name (personal data).
    pub owner: String,
    /// The owner's phone (personal data).
    pub phone: String,
    /// First day, `yyyy-MM-dd`.
    pub valid_from: String,
    /// Last day, `yyyy-MM-dd`; a ban's too.
    pub valid_until: String,
    /// Lanes; empty for all.
    pub lanes: Vec<String>,
    /// The owner's spaces; 0 for a ban.
    pub spaces: u32,
    /// Department. No list returns it.
    pub department: String,
    /// Staff number. Lists return it sometimes.
    pub work_no: String,
    /// Remark.
    pub remark: String,
    /// Why a plate is banned. Kept here only.
    pub reason: String,
}

/// What the platform's list says of a write whose answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It has what was asked for.
    Done,
    /// It has what was there before, nothing, or something else.
    NotDone,
    /// The list does not return what the write would have changed.
    CannotTell,
}

impl RegisterEntry {
    /// A ban.
    #[must_use]
    pub fn ban(plate: &str, until: Option<NaiveDate>, reason: &str) -> Self {
        Self {
            plate: plate.to_owned(),
            valid_until: until.map(|day| day.to_string()).unwrap_or_default(),
            reason: reason.to_owned(),
            ..Self::default()
        }
    }

    /// The registration that this entry asks for; `None` where a day is missing.
    #[must_use]
    pub fn registration(&self) -> Option<VehicleRegistration> {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Some(VehicleRegistration {
            plate: self.plate.clone(),
            vehicle_type: VehicleType::from_wire(&self.vehicle_type),
            type_name: some(&self.type_name),
            owner_name: self.owner.clone(),
            owner_phone: self.phone.clone(),
            valid_from: self.valid_from.parse().ok()?,
            valid_until: self.valid_until.parse().ok()?,
            lanes: self.lanes.clone(),
            spaces: Some(self.spaces.max(1)),
            remark: some(&self.remark),
            work_no: some(&self.work_no),
            department: some(&self.department),
        })
    }

    /// For the audit log: neither name nor phone in full, no remark.
    pub(crate) fn audited(&self) -> Value {
        if self.spaces == 0 {
            return json!({ "until": self.valid_until, "reason": self.reason });
        }
        json!({
            "type": self.vehicle_type, "type_name": self.type_name, "owner": mask_name(&self.owner),
            "phone": mask_phone(&self.phone), "from": self.valid_from, "until": self.valid_until,
            "lanes": self.lanes.join(","), "spaces": self.spaces, "department": self.department,
            "work_no": self.work_no,
        })
    }

    /// Whether `listed` is this entry as far as lists return it: order of lanes, blanks, and what lists leave out do not matter.
    fn is_shown_by(&self, listed: &Self) -> bool {
        let same = |a: &str, b: &str| {
            let words = |text: &str| text.split_whitespace().collect::<String>();
            words(a) == words(b)
        };
        let lanes = |entry: &Self| {
            let mut lanes: Vec<String> = entry.lanes.iter().map(|lane| lane.trim().to_owned()).collect();
            lanes.sort_unstable();
            lanes.dedup();
            lanes
        };
        mirrors::plate_key(&self.plate) == mirrors::plate_key(&listed.plate)
            // A display name outranks the type, and which type a list then tells is the platform's.
            && (!self.type_name.is_empty() || self.vehicle_type.trim() == listed.vehicle_type.trim())
            && same(&self.owner, &listed.owner)
            && same(&self.phone, &listed.phone)
            && self.valid_from == listed.valid_from
            && self.valid_until == listed.valid_until
            && lanes(self) == lanes(listed)
            && self.spaces == listed.spaces
            && same(&self.remark, &listed.remark)
    }

    /// The fields that only this program remembers.
    fn hidden(&self) -> [&str; 3] {
        [&self.type_name, &self.department, &self.work_no]
    }
}

/// What a list that was read whole after the write says of it. `listed` holds what this program remembers of fields that no
/// list returns.
pub(crate) fn verdict(
    before: Option<&RegisterEntry>,
    after: Option<&RegisterEntry>,
    listed: Option<&RegisterEntry>,
) -> Verdict {
    let (after, listed) = match (after, listed) {
        (None, None) => return Verdict::Done,
        (None, Some(_)) | (Some(_), None) => return Verdict::NotDone,
        (Some(after), Some(listed)) => (after, listed),
    };
    if !after.is_shown_by(listed) {
        return Verdict::NotDone;
    }
    let Some(before) = before.filter(|before| before.is_shown_by(listed)) else { return Verdict::Done };
    let told =
        !after.work_no.is_empty() && after.work_no != before.work_no && after.work_no == listed.work_no;
    if told || after.hidden() == before.hidden() { Verdict::Done } else { Verdict::CannotTell }
}

impl From<&VehicleRegistration> for RegisterEntry {
    fn from(vehicle: &VehicleRegistration) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            plate: vehicle.plate.clone(),
            vehicle_type: vehicle.vehicle_type.as_wire().to_owned(),
            type_name: text(&vehicle.type_name),
            owner: vehicle.owner_name.clone(),
            phone: vehicle.owner_phone.clone(),
            valid_from: vehicle.valid_from.to_string(),
            valid_until: vehicle.valid_until.to_string(),
            lanes: vehicle.lanes.clone(),
            spaces: vehicle.spaces.unwrap_or(1).max(1),
            department: text(&vehicle.department),
            work_no: text(&vehicle.work_no),
            remark: text(&vehicle.remark),
            reason: String::new(),
        }
    }
}

/// `type_name` is left out: the row's may be the custom type's own, which nobody wrote with the vehicle.
impl From<&VehicleRow> for RegisterEntry {
    fn from(row: &VehicleRow) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            plate: row.plate.clone(),
            vehicle_type: row.vehicle_type.as_ref().map_or("", VehicleType::as_wire).to_owned(),
            type_name: String::new(),
            owner: row.owner_name.as_ref().map(|name| name.in_full().to_owned()).unwrap_or_default(),
            phone: row.owner_phone.as_ref().map(|phone| phone.in_full().to_owned()).unwrap_or_default(),
            valid_from: day(row.valid_from),
            valid_until: day(row.valid_until),
            lanes: row.lanes.clone(),
            spaces: row.spaces.max(1),
            department: text(&row.department),
            work_no: text(&row.work_no),
            remark: text(&row.remark),
            reason: String::new(),
        }
    }
}

impl fmt::Debug for RegisterEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegisterEntry")
            .field("plate", &self.plate)
            .field("vehicle_type", &self.vehicle_type)
            .field("owner", &mask_name(&self.owner))
            .field("phone", &mask_phone(&self.phone))
            .field("valid_from", &self.valid_from)
            .field("valid_until", &self.valid_until)
            .field("lanes", &self.lanes)
            .field("spaces", &self.spaces)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> RegisterEntry {
        RegisterEntry {
            plate: "浙B·12345".into(),
            vehicle_type: "1".into(),
            owner: "张三".into(),
            phone: "13800138000".into(),
            valid_from: "2026-01-01".into(),
            valid_until: "2026-12-31".into(),
            lanes: vec!["2".into(), "1".into()],
            spaces: 1,
            ..RegisterEntry::default()
        }
    }

    #[test]
    fn what_writing_does_not_change_does_not_count() {
        let listed = RegisterEntry {
            plate: "浙b12345".into(),
            owner: " 张 三 ".into(),
            lanes: vec!["1".into(), " 2".into()],
            department: "一车间".into(),
            ..entry()
        };
        assert_eq!(verdict(None, Some(&entry()), Some(&listed)), Verdict::Done);
    }

    #[test]
    fn each_field_that_a_list_returns_counts() {
        let others = [
            RegisterEntry { vehicle_type: "2".into(), ..entry() },
            RegisterEntry { owner: "李四".into(), ..entry() },
            RegisterEntry { phone: "13900139000".into(), ..entry() },
            RegisterEntry { valid_from: "2026-01-02".into(), ..entry() },
            RegisterEntry { valid_until: "2027-12-31".into(), ..entry() },
            RegisterEntry { lanes: vec!["1".into()], ..entry() },
            RegisterEntry { spaces: 2, ..entry() },
            RegisterEntry { remark: "领导".into(), ..entry() },
        ];
        for other in others {
            assert_eq!(verdict(None, Some(&entry()), Some(&other)), Verdict::NotDone, "{other:?}");
            assert_eq!(verdict(Some(&entry()), Some(&other), Some(&entry())), Verdict::NotDone, "{other:?}");
            assert_eq!(verdict(Some(&entry()), Some(&other), Some(&other)), Verdict::Done, "{other:?}");
        }
    }

    #[test]
    fn a_change_of_what_no_list_returns_cannot_be_told() {
        let other = RegisterEntry { department: "二车间".into(), ..entry() };
        assert_eq!(verdict(Some(&entry()), Some(&other), Some(&entry())), Verdict::CannotTell);
        assert_eq!(
            verdict(Some(&entry()), Some(&entry()), Some(&entry())),
            Verdict::Done,
            "nothing was to change"
        );
        let numbered = RegisterEntry { work_no: "77".into(), ..entry() };
        assert_eq!(verdict(Some(&entry()), Some(&numbered), Some(&entry())), Verdict::CannotTell);
        assert_eq!(
            verdict(Some(&entry()), Some(&numbered), Some(&numbered)),
            Verdict::Done,
            "the list told it"
        );
    }

    #[test]
    fn what_was_removed_is_gone_or_was_not_removed() {
        assert_eq!(verdict(Some(&entry()), None, None), Verdict::Done);
        assert_eq!(verdict(Some(&entry()), None, Some(&entry())), Verdict::NotDone);
        assert_eq!(verdict(None, Some(&entry()), None), Verdict::NotDone);
    }

    #[test]
    fn debug_and_the_audit_log_show_neither_name_nor_phone() {
        let entry = RegisterEntry { remark: "电话13800138000".into(), ..entry() };
        for shown in [format!("{entry:?}"), entry.audited().to_string()] {
            assert!(!shown.contains("13800138000") && !shown.contains("张三"), "{shown}");
        }
    }
}
