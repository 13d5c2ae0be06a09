//! Deliveries: one event for one endpoint, what became of it, and what the recipient says it has done.

use uuid::Uuid;

use super::courier::{Attempt, WebhookAnswer};
use super::store_deliveries::{self, COLUMNS};
use super::{WebhookEvent, endpoints, schedule, store};
use crate::access::{Actor, Principal};
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::changes::Change;
use crate::clock::Timestamp;
use crate::customers;
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{AccountId, CustomerId, Id, Kind, WebhookDeliveryId, WebhookEndpointId};
use crate::terms::{ActorKind, Permission, RecordKind};
use crate::{in_tx, term};

term! {
    /// What became of a delivery.
    WebhookDeliveryState {
        /// It waits for its first or its next attempt.
        Pending = "PENDING",
        /// The endpoint took it.
        Delivered = "DELIVERED",
        /// The recipient says that it has done what the event is about.
        Confirmed = "CONFIRMED",
        /// It did not get through, and is not tried again by itself.
        Failed = "FAILED",
    }
}

/// An event on its way to an endpoint.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct WebhookDelivery {
    /// Also the message's `webhook-id`, which stays the same however often it is sent.
    pub id: WebhookDeliveryId,
    pub endpoint_id: WebhookEndpointId,
    pub event: WebhookEvent,
    pub customer_id: Option<CustomerId>,
    /// The id of the act that it is about, as clients see it.
    pub act: Option<String>,
    pub asks_confirmation: bool,
    /// The message as it is sent.
    pub payload: String,
    pub state: WebhookDeliveryState,
    pub attempts: i64,
    /// The last answer's HTTP status.
    pub status_code: Option<i64>,
    /// How the last attempt ended.
    pub answer: Option<WebhookAnswer>,
    pub queued_at: Timestamp,
    /// When it is tried next; `None` once it is settled.
    pub next_try_at: Option<Timestamp>,
    /// When it got through or was given up.
    pub settled_at: Option<Timestamp>,
    pub confirmed_at: Option<Timestamp>,
    pub confirmed_by_kind: Option<ActorKind>,
    pub confirmed_by_id: Option<Uuid>,
}

impl WebhookDelivery {
    /// Who said that it was done.
    pub fn confirmed_by(&self) -> Option<Actor> {
        self.confirmed_by_kind.map(|kind| Actor { kind, id: self.confirmed_by_id })
    }

    /// After an attempt. One that got through, was confirmed meanwhile or taken on by another node stays so.
    pub(super) fn after(self, app: &App, number: i64, attempt: Attempt) -> Self {
        let mine = self.state == WebhookDeliveryState::Pending && self.attempts == number;
        let accepted = attempt.answer == WebhookAnswer::Accepted && self.state != WebhookDeliveryState::Confirmed;
        if !mine && !accepted {
            return self;
        }
        let told = Self { status_code: attempt.status.map(i64::from), answer: Some(attempt.answer), ..self };
        let pause = match attempt.answer {
            WebhookAnswer::Accepted => return told.settled(WebhookDeliveryState::Delivered, app.now()),
            WebhookAnswer::Gone | WebhookAnswer::EndpointDisabled => None,
            _ => schedule::pause(number, &app.entropy),
        };
        match pause {
            Some(pause) => Self { next_try_at: Some(app.now() + pause), ..told },
            None => told.settled(WebhookDeliveryState::Failed, app.now()),
        }
    }

    fn settled(self, state: WebhookDeliveryState, at: Timestamp) -> Self {
        Self { state, next_try_at: None, settled_at: Some(at), ..self }
    }

    /// Once somebody says that it was done.
    fn confirmed(self, by: Actor, at: Timestamp) -> Self {
        let settled_at = self.settled_at.or(Some(at));
        Self {
            state: WebhookDeliveryState::Confirmed,
            next_try_at: None,
            settled_at,
            confirmed_at: Some(at),
            confirmed_by_kind: Some(by.kind),
            confirmed_by_id: by.id,
            ..self
        }
    }
}

