//! What may be registered: one set of rules for forms, the command line and spreadsheets.

use chrono::{Datelike, NaiveDate};
use gate_core::plate::{self, PlateForm};
use gate_core::vehicle::{VehicleRegistration, VehicleType};
use gate_store::{RegisterEntry, Store};

use crate::contract::{
    Failure,
    types::{VehicleField, VehicleForm},
};

/// Longest plate, in characters: the longest real one has eight.
pub const PLATE_MAX: usize = 20;
/// Longest name, in characters.
pub const NAME_MAX: usize = 50;
/// Longest of the other texts, in characters.
pub const TEXT_MAX: usize = 200;
/// Most spaces of one owner.
pub const SPACES_MAX: u32 = 999;
/// Years in which a day may lie.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// What a car park knows: without it neither type nor lane can be told from a slip.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Ids of its own types.
    pub types: Vec<String>,
    /// Numbers of its lanes.
    pub lanes: Vec<String>,
}

impl Known {
    /// As the mirrors have it.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn of(store: &Store, parking_id: &str) -> Result<Self, Failure> {
        let types = store.vehicle_types(parking_id).await?.into_iter().map(|kind| kind.id).collect();
        let lanes = store.lanes(Some(parking_id)).await?.into_iter().map(|lane| lane.lane_no).collect();
        Ok(Self { types, lanes })
    }

    /// Whether there is such a type.
    #[must_use]
    pub fn has_type(&self, id: &str) -> bool {
        matches!(id, "1" | "2") || self.types.iter().any(|known| known == id)
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there and something must.
    Empty,
    /// More characters than this.
    TooLong(usize),
    /// No plate by GA 36-2018; it may be insisted on.
    Unusual,
    /// No day, or one of another century.
    NotADay,
    /// The last day is before the first.
    Before,
    /// The last day is over.
    Past,
    /// There is no such type or lane.
    Unknown,
    /// No phone number: 6 to 20 digits, `+` and `-`.
    NotAPhone,
    /// Not between these.
    OutOfRange(u32, u32),
    /// It holds characters that cannot be seen.
    Invisible,
}

