//! The webhooks' face: where partners are told, and what became of each delivery.

use async_graphql::{Context, ID, InputObject, Object};

use super::actors::Actor;
use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, id_in_filter};
use super::loaders::load;
use super::scalars::{DateTime, int};
use crate::ids::{PartnerTokenId, WebhookEndpointId};
use crate::terms::Permission;
use crate::webhooks::{self, DeliveryFilter, WebhookAnswer, WebhookDeliveryState, WebhookEndpointState, WebhookEvent};

/// Where a partner is told of events.
#[derive(Clone)]
pub struct WebhookEndpoint(pub webhooks::WebhookEndpoint);

impl From<webhooks::WebhookEndpoint> for WebhookEndpoint {
    fn from(endpoint: webhooks::WebhookEndpoint) -> Self {
        Self(endpoint)
    }
}

/// Where a partner is told of events. Needs `webhooks.manage`.
#[Object]
impl WebhookEndpoint {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where events are sent to, by POST.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// What it listens to.
    async fn events(&self) -> Vec<WebhookEvent> {
        self.0.events.0.iter().copied().collect()
    }

    /// The partner's token that may confirm its deliveries; null when it is no partner's in particular.
    async fn partner_token_id(&self) -> Option<ID> {
        self.0.partner_token_id.map(|id: PartnerTokenId| id.to_string().into())
    }

    /// How it stands.
    async fn state(&self, ctx: &Context<'_>) -> WebhookEndpointState {
        self.0.state_at(ctx.caller().app.now())
    }

    /// Since when nothing has got through; null when the last attempt did.
    async fn failing_since(&self) -> Option<DateTime> {
        self.0.failing_since.map(DateTime)
    }

    /// When it was deleted; null while it is not. Deleted ones are shown by their deliveries alone.
    async fn deleted_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(DateTime)
    }

    /// What was sent to it, or waits, the latest first.
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<WebhookDeliveryConnection> {
        let list = webhooks::list(ctx.account()?, &DeliveryFilter::default()).within("endpoint_id", self.0.id.uuid());
        connection(list, WebhookDelivery::from, (first, after, last, before))
    }

    /// Goes up with each change; send it back as `expectedVersion`.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// An event on its way to an endpoint.
#[derive(Clone)]
pub struct WebhookDelivery(pub webhooks::WebhookDelivery);

impl From<webhooks::WebhookDelivery> for WebhookDelivery {
    fn from(delivery: webhooks::WebhookDelivery) -> Self {
        Self(delivery)
    }
}

/// An event on its way to an endpoint, what became of it, and what the recipient says it has done. It names nobody.
#[Object]
impl WebhookDelivery {
    /// The id: also the message's `webhook-id`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it goes; null without `webhooks.manage`.
    async fn endpoint(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<WebhookEndpoint>> {
        if !ctx.caller().who.may(Permission::WebhooksManage) {
            return Ok(None);
        }
        Ok(load(ctx, self.0.endpoint_id).await?.map(WebhookEndpoint::from))
    }

    /// What it tells of.
    async fn event(&self) -> WebhookEvent {
        self.0.event
    }

    /// Whom it is about; null when it is about nobody in particular.
    async fn customer_id(&self) -> Option<ID> {
        self.0.customer_id.map(|id| id.to_string().into())
    }

    /// The id of the act that it is about: a deletion, say.
    async fn act_id(&self) -> Option<ID> {
        self.0.act.clone().map(ID::from)
    }

    /// The message as it is sent, in JSON.
    async fn payload(&self) -> &str {
        &self.0.payload
    }

    /// What became of it.
    async fn state(&self) -> WebhookDeliveryState {
        self.0.state
    }

    /// How often it was sent since it was queued, or was last sent again by hand.
    async fn attempts(&self) -> i32 {
        int(self.0.attempts)
    }

    /// The HTTP status of the last answer; null when there was none.
    async fn status_code(&self) -> Option<i32> {
        self.0.status_code.map(int)
    }

    /// How the last attempt ended; null before the first.
    async fn answer(&self) -> Option<WebhookAnswer> {
        self.0.answer
    }

    /// When it happened.
    async fn queued_at(&self) -> DateTime {
        self.0.queued_at.into()
    }

    /// When it is tried next; null once it got through or was given up.
    async fn next_try_at(&self) -> Option<DateTime> {
        self.0.next_try_at.map(DateTime)
    }

    /// When it got through or was given up; null while it waits.
    async fn settled_at(&self) -> Option<DateTime> {
        self.0.settled_at.map(DateTime)
    }

    /// Whether the recipient is asked to confirm that it has done the same.
    async fn asks_confirmation(&self) -> bool {
        self.0.asks_confirmation
    }

    /// When it was confirmed; null when it was not.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.0.confirmed_at.map(DateTime)
    }

