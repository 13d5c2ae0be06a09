//! Acts on requests under the GDPR: received, decided, extended, held, fulfilled.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::context::{Admit, ContextExt, permit};
use super::deletion_acts::delete_problem;
use super::errors::{Answer, answer};
use super::privacy_requests::{PortalPrivacyRequest, PrivacyRequest};
use super::scalars::Locale;
use crate::error::Fault;
use crate::lifecycle::{self, FulfilRequest};
use crate::mutation_result;
use crate::privacy_requests::{self, Decision, PrivacyRefusalGround, PrivacyRequestKind};

/// What a customer asks for.
#[derive(InputObject)]
pub struct PrivacyRequestCreateInput {
    /// Who asks.
    customer_id: ID,
    /// What is asked for.
    kind: PrivacyRequestKind,
    /// In the customer's words; at most 4,000 characters.
    note: Option<String>,
}

/// How a request is decided.
#[derive(InputObject)]
pub struct PrivacyRequestDecideInput {
    /// The request.
    id: ID,
    /// True when what was asked for was done, false when it is refused. To say that an erasure is done does it.
    done: bool,
    /// The ground that it is refused on; a refusal needs it.
    ground: Option<PrivacyRefusalGround>,
    /// What the customer is told, at most 4,000 characters; a refusal needs it.
    answer: Option<String>,
    /// The word that a delete asks for, in the request's language or `locale`; to erase somebody needs it.
    confirmation: Option<String>,
    /// The language of the confirmation; the request's when left out.
    locale: Option<Locale>,
    /// The version that was read: the decision is taken only if it is still the current one.
    expected_version: Option<i32>,
}

/// A request whose next step needs no words.
#[derive(InputObject)]
pub struct PrivacyRequestIdentityCheckInput {
    /// The request.
    id: ID,
    /// The version that was read: it changes only if that is still the current one.
    expected_version: Option<i32>,
}

/// A request to go on with.
#[derive(InputObject)]
pub struct PrivacyRequestResumeInput {
    /// The request.
    id: ID,
    /// The version that was read: it changes only if that is still the current one.
    expected_version: Option<i32>,
}

/// A request that takes longer than a month.
#[derive(InputObject)]
pub struct PrivacyRequestExtendInput {
    /// The request.
    id: ID,
    /// Why, as the customer is told; at most 1,000 characters.
    reason: String,
    /// The version that was read: it changes only if that is still the current one.
    expected_version: Option<i32>,
}

/// A request that cannot be answered now.
#[derive(InputObject)]
pub struct PrivacyRequestHoldInput {
    /// The request.
    id: ID,
    /// Why; at most 1,000 characters.
    reason: String,
    /// The version that was read: it changes only if that is still the current one.
    expected_version: Option<i32>,
}

/// What you ask for.
#[derive(InputObject)]
pub struct PortalPrivacyRequestInput {
    /// What is asked for.
    kind: PrivacyRequestKind,
    /// What the business should know; at most 4,000 characters.
    note: Option<String>,
}

/// A request about personal data was written down or decided.
#[derive(SimpleObject)]
pub struct PrivacyRequestSaved {
    /// The request as it is now.
    privacy_request: PrivacyRequest,
}

/// The business has the request.
#[derive(SimpleObject)]
pub struct PortalPrivacyRequestReceived {
    /// The request as it is now.
    privacy_request: PortalPrivacyRequest,
}

mutation_result! {
    /// How writing down a request about personal data ended.
    PrivacyRequestCreateResult =
        PrivacyRequestSaved | NotPermitted | CustomerNotFound | CustomerAlreadyDeleted | InvalidInput
}

mutation_result! {
    /// How deciding a request about personal data ended.
    PrivacyRequestDecideResult =
        PrivacyRequestSaved | NotPermitted | RecordNotFound | VersionConflict | WrongState | InvalidInput
        | ConfirmationMismatch | DeletionBlocked | DeleteRateLimited | CustomerHeld | CustomerNotDeleted | CustomerErased
        | CustomerNotFound
}

mutation_result! {
    /// How noting that who asks was checked ended.
    PrivacyRequestIdentityCheckResult =
        PrivacyRequestSaved | NotPermitted | RecordNotFound | VersionConflict | WrongState
}

mutation_result! {
    /// How extending a request ended.
    PrivacyRequestExtendResult =
        PrivacyRequestSaved | NotPermitted | RecordNotFound | VersionConflict | WrongState | InvalidInput
}

mutation_result! {
    /// How holding a request ended.
    PrivacyRequestHoldResult =
        PrivacyRequestSaved | NotPermitted | RecordNotFound | VersionConflict | WrongState | InvalidInput
}

mutation_result! {
    /// How going on with a request ended.
    PrivacyRequestResumeResult = PrivacyRequestSaved | NotPermitted | RecordNotFound | VersionConflict | WrongState
}

mutation_result! {
    /// How asking about personal data ended.
    PortalPrivacyRequestResult = PortalPrivacyRequestReceived | CustomerNotFound | InvalidInput
}

