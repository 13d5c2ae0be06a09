//! Merge: several records of one customer become one, in one transaction (B11, E17). Nothing is deleted: what was the
//! others' is the survivor's, and each row that moved is noted, so that an undo can tell it from what came since.

mod all;
mod defaults;
mod jobs;
mod plan;
mod store;
mod undo;

pub(super) use all::go_on_with_all;
pub use all::{MergeAllRequest, Pairs, merge_all};
pub use jobs::{
    ConflictRule, MergeJob, MergeJobItem, MergeJobState, PairOutcome, find as find_merge_job, items as merge_job_items,
    list as merge_jobs,
};
pub use plan::{Choice, FieldPlan, MergeField, MergePlan, Moving, Taken, plan_merge};
pub(super) use store::none_since;
pub use store::{Merge, by_ids as merges_by_ids, merged_by, of_customers as merges_of};
pub(super) use undo::take_apart;
pub use undo::{LeftRow, MergeLeft, UnmergeRequest, Unmerged, unmerge};

use serde::Serialize;
use uuid::Uuid;

use plan::{Whom, plan};

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer};
use crate::db::{Query, Tx};
use crate::error::{Fault, Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{CustomerId, Id};
use crate::records::columns::{stamp_customers_sql, tables};
use crate::terms::{Permission, RecordKind};
use crate::webhooks::{self, Event, WebhookEvent};
use crate::{in_tx, legal_holds, sql, text};

/// A merge that somebody asks for.
#[derive(Clone, Debug, Serialize)]
pub struct MergeRequest {
    pub survivor: String,
    pub others: Vec<String>,
    /// Whose value the survivor is to have, where that is not the plan's.
    pub choose: Vec<Choice>,
    /// When given, only the plan that was seen is carried out.
    pub plan_hash: Option<String>,
    pub reason: Option<String>,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// A merge that happened.
#[derive(Clone, Debug)]
pub struct Merged {
    pub survivor: Customer,
    pub merge: Merge,
}

/// Merges customers into another: lock, plan, move, hide, audit.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::MergePlanChanged`],
/// [`Refusal::CustomerHeld`], [`Refusal::InvalidInput`], [`Refusal::IdempotencyConflict`]; nothing was changed then.
pub async fn merge(cx: &Cx, request: &MergeRequest) -> Outcome<Merged> {
    cx.require(Permission::CustomersMerge)?;
    let whom = Whom::read(cx, &request.survivor, &request.others)?;
    let reason = text::optional_paragraph("reason", request.reason.as_deref(), 1_000)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customersMerge", request)?;
    in_tx!(cx, |tx| {
        let found = customers::lock_all(tx, cx.account, whom.all()).await?;
        // Once the locks are held: of two that come at the same moment, the second finds what the first did.
        if let Some(done) = replayed(tx, cx, key.as_ref()).await? {
            return Ok(done);
        }
        let plan = plan(&mut *tx, cx.account, &whom, &found).await?;
        let plan_hash = plan.hash();
        if request.plan_hash.as_ref().is_some_and(|seen| *seen != plan_hash) {
            return Err(Refusal::MergePlanChanged { plan_hash }.into());
        }
        for id in whom.others.iter().chain([&whom.survivor]) {
            legal_holds::require_none(&mut *tx, cx, *id).await?;
        }
        let taken = plan.taken(cx, &request.choose)?;
        let survivor = plan.outcome(cx, &taken)?;
        let stamp = (cx.who.actor(), cx.now());
        let merge = Merge::new(cx.id(), &plan.survivor, (&taken, &plan.records), reason.clone(), stamp)?;
        let done = carry_out(tx, cx, &plan, Merged { survivor, merge }).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, done.merge.id.uuid()).await?;
        }
        Ok(done)
    })
}

