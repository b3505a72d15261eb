//! Synthetic plates in the forms of GA 36-2018, and the misreadings that cameras make of them.

use gate_core::plate::PlateForm;

use crate::photo::seeded::Seeded;

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
const SERIAL_LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const ELECTRIC: &str = "ABCDE";
const OTHER_ENERGY: &str = "FGHJK";
/// What cameras take for one another (domain: search must forgive these).
const LOOK_ALIKES: [&str; 5] = ["0DQ", "8B", "2Z", "5S", "17T"];

/// The rare forms, each a plate seen once in a while.
pub const RARE_FORMS: [PlateForm; 13] = [
    PlateForm::Trailer,
    PlateForm::DrivingSchool,
    PlateForm::Police,
    PlateForm::ArmedPolice,
    PlateForm::Military,
    PlateForm::Consulate,
    PlateForm::Embassy,
    PlateForm::HongKong,
    PlateForm::Macau,
    PlateForm::CivilAviation,
    PlateForm::Test,
    PlateForm::Oversize,
    PlateForm::EmergencyRescue,
];

/// A synthetic plate of this form; equal seeds give equal plates. An unlicensed vehicle's is `无牌车`, an implausible
/// one lacks its last character.
#[must_use]
pub fn plate(seed: u64, form: PlateForm) -> String {
    draw(&mut Seeded::new(seed), form)
}

pub(super) fn draw(dice: &mut Seeded, form: PlateForm) -> String {
    let place = place(dice);
    match form {
        PlateForm::Ordinary => format!("{place}{}", serial(dice)),
        PlateForm::SmallNewEnergy => {
            let kind = letter(dice, if dice.clone().chance(0.8) { ELECTRIC } else { OTHER_ENERGY });
            let fourth = if dice.chance(0.15) { letter(dice, SERIAL_LETTERS) } else { digit(dice) };
            format!("{place}{kind}{fourth}{}", digits(dice, 4))
        }
        PlateForm::LargeNewEnergy => format!("{place}{}{}", digits(dice, 5), letter(dice, "DF")),
        PlateForm::Trailer => format!("{place}{}挂", digits(dice, 4)),
        PlateForm::DrivingSchool => format!("{place}{}学", digits(dice, 4)),
        PlateForm::Police => format!("{place}{}警", digits(dice, 4)),
        PlateForm::ArmedPolice => format!("WJ浙{}{}", digits(dice, 4), letter(dice, "XBT")),
        PlateForm::Military => {
            format!("{}{}{}", letter(dice, "KVHNS"), letter(dice, "ABCD"), digits(dice, 5))
        }
        PlateForm::Consulate => format!("沪A{}领", digits(dice, 4)),
        PlateForm::Embassy => format!("{}{}使", 200 + dice.below(90), digits(dice, 3)),
        PlateForm::HongKong => format!("粤Z{}港", digits(dice, 4)),
        PlateForm::Macau => format!("粤Z{}澳", digits(dice, 4)),
        PlateForm::CivilAviation => format!("民航{}{}", letter(dice, "AB"), digits(dice, 4)),
        PlateForm::Test => format!("{place}{}试", digits(dice, 4)),
        PlateForm::Oversize => format!("{place}{}超", digits(dice, 4)),
        PlateForm::EmergencyRescue => format!("浙X{}应急", digits(dice, 4)),
        PlateForm::Unlicensed => "无牌车".into(),
        PlateForm::Implausible => format!("{place}{}", digits(dice, 4)),
    }
}

/// The plate as a camera misreads it: one character taken for its look-alike, or else another province. The result
/// always differs from the plate; an empty plate stays empty.
#[must_use]
pub fn misread(seed: u64, plate: &str) -> String {
    misread_with(&mut Seeded::new(seed), plate)
}

pub(super) fn misread_with(dice: &mut Seeded, plate: &str) -> String {
    let mut characters: Vec<char> = plate.chars().collect();
    let confusable: Vec<(usize, &str)> = characters
        .iter()
        .enumerate()
        .skip(2)
        .filter_map(|(index, character)| {
            let group = LOOK_ALIKES.iter().find(|group| group.contains(*character))?;
            Some((index, *group))
        })
        .collect();
    let (index, group) = match dice.pick(&confusable) {
        Some(&(index, group)) => (index, group),
        None => (0, PROVINCES),
    };
    let Some(&read) = characters.get(index) else { return String::new() };
    let others: Vec<char> = group.chars().filter(|&other| other != read).collect();
    if let Some(&other) = dice.pick(&others) {
        characters[index] = other;
    }
    characters.into_iter().collect()
}

/// Province and authority: mostly the city's own.
fn place(dice: &mut Seeded) -> String {
    if dice.chance(0.8) {
        return "浙B".into();
    }
    let province = if dice.chance(0.5) { '浙' } else { letter(dice, PROVINCES) };
    format!("{province}{}", letter(dice, "ACDEFGHJK"))
}

/// Five characters, at most two of them letters, the last a digit more often than not.
fn serial(dice: &mut Seeded) -> String {
    let letters = dice.below(3) as usize;
    let mut characters: Vec<char> = (0..5).map(|_| digit(dice)).collect();
    for _ in 0..letters {
        let place = dice.below(5) as usize;
        characters[place] = letter(dice, SERIAL_LETTERS);
    }
    characters.into_iter().collect()
}

fn digits(dice: &mut Seeded, count: usize) -> String {
    (0..count).map(|_| digit(dice)).collect()
}

fn digit(dice: &mut Seeded) -> char {
    char::from(b'0' + dice.below(10) as u8)
}

fn letter(dice: &mut Seeded, choices: &str) -> char {
    let count = choices.chars().count() as u64;
    choices.chars().nth(dice.below(count) as usize).unwrap_or('A')
}

#[cfg(test)]
mod tests {
    use super::*;
    use gate_core::plate::form_of;

    #[test]
    fn each_form_is_read_back_as_that_form() {
        let others = [
            PlateForm::Ordinary,
            PlateForm::SmallNewEnergy,
            PlateForm::LargeNewEnergy,
            PlateForm::Unlicensed,
            PlateForm::Implausible,
        ];
        for seed in 0..200 {
            for form in RARE_FORMS.into_iter().chain(others) {
                let plate = plate(seed, form);
                let normalised = gate_core::plate::normalise(&plate);
                assert_eq!(form_of(&normalised), form, "{plate}");
            }
        }
    }

    #[test]
    fn a_misreading_always_differs_in_one_character() {
        for seed in 0..500 {
            let plate = plate(seed, PlateForm::Ordinary);
            let read = misread(seed, &plate);
            let differing =
                plate.chars().zip(read.chars()).filter(|(true_one, read)| true_one != read).count();
            assert_eq!(differing, 1, "{plate} {read}");
        }
        assert_eq!(misread(1, ""), "");
    }
}
