//! What can be done about webhooks.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::context::{Admit, given, permit};
use super::errors::answer;
use super::webhooks::{WebhookDelivery, WebhookEndpoint};
use crate::ids::WebhookEndpointId;
use crate::mutation_result;
use crate::webhooks::{self, EndpointDraft, SigningSecret, WebhookEvent};

/// An endpoint to make.
#[derive(InputObject)]
pub struct WebhookEndpointCreateInput {
    /// What it is called; at most 100 characters.
    name: String,
    /// Where events are sent to: https, port 443 or 8443, an address on the internet, no user name.
    url: String,
    /// What it listens to; at least one.
    events: Vec<WebhookEvent>,
    /// The partner's token that may confirm its deliveries.
    partner_token_id: Option<ID>,
}

/// Changes of an endpoint. What is left out stays.
#[derive(InputObject)]
pub struct WebhookEndpointUpdateInput {
    /// The endpoint.
    id: ID,
    /// What it is called; at most 100 characters.
    name: Option<String>,
    /// Where events are sent to: https, port 443 or 8443, an address on the internet, no user name.
    url: Option<String>,
    /// What it listens to; at least one.
    events: Option<Vec<WebhookEvent>>,
    /// The partner's token that may confirm its deliveries; null for nobody's.
    partner_token_id: MaybeUndefined<ID>,
    /// Whether it is told of events. What happens while it is not is not made up for.
    enabled: Option<bool>,
    /// The version that was read: the change is made only if it is still the current one.
    expected_version: Option<i32>,
}

impl WebhookEndpointUpdateInput {
    fn draft(self) -> EndpointDraft {
        EndpointDraft {
            name: self.name,
            url: self.url,
            events: self.events,
            partner_token: given(self.partner_token_id).map(|id| id.map(|id| id.0)),
            enabled: self.enabled,
        }
    }
}

/// An endpoint that gets another secret.
#[derive(InputObject)]
pub struct WebhookEndpointRotateInput {
    /// The endpoint.
    id: ID,
    /// For how many hours messages are signed with the present secret as well: 0 to 168.
    #[graphql(default_with = "24")]
    overlap_hours: i32,
}

/// An endpoint to delete.
#[derive(InputObject)]
pub struct WebhookEndpointDeleteInput {
    /// The endpoint.
    id: ID,
}

/// An endpoint to try out.
#[derive(InputObject)]
pub struct WebhookEndpointTestInput {
    /// The endpoint.
    id: ID,
}

/// A delivery to send again.
#[derive(InputObject)]
pub struct WebhookDeliveryRetryInput {
    /// The delivery.
    id: ID,
}

/// A delivery whose recipient has done what it is about.
#[derive(InputObject)]
pub struct WebhookDeliveryConfirmInput {
    /// The delivery: the message's `webhook-id`.
    id: ID,
}

/// An endpoint was made.
#[derive(SimpleObject)]
pub struct WebhookEndpointCreated {
    /// The endpoint.
    endpoint: WebhookEndpoint,
    /// What its messages are signed with: `whsec_…`. It is shown this once.
    secret: String,
}

/// An endpoint has another secret.
#[derive(SimpleObject)]
pub struct WebhookEndpointRotated {
    /// The endpoint.
    endpoint: WebhookEndpoint,
    /// The new secret: `whsec_…`. It is shown this once.
    secret: String,
}

/// An endpoint was changed.
#[derive(SimpleObject)]
pub struct WebhookEndpointSaved {
    /// The endpoint as it is now.
    endpoint: WebhookEndpoint,
}

/// An endpoint was deleted.
#[derive(SimpleObject)]
pub struct WebhookEndpointDeleted {
    /// Its id.
    id: ID,
}

/// A delivery waits to be sent.
#[derive(SimpleObject)]
pub struct WebhookDeliveryQueued {
    /// The delivery.
    delivery: WebhookDelivery,
}

/// A delivery is confirmed.
#[derive(SimpleObject)]
pub struct WebhookDeliveryConfirmed {
    /// The delivery as it is now.
    delivery: WebhookDelivery,
}

mutation_result! {
    /// How making an endpoint ended.
    WebhookEndpointCreateResult = WebhookEndpointCreated | NotPermitted | RecordNotFound | InvalidInput
}

mutation_result! {
    /// How changing an endpoint ended.
    WebhookEndpointUpdateResult =
        WebhookEndpointSaved | NotPermitted | RecordNotFound | VersionConflict | InvalidInput
}

mutation_result! {
    /// How rotating an endpoint's secret ended.
    WebhookEndpointRotateResult = WebhookEndpointRotated | NotPermitted | RecordNotFound | InvalidInput
}

mutation_result! {
    /// How deleting an endpoint ended.
    WebhookEndpointDeleteResult = WebhookEndpointDeleted | NotPermitted | RecordNotFound
}

mutation_result! {
    /// How trying an endpoint out ended.
    WebhookEndpointTestResult = WebhookDeliveryQueued | NotPermitted | RecordNotFound | WrongState
}

mutation_result! {
    /// How sending a delivery again ended.
    WebhookDeliveryRetryResult = WebhookDeliveryQueued | NotPermitted | RecordNotFound | WrongState
}