/// A field that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// Which.
    pub field: VehicleField,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl Problem {
    fn new(field: VehicleField, wrong: Wrong) -> Self {
        Self { field, wrong }
    }

    /// As a failure, with the field called as the form calls it.
    #[must_use]
    pub fn failure(self, field: &'static str) -> Failure {
        match self.wrong {
            Wrong::Empty => Failure::invalid(field, "empty"),
            Wrong::TooLong(most) => {
                Failure::invalid(field, "too_long").with("most", i64::try_from(most).unwrap_or(i64::MAX))
            }
            Wrong::Unusual => Failure::invalid(field, "unusual"),
            Wrong::NotADay => Failure::invalid(field, "not_a_day"),
            Wrong::Before => Failure::invalid(field, "before"),
            Wrong::Past => Failure::invalid(field, "past"),
            Wrong::Unknown => Failure::invalid(field, "unknown"),
            Wrong::NotAPhone => Failure::invalid(field, "not_a_phone"),
            Wrong::OutOfRange(least, most) => Failure::invalid(field, "out_of_range")
                .with("least", i64::from(least))
                .with("most", i64::from(most)),
            Wrong::Invisible => Failure::invalid(field, "invisible"),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        problem.failure(match problem.field {
            VehicleField::Plate => "plate",
            VehicleField::Type => "vehicle_type",
            VehicleField::TypeName => "type_name",
            VehicleField::Owner => "owner",
            VehicleField::Phone => "phone",
            VehicleField::ValidFrom => "valid_from",
            VehicleField::ValidUntil => "valid_until",
            VehicleField::Lanes => "lanes",
            VehicleField::Spaces => "spaces",
            VehicleField::Department => "department",
            VehicleField::WorkNo => "work_no",
            VehicleField::Remark => "remark",
            VehicleField::Reason => "reason",
        })
    }
}

/// A registration as the form asks for it, or everything that is wrong with it. `existing` is what is changed: owner and phone
/// that the form does not name stay as they are.
///
/// # Errors
/// What is wrong, in the order of the form.
pub fn vehicle(
    form: &VehicleForm,
    known: &Known,
    existing: Option<&RegisterEntry>,
) -> Result<VehicleRegistration, Vec<Problem>> {
    let mut checking = Checking::default();
    let plate = checking.keep(plate(&form.plate, form.insist));
    let kind = form.vehicle_type.trim();
    if kind.is_empty() {
        checking.note(VehicleField::Type, Wrong::Empty);
    } else if !known.has_type(kind) && existing.is_none_or(|entry| entry.vehicle_type != kind) {
        checking.note(VehicleField::Type, Wrong::Unknown);
    }
    let kept = |written: &Option<String>, kept: fn(&RegisterEntry) -> &String| match written {
        Some(written) => written.clone(),
        None => existing.map(kept).cloned().unwrap_or_default(),
    };
    let owner = kept(&form.owner, |entry| &entry.owner);
    let owner = checking.keep(required(VehicleField::Owner, &owner, NAME_MAX));
    let phone = checking.keep(phone(&kept(&form.phone, |entry| &entry.phone)));
    let from = checking.keep(day(VehicleField::ValidFrom, &form.valid_from));
    let until = checking.keep(day(VehicleField::ValidUntil, &form.valid_until));
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        checking.note(VehicleField::ValidUntil, Wrong::Before);
    }
    let lanes = checking.keep(lanes(&form.lanes, known, existing));
    if !(1..=SPACES_MAX).contains(&form.spaces) {
        checking.note(VehicleField::Spaces, Wrong::OutOfRange(1, SPACES_MAX));
    }
    let mut text = |field, written: &Option<String>| {
        checking.keep(optional(field, written.as_deref().unwrap_or_default(), TEXT_MAX)).flatten()
    };
    let type_name = text(VehicleField::TypeName, &form.type_name);
    let department = text(VehicleField::Department, &form.department);
    let work_no = text(VehicleField::WorkNo, &form.work_no);
    let remark = text(VehicleField::Remark, &form.remark);
    match (checking.problems.is_empty(), plate, owner, phone, from, until, lanes) {
        (
            true,
            Some(plate),
            Some(owner_name),
            Some(owner_phone),
            Some(valid_from),
            Some(valid_until),
            Some(lanes),
        ) => Ok(VehicleRegistration {
            plate,
            vehicle_type: VehicleType::from_wire(kind),
            type_name,
            owner_name,
            owner_phone,
            valid_from,
            valid_until,
            lanes,
            spaces: Some(form.spaces),
            remark,
            work_no,
            department,
        }),
        _ => Err(checking.problems),
    }
}

/// The first thing that is wrong, as the failure of a form.
#[must_use]
pub fn first(problems: Vec<Problem>) -> Failure {
    problems.into_iter().next().map_or_else(|| Failure::invalid("plate", "empty"), Failure::from)
}

/// A plate, normalised. One that is no plate by GA 36-2018 has to be insisted on.
///
/// # Errors
/// [`Wrong::Empty`], [`Wrong::TooLong`], [`Wrong::Unusual`].
pub fn plate(written: &str, insist: bool) -> Result<String, Problem> {
    let wrong = |wrong| Err(Problem::new(VehicleField::Plate, wrong));
    let plate = plate::normalise(written);
    if plate.is_empty() {
        return wrong(Wrong::Empty);
    }
    if plate.chars().count() > PLATE_MAX {
        return wrong(Wrong::TooLong(PLATE_MAX));
    }
    let strange = matches!(plate::form_of(&plate), PlateForm::Implausible | PlateForm::Unlicensed);
    if strange && !insist { wrong(Wrong::Unusual) } else { Ok(plate) }
}

/// A day, `yyyy-MM-dd`.
///
/// # Errors
/// [`Wrong::Empty`], [`Wrong::NotADay`].
pub fn day(field: VehicleField, written: &str) -> Result<NaiveDate, Problem> {
    let written = written.trim();
    if written.is_empty() {
        return Err(Problem::new(field, Wrong::Empty));
    }
    let day = NaiveDate::parse_from_str(written, "%Y-%m-%d").ok();
    day.filter(|day| YEARS.contains(&day.year())).ok_or(Problem::new(field, Wrong::NotADay))
}

