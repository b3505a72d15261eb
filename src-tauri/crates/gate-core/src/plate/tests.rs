use super::*;
use proptest::prelude::*;

const VECTORS: &str = include_str!("vectors.tsv");

#[test]
fn every_vector() {
    let rows: Vec<Vec<&str>> = VECTORS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), 28, "the vectors of the trade, whole");
    for row in rows {
        // The last row's raw text is a tab: what stands before the five other columns is all raw.
        let (raw, columns) = row.split_at(row.len() - 5);
        let [normalised, form, vehtype, hpys, certain] = columns else { panic!("{row:?}") };
        let (raw, normalised, form) = (raw.join("\t"), *normalised, *form);
        let (vehtype, hpys, certain) = (*vehtype, *hpys, *certain);
        let plate = Plate::new(raw.as_str());
        assert_eq!(plate.normalised, normalised, "{raw}");
        assert_eq!(plate.raw, raw);
        assert_eq!(plate.form().code(), form, "{raw}");
        let (kind, by) = decide_kind(&plate.normalised, None, None, PlateColour::Blue);
        assert_eq!((kind.vehtype.code(), kind.colour.wire()), (vehtype, hpys), "{raw}");
        assert_eq!(by == DecidedBy::Form, certain == "yes", "{raw}");
    }
}

#[test]
fn forms_that_the_vectors_leave_out() {
    let table = [
        ("浙B1234试", PlateForm::Test, "02", "未识别"),
        ("浙B1234超", PlateForm::Oversize, "01", "未识别"),
        ("使224001", PlateForm::Embassy, "02", "黑"),
        ("WJ12345", PlateForm::ArmedPolice, "02", "白"),
        ("浙O12345", PlateForm::Ordinary, "02", "蓝"),
        ("浙I12345", PlateForm::Implausible, "02", "未识别"),
        ("浙BO1234", PlateForm::Implausible, "02", "未识别"),
        ("浙BI12345", PlateForm::Implausible, "02", "未识别"),
        ("浙BL12345", PlateForm::Implausible, "02", "未识别"),
        ("浙B1234港", PlateForm::Implausible, "02", "未识别"),
        ("WJ", PlateForm::Implausible, "02", "未识别"),
    ];
    for (number, form, vehtype, hpys) in table {
        assert_eq!(form_of(number), form, "{number}");
        let (kind, _) = decide_kind(number, None, None, PlateColour::Blue);
        assert_eq!((kind.vehtype.code(), kind.colour.wire()), (vehtype, hpys), "{number}");
    }
}

#[test]
fn staff_outrank_the_card_and_the_card_outranks_the_form() {
    let staff = Kind { vehtype: Vehtype::Large, colour: PlateColour::Yellow };
    let card = Kind { vehtype: Vehtype::Motorcycle, colour: PlateColour::Blue };
    let decide = |staff, card| decide_kind("浙BD12345", staff, card, PlateColour::Blue);
    assert_eq!(decide(Some(staff), Some(card)), (staff, DecidedBy::Staff));
    assert_eq!(decide(None, Some(card)), (card, DecidedBy::Card));
    assert_eq!(decide(None, None).1, DecidedBy::Form);
}

#[test]
fn ordinary_plates_take_the_configured_colour() {
    let (kind, _) = decide_kind("浙B12345", None, None, PlateColour::Unrecognised);
    assert_eq!(kind.colour, PlateColour::Unrecognised);
}

#[test]
fn search_forgives_what_people_forget() {
    assert_eq!(found_in("345", "浙B12345"), Some(Likeness::Exact));
    assert_eq!(found_in("b·123", "浙B12345"), Some(Likeness::Exact));
    assert_eq!(found_in("O5", "浙B10050"), Some(Likeness::Folded));
    assert_eq!(found_in("I2345", "浙B12345"), Some(Likeness::Folded));
    assert_eq!(found_in("D8S", "浙BD8S12"), Some(Likeness::Exact));
    assert_eq!(found_in("085", "浙BD85S2"), Some(Likeness::OneLookAlike));
    assert_eq!(found_in("0B5", "浙BD85S2"), None, "two look-alikes are one too many");
    assert_eq!(found_in("999", "浙B12345"), None);
    assert_eq!(found_in("", "浙B12345"), None);
}

#[test]
fn whole_plates_that_a_camera_may_confuse() {
    assert_eq!(look_alike("浙B12845", "浙B12B45"), Some(Likeness::OneLookAlike));
    assert_eq!(look_alike("浙B12345", "浙B1234"), None);
    assert_eq!(look_alike("", ""), None);
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(raw in "\\PC{0,12}") {
        let once = normalise(&raw);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn every_part_of_a_plate_finds_it(from in 0_usize..7, length in 1_usize..7) {
        let plate: Vec<char> = "浙B9C3K7".chars().collect();
        let part: String = plate.iter().skip(from).take(length).collect();
        prop_assert_eq!(found_in(&part, "浙B9C3K7"), Some(Likeness::Exact));
    }
}

fn fit(typed: &str, plate: &str) -> Option<(Place, Likeness)> {
    Fragment::new(typed).unwrap().fit(plate).map(|fit| (fit.place, fit.likeness))
}

#[test]
fn a_fragment_fits_best_as_the_whole_plate_then_at_its_end() {
    use Likeness::{Exact, Folded, OneLookAlike};
    assert_eq!(fit("浙b·12345", "浙B12345"), Some((Place::Whole, Exact)));
    assert_eq!(fit("B12345", "浙B12345"), Some((Place::Whole, Exact)), "no province is needed");
    assert_eq!(fit("１２３４５", "浙B12345"), Some((Place::End, Exact)));
    assert_eq!(fit("B123", "浙B12345"), Some((Place::Within, Exact)));
    assert_eq!(fit("5", "浙B52345"), Some((Place::End, Exact)));
    assert_eq!(fit("O5", "浙B12305"), Some((Place::End, Folded)));
    assert_eq!(fit("234S", "浙B12345"), Some((Place::End, OneLookAlike)));
    assert_eq!(fit("4S", "浙B12345"), None, "two characters forgive nothing");
    assert_eq!(fit("12345", "浙B1234"), None);
    let best = |one: Fit, other: Fit| one < other;
    let within = Fit { place: Place::Within, likeness: Exact };
    assert!(best(within, Fit { place: Place::Whole, likeness: OneLookAlike }));
}

#[test]
fn the_look_alikes_of_a_fragment_are_all_that_one_change_can_make() {
    let fragment = Fragment::new("2o1").unwrap();
    assert_eq!(fragment.folded(), "201");
    assert_eq!(fragment.look_alikes(), ["Z01", "2D1", "2Q1", "207", "20T"]);
    assert!(Fragment::new("2o").unwrap().look_alikes().is_empty());
    assert_eq!(Fragment::new("苏B12").unwrap().without_province(), Fragment::new("B12"));
    assert_eq!(Fragment::new("苏B1").unwrap().without_province(), None);
    assert_eq!(Fragment::new(" · "), None);
}
