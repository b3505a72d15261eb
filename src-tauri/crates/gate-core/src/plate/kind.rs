//! The city's `vehtype` (a police plate kind, not a body size) and `hpys` (plate colour), standard 5.3.

use super::form::{PlateForm, form_of};

/// `vehtype` of the Ningbo standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vehtype {
    /// 01
    Large,
    /// 02
    Small,
    /// 07
    Motorcycle,
    /// 08
    Moped,
    /// 51
    LargeNewEnergy,
    /// 52
    SmallNewEnergy,
}

impl Vehtype {
    const ALL: [Self; 6] =
        [Self::Large, Self::Small, Self::Motorcycle, Self::Moped, Self::LargeNewEnergy, Self::SmallNewEnergy];

    /// The two digits on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Large => "01",
            Self::Small => "02",
            Self::Motorcycle => "07",
            Self::Moped => "08",
            Self::LargeNewEnergy => "51",
            Self::SmallNewEnergy => "52",
        }
    }

    /// The kind that these two digits name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// `hpys` of the Ningbo standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlateColour {
    /// 蓝
    Blue,
    /// 黄
    Yellow,
    /// 黑
    Black,
    /// 白
    White,
    /// 渐变绿
    GradientGreen,
    /// 黄绿双拼
    YellowGreen,
    /// 未识别
    Unrecognised,
}

impl PlateColour {
    const ALL: [Self; 7] = [
        Self::Blue,
        Self::Yellow,
        Self::Black,
        Self::White,
        Self::GradientGreen,
        Self::YellowGreen,
        Self::Unrecognised,
    ];

    /// The word on the wire.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Blue => "蓝",
            Self::Yellow => "黄",
            Self::Black => "黑",
            Self::White => "白",
            Self::GradientGreen => "渐变绿",
            Self::YellowGreen => "黄绿双拼",
            Self::Unrecognised => "未识别",
        }
    }

    /// The colour that this word names.
    #[must_use]
    pub fn from_wire(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.wire() == word)
    }
}

/// What the city is told of a vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kind {
    /// `vehtype`.
    pub vehtype: Vehtype,
    /// `hpys`.
    pub colour: PlateColour,
}

/// What decided a [`Kind`], strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecidedBy {
    /// Staff set it for this plate.
    Staff,
    /// The vehicle's card, or the table from custom type to kind.
    Card,
    /// The number's form leaves no doubt (new energy).
    Form,
    /// The form's usual kind and colour: other kinds exist with such a number.
    Default,
}

impl DecidedBy {
    /// Its name in the database and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Card => "card",
            Self::Form => "form",
            Self::Default => "default",
        }
    }

    /// What this code names.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Staff, Self::Card, Self::Form, Self::Default].into_iter().find(|by| by.code() == code)
    }
}

/// Decides `vehtype` and `hpys` in the order of domain.md: what staff set, the card or custom type, the form, the
/// defaults. `ordinary_colour` is the configured colour of ordinary plates.
#[must_use]
pub fn decide_kind(
    normalised: &str,
    staff: Option<Kind>,
    card: Option<Kind>,
    ordinary_colour: PlateColour,
) -> (Kind, DecidedBy) {
    if let Some(kind) = staff {
        return (kind, DecidedBy::Staff);
    }
    if let Some(kind) = card {
        return (kind, DecidedBy::Card);
    }
    of_form(form_of(normalised), ordinary_colour)
}

fn of_form(form: PlateForm, ordinary_colour: PlateColour) -> (Kind, DecidedBy) {
    let kind = |vehtype, colour| Kind { vehtype, colour };
    match form {
        PlateForm::SmallNewEnergy => {
            (kind(Vehtype::SmallNewEnergy, PlateColour::GradientGreen), DecidedBy::Form)
        }
        PlateForm::LargeNewEnergy => {
            (kind(Vehtype::LargeNewEnergy, PlateColour::YellowGreen), DecidedBy::Form)
        }
        PlateForm::Ordinary => (kind(Vehtype::Small, ordinary_colour), DecidedBy::Default),
        PlateForm::Trailer => (kind(Vehtype::Large, PlateColour::Yellow), DecidedBy::Default),
        PlateForm::DrivingSchool => (kind(Vehtype::Small, PlateColour::Yellow), DecidedBy::Default),
        PlateForm::Police | PlateForm::ArmedPolice | PlateForm::Military | PlateForm::EmergencyRescue => {
            (kind(Vehtype::Small, PlateColour::White), DecidedBy::Default)
        }
        PlateForm::Consulate | PlateForm::Embassy | PlateForm::HongKong | PlateForm::Macau => {
            (kind(Vehtype::Small, PlateColour::Black), DecidedBy::Default)
        }
        PlateForm::Oversize => (kind(Vehtype::Large, PlateColour::Unrecognised), DecidedBy::Default),
        PlateForm::CivilAviation | PlateForm::Test | PlateForm::Unlicensed | PlateForm::Implausible => {
            (kind(Vehtype::Small, PlateColour::Unrecognised), DecidedBy::Default)
        }
    }
}
