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
    /// Many of an account's customers at once, or something that hangs off them.
    Customers { account: Uuid },
    /// Sessions or permissions of somebody in the account.
    Access { account: Uuid },
    /// An import or export went on.
    Job { account: Uuid, job: Uuid },
    /// Something waits in the outbox.
    Outbox,
}

/// The most customers that one transaction names. Whoever listens for one of them reads again anyway.
const MOST_NAMED: usize = 100;

/// What a transaction will announce: everything once, and small however much is written.
#[derive(Debug, Default)]
pub struct News(Vec<Change>);

impl News {
    /// Takes note of a change.
    pub fn add(&mut self, change: Change) {
        let of = |account| Change::Customers { account };
        let known = match &change {
            Change::Customer { account, .. } => self.0.contains(&of(*account)) || self.0.contains(&change),
            _ => self.0.contains(&change),
        };
        if known {
            return;
        }
        self.0.push(change);
        if self.0.iter().filter(|known| matches!(known, Change::Customer { .. })).count() > MOST_NAMED {
            for change in std::mem::take(&mut self.0) {
                self.add(match change {
                    Change::Customer { account, .. } => of(account),
                    other => other,
                });
            }
        }
    }

    /// The changes, in the order in which they came.
    pub fn into_changes(self) -> Vec<Change> {
        self.0
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_customers_are_as_much_news_as_a_few() {
        let (account, mut news) = (Uuid::nil(), News::default());
        news.add(Change::Outbox);
        for number in 0..1_000_000 {
            news.add(Change::Customer { account, customer: Uuid::from_u128(number) });
        }
        assert_eq!(news.into_changes(), [Change::Outbox, Change::Customers { account }]);
    }
}
