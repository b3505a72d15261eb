//! What a normalised number looks like.

/// The provinces' characters (GA 36-2018).
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// The forms of domain.md's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlateForm {
    /// 浙B12345
    Ordinary,
    /// 浙BD12345
    SmallNewEnergy,
    /// 浙B12345D
    LargeNewEnergy,
    /// 浙B1234挂
    Trailer,
    /// 浙B1234学
    DrivingSchool,
    /// 浙B1234警
    Police,
    /// WJ浙1234X
    ArmedPolice,
    /// KA12345
    Military,
    /// 沪A1234领
    Consulate,
    /// 224001使
    Embassy,
    /// 粤Z1234港
    HongKong,
    /// 粤Z1234澳
    Macau,
    /// 民航A1234
    CivilAviation,
    /// 浙B1234试
    Test,
    /// 浙B1234超
    Oversize,
    /// 浙X1234应急
    EmergencyRescue,
    /// No plate, temporary paper, or unreadable.
    Unlicensed,
    /// Nothing known: flagged, never refused, since cameras misread.
    Implausible,
}

impl PlateForm {
    /// Its name in data and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::SmallNewEnergy => "small_new_energy",
            Self::LargeNewEnergy => "large_new_energy",
            Self::Trailer => "trailer",
            Self::DrivingSchool => "driving_school",
            Self::Police => "police",
            Self::ArmedPolice => "armed_police",
            Self::Military => "military",
            Self::Consulate => "consulate",
            Self::Embassy => "embassy",
            Self::HongKong => "hong_kong",
            Self::Macau => "macau",
            Self::CivilAviation => "civil_aviation",
            Self::Test => "test",
            Self::Oversize => "oversize",
            Self::EmergencyRescue => "emergency_rescue",
            Self::Unlicensed => "unlicensed",
            Self::Implausible => "implausible",
        }
    }
}

/// The form of a normalised number.
#[must_use]
pub fn form_of(normalised: &str) -> PlateForm {
    let characters: Vec<char> = normalised.chars().collect();
    match characters.as_slice() {
        [] => PlateForm::Unlicensed,
        ['W', 'J', rest @ ..] if is_armed_police(rest) => PlateForm::ArmedPolice,
        ['民', '航', letter, serial @ ..] if is_letter(*letter) && is_serial(serial, 4) => {
            PlateForm::CivilAviation
        }
        ['使', digits @ ..] | [digits @ .., '使'] if is_digits(digits, 6) => PlateForm::Embassy,
        [province, authority, serial @ ..] if is_province(*province) && is_authority(*authority) => {
            after_authority(*province, *authority, serial)
        }
        [first, second, digits @ ..] if is_letter(*first) && is_letter(*second) && is_digits(digits, 5) => {
            PlateForm::Military
        }
        _ => PlateForm::Implausible,
    }
}

fn after_authority(province: char, authority: char, serial: &[char]) -> PlateForm {
    match serial {
        [kind, fourth, digits @ ..]
            if is_energy(*kind) && is_serial(&[*fourth], 1) && is_digits(digits, 4) =>
        {
            PlateForm::SmallNewEnergy
        }
        [digits @ .., kind] if is_energy(*kind) && is_digits(digits, 5) => PlateForm::LargeNewEnergy,
        [number @ .., '应', '急'] if is_serial(number, 4) => PlateForm::EmergencyRescue,
        [number @ .., suffix] if is_serial(number, 4) && !suffix.is_ascii() => {
            suffixed(province, authority, *suffix)
        }
        _ if is_serial(serial, 5) => PlateForm::Ordinary,
        _ => PlateForm::Implausible,
    }
}

fn suffixed(province: char, authority: char, suffix: char) -> PlateForm {
    match suffix {
        '挂' => PlateForm::Trailer,
        '学' => PlateForm::DrivingSchool,
        '警' => PlateForm::Police,
        '领' => PlateForm::Consulate,
        '试' => PlateForm::Test,
        '超' => PlateForm::Oversize,
        '港' if province == '粤' && authority == 'Z' => PlateForm::HongKong,
        '澳' if province == '粤' && authority == 'Z' => PlateForm::Macau,
        _ => PlateForm::Implausible,
    }
}

/// After `WJ`: an optional province, then four to five digits of which the last may be a letter; seven or eight
/// characters with the prefix.
fn is_armed_police(rest: &[char]) -> bool {
    let number = match rest {
        [first, number @ ..] if is_province(*first) => number,
        _ => rest,
    };
    let [digits @ .., last] = number else { return false };
    (5..=6).contains(&rest.len())
        && digits.len() >= 4
        && is_digits(digits, digits.len())
        && last.is_ascii_alphanumeric()
}

fn is_province(c: char) -> bool {
    PROVINCES.contains(c)
}

/// The issuing authority's letter: every capital but I.
fn is_authority(c: char) -> bool {
    c.is_ascii_uppercase() && c != 'I'
}

fn is_letter(c: char) -> bool {
    c.is_ascii_uppercase() && c != 'I' && c != 'O'
}

/// The letters that mark new energy: A B C D E electric, F G H J K other.
fn is_energy(c: char) -> bool {
    matches!(c, 'A'..='H' | 'J' | 'K')
}

fn is_serial(characters: &[char], length: usize) -> bool {
    characters.len() == length && characters.iter().all(|c| c.is_ascii_digit() || is_letter(*c))
}

fn is_digits(characters: &[char], length: usize) -> bool {
    characters.len() == length && characters.iter().all(char::is_ascii_digit)
}
