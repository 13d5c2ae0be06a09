//! Webhooks: partners are told of what happens to customers, so that they can do the same with what they hold, and say
//! that they did. Messages and signatures are those of Standard Webhooks.
//!
//! An act leaves one delivery for each endpoint that listens, in its own transaction; the worker of any node sends it
//! after commit. A delivery names nobody: it carries ids, and stays as the proof of who was told and what they answered.

mod address;
mod courier;
mod deliveries;
mod endpoints;
mod schedule;
mod send;
mod signature;
mod store;
mod store_deliveries;

pub use courier::{Courier, WebhookAnswer};
pub use deliveries::{
    DeliveryFilter, RecipientAnswer, WebhookDelivery, WebhookDeliveryState, answers_about, confirm, list, retry,
};
pub use endpoints::{
    EndpointDraft, Events, WebhookEndpoint, WebhookEndpointState, create, delete, list as list_endpoints, rotate, test,
    update,
};
pub use send::{ATTEMPTS, deliver_due, run};
pub use signature::{SigningSecret, signatures};
pub use store::{by_ids, find};

use serde_json::{Map, Value as Json};

use crate::app::Cx;
use crate::changes::Change;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::Fault;
use crate::ids::{CustomerId, Id, Kind, WebhookEndpointId};
use crate::term;

term! {
    /// What partners are told of.
    WebhookEvent {
        /// A customer was deleted: hide what you hold of them. It can be undone.
        CustomerDeleted = "CUSTOMER_DELETED",
        /// A delete was undone: the customer is back as before.
        CustomerDeleteUndone = "CUSTOMER_DELETE_UNDONE",
        /// A deleted customer was restored.
        CustomerRestored = "CUSTOMER_RESTORED",
        /// A customer's personal data was masked: mask what you hold. Asks for a confirmation.
        CustomerMasked = "CUSTOMER_MASKED",
        /// A mask was taken back: the customer reads as before. Show again what you masked, if you still can.
        CustomerUnmasked = "CUSTOMER_UNMASKED",
        /// A customer was erased for good: erase what you hold. Asks for a confirmation.
        CustomerErased = "CUSTOMER_ERASED",
        /// A customer was merged into another.
        CustomerMerged = "CUSTOMER_MERGED",
        /// A merge was undone.
        CustomerMergeUndone = "CUSTOMER_MERGE_UNDONE",
        /// A retention run has ended.
        RetentionRunCompleted = "RETENTION_RUN_COMPLETED",
        /// Somebody tries an endpoint out. Nothing happened.
        EndpointTested = "ENDPOINT_TESTED",
    }
}

impl WebhookEvent {
    /// The `type` of its messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::CustomerDeleted => "customer.deleted",
            Self::CustomerDeleteUndone => "customer.delete_undone",
            Self::CustomerRestored => "customer.restored",
            Self::CustomerMasked => "customer.masked",
            Self::CustomerUnmasked => "customer.unmasked",
            Self::CustomerErased => "customer.erased",
            Self::CustomerMerged => "customer.merged",
            Self::CustomerMergeUndone => "customer.merge_undone",
            Self::RetentionRunCompleted => "retention_run.completed",
            Self::EndpointTested => "endpoint.tested",
        }
    }

    /// Whether recipients are asked to confirm that they have done the same (GDPR, article 19).
    pub fn asks_confirmation(self) -> bool {
        matches!(self, Self::CustomerMasked | Self::CustomerErased)
    }
}

/// Something that happened: ids, states and numbers, never personal data.
#[derive(Clone, Debug)]
pub struct Event {
    kind: WebhookEvent,
    customer: Option<CustomerId>,
    act: Option<String>,
    data: Map<String, Json>,
}

impl Event {
    /// An event that says no more than what it is.
    pub fn new(kind: WebhookEvent) -> Self {
        Self { kind, customer: None, act: None, data: Map::new() }
    }

    /// Whom it happened to.
    #[must_use]
    pub fn of(self, customer: CustomerId) -> Self {
        Self { customer: Some(customer), ..self }
    }

    /// The act that did it: a deletion, an erasure, a run.
    #[must_use]
    pub fn by<K: Kind>(self, act: Id<K>) -> Self {
        Self { act: Some(act.to_string()), ..self }
    }

    /// With another id, state or number.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.data.insert(name.to_owned(), value.into());
        self
    }

    /// The message, which stays the same however often it is sent.
    fn payload(&self, cx: &Cx, at: Timestamp) -> String {
        let mut data = self.data.clone();
        data.insert("account".into(), cx.account.to_string().into());
        if let Some(customer) = self.customer {
            data.insert("customer".into(), customer.to_string().into());
        }
        if let Some(act) = &self.act {
            data.insert("act".into(), act.clone().into());
        }
        serde_json::json!({ "type": self.kind.name(), "timestamp": at, "data": data }).to_string()
    }
}

/// Leaves an event for every endpoint that listens to it. Call it in the transaction of the act, before its audit entry.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn queue(tx: &mut Tx, cx: &Cx, event: &Event) -> Result<(), Fault> {
    queue_all(tx, cx, std::slice::from_ref(event)).await
}

/// The same of several events, in their order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn queue_all(tx: &mut Tx, cx: &Cx, events: &[Event]) -> Result<(), Fault> {
    let endpoints = store::enabled(&mut *tx, cx.account).await?;
    let mut deliveries = Vec::new();
    for event in events {
        let listening = endpoints.iter().filter(|endpoint| endpoint.events.0.contains(&event.kind));
        deliveries.extend(listening.map(|endpoint| delivery(cx, endpoint.id, event)));
    }
    leave(tx, cx, &deliveries).await
}

async fn leave(tx: &mut Tx, cx: &Cx, deliveries: &[WebhookDelivery]) -> Result<(), Fault> {
    store_deliveries::insert(tx, cx.account, deliveries).await?;
    if !deliveries.is_empty() {
        tx.announce(Change::Outbox);
    }
    Ok(())
}

/// An event as it is sent to an endpoint, whatever that listens to.
fn delivery(cx: &Cx, endpoint: WebhookEndpointId, event: &Event) -> WebhookDelivery {
    let now = cx.now();
    WebhookDelivery {
        id: cx.id(),
        endpoint_id: endpoint,
        event: event.kind,
        customer_id: event.customer,
        act: event.act.clone(),
        asks_confirmation: event.kind.asks_confirmation(),
        payload: event.payload(cx, now),
        state: WebhookDeliveryState::Pending,
        attempts: 0,
        status_code: None,
        answer: None,
        queued_at: now,
        next_try_at: Some(now),
        settled_at: None,
        confirmed_at: None,
        confirmed_by_kind: None,
        confirmed_by_id: None,
    }
}