fn saved(request: privacy_requests::PrivacyRequest) -> PrivacyRequestSaved {
    PrivacyRequestSaved { privacy_request: request.into() }
}

#[derive(Default)]
pub struct PrivacyRequestMutations;

#[Object(guard = "Admit")]
impl PrivacyRequestMutations {
    /// Writes down what a customer asks about their data. While the same is open already, that request is given and
    /// nothing changes. Deletes nothing. Needs `privacy_requests.write`, for a deleted customer `customers.restore` too;
    /// audited as `privacy_request.received`.
    async fn privacy_request_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked for.")] input: PrivacyRequestCreateInput,
    ) -> async_graphql::Result<PrivacyRequestCreateResult> {
        let (kind, note) = (input.kind, input.note.as_deref());
        let done = async { privacy_requests::create(&permit(ctx)?, &input.customer_id, kind, note).await };
        answer(ctx, done.await, saved)
    }

    /// Notes that it is the customer who asks. Needs `privacy_requests.write`; audited as
    /// `privacy_request.identity_checked`.
    async fn privacy_request_identity_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: PrivacyRequestIdentityCheckInput,
    ) -> async_graphql::Result<PrivacyRequestIdentityCheckResult> {
        let expected = input.expected_version.map(i64::from);
        let done = async { privacy_requests::check_identity(&permit(ctx)?, &input.id, expected).await };
        answer(ctx, done.await, saved)
    }

    /// Takes two months more for a request, once, within the first month; the customer sees why in the portal. Needs
    /// `privacy_requests.write`; audited as `privacy_request.extended`.
    async fn privacy_request_extend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request, and why it takes longer.")] input: PrivacyRequestExtendInput,
    ) -> async_graphql::Result<PrivacyRequestExtendResult> {
        let expected = input.expected_version.map(i64::from);
        let done = async { privacy_requests::extend(&permit(ctx)?, &input.id, &input.reason, expected).await };
        answer(ctx, done.await, saved)
    }

    /// Puts the answer to a request off, with a reason. Its time goes on. Needs `privacy_requests.write`; audited as
    /// `privacy_request.held`.
    async fn privacy_request_hold(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request, and why it cannot be answered now.")] input: PrivacyRequestHoldInput,
    ) -> async_graphql::Result<PrivacyRequestHoldResult> {
        let expected = input.expected_version.map(i64::from);
        let done = async { privacy_requests::hold(&permit(ctx)?, &input.id, &input.reason, expected).await };
        answer(ctx, done.await, saved)
    }

    /// Goes on with a request that was held. Needs `privacy_requests.write`; audited as `privacy_request.resumed`.
    async fn privacy_request_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: PrivacyRequestResumeInput,
    ) -> async_graphql::Result<PrivacyRequestResumeResult> {
        let expected = input.expected_version.map(i64::from);
        let done = async { privacy_requests::resume(&permit(ctx)?, &input.id, expected).await };
        answer(ctx, done.await, saved)
    }

    /// Decides what a customer asked about their data: says that it was done, once who asks is checked, or refuses it on
    /// a ground with an answer. To say that an erasure is done begins it: the customer is deleted first, unless something
    /// stands in the way, then everything becomes unreadable, as with `customersErase`. Needs `privacy_requests.write`,
    /// to erase `customers.erase` and `customers.delete` too; audited as `privacy_request.decided`.
    async fn privacy_request_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: PrivacyRequestDecideInput,
    ) -> async_graphql::Result<PrivacyRequestDecideResult> {
        let lang = ctx.lang(input.locale.map(|locale| locale.0));
        let expected_version = input.expected_version.map(i64::from);
        let decision = Decision { done: input.done, ground: input.ground, answer: input.answer, expected_version };
        let confirmation = input.confirmation.unwrap_or_default();
        let request = FulfilRequest { id: input.id.0, decision, confirmation, lang };
        // Boxed, since what a resolver awaits lies on its stack.
        match Box::pin(async { lifecycle::fulfil(&permit(ctx)?, &request).await }).await {
            Ok(request) => Ok(saved(request).into()),
            Err(refusal) => PrivacyRequestDecideResult::refuse(delete_problem(ctx, lang, refusal)?)
                .ok_or_else(|| Fault::bug("a refusal outside the mutation's union").into()),
        }
    }

    /// Asks the business for one's data, or to erase it: a person decides within a month. While the same is open
    /// already, that request is given and nothing changes. For customers in the portal; audited as
    /// `privacy_request.received`.
    async fn portal_privacy_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked for.")] input: PortalPrivacyRequestInput,
    ) -> async_graphql::Result<PortalPrivacyRequestResult> {
        let (kind, note) = (input.kind, input.note.as_deref());
        let done = async { privacy_requests::create_by_customer(&permit(ctx)?, kind, note).await };
        answer(ctx, done.await, |request| PortalPrivacyRequestReceived {
            privacy_request: PortalPrivacyRequest(request),
        })
    }
}