impl Keyed for WebhookDelivery {
    fn key(&self, column: &str) -> Value {
        match column {
            "queued_at" => self.queued_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Which deliveries to list.
#[derive(Clone, Debug, Default)]
pub struct DeliveryFilter {
    pub endpoint: Option<WebhookEndpointId>,
    pub customer: Option<CustomerId>,
    /// The id of an act, as clients see it.
    pub act: Option<String>,
    pub event: Option<WebhookEvent>,
    /// Empty: any.
    pub state: Vec<WebhookDeliveryState>,
    /// `false`: those that ask for a confirmation and have none, however they ended.
    pub confirmed: Option<bool>,
}

/// Deliveries that fit a filter, the latest first, those of deleted endpoints among them.
pub fn list(account: AccountId, filter: &DeliveryFilter) -> List {
    let mut body = Query::built("from webhook_deliveries where account_id = $1").bind(account);
    if let Some(endpoint) = filter.endpoint {
        body.push(" and endpoint_id = ").push_bind(endpoint);
    }
    if let Some(customer) = filter.customer {
        body.push(" and customer_id = ").push_bind(customer);
    }
    if let Some(act) = &filter.act {
        body.push(" and act = ").push_bind(act);
    }
    if let Some(event) = filter.event {
        body.push(" and event = ").push_bind(event);
    }
    if !filter.state.is_empty() {
        body.push(" and state").push_in(filter.state.iter().copied());
    }
    if let Some(confirmed) = filter.confirmed {
        let unconfirmed = " and asks_confirmation and confirmed_at is null";
        body.push(if confirmed { " and confirmed_at is not null" } else { unconfirmed });
    }
    List::new("webhook_deliveries", COLUMNS, body, OrderKey::latest_first("queued_at"))
}

/// Who was told of an act, and what they answered: what a receipt keeps.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RecipientAnswer {
    /// The delivery.
    pub id: WebhookDeliveryId,
    pub endpoint_id: WebhookEndpointId,
    /// What the account calls the endpoint.
    pub name: String,
    pub event: WebhookEvent,
    pub state: WebhookDeliveryState,
    pub queued_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    pub confirmed_at: Option<Timestamp>,
}

/// Who was told of an act, and what they have answered so far, in the order in which they were told.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn answers_about<K: Kind>(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    act: Id<K>,
) -> Result<Vec<RecipientAnswer>, Fault> {
    store_deliveries::about(on, account, &act.to_string()).await
}

/// Sends a delivery again at once, as often as a new one. One that was confirmed is not.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`] when it is confirmed, or its endpoint is not
/// enabled.
pub async fn retry(cx: &Cx, id: &str) -> Outcome<WebhookDelivery> {
    cx.require(Permission::WebhooksManage)?;
    let id: WebhookDeliveryId = cx.parse(RecordKind::WebhookDelivery, id)?;
    in_tx!(cx, |tx| {
        let delivery = lock(tx, cx, id).await?;
        if delivery.state == WebhookDeliveryState::Confirmed {
            let state = delivery.state.as_str();
            return Err(Refusal::WrongState { kind: RecordKind::WebhookDelivery, state }.into());
        }
        let endpoint = store::find(&mut *tx, cx.account, delivery.endpoint_id).await?;
        endpoints::told(&endpoint.ok_or_else(|| Fault::bug("a delivery has an endpoint"))?)?;
        let delivery = WebhookDelivery {
            state: WebhookDeliveryState::Pending,
            attempts: 0,
            next_try_at: Some(cx.now()),
            settled_at: None,
            ..delivery
        };
        store_deliveries::update(tx, cx.account, &delivery).await?;
        tx.announce(Change::Outbox);
        note(tx, cx, "webhook_delivery.retried", &delivery, cx.who.actor()).await?;
        Ok(delivery)
    })
}

/// Takes down that the recipient has done what a delivery is about. The partner whose endpoint it is says so itself;
/// whoever may manage webhooks can say it in its name. Confirming again changes nothing.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], also for what another partner was told.
pub async fn confirm(cx: &Cx, id: &str) -> Outcome<WebhookDelivery> {
    if !matches!(cx.who, Principal::Partner(_)) {
        cx.require(Permission::WebhooksManage)?;
    }
    let id: WebhookDeliveryId = cx.parse(RecordKind::WebhookDelivery, id)?;
    in_tx!(cx, |tx| {
        let delivery = lock(tx, cx, id).await?;
        if !cx.who.may(Permission::WebhooksManage) && !is_told(tx, cx, delivery.endpoint_id).await? {
            return Err(Refusal::NotFound(RecordKind::WebhookDelivery).into());
        }
        if delivery.confirmed_at.is_some() {
            return Ok(delivery);
        }
        take_down(tx, cx, delivery, cx.who.actor()).await
    })
}

/// Whether the endpoint is that of the partner who asks.
async fn is_told(tx: &mut Tx, cx: &Cx, endpoint: WebhookEndpointId) -> Result<bool, Fault> {
    let endpoint = store::find(tx, cx.account, endpoint).await?;
    let token = endpoint.and_then(|endpoint| endpoint.partner_token_id);
    Ok(matches!(&cx.who, Principal::Partner(partner) if token == Some(partner.token)))
}

/// Writes a confirmation down. The delivery must be locked.
pub(super) async fn take_down(tx: &mut Tx, cx: &Cx, delivery: WebhookDelivery, by: Actor) -> Outcome<WebhookDelivery> {
    let delivery = delivery.confirmed(by, cx.now());
    store_deliveries::update(tx, cx.account, &delivery).await?;
    note(tx, cx, "webhook_delivery.confirmed", &delivery, by).await?;
    Ok(delivery)
}

async fn lock(tx: &mut Tx, cx: &Cx, id: WebhookDeliveryId) -> Outcome<WebhookDelivery> {
    let found = store_deliveries::lock(tx, cx.account, id).await?;
    Ok(found.ok_or(Refusal::NotFound(RecordKind::WebhookDelivery))?)
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, delivery: &WebhookDelivery, by: Actor) -> Outcome<()> {
    if let Some(customer) = delivery.customer_id {
        customers::announce(tx, cx, customer);
    }
    let data = serde_json::json!({ "endpoint": delivery.endpoint_id.to_string(), "event": delivery.event,
        "act": delivery.act });
    let entry = Entry::of(action, RecordKind::WebhookDelivery, delivery.id.uuid(), delivery.customer_id);
    audit::record_by(tx, cx, by, entry.with(data)).await?;
    Ok(())
}
