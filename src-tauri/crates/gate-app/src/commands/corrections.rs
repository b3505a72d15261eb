//! Putting a parking session right: first what would change for the city, then the act.

use gate_core::{plate::PlateColour, time::UtcMillis};
use gate_store::{Mend, Mended, Mending};

use super::{deliveries, plates, text, views};
use crate::{
    app::Context,
    contract::{
        Code, Failure,
        types::{
            CityAct, CityChange, CityEvent, CorrectSession, PreviewCorrection, SessionChange, SessionMended,
        },
    },
    now, platforms,
};

/// What putting a session right would change for the city. Nothing is kept of it.
pub(crate) async fn preview(context: &Context, request: PreviewCorrection) -> Result<SessionMended, Failure> {
    let mending = context.mending(request.session, request.version, request.change).await?;
    Ok(view(context.app.store.preview_mending(mending, now()).await?))
}

/// Puts a session right; what the city was told otherwise is told again with the same id.
pub(crate) async fn correct(context: &Context, request: CorrectSession) -> Result<SessionMended, Failure> {
    let reason = text("reason", &request.reason)?;
    let mending = context.mending(request.session, request.version, request.change).await?;
    Ok(view(context.app.store.mend_session(mending, &reason, context.by()?, now()).await?))
}

impl Context {
    async fn mending(
        &self,
        session_id: i64,
        version: String,
        change: SessionChange,
    ) -> Result<Mending, Failure> {
        let parking_id = self.admit_session(session_id).await?;
        let mend = match change {
            SessionChange::Plate { plate } => Mend::Plate(plates::typed(&plate)?),
            SessionChange::ArrivedAt { at } => Mend::ArrivedAt(UtcMillis(at)),
            SessionChange::DepartedAt { at } => Mend::DepartedAt(UtcMillis(at)),
            SessionChange::Kind { vehtype, hpys, for_plate } => Mend::Kind { vehtype, hpys, for_plate },
            SessionChange::Split => Mend::Split,
            SessionChange::ExitMissed => Mend::ExitMissed,
            SessionChange::Join { other, other_version: version } => {
                self.admit_other(other).await?;
                Mend::Join { other, version }
            }
            SessionChange::Swap { other, other_version: version } => {
                self.admit_other(other).await?;
                Mend::Swap { other, version }
            }
        };
        // A configuration that cannot be read keeps nobody from putting a time right.
        let config = self.app.configuration().ok();
        let city = config.as_ref().and_then(|config| config.car_park(&parking_id)?.city.as_ref());
        let ordinary_colour = city.map_or(PlateColour::Blue, platforms::ordinary_colour);
        Ok(Mending { session_id, version, mend, ordinary_colour })
    }

    /// Whether who calls may see the other session of a change of two. One that is gone was joined with its other half by somebody
    /// else since this person saw it.
    async fn admit_other(&self, id: i64) -> Result<(), Failure> {
        match self.app.store.session(id).await {
            Err(error) if error.is_not_found() => Err(Failure::new(Code::ChangedMeanwhile)),
            Err(error) => Err(error.into()),
            Ok(session) if self.sees(&session.parking_id) => Ok(()),
            Ok(_) => Err(Failure::not_found("session")),
        }
    }

    /// The car park of a session, if who calls may see it.
    async fn admit_session(&self, id: i64) -> Result<String, Failure> {
        let session = self.app.store.session(id).await?;
        if self.sees(&session.parking_id) {
            Ok(session.parking_id)
        } else {
            Err(Failure::not_found("session"))
        }
    }
}

fn view(mended: Mended) -> SessionMended {
    SessionMended { session: mended.session_id, changes: mended.changes.into_iter().map(change).collect() }
}

fn change(change: gate_store::CityChange) -> CityChange {
    CityChange {
        business_id: change.business_id,
        kind: deliveries::kind(change.kind),
        act: match change.act {
            gate_store::CityAct::SentAgain => CityAct::SentAgain,
            gate_store::CityAct::NotYetSent => CityAct::NotYetSent,
            gate_store::CityAct::CannotWithdraw => CityAct::CannotWithdraw,
            gate_store::CityAct::Dropped => CityAct::Dropped,
        },
        before: change.before.map(event),
        after: change.after.map(event),
    }
}

fn event(event: gate_store::CityEvent) -> CityEvent {
    CityEvent {
        plate: views::plate(&event.plate),
        vehtype: event.vehtype,
        hpys: event.hpys,
        arrived_at: event.arrived_at.map(|at| at.0),
        departed_at: event.departed_at.map(|at| at.0),
    }
}
