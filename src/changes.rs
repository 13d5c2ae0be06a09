//! News for subscribers: hints that something about a customer or a session changed, sent after commit. They carry ids
//! only; whoever hears one reads the truth from the database.

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use uuid::Uuid;

/// Something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A customer, or something that hangs off them.
    Customer { account: Uuid, customer: Uuid },
    /// Sessions or permissions of somebody in the account.
    Access { account: Uuid },
    /// An import or export went on.
    Job { account: Uuid, job: Uuid },
    /// Something waits in the outbox.
    Outbox,
}

/// Where changes are announced and heard, in this process. On PostgreSQL a relay carries them between nodes.
#[derive(Clone, Debug)]
pub struct Changes {
    heard: broadcast::Sender<Change>,
    local: broadcast::Sender<Change>,
}

impl Default for Changes {
    fn default() -> Self {
        Self { heard: broadcast::Sender::new(1024), local: broadcast::Sender::new(1024) }
    }
}

impl Changes {
    /// Tells this process's subscribers, and the relay.
    pub fn announce(&self, news: Vec<Change>) {
        for change in news {
            // No receiver is fine: nobody is listening.
            let _ = self.local.send(change.clone());
            let _ = self.heard.send(change);
        }
    }

    /// Tells this process's subscribers what another node announced.
    pub fn announce_from_elsewhere(&self, change: Change) {
        let _ = self.heard.send(change);
    }

    /// All changes, from here and elsewhere.
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.heard.subscribe()
    }

    /// Changes made in this process, for the relay.
    pub fn subscribe_local(&self) -> broadcast::Receiver<Change> {
        self.local.subscribe()
    }
}
