//! What helps somebody elsewhere to help: the log without personal data, and a bundle of all that tells how things are.

mod bundle;
mod logs;
mod mask;
mod secrets;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::Mutex;

pub(crate) use bundle::{Bundle, gather};
pub(crate) use logs::read;
use mask::Mask;

use crate::{app::Inner, contract::Failure, sheets};

/// What people are called and drive changes slowly: so long it is not read again.
const FRESH_FOR: Duration = Duration::from_secs(30);

/// The mask of this run of the program, and the bundle that somebody looks at.
pub(crate) struct Support {
    /// Made anew with each start: the same vehicle has the same stand-in in all that is shown and saved until then, and
    /// nobody elsewhere can try out which plate it stands for.
    key: [u8; 32],
    mask: Mutex<Option<(Instant, Arc<Mask>)>>,
    /// The last one that was previewed, with the account that did.
    kept: Mutex<Option<(i64, Arc<Bundle>)>>,
}

impl Default for Support {
    fn default() -> Self {
        Self { key: rand::random(), mask: Mutex::default(), kept: Mutex::default() }
    }
}

impl Support {
    /// What hides whatever is secret or personal.
    pub(crate) async fn mask(&self, app: &Inner) -> Result<Arc<Mask>, Failure> {
        let mut kept = self.mask.lock().await;
        if let Some((at, mask)) = &*kept
            && at.elapsed() < FRESH_FOR
        {
            return Ok(Arc::clone(mask));
        }
        let known = app.store.personal_words().await?;
        let (key, directory) = (self.key, app.workspace.path().to_owned());
        let mask =
            sheets::apart(move || Mask::new(key, &secrets::values(&directory), &known, &directory)).await?;
        let mask = Arc::new(mask);
        *kept = Some((Instant::now(), Arc::clone(&mask)));
        Ok(mask)
    }

    pub(crate) async fn keep(&self, account: i64, bundle: Bundle) -> Arc<Bundle> {
        let bundle = Arc::new(bundle);
        *self.kept.lock().await = Some((account, Arc::clone(&bundle)));
        bundle
    }

    /// The bundle of this id, if this account previewed it and nobody another one since.
    pub(crate) async fn kept(&self, account: i64, id: &str) -> Option<Arc<Bundle>> {
        let kept = self.kept.lock().await;
        kept.as_ref()
            .filter(|(whose, bundle)| *whose == account && bundle.id == id)
            .map(|(_, it)| Arc::clone(it))
    }
}
