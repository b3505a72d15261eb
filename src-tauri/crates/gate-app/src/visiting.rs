//! Visitors: what the platform says of a plate, and passes made here. Such a pass is an authorised vehicle of the type that the
//! administrator chose for visitors; it goes the way of every write to the registers.

use gate_core::{
    plate,
    record::{mask_name, mask_phone},
    time::{DAY_MS, UtcMillis},
    visitor::Visitor,
};
use gate_open_platform::OpenPlatform;
use gate_store::{
    IssueOutcome, LocalVisit, Register, RegisterEntry, RegisterWriteRow, Store, VisitorListRow,
    VisitorSource as Kept,
};

use crate::{
    contract::{
        Code, Failure,
        types::{VehicleField, VehicleForm, VisitorExtension, VisitorForm, VisitorItem, VisitorSource},
    },
    now,
    registers::{
        Operation, Writes,
        checks::{self, Known, Problem},
        writes::unsent,
    },
};

/// Asks the platform for a plate's permission, keeps what it says, and answers all that is known of the plate in the car park.
///
/// # Errors
/// [`Code::PlatformUnreachable`], [`Code::PlatformRefused`] (the account); failures of the database.
pub async fn query(
    store: &Store,
    client: &OpenPlatform,
    parking_id: &str,
    plate: &str,
) -> Result<Vec<VisitorItem>, Failure> {
    let plate = checks::plate(plate, true)?;
    let said = match client.visitor(parking_id, &plate, None).await {
        // Some platforms refuse where there is no permission.
        Err(error) if error.is_refused() && !error.is_account() => None,
        Err(error) => return Err(unsent(&error)),
        Ok(said) => said,
    };
    if let Some(visitor) = said {
        // A platform that answers for another plate or car park is not believed.
        let same = plate::normalise(&visitor.plate) == plate && visitor.parking_id == parking_id;
        if same {
            store.hear_visitor(&visitor, Kept::Query, now()).await?;
        }
    }
    let mut items = Vec::new();
    for visit in store.visitors_by_plate(parking_id, &plate).await? {
        items.extend(store.visitor_listed(visit.id).await?.map(item));
    }
    Ok(items)
}

/// Makes, extends and calls off passes in the name of who [`Writes`] writes for.
pub struct Passes {
    store: Store,
    writes: Writes,
}

impl Passes {
    /// Over these writes.
    #[must_use]
    pub fn new(store: Store, writes: Writes) -> Self {
        Self { store, writes }
    }

    /// Makes a pass. `visitor_type` is the type that was chosen for the car park.
    ///
    /// # Errors
    /// [`Code::NoVisitorType`], [`Code::Invalid`], and as of every write.
    pub async fn make(
        &self,
        form: &VisitorForm,
        visitor_type: Option<&str>,
    ) -> Result<RegisterWriteRow, Failure> {
        let kind = visitor_type.ok_or_else(|| Failure::new(Code::NoVisitorType))?;
        let known = Known::of(&self.store, &form.parking_id).await?;
        if !known.has_type(kind) {
            return Err(Failure::new(Code::NoVisitorType));
        }
        let vehicle = VehicleForm {
            parking_id: form.parking_id.clone(),
            plate: form.plate.clone(),
            insist: form.insist,
            vehicle_type: kind.to_owned(),
            type_name: None,
            owner: Some(form.contact.clone()),
            phone: Some(form.phone.clone()),
            valid_from: form.from.clone(),
            valid_until: form.until.clone(),
            lanes: Vec::new(),
            spaces: 1,
            department: None,
            work_no: None,
            remark: form.reason.clone(),
        };
        let made = checks::vehicle(&vehicle, &known, None).map_err(first)?;
        if made.valid_until < now().china_date() {
            return Err(Failure::invalid("until", "past"));
        }
        let visit = LocalVisit {
            parking_id: form.parking_id.clone(),
            plate: made.plate.clone(),
            contact: made.owner_name.clone(),
            phone: made.owner_phone.clone(),
            from: beginning(&made.valid_from.to_string())?,
            until: end(&made.valid_until.to_string())?,
            reason: made.remark.clone().unwrap_or_default(),
        };
        if self.store.register_entry(&form.parking_id, Register::Vehicles, &made.plate).await?.is_some() {
            return Err(Failure::invalid("plate", "same"));
        }
        let id = self.store.begin_local_visit(visit, now()).await?;
        let written = self.writes.run(&form.parking_id, Operation::AddVehicle(made)).await;
        match written.as_ref().map(|row| row.outcome) {
            Ok(IssueOutcome::Done) => self.store.confirm_visit(id, now()).await?,
            Ok(IssueOutcome::Refused | IssueOutcome::NotDone) | Err(_) => self.store.drop_visit(id).await?,
            // What becomes of it, the mirror will say.
            Ok(IssueOutcome::Unknown) => {}
        }
        written
    }