    /// Who confirmed it: the partner, by its answer or its token, or a member of staff in its name.
    async fn confirmed_by(&self) -> Option<Actor> {
        self.0.confirmed_by().map(Actor::from)
    }
}

/// Where a list of endpoints is read from.
pub type WebhookEndpointConnection = Connection<ListSource<webhooks::WebhookEndpoint, WebhookEndpoint>>;

/// Where a list of deliveries is read from.
pub type WebhookDeliveryConnection = Connection<ListSource<webhooks::WebhookDelivery, WebhookDelivery>>;

/// Which deliveries to list. All that is given must fit.
#[derive(InputObject, Default)]
pub struct WebhookDeliveryWhere {
    /// Those to this endpoint.
    endpoint_id: Option<ID>,
    /// Those about this customer.
    customer_id: Option<ID>,
    /// Those about this act: a deletion, say.
    act_id: Option<ID>,
    /// Those that tell of this.
    event: Option<WebhookEvent>,
    /// Those in one of these states.
    state: Option<Vec<WebhookDeliveryState>>,
    /// True: those that were confirmed. False: those that ask for a confirmation and have none, however they ended.
    confirmed: Option<bool>,
}

impl From<WebhookDeliveryWhere> for DeliveryFilter {
    fn from(wanted: WebhookDeliveryWhere) -> Self {
        Self {
            endpoint: wanted.endpoint_id.as_ref().map(id_in_filter),
            customer: wanted.customer_id.as_ref().map(id_in_filter),
            // Text with a NUL is no id, and PostgreSQL takes none.
            act: wanted.act_id.map(|id| id.0.replace('\0', " ")),
            event: wanted.event,
            state: wanted.state.unwrap_or_default(),
            confirmed: wanted.confirmed,
        }
    }
}

#[derive(Default)]
pub struct WebhookQueries;

#[Object(guard = "Admit")]
impl WebhookQueries {
    /// One endpoint; null when there is none. Needs `webhooks.manage`.
    async fn webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endpoint's id.")] id: ID,
    ) -> async_graphql::Result<Option<WebhookEndpoint>> {
        let Ok(id) = id.parse::<WebhookEndpointId>() else { return Ok(None) };
        let found = load(ctx, id).await?.filter(|endpoint| endpoint.deleted_at.is_none());
        Ok(found.map(WebhookEndpoint::from))
    }

    /// The account's endpoints, disabled ones too, the newest first. Needs `webhooks.manage`.
    async fn webhook_endpoints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<WebhookEndpointConnection> {
        let list = webhooks::list_endpoints(ctx.account()?);
        connection(list, WebhookEndpoint::from, (first, after, last, before))
    }

    /// Deliveries that fit a filter, the latest first, those to deleted endpoints among them. `confirmed: false` shows
    /// which partners have not said that they erased or masked. Needs `webhooks.manage`.
    async fn webhook_deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliveries; all when left out.")] r#where: Option<WebhookDeliveryWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<WebhookDeliveryConnection> {
        let list = webhooks::list(ctx.account()?, &r#where.unwrap_or_default().into());
        connection(list, WebhookDelivery::from, (first, after, last, before))
    }
}
