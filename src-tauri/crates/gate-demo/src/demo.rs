//! A demo from its beginning to its end.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
};

use crate::{
    Access, DemoError, Place, Plan, Seen, Simulation, configuration, directory::Directory, scenes::Scenes,
};

/// Both platforms, and the data directory that is configured for them. Dropping it stops it without waiting.
pub struct Demo {
    simulation: Arc<Simulation>,
    scenes: Option<Scenes>,
    directory: Directory,
}

impl Demo {
    /// Starts the platforms of `plan` and configures a directory for them. Callbacks go to a free loopback port, whatever
    /// the plan says. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// The directory cannot be used, or no port be had.
    pub async fn start(place: Place, plan: Plan) -> Result<Self, DemoError> {
        let directory = Directory::new(place)?;
        let callbacks = free_address()?;
        let callback = Some(format!("http://{callbacks}/callback"));
        let simulation = Simulation::start(Plan { callback, ..plan }).await?;
        configuration::write(directory.path(), &simulation.access, callbacks)?;
        Ok(Self { simulation: Arc::new(simulation), scenes: None, directory })
    }

    /// As [`Demo::start`] with the car park that screens show, where something is to be seen at once, and a blacklisted
    /// vehicle within the first minute.
    ///
    /// # Errors
    /// As [`Demo::start`].
    pub async fn booth(place: Place) -> Result<Self, DemoError> {
        let mut demo = Self::start(place, Plan::booth()).await?;
        demo.scenes = Some(Scenes::play(&demo.simulation));
        Ok(demo)
    }

    /// The data directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// What the configuration knows of the platforms.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.simulation.access
    }

    /// What has happened at both platforms so far.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.simulation.seen()
    }

    /// Both platforms, for making them do something.
    #[must_use]
    pub fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// Stops both platforms, and removes a temporary directory.
    pub async fn stop(self) {
        let Self { simulation, scenes, directory } = self;
        if let Some(scenes) = scenes {
            scenes.stop().await;
        }
        if let Some(simulation) = Arc::into_inner(simulation) {
            simulation.stop().await;
        }
        drop(directory);
    }
}

/// A loopback address that was free a moment ago: the simulator must know it before the listener is bound.
fn free_address() -> Result<SocketAddr, DemoError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map_err(DemoError::NoPort)
}
