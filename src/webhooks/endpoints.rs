//! Endpoints: where partners are told, of what, and with which secret.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::json;

use super::signature::SigningSecret;
use super::store::{self, COLUMNS};
use super::{Event, WebhookDelivery, WebhookEvent, delivery, leave};
use crate::access::partners;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::{Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AccountId, PartnerTokenId, WebhookEndpointId};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, term, text};

/// The most endpoints of an account: each is a row in every delete.
const MAX_ENDPOINTS: i64 = 20;
const MAX_OVERLAP_HOURS: i64 = 168;
/// How long nothing gets through before an endpoint is said to be failing.
const FAILING_AFTER: Duration = Duration::days(1);

term! {
    /// How an endpoint stands.
    WebhookEndpointState {
        /// It is told of events.
        Enabled = "ENABLED",
        /// It is told of events, and nothing has got through for a day or longer.
        Failing = "FAILING",
        /// Somebody disabled it: it is told of nothing.
        Disabled = "DISABLED",
        /// It answered that it is gone for good (410): it is told of nothing until somebody enables it.
        Gone = "GONE",
    }
}

/// What an endpoint listens to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Events(pub BTreeSet<WebhookEvent>);

impl From<String> for Events {
    /// An event that this version does not know is not listened to.
    fn from(text: String) -> Self {
        Self(text.split_whitespace().filter_map(|event| event.parse().ok()).collect())
    }
}

impl From<&Events> for Value {
    fn from(events: &Events) -> Self {
        events.0.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(" ").into()
    }
}

/// Where a partner is told of events.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct WebhookEndpoint {
    pub id: WebhookEndpointId,
    pub name: String,
    pub url: String,
    #[sqlx(try_from = "String")]
    pub events: Events,
    /// The partner whose endpoint it is: its token confirms deliveries.
    pub partner_token_id: Option<PartnerTokenId>,
    /// As stored: never [`WebhookEndpointState::Failing`], which [`WebhookEndpoint::state_at`] finds out.
    pub state: WebhookEndpointState,
    /// Since when nothing has got through; `None` when the last attempt did.
    pub failing_since: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Deleted ones stay for what their deliveries prove.
    pub deleted_at: Option<Timestamp>,
}

impl WebhookEndpoint {
    /// Whether it is told of events.
    pub fn is_enabled(&self) -> bool {
        self.state == WebhookEndpointState::Enabled && self.deleted_at.is_none()
    }

    /// How it stands at a time.
    pub fn state_at(&self, now: Timestamp) -> WebhookEndpointState {
        let failing = self.failing_since.is_some_and(|since| since + FAILING_AFTER <= now);
        if failing && self.is_enabled() { WebhookEndpointState::Failing } else { self.state }
    }
}

impl Keyed for WebhookEndpoint {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// The account's endpoints, the newest first.
pub fn list(account: AccountId) -> List {
    let body = Query::built("from webhook_endpoints where account_id = $1 and deleted_at is null").bind(account);
    List::new("webhook_endpoints", COLUMNS, body, OrderKey::newest_first())
}

/// What people say about an endpoint. Left out fields of an update stay.
#[derive(Clone, Debug, Default)]
pub struct EndpointDraft {
    pub name: Option<String>,
    pub url: Option<String>,
    pub events: Option<Vec<WebhookEvent>>,
    pub partner_token: Option<Option<String>>,
    pub enabled: Option<bool>,
}

impl EndpointDraft {
    /// With its URL checked, for which names are looked up: before any transaction.
    async fn checked(&self, cx: &Cx) -> Outcome<Self> {
        let url = match &self.url {
            Some(url) => Some(cx.courier.check(url).await?),
            None => None,
        };
        Ok(Self { url, ..self.clone() })
    }