/// The last day of a ban, which may not be over.
///
/// # Errors
/// As [`day`]; [`Wrong::Past`].
pub fn ban_until(written: &str, today: NaiveDate) -> Result<NaiveDate, Problem> {
    let until = day(VehicleField::ValidUntil, written)?;
    if until < today { Err(Problem::new(VehicleField::ValidUntil, Wrong::Past)) } else { Ok(until) }
}

/// Why a plate is banned.
///
/// # Errors
/// [`Wrong::Empty`], [`Wrong::TooLong`], [`Wrong::Invisible`].
pub fn reason(written: &str) -> Result<String, Problem> {
    required(VehicleField::Reason, written, TEXT_MAX)
}

/// A phone: 6 to 20 digits, with `+` before them and `-` and blanks between.
///
/// # Errors
/// [`Wrong::Empty`], [`Wrong::NotAPhone`].
pub fn phone(written: &str) -> Result<String, Problem> {
    let phone: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    if phone.is_empty() {
        return Err(Problem::new(VehicleField::Phone, Wrong::Empty));
    }
    let number = phone.strip_prefix('+').unwrap_or(&phone);
    let plain = number.chars().all(|c| c.is_ascii_digit() || c == '-')
        && (6..=20).contains(&phone.len())
        && number.chars().filter(char::is_ascii_digit).count() >= 6;
    if plain { Ok(phone) } else { Err(Problem::new(VehicleField::Phone, Wrong::NotAPhone)) }
}

fn lanes(
    written: &[String],
    known: &Known,
    existing: Option<&RegisterEntry>,
) -> Result<Vec<String>, Problem> {
    let mut lanes: Vec<String> = Vec::new();
    for lane in written.iter().map(|lane| lane.trim()).filter(|lane| !lane.is_empty()) {
        let is_known = known.lanes.iter().any(|known| known == lane)
            || existing.is_some_and(|entry| entry.lanes.iter().any(|had| had == lane));
        if !is_known {
            return Err(Problem::new(VehicleField::Lanes, Wrong::Unknown));
        }
        if !lanes.iter().any(|had| had == lane) {
            lanes.push(lane.to_owned());
        }
    }
    Ok(lanes)
}

fn required(field: VehicleField, written: &str, most: usize) -> Result<String, Problem> {
    optional(field, written, most)?.ok_or(Problem::new(field, Wrong::Empty))
}

