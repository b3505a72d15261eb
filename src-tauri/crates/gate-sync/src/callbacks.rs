//! Callbacks, the fast path beside polling: each is stored before it is answered.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use gate_core::lane::CameraChange;
use gate_core::passage::Source;
use gate_core::record::Record;
use gate_core::time::Clock;
use gate_core::visitor::Visitor;
use gate_open_platform::OpenPlatform;
use gate_open_platform::callback::{CallbackListener, CallbackSink, NotKept};
use gate_store::{IngestRules, Store, StoreError, VisitorSource};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Visitors that wait to be confirmed; more stay unconfirmed until somebody asks for them.
const MOST_UNCONFIRMED: usize = 64;
const NOON: Duration = Duration::from_secs(12 * 3_600);

/// What hears callbacks for all car parks.
pub(crate) struct Callbacks {
    /// Taken by the task that serves; a second one, after a fault, finds none and says so.
    listener: Mutex<Option<CallbackListener>>,
    store: Store,
    clock: Arc<dyn Clock>,
    open_platform: OpenPlatform,
    rules: Arc<[IngestRules]>,
}

impl Callbacks {
    pub(crate) fn new(
        listener: CallbackListener,
        store: Store,
        clock: Arc<dyn Clock>,
        open_platform: OpenPlatform,
        rules: impl IntoIterator<Item = IngestRules>,
    ) -> Arc<Self> {
        let listener = Mutex::new(Some(listener));
        Arc::new(Self { listener, store, clock, open_platform, rules: rules.into_iter().collect() })
    }
}

/// Serves until stopped; then callbacks that are being kept are let finish.
pub(crate) async fn run(callbacks: Arc<Callbacks>, stop: CancellationToken) {
    let listener = callbacks.listener.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(listener) = listener else {
        tracing::error!("the callback listener failed; passages come by polling alone until the next start");
        return stop.cancelled().await;
    };
    let (unconfirmed, to_confirm) = mpsc::channel(MOST_UNCONFIRMED);
    let sink = Arc::new(Sink { callbacks: callbacks.clone(), unconfirmed });
    let confirming = stop.run_until_cancelled(callbacks.confirm_visitors(to_confirm));
    tokio::join!(listener.serve(sink, stop.cancelled()), confirming);
}

impl Callbacks {
    /// A callback's signature does not cover its body, so what it says of visitors is asked for.
    async fn confirm_visitors(&self, mut visitors: mpsc::Receiver<Visitor>) {
        while let Some(visitor) = visitors.recv().await {
            let parking_id = &visitor.parking_id;
            match self.ask_for(&visitor).await {
                Ok(Some(confirmed)) => {
                    let kept =
                        self.store.hear_visitor(&confirmed, VisitorSource::Query, self.clock.now()).await;
                    if let Err(error) = kept {
                        tracing::warn!(%error, "a confirmed visitor could not be kept");
                    }
                }
                Ok(None) => {
                    tracing::warn!(parking_id, "a visitor's callback was not confirmed by the platform")
                }
                Err(error) => {
                    tracing::warn!(parking_id, %error, "a visitor's callback could not be confirmed")
                }
            }
        }
    }

    /// Asks without a time first, which may mean now; then for the noon of the first day, since the callback tells days
    /// only and the visit may have hours.
    async fn ask_for(&self, visitor: &Visitor) -> Result<Option<Visitor>, gate_open_platform::Error> {
        let Visitor { parking_id, plate, from, .. } = visitor;
        let asked = self.open_platform.visitor(parking_id, plate, None).await;
        match (asked, from) {
            (Ok(None), Some(from)) => self.open_platform.visitor(parking_id, plate, Some(*from + NOON)).await,
            (Err(error), Some(from)) if error.is_refused() => {
                self.open_platform.visitor(parking_id, plate, Some(*from + NOON)).await
            }
            (asked, _) => asked,
        }
    }

    /// The rules of a car park of ours. Others are refused: to acknowledge what is not kept would lose it.
    fn rules_of(&self, parking_id: &str) -> Result<&IngestRules, NotKept> {
        self.rules
            .iter()
            .find(|rules| rules.parking_id == parking_id)
            .ok_or_else(|| NotKept(format!("car park {parking_id:?} is not in the configuration")))
    }
}

struct Sink {
    callbacks: Arc<Callbacks>,
    unconfirmed: mpsc::Sender<Visitor>,
}

#[async_trait]
impl CallbackSink for Sink {
    async fn vehicle_access(&self, record: Record) -> Result<(), NotKept> {
        let Callbacks { store, clock, .. } = &*self.callbacks;
        let rules = self.callbacks.rules_of(&record.parking_id)?;
        store.ingest(rules, vec![record], Source::Callback, clock.now()).await.map_err(not_kept)?;
        Ok(())
    }

    async fn camera_online(&self, change: CameraChange) -> Result<(), NotKept> {
        self.callbacks.rules_of(&change.parking_id)?;
        if !change.online {
            let CameraChange { parking_id, lane_no, .. } = &change;
            tracing::warn!(parking_id, lane_no, "a lane's camera went offline");
        }
        self.callbacks.store.note_camera(&change).await.map_err(not_kept)?;
        Ok(())
    }

    async fn visitor(&self, visitor: Visitor) -> Result<(), NotKept> {
        let Callbacks { store, clock, .. } = &*self.callbacks;
        self.callbacks.rules_of(&visitor.parking_id)?;
        store.hear_visitor(&visitor, VisitorSource::Callback, clock.now()).await.map_err(not_kept)?;
        if self.unconfirmed.try_send(visitor).is_err() {
            tracing::warn!("too many visitors at once; this one stays unconfirmed");
        }
        Ok(())
    }
}

fn not_kept(error: StoreError) -> NotKept {
    NotKept(error.to_string())
}

#[cfg(test)]
#[path = "callbacks_tests.rs"]
mod tests;