    async fn applied_to(&self, tx: &mut Tx, cx: &Cx, endpoint: WebhookEndpoint) -> Outcome<WebhookEndpoint> {
        let name = self.name.as_deref().map(|name| text::line("name", name, 100)).transpose()?;
        let events = self.events.as_deref().map(events).transpose()?;
        let partner_token_id = match &self.partner_token {
            Some(new) => partner_token(tx, cx, new.as_deref()).await?,
            None => endpoint.partner_token_id,
        };
        let state = match self.enabled {
            Some(true) => WebhookEndpointState::Enabled,
            Some(false) => WebhookEndpointState::Disabled,
            None => endpoint.state,
        };
        let starts_anew = self.url.is_some() || self.enabled == Some(true);
        Ok(WebhookEndpoint {
            name: name.unwrap_or(endpoint.name),
            url: self.url.clone().unwrap_or(endpoint.url),
            events: events.unwrap_or(endpoint.events),
            partner_token_id,
            state,
            failing_since: endpoint.failing_since.filter(|_| !starts_anew),
            version: endpoint.version + 1,
            updated_at: cx.now(),
            ..endpoint
        })
    }
}

fn events(wanted: &[WebhookEvent]) -> Result<Events, FieldProblem> {
    let events: BTreeSet<_> = wanted.iter().copied().collect();
    if events.is_empty() {
        return Err(FieldProblem::new("events", Problem::Required));
    }
    if events.contains(&WebhookEvent::EndpointTested) {
        let because = "a test goes to the endpoint that is tested, whatever it listens to";
        return Err(FieldProblem::new("events", Problem::NotAllowed { because }));
    }
    Ok(Events(events))
}

async fn partner_token(tx: &mut Tx, cx: &Cx, id: Option<&str>) -> Outcome<Option<PartnerTokenId>> {
    let Some(id) = id else { return Ok(None) };
    let id: PartnerTokenId = cx.parse(RecordKind::PartnerToken, id)?;
    partners::find(cx, tx, id).await?.ok_or(Refusal::NotFound(RecordKind::PartnerToken))?;
    Ok(Some(id))
}

/// Makes an endpoint. Its secret is shown this once.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (partner's token), [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, draft: &EndpointDraft) -> Outcome<(WebhookEndpoint, SigningSecret)> {
    cx.require(Permission::WebhooksManage)?;
    let draft = draft.checked(cx).await?;
    let secret = SigningSecret::fresh(&cx.app);
    in_tx!(cx, |tx| {
        // Of two who make the last one, one is refused.
        audit::lock(tx, cx.account).await?;
        if store::number(tx, cx.account).await? >= MAX_ENDPOINTS {
            let because = "an account has at most 20 endpoints";
            return Err(FieldProblem::new("url", Problem::NotAllowed { because }).into());
        }
        let endpoint = draft.applied_to(tx, cx, blank(cx)).await?;
        store::insert(tx, cx.account, &endpoint).await?;
        store::insert_secret(tx, cx, endpoint.id, &secret).await?;
        note(tx, cx, "webhook_endpoint.created", endpoint.id, json!({ "events": endpoint.events.0 })).await?;
        Ok((endpoint, secret.clone()))
    })
}

fn blank(cx: &Cx) -> WebhookEndpoint {
    WebhookEndpoint {
        id: cx.id(),
        name: String::new(),
        url: String::new(),
        events: Events(BTreeSet::new()),
        partner_token_id: None,
        state: WebhookEndpointState::Enabled,
        failing_since: None,
        version: 0,
        created_at: cx.now(),
        updated_at: cx.now(),
        deleted_at: None,
    }
}

/// Changes an endpoint, enables or disables it. One that was gone is told of what happens from now on.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (endpoint or partner's token), [`Refusal::VersionConflict`],
/// [`Refusal::InvalidInput`].
pub async fn update(
    cx: &Cx,
    id: &str,
    expected_version: Option<i64>,
    draft: &EndpointDraft,
) -> Outcome<WebhookEndpoint> {
    cx.require(Permission::WebhooksManage)?;
    let id: WebhookEndpointId = cx.parse(RecordKind::WebhookEndpoint, id)?;
    let draft = draft.checked(cx).await?;
    in_tx!(cx, |tx| {
        let endpoint = lock(tx, cx, id).await?;
        if expected_version.is_some_and(|expected| expected != endpoint.version) {
            return Err(Refusal::VersionConflict { current: endpoint.version }.into());
        }
        let endpoint = draft.applied_to(tx, cx, endpoint).await?;
        store::update(tx, cx.account, &endpoint).await?;
        let data = json!({ "events": endpoint.events.0, "state": endpoint.state, "urlChanged": draft.url.is_some() });
        note(tx, cx, "webhook_endpoint.updated", id, data).await?;
        Ok(endpoint)
    })
}