    /// Lets a pass made here end on another day.
    ///
    /// # Errors
    /// [`Code::NotFound`] (`visitor`) for what is no pass made here, [`Code::Invalid`], and as of every write.
    pub async fn extend(
        &self,
        extension: &VisitorExtension,
        visitor_type: Option<&str>,
    ) -> Result<RegisterWriteRow, Failure> {
        let (id, entry) = self.made_here(&extension.of.parking_id, &extension.of.plate, visitor_type).await?;
        let until = checks::day(VehicleField::ValidUntil, &extension.until).map_err(called)?;
        if until < now().china_date() {
            return Err(Failure::invalid("until", "past"));
        }
        let changed = RegisterEntry { valid_until: until.to_string(), ..entry.clone() };
        if changed == entry {
            return Err(Failure::invalid("until", "same"));
        }
        let changed = changed.registration().ok_or_else(|| Failure::not_found("visitor"))?;
        if changed.valid_until < changed.valid_from {
            return Err(Failure::invalid("until", "before"));
        }
        let row = self.writes.run(&extension.of.parking_id, Operation::ChangeVehicle(changed)).await?;
        if row.outcome == IssueOutcome::Done {
            self.store.extend_visit(id, end(&until.to_string())?).await?;
        }
        Ok(row)
    }

    /// Calls a pass made here off.
    ///
    /// # Errors
    /// [`Code::NotFound`] (`visitor`) for what is no pass made here, and as of every write.
    pub async fn cancel(
        &self,
        parking_id: &str,
        plate: &str,
        visitor_type: Option<&str>,
    ) -> Result<RegisterWriteRow, Failure> {
        let (id, entry) = self.made_here(parking_id, plate, visitor_type).await?;
        let row = self.writes.run(parking_id, Operation::DeleteVehicle { plate: entry.plate }).await?;
        if row.outcome == IssueOutcome::Done {
            self.store.cancel_visit(id, now()).await?;
        }
        Ok(row)
    }

    /// The pass made here and its registration. Somebody who may make passes may not change other registrations: the vehicle has
    /// to be of the visitors' type.
    async fn made_here(
        &self,
        parking_id: &str,
        plate: &str,
        visitor_type: Option<&str>,
    ) -> Result<(i64, RegisterEntry), Failure> {
        let missing = || Failure::not_found("visitor");
        let visits = self.store.visitors_by_plate(parking_id, plate).await?;
        let here = visits.into_iter().find(|it| it.source == Kept::Here && it.cancelled_at.is_none());
        let here = here.ok_or_else(missing)?;
        let entry =
            self.store.register_entry(parking_id, Register::Vehicles, plate).await?.ok_or_else(missing)?;
        if visitor_type == Some(entry.vehicle_type.as_str()) { Ok((here.id, entry)) } else { Err(missing()) }
    }
}

/// The first thing that is wrong with a pass.
fn first(problems: Vec<Problem>) -> Failure {
    problems.into_iter().next().map_or_else(|| Failure::invalid("plate", "empty"), called)
}

/// As the form for passes calls its fields.
fn called(problem: Problem) -> Failure {
    match problem.field {
        VehicleField::Owner => problem.failure("contact"),
        VehicleField::ValidFrom => problem.failure("from"),
        VehicleField::ValidUntil => problem.failure("until"),
        VehicleField::Remark => problem.failure("reason"),
        _ => problem.into(),
    }
}

fn beginning(day: &str) -> Result<UtcMillis, Failure> {
    UtcMillis::parse_china_day_or_time(day).map_err(|_| Failure::invalid("from", "not_a_day"))
}

/// The last second of a day.
fn end(day: &str) -> Result<UtcMillis, Failure> {
    let midnight =
        UtcMillis::parse_china_day_or_time(day).map_err(|_| Failure::invalid("until", "not_a_day"))?;
    Ok(UtcMillis(midnight.0 + DAY_MS - 1_000))
}

/// A visit as it is shown.
pub(crate) fn item(row: VisitorListRow) -> VisitorItem {
    let VisitorListRow { visit, confirmed, inside_since } = row;
    let Visitor { parking_id, plate, name, phone, from, until, reason, extra } = visit.visitor;
    VisitorItem {
        plate: crate::commands::views::plate(&plate::normalise(&plate)),
        contact: name.as_deref().map(mask_name).filter(|name| !name.is_empty()),
        phone: phone.as_deref().map(mask_phone).filter(|phone| !phone.is_empty()),
        starts_at: from.map(|at| at.0),
        ends_at: until.map(|at| at.0),
        reason,
        extra: extra.into_values().collect(),
        source: match visit.source {
            Kept::Callback => VisitorSource::Callback,
            Kept::Query => VisitorSource::Query,
            Kept::Here => VisitorSource::Here,
        },
        confirmed,
        cancelled_at: visit.cancelled_at.map(|at| at.0),
        inside_since: inside_since.map(|at| at.0),
        parking_id,
    }
}