mutation_result! {
    /// How confirming a delivery ended.
    WebhookDeliveryConfirmResult = WebhookDeliveryConfirmed | NotPermitted | RecordNotFound
}

fn created((endpoint, secret): (webhooks::WebhookEndpoint, SigningSecret)) -> WebhookEndpointCreated {
    WebhookEndpointCreated { endpoint: endpoint.into(), secret: secret.reveal() }
}

fn rotated((endpoint, secret): (webhooks::WebhookEndpoint, SigningSecret)) -> WebhookEndpointRotated {
    WebhookEndpointRotated { endpoint: endpoint.into(), secret: secret.reveal() }
}

fn saved(endpoint: webhooks::WebhookEndpoint) -> WebhookEndpointSaved {
    WebhookEndpointSaved { endpoint: endpoint.into() }
}

fn deleted(id: WebhookEndpointId) -> WebhookEndpointDeleted {
    WebhookEndpointDeleted { id: id.to_string().into() }
}

fn queued(delivery: webhooks::WebhookDelivery) -> WebhookDeliveryQueued {
    WebhookDeliveryQueued { delivery: delivery.into() }
}

fn confirmed(delivery: webhooks::WebhookDelivery) -> WebhookDeliveryConfirmed {
    WebhookDeliveryConfirmed { delivery: delivery.into() }
}

#[derive(Default)]
pub struct WebhookMutations;

#[Object(guard = "Admit")]
impl WebhookMutations {
    /// Makes an endpoint: what it listens to is sent to it from now on, signed with the secret. An account has at most
    /// 20. Needs `webhooks.manage`; audited as `webhook_endpoint.created`.
    async fn webhook_endpoint_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endpoint to make.")] input: WebhookEndpointCreateInput,
    ) -> async_graphql::Result<WebhookEndpointCreateResult> {
        let draft = EndpointDraft {
            name: Some(input.name),
            url: Some(input.url),
            events: Some(input.events),
            partner_token: Some(input.partner_token_id.map(|id| id.0)),
            enabled: None,
        };
        answer(ctx, async { webhooks::create(&permit(ctx)?, &draft).await }.await, created)
    }

    /// Changes an endpoint, enables or disables it. Needs `webhooks.manage`; audited as `webhook_endpoint.updated`.
    async fn webhook_endpoint_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: WebhookEndpointUpdateInput,
    ) -> async_graphql::Result<WebhookEndpointUpdateResult> {
        let (id, version) = (input.id.clone(), input.expected_version.map(i64::from));
        let draft = input.draft();
        answer(ctx, async { webhooks::update(&permit(ctx)?, &id, version, &draft).await }.await, saved)
    }

    /// Gives an endpoint another secret; for a while messages are signed with both. Needs `webhooks.manage`; audited as
    /// `webhook_endpoint.rotated`.
    async fn webhook_endpoint_rotate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endpoint and the overlap.")] input: WebhookEndpointRotateInput,
    ) -> async_graphql::Result<WebhookEndpointRotateResult> {
        let hours = i64::from(input.overlap_hours);
        answer(ctx, async { webhooks::rotate(&permit(ctx)?, &input.id, hours).await }.await, rotated)
    }

    /// Deletes an endpoint with its secrets: it is told of nothing any more. What it was told and answered stays. Needs
    /// `webhooks.manage`; audited as `webhook_endpoint.deleted`.
    async fn webhook_endpoint_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endpoint.")] input: WebhookEndpointDeleteInput,
    ) -> async_graphql::Result<WebhookEndpointDeleteResult> {
        answer(ctx, async { webhooks::delete(&permit(ctx)?, &input.id).await }.await, deleted)
    }

    /// Sends `ENDPOINT_TESTED` to an endpoint. Needs `webhooks.manage`; audited as `webhook_endpoint.tested`.
    async fn webhook_endpoint_test(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endpoint.")] input: WebhookEndpointTestInput,
    ) -> async_graphql::Result<WebhookEndpointTestResult> {
        answer(ctx, async { webhooks::test(&permit(ctx)?, &input.id).await }.await, queued)
    }

    /// Sends a delivery again at once, and then as often as a new one; its `webhook-id` stays the same. Not once it is
    /// confirmed. Needs `webhooks.manage`; audited as `webhook_delivery.retried`.
    async fn webhook_delivery_retry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The delivery.")] input: WebhookDeliveryRetryInput,
    ) -> async_graphql::Result<WebhookDeliveryRetryResult> {
        answer(ctx, async { webhooks::retry(&permit(ctx)?, &input.id).await }.await, queued)
    }

    /// Takes down that the recipient has done what a delivery is about. For the partner's token that the endpoint is
    /// for, whatever its scopes; others need `webhooks.manage`, and say it in the partner's name. Confirming again
    /// changes nothing. Audited as `webhook_delivery.confirmed`.
    async fn webhook_delivery_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The delivery.")] input: WebhookDeliveryConfirmInput,
    ) -> async_graphql::Result<WebhookDeliveryConfirmResult> {
        answer(ctx, async { webhooks::confirm(&permit(ctx)?, &input.id).await }.await, confirmed)
    }
}
