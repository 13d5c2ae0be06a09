//! The legal holds' face.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::actors::Actor;
use super::connection::{Connection, ListSource};
use super::context::{Admit, ContextExt, permit};
use super::customers::{Customer, customer_of};
use super::errors::answer;
use super::scalars::DateTime;
use crate::ids::type_id;
use crate::legal_holds::{self, LegalHold, LegalHoldState, NewHold};
use crate::mutation_result;
use crate::terms::RecordKind;

/// A legal hold: while it stands, its customer can be neither deleted nor made unreadable.
#[derive(Clone)]
pub struct Hold(LegalHold);

impl From<LegalHold> for Hold {
    fn from(hold: LegalHold) -> Self {
        Self(hold)
    }
}

/// Where a list of legal holds is read from.
pub type HoldConnection = Connection<ListSource<LegalHold, Hold>>;

/// A legal hold: while it stands, its customer can be neither deleted nor made unreadable. Needs `legal_holds.manage`.
#[Object]
impl Hold {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Whom it keeps; null when you may not see the customer: a deleted one takes `customers.restore`.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }

    /// The kind of record that it is on.
    async fn record_kind(&self) -> RecordKind {
        self.0.record_kind
    }

    /// The id of the record that it is on.
    async fn record_id(&self) -> ID {
        type_id(self.0.record_kind.prefix(), self.0.record_id).into()
    }

    /// Why it stands.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Where it stands.
    async fn state(&self, ctx: &Context<'_>) -> LegalHoldState {
        self.0.state(ctx.caller().app.now())
    }

    /// From when on it holds no more; null when it stands until it is released.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(DateTime::from)
    }

    /// When it was placed.
    async fn placed_at(&self) -> DateTime {
        self.0.placed_at.into()
    }

    /// Who placed it.
    async fn placed_by(&self) -> Actor {
        self.0.placed_by().into()
    }

    /// When it was released.
    async fn released_at(&self) -> Option<DateTime> {
        self.0.released_at.map(DateTime::from)
    }

    /// Who released it; null where a delete did, with `RELEASE_HOLD`.
    async fn released_by(&self) -> Option<Actor> {
        self.0.released_by().map(Actor::from)
    }
}

/// A hold to place.
#[derive(InputObject)]
pub struct LegalHoldPlaceInput {
    /// Whom it keeps, deleted or not; of merged customers, the survivor.
    customer_id: ID,
    /// One record of theirs that it is on: a vehicle, work order, booking, quote, conversation, payment method or invoice;
    /// the customer, when left out.
    record_id: Option<ID>,
    /// Why; at most 1,000 characters.
    reason: String,
    /// From when on it holds no more; it stands until it is released, when left out.
    ends_at: Option<DateTime>,
    /// Sent again with the same input, it answers the same. Kept for a day.
    idempotency_key: Option<String>,
}

/// A hold to release.
#[derive(InputObject)]
pub struct LegalHoldReleaseInput {
    /// The hold.
    id: ID,
}

/// A hold was placed or released.
#[derive(SimpleObject)]
pub struct LegalHoldSaved {
    /// The hold as it is now.
    hold: Hold,
}

mutation_result! {
    /// How placing a hold ended.
    LegalHoldPlaceResult =
        LegalHoldSaved | NotPermitted | CustomerNotFound | RecordNotFound | WrongState | InvalidInput
        | IdempotencyConflict
}

mutation_result! {
    /// How releasing a hold ended.
    LegalHoldReleaseResult = LegalHoldSaved | NotPermitted | RecordNotFound | WrongState
}

#[derive(Default)]
pub struct LegalHoldMutations;

#[Object(guard = "Admit")]
impl LegalHoldMutations {
    /// Places a legal hold on a customer, or on one record of theirs. While it stands, the customer can be neither deleted
    /// nor masked, erased, made anonymous or purged; an erasure that is not final waits, and can be called off. Ordinary
    /// work goes on. Needs `legal_holds.manage`; audited as `legal_hold.placed`.
    async fn legal_hold_place(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The hold.")] input: LegalHoldPlaceInput,
    ) -> async_graphql::Result<LegalHoldPlaceResult> {
        let new = NewHold {
            customer: input.customer_id.0,
            record: input.record_id.map(|id| id.0),
            reason: input.reason,
            ends_at: input.ends_at.map(|end| end.0),
            idempotency_key: input.idempotency_key,
        };
        let placed = async { legal_holds::place(&permit(ctx)?, &new).await }.await;
        answer(ctx, placed, |hold| LegalHoldSaved { hold: hold.into() })
    }

    /// Releases a legal hold that stands. Needs `legal_holds.manage`; audited as `legal_hold.released`.
    async fn legal_hold_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The hold to release.")] input: LegalHoldReleaseInput,
    ) -> async_graphql::Result<LegalHoldReleaseResult> {
        let released = async { legal_holds::release(&permit(ctx)?, &input.id).await }.await;
        answer(ctx, released, |hold| LegalHoldSaved { hold: hold.into() })
    }
}