/// Carries out a merge as it was planned. All of them are locked.
pub(super) async fn carry_out(tx: &mut Tx, cx: &Cx, plan: &MergePlan, merged: Merged) -> Result<Merged, Fault> {
    let others: Vec<_> = plan.others.iter().map(|other| other.id).collect();
    let merge = &merged.merge;
    store::insert(tx, cx.account, merge).await?;
    move_records(tx, cx, merge, &others).await?;
    hide(tx, cx, merge, &others).await?;
    customers::put(tx, cx.account, &merged.survivor).await?;
    note(tx, cx, merge, &others).await?;
    Ok(merged)
}

async fn replayed(tx: &mut Tx, cx: &Cx, key: Option<&IdempotencyKey>) -> Outcome<Option<Merged>> {
    let Some(key) = key else { return Ok(None) };
    let Some(id) = key.earlier(tx, cx).await? else { return Ok(None) };
    let gone = || Fault::bug("an idempotency key names a merge that is not there");
    let merge = store::find(&mut *tx, cx.account, Id::from_uuid(id)).await?.ok_or_else(gone)?;
    let survivor = customers::find(&mut *tx, cx.account, merge.customer_id).await?.ok_or_else(gone)?;
    Ok(Some(Merged { survivor, merge }))
}

/// Moves everything that is the others', and notes each row.
async fn move_records(tx: &mut Tx, cx: &Cx, merge: &Merge, others: &[CustomerId]) -> Result<(), Fault> {
    end_portal_access(tx, cx, &uuids(others)).await?;
    for table in tables().filter(|table| table.moves_as().is_some()) {
        let run = |text: String, id: Uuid| Query::built(text).bind(cx.account).bind(id).bind(uuids(others));
        run(table.stamp_sql(), merge.id.uuid()).run(&mut *tx).await?;
        run(table.move_sql(), merge.customer_id.uuid()).run(&mut *tx).await?;
    }
    defaults::keep_one(tx, cx.account, merge.customer_id, merge.id).await
}

/// Sessions and sign-in links of the others end for good, and so do addresses that they have not confirmed: an undo does
/// not bring them back.
async fn end_portal_access(tx: &mut Tx, cx: &Cx, others: &[Uuid]) -> Result<(), Fault> {
    for end in [
        sql!(
            "update portal_sessions set ended_at = $2
             where account_id = $1 and ended_at is null and customer_id [ids:$3]"
        ),
        sql!(
            "update portal_links set consumed_at = $2
             where account_id = $1 and consumed_at is null and customer_id [ids:$3]"
        ),
    ] {
        end.bind(cx.account).bind(cx.now()).bind(others.to_vec()).run(&mut *tx).await?;
    }
    sql!("delete from email_changes where account_id = $1 and customer_id [ids:$2]")
        .bind(cx.account)
        .bind(others.to_vec())
        .run(&mut *tx)
        .await?;
    Ok(())
}

/// Makes the others part of the survivor. Nothing open is theirs any more.
async fn hide(tx: &mut Tx, cx: &Cx, merge: &Merge, others: &[CustomerId]) -> Result<(), Fault> {
    let stamp = Query::built(stamp_customers_sql()).bind(cx.account).bind(merge.id).bind(uuids(others));
    stamp.run(&mut *tx).await?;
    customers::set_merged(tx, cx.account, uuids(others), merge.customer_id, cx.now()).await?;
    for other in others {
        customers::reindex(tx, cx.account, *other).await?;
    }
    Ok(())
}

fn uuids(ids: &[CustomerId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

async fn note(tx: &mut Tx, cx: &Cx, merge: &Merge, others: &[CustomerId]) -> Result<(), Fault> {
    customers::announce(tx, cx, merge.customer_id);
    others.iter().for_each(|other| customers::announce(tx, cx, *other));
    for other in others {
        let event = Event::new(WebhookEvent::CustomerMerged).of(*other).by(merge.id);
        webhooks::queue(tx, cx, &event.with("into", merge.customer_id.to_string())).await?;
    }
    let data = serde_json::json!({
        "merged": others,
        "moved": merge.moved()?,
        "fields": merge.taken()?,
    });
    let entry = Entry::of("customers.merged", RecordKind::Merge, merge.id.uuid(), Some(merge.customer_id));
    audit::record(tx, cx, entry.with(data)).await?;
    Ok(())
}
