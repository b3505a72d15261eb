use chrono::NaiveDate;

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
