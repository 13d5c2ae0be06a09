//! The face of what customers ask about their data, for staff and in the portal.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::actors::Actor;
use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, Needs, id_in_filter, permit};
use super::customers::{Customer, customer_of};
use super::deletion_acts::delete_problem;
use super::erasures::Erasure;
use super::errors::{Answer, answer};
use super::scalars::{Date, DateTime, Locale, int};
use crate::error::Fault;
use crate::ids::PrivacyRequestId;
use crate::lifecycle::{self, FulfilRequest};
use crate::mutation_result;
use crate::privacy_requests::{
    self, Decision, PrivacyRefusalGround, PrivacyRequestFilter, PrivacyRequestKind, PrivacyRequestSource,
    PrivacyRequestState,
};
use crate::terms::Permission;
use crate::{accounts, erasures};

/// What a customer asks about their data.
#[derive(Clone)]
pub struct PrivacyRequest(pub Arc<privacy_requests::PrivacyRequest>);

impl From<privacy_requests::PrivacyRequest> for PrivacyRequest {
    fn from(request: privacy_requests::PrivacyRequest) -> Self {
        Self(Arc::new(request))
    }
}

/// What a customer asks about their data. It stays when the customer is deleted, and can be decided after that. Needs
/// `privacy_requests.read`.
#[Object]
impl PrivacyRequest {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What is asked for.
    async fn kind(&self) -> PrivacyRequestKind {
        self.0.kind
    }

    /// Where it stands.
    async fn state(&self) -> PrivacyRequestState {
        self.0.state
    }

    /// Who asks; null when you may not see the customer: a deleted one takes `customers.restore`.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }

    /// In the customer's words.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// What the customer was told.
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// How it came in.
    async fn source(&self) -> PrivacyRequestSource {
        self.0.source
    }

    /// When it came in.
    async fn received_at(&self) -> DateTime {
        self.0.received_at.into()
    }

    /// The last day to act on it: a month after it came in, two months more where it was extended (GDPR, article 12(3)).
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// When it was decided.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime::from)
    }

    /// Who decided it.
    async fn decided_by(&self) -> Option<Actor> {
        self.0.decided_by().map(Actor::from)
    }

    /// When who asks was checked; it cannot be done before.
    async fn identity_checked_at(&self) -> Option<DateTime> {
        self.0.identity_checked_at.map(DateTime::from)
    }

    /// When it was extended.
    async fn extended_at(&self) -> Option<DateTime> {
        self.0.extended_at.map(DateTime::from)
    }

    /// Why it takes longer: the customer has to be told.
    async fn extension_reason(&self) -> Option<&str> {
        self.0.extension_reason.as_deref()
    }

    /// Why it could not be answered when it was held last.
    async fn hold_reason(&self) -> Option<&str> {
        self.0.hold_reason.as_deref()
    }

    /// The ground that it was refused on.
    async fn ground(&self) -> Option<PrivacyRefusalGround> {
        self.0.ground
    }

    /// The erasure that it led to. Needs `customers.restore`.
    #[graphql(guard = "Needs(Permission::CustomersRestore)")]
    async fn erasure(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Erasure>> {
        let Some(id) = self.0.erasure_id else { return Ok(None) };
        let cx = ctx.cx()?;
        Ok(erasures::find(&cx.db, cx.account, id).await?.map(Erasure::try_from).transpose()?)
    }

    /// Goes up with each change; send it back as `expectedVersion`.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }
}

/// Where a list of requests is read from.
pub type PrivacyRequestConnection = Connection<ListSource<privacy_requests::PrivacyRequest, PrivacyRequest>>;

/// Which requests to list. All that is given must fit.
#[derive(InputObject, Default)]
pub struct PrivacyRequestWhere {
    /// Those of this customer.
    customer_id: Option<ID>,
    /// Those that ask for this.
    kind: Option<PrivacyRequestKind>,
    /// Those in one of these states.
    state: Option<Vec<PrivacyRequestState>>,
    /// Those that are due before this day.
    due_before: Option<Date>,
    /// True: those that are still open after their last day.
    overdue: Option<bool>,
}

impl PrivacyRequestWhere {
    fn filter(self, today: chrono::NaiveDate) -> PrivacyRequestFilter {
        let wanted = self;
        PrivacyRequestFilter {
            customer: wanted.customer_id.as_ref().map(id_in_filter),
            kind: wanted.kind,
            state: wanted.state.unwrap_or_default(),
            due_before: wanted.due_before.map(|day| day.0),
            overdue: wanted.overdue.filter(|overdue| *overdue).map(|_| today),
        }
    }
}

#[derive(Default)]
pub struct PrivacyRequestQueries;

#[Object(guard = "Admit")]
impl PrivacyRequestQueries {
    /// One request about personal data; null when there is none. Needs `privacy_requests.read`.
    async fn privacy_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request's id.")] id: ID,
    ) -> async_graphql::Result<Option<PrivacyRequest>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<PrivacyRequestId>() else { return Ok(None) };
        Ok(privacy_requests::find(&cx.db, cx.account, id).await?.map(PrivacyRequest::from))
    }

    /// Requests about personal data that fit a filter, the latest first, those of deleted customers among them. Needs
    /// `privacy_requests.read`.
    async fn privacy_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests; all when left out.")] r#where: Option<PrivacyRequestWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<PrivacyRequestConnection> {
        let cx = ctx.cx()?;
        let today = accounts::get(&cx.db, cx.account).await?.day_of(cx.now());
        let list = privacy_requests::list(cx.account, &r#where.unwrap_or_default().filter(today));
        connection(list, PrivacyRequest::from, (first, after, last, before))
    }
}

/// A request about personal data, as the customer sees it.
#[derive(Clone)]
pub struct PortalPrivacyRequest(pub privacy_requests::PrivacyRequest);

/// Where a customer's list of requests is read from.
pub type PortalPrivacyRequestConnection =
    Connection<ListSource<privacy_requests::PrivacyRequest, PortalPrivacyRequest>>;

/// A request about personal data, as the customer sees it.
#[Object]
impl PortalPrivacyRequest {
    /// What was asked for.
    async fn kind(&self) -> PrivacyRequestKind {
        self.0.kind
    }

    /// Where it stands.
    async fn state(&self) -> PrivacyRequestState {
        self.0.state
    }

    /// What was said with it.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// What the business says to it.
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// When it was made.
    async fn received_at(&self) -> DateTime {
        self.0.received_at.into()
    }

    /// The day by which the business has to act on it.
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// Why it takes longer than a month.
    async fn extension_reason(&self) -> Option<&str> {
        self.0.extension_reason.as_deref()
    }

    /// The ground that it was refused on.
    async fn ground(&self) -> Option<PrivacyRefusalGround> {
        self.0.ground
    }

    /// When it was decided.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime::from)
    }
}

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
