//! Legal holds: while one stands, nothing that is known of its customer is deleted or made unreadable. A hold is on the
//! customer, or on one record of theirs, which keeps the rest with it: a record without its customer proves nothing. One
//! with an end stops holding by itself.

mod list;
mod store;

pub use list::list;
pub use store::{forget_reasons, of_customer};

use std::collections::BTreeSet;

use serde::Serialize;
use uuid::Uuid;

use crate::access::Actor;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::customers;
use crate::db::{Exec, Tx};
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{CustomerId, Id, LegalHoldId, parse_any};
use crate::terms::{ActorKind, Permission, RecordKind};
use crate::{in_tx, term, text};

term! {
    /// Where a legal hold stands.
    LegalHoldState {
        /// It holds.
        Standing = "STANDING",
        /// Its time is over.
        Ended = "ENDED",
        /// Somebody released it.
        Released = "RELEASED",
    }
}

/// What a hold can be on besides the customer.
const RECORDS: [RecordKind; 7] = [
    RecordKind::Vehicle,
    RecordKind::WorkOrder,
    RecordKind::Booking,
    RecordKind::Quote,
    RecordKind::Conversation,
    RecordKind::PaymentMethod,
    RecordKind::Invoice,
];

/// A legal hold.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LegalHold {
    pub id: LegalHoldId,
    pub customer_id: CustomerId,
    pub record_kind: RecordKind,
    pub record_id: Uuid,
    pub reason: String,
    /// From when on it holds no more; it stands until it is released, when left out.
    pub ends_at: Option<Timestamp>,
    pub placed_at: Timestamp,
    pub placed_by_kind: ActorKind,
    pub placed_by: Option<Uuid>,
    pub released_at: Option<Timestamp>,
    /// Nobody's own act where a delete released it.
    pub released_by_kind: Option<ActorKind>,
    pub released_by: Option<Uuid>,
}

impl LegalHold {
    /// Where it stands at a time.
    pub fn state(&self, now: Timestamp) -> LegalHoldState {
        match (self.released_at, self.ends_at) {
            (Some(_), _) => LegalHoldState::Released,
            (None, Some(end)) if end <= now => LegalHoldState::Ended,
            (None, _) => LegalHoldState::Standing,
        }
    }

    /// Who placed it.
    pub fn placed_by(&self) -> Actor {
        Actor { kind: self.placed_by_kind, id: self.placed_by }
    }

    /// Who released it by an act of its own.
    pub fn released_by(&self) -> Option<Actor> {
        self.released_by_kind.map(|kind| Actor { kind, id: self.released_by })
    }
}

/// A hold to place.
#[derive(Clone, Debug, Serialize)]
pub struct NewHold {
    pub customer: String,
    /// One record of theirs; the customer, when left out.
    pub record: Option<String>,
    pub reason: String,
    pub ends_at: Option<Timestamp>,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// Places a hold, also on a customer who is deleted already.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`] for a customer who is part of another,
/// [`Refusal::InvalidInput`], [`Refusal::IdempotencyConflict`].
pub async fn place(cx: &Cx, new: &NewHold) -> Outcome<LegalHold> {
    cx.require(Permission::LegalHoldsManage)?;
    let customer: CustomerId = cx.parse(RecordKind::Customer, &new.customer)?;
    let reason = text::paragraph("reason", &new.reason, 1_000)?;
    let record = record_of(customer, new.record.as_deref())?;
    let key = IdempotencyKey::of(new.idempotency_key.as_deref(), "legalHoldPlace", new)?;
    in_tx!(cx, |tx| {
        let missing = || Refusal::NotFound(RecordKind::Customer);
        let locked = customers::lock(tx, cx.account, customer).await?.ok_or_else(missing)?;
        if let Some(key) = &key
            && let Some(id) = key.earlier(tx, cx).await?
        {
            return found(tx, cx, Id::from_uuid(id)).await;
        }
        // What is known of them is the survivor's, whom the hold would not keep.
        if locked.merged_into.is_some() {
            return Err(Refusal::WrongState { kind: RecordKind::Customer, state: "MERGED" }.into());
        }
        check(tx, cx, customer, record, new.ends_at).await?;
        let by = cx.who.actor();
        let hold = LegalHold {
            id: cx.id(),
            customer_id: customer,
            record_kind: record.0,
            record_id: record.1,
            reason: reason.clone(),
            ends_at: new.ends_at,
            placed_at: cx.now(),
            placed_by_kind: by.kind,
            placed_by: by.id,
            released_at: None,
            released_by_kind: None,
            released_by: None,
        };
        store::insert(tx, cx.account, &hold).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, hold.id.uuid()).await?;
        }
        note(tx, cx, &hold, "legal_hold.placed").await?;
        Ok(hold)
    })
}

