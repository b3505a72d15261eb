//! Setting the program up, from nothing to live data: how far it is, and what is tried before it is saved.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CarParkFields, ConnectionStepName, ConnectionTest, FieldProblem, FieldValues, PlatformKind};

/// A part of the assistant, in order. Language and administrator come before anybody can be signed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SetupStep {
    /// Address and account of the vendor's cloud.
    #[default]
    OpenPlatform,
    /// Which of the account's car parks are managed.
    CarParks,
    /// The lanes and their directions.
    Lanes,
    /// Which car parks report to which city.
    City,
    /// Who else signs in.
    Staff,
    /// What came in so far.
    Done,
}

/// How the assistant stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SetupState {
    /// It was never used. While there is no configuration it opens by itself.
    #[default]
    Unused,
    /// It opens by itself.
    UnderWay,
    /// It was left, and is taken up again where it was when somebody asks for it.
    Left,
    /// It came to its end.
    Finished,
}

/// How far the assistant is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SetupView {
    /// How it stands.
    pub state: SetupState,
    /// Where it is taken up again.
    pub step: SetupStep,
    /// The open platform's fields while no file holds them; no secret.
    pub open_platform: FieldValues,
}

/// A way on in the assistant, or back, or out.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SetupChange {
    /// How it stands from now on.
    pub state: SetupState,
    /// Where it is taken up again.
    pub step: SetupStep,
    /// The open platform's fields as typed; not kept once a file holds them. Within the first step what is not possible is
    /// left out; it cannot be gone on from.
    pub open_platform: FieldValues,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SetupChanged {
    /// What is not possible: nothing was changed then.
    pub problems: Vec<FieldProblem>,
    /// How far the assistant is.
    pub view: SetupView,
}

/// A connection that is tried before it is saved.
#[derive(Clone, Deserialize, TS)]
pub struct ConnectionDraft {
    /// The kind of platform.
    pub platform: PlatformKind,
    /// The open platform's fields, where that one is tried.
    #[serde(default)]
    pub open_platform: FieldValues,
    /// The car park with its city, where a city platform is tried.
    #[serde(default)]
    pub car_park: Option<CarParkFields>,
    /// The secret as typed; none for the one that is set.
    #[serde(default)]
    pub secret: Option<String>,
}

/// What became of trying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DraftTried {
    /// Fields that are not possible: nothing was tried then.
    pub problems: Vec<FieldProblem>,
    /// The number of the test that began.
    pub run: Option<u32>,
}

/// The test of a connection that is not saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DraftTest {
    /// Its number.
    pub run: u32,
    /// The kind of platform.
    pub platform: PlatformKind,
    /// The car park, for a city platform.
    pub parking_id: Option<String>,
    /// Every step that it has, in order.
    pub expected: Vec<ConnectionStepName>,
    /// What was found so far.
    pub test: ConnectionTest,
}

/// An account of the open platform that need not be saved.
#[derive(Clone, Deserialize, TS)]
pub struct OpenPlatformDraft {
    /// Its fields.
    pub open_platform: FieldValues,
    /// The secret as typed; none for the one that is set.
    #[serde(default)]
    pub secret: Option<String>,
}

/// The car parks of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AccountCarParks {
    /// Fields that are not possible: nobody was asked then.
    pub problems: Vec<FieldProblem>,
    /// What the platform lists.
    pub car_parks: Vec<FoundCarPark>,
}

/// A car park that the platform lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FoundCarPark {
    /// Its id.
    pub parking_id: String,
    /// Its name; empty where the platform tells none.
    pub name: String,
}