/// Gives an endpoint another secret; until the overlap ends, messages are signed with the ones before as well.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::InvalidInput`].
pub async fn rotate(cx: &Cx, id: &str, overlap_hours: i64) -> Outcome<(WebhookEndpoint, SigningSecret)> {
    cx.require(Permission::WebhooksManage)?;
    let id: WebhookEndpointId = cx.parse(RecordKind::WebhookEndpoint, id)?;
    if !(0..=MAX_OVERLAP_HOURS).contains(&overlap_hours) {
        let problem = Problem::OutOfRange { min: 0, max: MAX_OVERLAP_HOURS };
        return Err(FieldProblem::new("overlapHours", problem).into());
    }
    let secret = SigningSecret::fresh(&cx.app);
    in_tx!(cx, |tx| {
        let endpoint = lock(tx, cx, id).await?;
        store::end_secrets(tx, cx, id, Duration::hours(overlap_hours)).await?;
        store::insert_secret(tx, cx, id, &secret).await?;
        note(tx, cx, "webhook_endpoint.rotated", id, json!({ "overlapHours": overlap_hours })).await?;
        Ok((endpoint, secret.clone()))
    })
}

/// Deletes an endpoint with its secrets. Its deliveries stay: they prove who was told. Those that wait fail at their
/// next attempt.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`].
pub async fn delete(cx: &Cx, id: &str) -> Outcome<WebhookEndpointId> {
    cx.require(Permission::WebhooksManage)?;
    let id: WebhookEndpointId = cx.parse(RecordKind::WebhookEndpoint, id)?;
    in_tx!(cx, |tx| {
        let endpoint = lock(tx, cx, id).await?;
        let (version, now) = (endpoint.version + 1, cx.now());
        let deleted = WebhookEndpoint { version, updated_at: now, deleted_at: Some(now), ..endpoint };
        store::update(tx, cx.account, &deleted).await?;
        store::end_secrets(tx, cx, id, Duration::zero()).await?;
        note(tx, cx, "webhook_endpoint.deleted", id, json!({})).await?;
        Ok(id)
    })
}

/// Leaves a test event for an endpoint.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`] when it is not enabled.
pub async fn test(cx: &Cx, id: &str) -> Outcome<WebhookDelivery> {
    cx.require(Permission::WebhooksManage)?;
    let id: WebhookEndpointId = cx.parse(RecordKind::WebhookEndpoint, id)?;
    in_tx!(cx, |tx| {
        let endpoint = lock(tx, cx, id).await?;
        told(&endpoint)?;
        let delivery = delivery(cx, id, &Event::new(WebhookEvent::EndpointTested));
        leave(tx, cx, std::slice::from_ref(&delivery)).await?;
        note(tx, cx, "webhook_endpoint.tested", id, json!({ "delivery": delivery.id.to_string() })).await?;
        Ok(delivery)
    })
}

/// Refuses what needs an endpoint that is told of events.
pub(super) fn told(endpoint: &WebhookEndpoint) -> Result<(), Refusal> {
    if endpoint.is_enabled() {
        return Ok(());
    }
    let state = if endpoint.deleted_at.is_some() { "DELETED" } else { endpoint.state.as_str() };
    Err(Refusal::WrongState { kind: RecordKind::WebhookEndpoint, state })
}

async fn lock(tx: &mut Tx, cx: &Cx, id: WebhookEndpointId) -> Outcome<WebhookEndpoint> {
    let found = store::lock(tx, cx.account, id).await?;
    Ok(found.ok_or(Refusal::NotFound(RecordKind::WebhookEndpoint))?)
}

pub(super) async fn note(
    tx: &mut Tx,
    cx: &Cx,
    action: &'static str,
    id: WebhookEndpointId,
    data: serde_json::Value,
) -> Outcome<()> {
    audit::record(tx, cx, Entry::of(action, RecordKind::WebhookEndpoint, id.uuid(), None).with(data)).await?;
    Ok(())
}