fn optional(field: VehicleField, written: &str, most: usize) -> Result<Option<String>, Problem> {
    let text = written.trim();
    if text.chars().count() > most {
        return Err(Problem::new(field, Wrong::TooLong(most)));
    }
    if text.chars().any(is_invisible) {
        return Err(Problem::new(field, Wrong::Invisible));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

/// Control characters, and those that turn or join what is written around them.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}')
}

#[derive(Default)]
struct Checking {
    problems: Vec<Problem>,
}

impl Checking {
    fn note(&mut self, field: VehicleField, wrong: Wrong) {
        self.problems.push(Problem::new(field, wrong));
    }

    fn keep<T>(&mut self, checked: Result<T, Problem>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> VehicleForm {
        VehicleForm {
            parking_id: "park123".into(),
            plate: "浙B·12345".into(),
            insist: false,
            vehicle_type: "1".into(),
            type_name: None,
            owner: Some("张三".into()),
            phone: Some("138-0013 8000".into()),
            valid_from: "2026-01-01".into(),
            valid_until: "2026-12-31".into(),
            lanes: vec!["1".into(), " 1".into(), "2".into()],
            spaces: 1,
            department: Some("  ".into()),
            work_no: None,
            remark: None,
        }
    }

    fn known() -> Known {
        Known { types: vec!["101".into()], lanes: vec!["1".into(), "2".into()] }
    }

    fn wrong_with(form: &VehicleForm) -> Vec<(VehicleField, Wrong)> {
        vehicle(form, &known(), None).unwrap_err().into_iter().map(|it| (it.field, it.wrong)).collect()
    }

    #[test]
    fn a_good_form_becomes_a_registration() {
        let made = vehicle(&form(), &known(), None).unwrap();
        assert_eq!((made.plate.as_str(), made.owner_phone.as_str()), ("浙B12345", "138-00138000"));
        assert_eq!((made.lanes, made.department), (vec!["1".to_owned(), "2".to_owned()], None));
    }

    #[test]
    fn each_mistake_is_named_with_its_field() {
        use VehicleField as F;
        type Spoil = fn(&mut VehicleForm);
        let table: [(Spoil, F, Wrong); 20] = [
            (|it| it.plate = " ".into(), F::Plate, Wrong::Empty),
            (|it| it.plate = "无牌车".into(), F::Plate, Wrong::Empty),
            (|it| it.plate = "ABC".into(), F::Plate, Wrong::Unusual),
            (|it| it.plate = "浙".repeat(21), F::Plate, Wrong::TooLong(PLATE_MAX)),
            (|it| it.vehicle_type = String::new(), F::Type, Wrong::Empty),
            (|it| it.vehicle_type = "999".into(), F::Type, Wrong::Unknown),
            (|it| it.owner = None, F::Owner, Wrong::Empty),
            (|it| it.owner = Some("张".repeat(51)), F::Owner, Wrong::TooLong(NAME_MAX)),
            (|it| it.owner = Some("张\u{202e}三".into()), F::Owner, Wrong::Invisible),
            (|it| it.phone = Some("1380013800a".into()), F::Phone, Wrong::NotAPhone),
            (|it| it.phone = Some("12345".into()), F::Phone, Wrong::NotAPhone),
            (|it| it.phone = Some("1".repeat(21)), F::Phone, Wrong::NotAPhone),
            (|it| it.phone = Some("------".into()), F::Phone, Wrong::NotAPhone),
            (|it| it.valid_from = "2026-02-30".into(), F::ValidFrom, Wrong::NotADay),
            (|it| it.valid_until = "0202-01-01".into(), F::ValidUntil, Wrong::NotADay),
            (|it| it.valid_until = "2025-12-31".into(), F::ValidUntil, Wrong::Before),
            (|it| it.lanes = vec!["9".into()], F::Lanes, Wrong::Unknown),
            (|it| it.spaces = 0, F::Spaces, Wrong::OutOfRange(1, 999)),
            (|it| it.spaces = 1_000, F::Spaces, Wrong::OutOfRange(1, 999)),
            (|it| it.remark = Some("备".repeat(201)), F::Remark, Wrong::TooLong(TEXT_MAX)),
        ];
        for (spoil, field, wrong) in table {
            let mut form = form();
            spoil(&mut form);
            assert_eq!(wrong_with(&form), [(field, wrong)]);
        }
    }

    #[test]
    fn all_mistakes_of_a_row_are_told_at_once() {
        let form = VehicleForm { plate: "X".into(), spaces: 0, phone: None, ..form() };
        let fields: Vec<_> = wrong_with(&form).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [VehicleField::Plate, VehicleField::Phone, VehicleField::Spaces]);
    }

    #[test]
    fn a_strange_plate_can_be_insisted_on_and_what_is_absent_stays() {
        let existing = RegisterEntry {
            owner: "李四".into(),
            phone: "13900139000".into(),
            vehicle_type: "77".into(),
            lanes: vec!["8".into()],
            ..RegisterEntry::default()
        };
        let form = VehicleForm {
            plate: "工程01".into(),
            insist: true,
            owner: None,
            phone: None,
            vehicle_type: "77".into(),
            lanes: vec!["8".into()],
            ..form()
        };
        let made = vehicle(&form, &known(), Some(&existing)).unwrap();
        assert_eq!((made.owner_name.as_str(), made.owner_phone.as_str()), ("李四", "13900139000"));
        assert_eq!((made.vehicle_type.as_wire(), made.lanes), ("77", vec!["8".to_owned()]));
    }

    #[test]
    fn a_ban_ends_today_at_the_earliest() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(ban_until("2026-11-22", today), Ok(today));
        assert_eq!(ban_until("2026-11-21", today).unwrap_err().wrong, Wrong::Past);
    }
}
