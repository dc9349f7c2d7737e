//! What the server's tasks, the people and the tests share: the world behind its lock, and signals of change.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::core::clock::Clock;
use crate::state::World;
use crate::validate::openapi::OpenApi;

#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    pub clock: Arc<Clock>,
    pub openapi: Option<Arc<OpenApi>>,
    /// Without a scheme: `127.0.0.1:port`.
    pub address: String,
    pub gateway: watch::Sender<()>,
    pub journal: watch::Sender<()>,
    stop: watch::Sender<bool>,
}

/// Resolves when the stand-in ends.
#[derive(Debug, Clone)]
pub(crate) struct Stopped(watch::Receiver<bool>);

impl Stopped {
    pub async fn wait(&mut self) {
        // The sender is gone only with the stand-in itself, which is an end too.
        let _ = self.0.wait_for(|stopped| *stopped).await;
    }
}

impl Shared {
    pub fn new(world: World, openapi: Option<Arc<OpenApi>>, address: String) -> Self {
        Self {
            clock: Arc::clone(&world.clock),
            world: Mutex::new(world),
            openapi,
            address,
            gateway: watch::Sender::new(()),
            journal: watch::Sender::new(()),
            stop: watch::Sender::new(false),
        }
    }

    /// The state. Never held across an `await`; a panic elsewhere leaves it usable.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn stopped(&self) -> Stopped {
        Stopped(self.stop.subscribe())
    }

    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    pub fn gateway_changed(&self) {
        self.gateway.send_replace(());
    }
}
