//! The audit log: append-only, and chained by hashes per account, so that a changed or missing entry shows (E16).
//! Entries carry ids and numbers, never personal data: they outlive the people they are about.

mod store;
mod verify;

pub use store::{AuditEvent, AuditFilter, list};
pub use verify::{Broken, Verified, verify};

use aws_lc_rs::digest;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::access::Actor;
use crate::app::Cx;
use crate::db::Tx;
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId};
use crate::terms::RecordKind;

/// What happened, before it has its place in the chain.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `customer.deleted`, say: the record and what became of it.
    pub action: &'static str,
    pub record: Option<(RecordKind, Uuid)>,
    pub customer: Option<CustomerId>,
    /// Ids, states and numbers.
    pub data: Json,
}

impl Entry {
    /// An entry about one record of a customer.
    pub fn of(action: &'static str, kind: RecordKind, record: Uuid, customer: Option<CustomerId>) -> Self {
        Self { action, record: Some((kind, record)), customer, data: Json::Object(serde_json::Map::new()) }
    }

    /// With ids, states and numbers that say more.
    #[must_use]
    pub fn with(mut self, data: Json) -> Self {
        self.data = data;
        self
    }
}

/// Waits for whoever else changes an account's own arrangements: its policy, its settings. The last lock of a
/// transaction.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn lock(tx: &mut Tx, account: AccountId) -> Result<(), Fault> {
    store::lock_head(tx, account).await.map(|_| ())
}

/// Appends an entry by whoever asks. The chain's head is the last lock of a transaction: call this at its end.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn record(tx: &mut Tx, cx: &Cx, entry: Entry) -> Result<(), Fault> {
    record_all(tx, cx, vec![entry]).await
}

/// Appends entries by whoever asks, in their order. The chain's head is the last lock of a transaction: call this at its
/// end.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn record_all(tx: &mut Tx, cx: &Cx, entries: Vec<Entry>) -> Result<(), Fault> {
    append(tx, cx, cx.who.actor(), entries).await
}

/// Appends an entry by somebody else than who asks: a customer who is just signing in.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn record_by(tx: &mut Tx, cx: &Cx, by: Actor, entry: Entry) -> Result<(), Fault> {
    append(tx, cx, by, vec![entry]).await
}

async fn append(tx: &mut Tx, cx: &Cx, by: Actor, entries: Vec<Entry>) -> Result<(), Fault> {
    if entries.is_empty() {
        return Ok(());
    }
    let (mut seq, mut hash) = store::lock_head(tx, cx.account).await?;
    let mut events = Vec::with_capacity(entries.len());
    for entry in entries {
        seq += 1;
        let mut event = AuditEvent {
            seq,
            id: cx.id(),
            at: cx.now(),
            by_kind: by.kind,
            by_id: by.id,
            action: entry.action.to_owned(),
            record_kind: entry.record.map(|(kind, _)| kind),
            record_id: entry.record.map(|(_, id)| id),
            customer_id: entry.customer,
            data: entry.data.to_string(),
            hash: Vec::new(),
        };
        hash = chain(&hash, cx.account.uuid(), &event);
        event.hash.clone_from(&hash);
        events.push(event);
    }
    store::append(tx, cx.account, &events).await
}

/// The hash of an entry: SHA-256 over the hash before it and the entry's fields as a JSON list.
fn chain(before: &[u8], account: Uuid, event: &AuditEvent) -> Vec<u8> {
    let fields = serde_json::json!([
        account,
        event.seq,
        event.id.uuid(),
        event.at.timestamp_micros(),
        event.by_kind,
        event.by_id,
        event.action,
        event.record_kind,
        event.record_id,
        event.customer_id.map(crate::ids::Id::uuid),
        event.data,
    ]);
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(before);
    context.update(fields.to_string().as_bytes());
    context.finish().as_ref().to_vec()
}
