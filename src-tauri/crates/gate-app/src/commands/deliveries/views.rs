//! From what the store tells of deliveries to what screens show.

use gate_core::{
    delivery::{DeliveryKind as Kind, DeliveryState as State, ParkedReason},
    hold_up::{HoldUp, Remedy},
};
use gate_store::DeliveryTableRow;

use crate::{
    commands::views,
    contract::types::{DeliveryItem, DeliveryKind, DeliveryReason, DeliveryRemedy, DeliveryState, WaitsFor},
};

/// One delivery.
pub(crate) fn item(row: DeliveryTableRow) -> DeliveryItem {
    let DeliveryTableRow { delivery: row, img_index, photo, behind } = row;
    let parked = row.parked_reason.as_deref().and_then(ParkedReason::from_code).map(HoldUp::Parked);
    let parked = parked.filter(|_| row.state == State::Parked);
    let waits_for = match (row.state, row.waits_for.as_deref()) {
        (State::Waiting, None) => Some(WaitsFor::Time),
        (State::Waiting, Some("photo")) if behind.is_none() => Some(WaitsFor::Photo),
        (State::Waiting, Some("arrival")) => Some(WaitsFor::Arrival),
        (State::Waiting, Some(_)) if behind.is_some() => Some(WaitsFor::Behind),
        (State::Waiting, Some(_)) => Some(WaitsFor::Predecessor),
        _ => None,
    };
    DeliveryItem {
        id: row.id,
        parking_id: row.parking_id,
        kind: kind(row.kind),
        state: state(row.state),
        session: row.session,
        business_id: row.business_id,
        plate: views::plate(&row.plate),
        at: row.event_at.0,
        reason: parked.map(reason),
        remedy: parked.map(|parked| remedy(parked.remedy())),
        waits_for,
        behind: behind.filter(|_| row.state == State::Waiting),
        next_attempt_at: row.next_attempt_at.map(|at| at.0),
        attempts: row.attempts,
        tries: row.tries,
        status: row.last_status,
        answer: row.answer.filter(|answer| !answer.is_empty()).or(row.last_error),
        delivered_at: row.delivered_at.map(|at| at.0),
        give_up_reason: row.give_up_reason,
        asked_by: row.asked_by,
        cancellable: row.cancellable,
        img_index,
        photo: views::photo(photo),
        photo_md5: row.photo_md5,
    }
}

pub(crate) fn kind(kind: Kind) -> DeliveryKind {
    match kind {
        Kind::Arrival => DeliveryKind::Arrival,
        Kind::Departure => DeliveryKind::Departure,
        Kind::ArrivalPhoto => DeliveryKind::ArrivalPhoto,
        Kind::DeparturePhoto => DeliveryKind::DeparturePhoto,
    }
}

pub(super) fn kind_of(kind: DeliveryKind) -> Kind {
    match kind {
        DeliveryKind::Arrival => Kind::Arrival,
        DeliveryKind::Departure => Kind::Departure,
        DeliveryKind::ArrivalPhoto => Kind::ArrivalPhoto,
        DeliveryKind::DeparturePhoto => Kind::DeparturePhoto,
    }
}

fn state(state: State) -> DeliveryState {
    match state {
        State::Due => DeliveryState::Due,
        State::Waiting => DeliveryState::Waiting,
        State::Parked => DeliveryState::Parked,
        State::Delivered => DeliveryState::Delivered,
        State::GivenUp => DeliveryState::GivenUp,
    }
}

/// The same reasons in the order of both lists; a new one is missed by neither.
macro_rules! reasons {
    ($($held:pat => $shown:ident = $back:expr;)*) => {
        pub(super) fn reason(hold_up: HoldUp) -> DeliveryReason {
            match hold_up { $($held => DeliveryReason::$shown,)* }
        }
        pub(super) fn hold_up(reason: DeliveryReason) -> HoldUp {
            match reason { $(DeliveryReason::$shown => $back,)* }
        }
    };
}
reasons! {
    HoldUp::Parked(ParkedReason::Refused) => Refused = HoldUp::Parked(ParkedReason::Refused);
    HoldUp::Parked(ParkedReason::PhotoMissing) => PhotoMissing = HoldUp::Parked(ParkedReason::PhotoMissing);
    HoldUp::Parked(ParkedReason::PhotoUnreadable) => PhotoUnreadable = HoldUp::Parked(ParkedReason::PhotoUnreadable);
    HoldUp::Parked(ParkedReason::PhotoTooLarge) => PhotoTooLarge = HoldUp::Parked(ParkedReason::PhotoTooLarge);
    HoldUp::Parked(ParkedReason::PhotoHostNotAllowed) => PhotoHostNotAllowed = HoldUp::Parked(ParkedReason::PhotoHostNotAllowed);
    HoldUp::Parked(ParkedReason::PhotoUnreachable) => PhotoUnreachable = HoldUp::Parked(ParkedReason::PhotoUnreachable);
    HoldUp::Parked(ParkedReason::PhotoLost) => PhotoLost = HoldUp::Parked(ParkedReason::PhotoLost);
    HoldUp::Parked(ParkedReason::SendingFailed) => SendingFailed = HoldUp::Parked(ParkedReason::SendingFailed);
    HoldUp::AwaitsPhoto => AwaitsPhoto = HoldUp::AwaitsPhoto;
    HoldUp::AwaitsArrival => AwaitsArrival = HoldUp::AwaitsArrival;
    HoldUp::Behind => Behind = HoldUp::Behind;
    HoldUp::Held => Held = HoldUp::Held;
    HoldUp::AccountRefused => AccountRefused = HoldUp::AccountRefused;
    HoldUp::AddressWrong => AddressWrong = HoldUp::AddressWrong;
    HoldUp::Unreachable => Unreachable = HoldUp::Unreachable;
    HoldUp::ClockWrong => ClockWrong = HoldUp::ClockWrong;
    HoldUp::DiskLow => DiskLow = HoldUp::DiskLow;
}

pub(super) fn remedy(remedy: Remedy) -> DeliveryRemedy {
    match remedy {
        Remedy::MendAndRetry => DeliveryRemedy::MendAndRetry,
        Remedy::SendPhoto => DeliveryRemedy::SendPhoto,
        Remedy::AllowPhotoHost => DeliveryRemedy::AllowPhotoHost,
        Remedy::Retry => DeliveryRemedy::Retry,
        Remedy::Wait => DeliveryRemedy::Wait,
        Remedy::FindArrival => DeliveryRemedy::FindArrival,
        Remedy::MendFirst => DeliveryRemedy::MendFirst,
        Remedy::Resume => DeliveryRemedy::Resume,
        Remedy::CheckAccount => DeliveryRemedy::CheckAccount,
        Remedy::CheckAddress => DeliveryRemedy::CheckAddress,
        Remedy::CheckNetwork => DeliveryRemedy::CheckNetwork,
        Remedy::SetClock => DeliveryRemedy::SetClock,
        Remedy::FreeDisk => DeliveryRemedy::FreeDisk,
    }
}
