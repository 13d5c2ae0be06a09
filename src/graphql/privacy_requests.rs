//! The face of what customers ask about their data, for staff and in the portal.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};

use super::actors::Actor;
use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, Needs, id_in_filter};
use super::customers::{Customer, customer_of};
use super::erasures::Erasure;
use super::scalars::{Date, DateTime, int};
use crate::ids::PrivacyRequestId;
use crate::privacy_requests::{
    self, PrivacyRefusalGround, PrivacyRequestFilter, PrivacyRequestKind, PrivacyRequestSource, PrivacyRequestState,
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