/// What a hold is to be on.
fn record_of(customer: CustomerId, id: Option<&str>) -> Result<(RecordKind, Uuid), Refusal> {
    let Some(id) = id else { return Ok((RecordKind::Customer, customer.uuid())) };
    let because =
        "a hold is on a customer, vehicle, work order, booking, quote, conversation, payment method or invoice";
    let refused = || FieldProblem::new("recordId", Problem::NotAllowed { because });
    let (prefix, uuid) = parse_any(id).map_err(|_| refused())?;
    let kind = RECORDS.into_iter().find(|kind| kind.prefix() == prefix).ok_or_else(refused)?;
    Ok((kind, uuid))
}

async fn check(
    tx: &mut Tx,
    cx: &Cx,
    customer: CustomerId,
    (kind, record): (RecordKind, Uuid),
    ends_at: Option<Timestamp>,
) -> Outcome<()> {
    if ends_at.is_some_and(|end| end <= cx.now()) {
        return Err(FieldProblem::new("endsAt", Problem::NotAllowed { because: "it is over already" }).into());
    }
    if kind != RecordKind::Customer && !store::is_theirs(tx, cx.account, customer, kind, record).await? {
        return Err(Refusal::NotFound(kind).into());
    }
    Ok(())
}

/// Releases a hold that stands.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`].
pub async fn release(cx: &Cx, id: &str) -> Outcome<LegalHold> {
    cx.require(Permission::LegalHoldsManage)?;
    let id: LegalHoldId = cx.parse(RecordKind::LegalHold, id)?;
    in_tx!(cx, |tx| {
        let customer = found(tx, cx, id).await?.customer_id;
        customers::lock(tx, cx.account, customer).await?;
        // Once the lock is held: a delete may have released it.
        let hold = found(tx, cx, id).await?;
        let state = hold.state(cx.now());
        if state != LegalHoldState::Standing {
            return Err(Refusal::WrongState { kind: RecordKind::LegalHold, state: state.as_str() }.into());
        }
        let by = cx.who.actor();
        let (kind, released_by) = (Some(by.kind), by.id);
        let hold = LegalHold { released_at: Some(cx.now()), released_by_kind: kind, released_by, ..hold };
        store::release(tx, cx.account, &hold).await?;
        note(tx, cx, &hold, "legal_hold.released").await?;
        Ok(hold)
    })
}

async fn found(tx: &mut Tx, cx: &Cx, id: LegalHoldId) -> Outcome<LegalHold> {
    let found = store::find(tx, cx.account, id).await?;
    found.ok_or_else(|| Refusal::NotFound(RecordKind::LegalHold).into())
}

async fn note(tx: &mut Tx, cx: &Cx, hold: &LegalHold, action: &'static str) -> Outcome<()> {
    customers::announce(tx, cx, hold.customer_id);
    let data = serde_json::json!({ "on": hold.record_kind, "record": hold.record_id, "endsAt": hold.ends_at });
    let entry = Entry::of(action, RecordKind::LegalHold, hold.id.uuid(), Some(hold.customer_id));
    audit::record(tx, cx, entry.with(data)).await?;
    Ok(())
}

/// The holds that stand on a customer.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn standing(on: impl Into<Exec<'_>>, cx: &Cx, customer: CustomerId) -> Result<Vec<LegalHold>, Fault> {
    let now = cx.now();
    let mut holds = of_customer(on, cx.account, customer).await?;
    holds.retain(|hold| hold.state(now) == LegalHoldState::Standing);
    Ok(holds)
}

/// Whether a hold stands on a customer.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn is_held(on: impl Into<Exec<'_>>, cx: &Cx, customer: CustomerId) -> Result<bool, Fault> {
    Ok(!held_among(on, cx, &[customer]).await?.is_empty())
}

/// Those of some customers on whom a hold stands.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn held_among(
    on: impl Into<Exec<'_>>,
    cx: &Cx,
    customers: &[CustomerId],
) -> Result<BTreeSet<CustomerId>, Fault> {
    let ids = customers.iter().map(|id| id.uuid()).collect();
    Ok(store::held_among(on, cx.account, ids, cx.now()).await?.into_iter().collect())
}

/// Refuses what would delete a customer or make them unreadable while a hold stands. The customer is locked.
///
/// # Errors
/// [`Refusal::CustomerHeld`].
pub async fn require_none(on: impl Into<Exec<'_>>, cx: &Cx, customer: CustomerId) -> Outcome<()> {
    let holds = standing(on, cx, customer).await?;
    if holds.is_empty() {
        return Ok(());
    }
    let ends: Option<Vec<Timestamp>> = holds.iter().map(|hold| hold.ends_at).collect();
    let count = i64::try_from(holds.len()).unwrap_or(i64::MAX);
    Err(Refusal::CustomerHeld { count, until: ends.and_then(|ends| ends.into_iter().max()) }.into())
}
