//! What every request is handed: the database, the time, randomness, keys and settings; and who is asking.

use std::sync::Arc;

use crate::access::{Keys, Limits, Principal};
use crate::changes::Changes;
use crate::clock::{Clock, Timestamp};
use crate::config::Settings;
use crate::db::Db;
use crate::entropy::Entropy;
use crate::error::{Failure, Refusal};
use crate::ids::{AccountId, Id, Kind};
use crate::jobs::Mailer;
use crate::key_store::KeyStore;
use crate::ledger::Ledger;
use crate::payment_providers::PaymentProvider;
use crate::terms::{Lang, Permission};
use crate::webhooks::Courier;

/// The parts that a running Lethe is made of. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub entropy: Entropy,
    pub keys: Arc<Keys>,
    pub settings: Arc<Settings>,
    pub changes: Changes,
    pub limits: Arc<Limits>,
    pub mailer: Mailer,
    pub payments: PaymentProvider,
    pub courier: Courier,
    pub key_store: Arc<KeyStore>,
    pub ledger: Ledger,
}

impl App {
    /// The same Lethe for one request, which reads everything on one connection.
    #[must_use]
    pub fn for_request(&self) -> Self {
        Self { db: self.db.for_request(), ..self.clone() }
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A fresh id.
    pub fn id<K: Kind>(&self) -> Id<K> {
        Id::from_uuid(self.entropy.uuid_at(self.now()))
    }
}

/// One request by one principal of one account. Rooms and acts take it, so that nothing can be asked of an account
/// without saying who asks.
#[derive(Clone, Debug)]
pub struct Cx {
    pub app: App,
    pub who: Principal,
    pub account: AccountId,
    pub lang: Lang,
}

impl std::ops::Deref for Cx {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl Cx {
    /// Lethe itself at work in an account: the command line, the demo's data.
    pub fn system(app: &App, account: AccountId) -> Self {
        Self { app: app.clone(), who: Principal::System { account }, account, lang: Lang::En }
    }

    /// Asks for a permission.
    ///
    /// # Errors
    /// [`Refusal::NotPermitted`].
    pub fn require(&self, permission: Permission) -> Result<(), Failure> {
        Ok(self.who.require(permission)?)
    }

    /// Reads an id that a client sent. Malformed reads like unknown.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn parse<K: Kind>(&self, kind: crate::terms::RecordKind, id: &str) -> Result<Id<K>, Refusal> {
        id.parse().map_err(|_| Refusal::NotFound(kind))
    }
}
