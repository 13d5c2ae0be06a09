//! Delete many: each customer by a delete of its own, all in one transaction, where the policy allows more than one at a
//! time (E20). Whoever cannot be deleted is left alone, and why is said.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::delete::{self, DELETIONS, DeleteRefusal};
use super::deletions::Deletion;
use super::quota::{self, Quota};
use crate::app::Cx;
use crate::audit;
use crate::customers::{self, Customer};
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Problem, Refusal};
use crate::ids::{CustomerId, CustomerKind};
use crate::policies::{self, Policy};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, term, text};

/// How many customers one request may name: as many as a page has.
const MAX_IDS: usize = 100;

term! {
    /// What became of a customer who was to be deleted with others.
    DeleteOutcome {
        /// Deleted: undo is offered.
        Deleted = "DELETED",
        /// Something stood in the way; nothing was changed.
        Blocked = "BLOCKED",
        /// There was nothing left to delete.
        AlreadyDeleted = "ALREADY_DELETED",
    }
}

/// Deletes that somebody asks for at once.
#[derive(Clone, Debug)]
pub struct DeleteManyRequest {
    pub ids: Vec<String>,
    /// The number that was typed.
    pub count: i64,
    pub reason: Option<String>,
}

/// What became of everybody, in the order in which they were named.
#[derive(Clone, Debug)]
pub struct DeletedMany {
    pub items: Vec<DeletedItem>,
    pub quota: Quota,
}

/// What became of one customer.
#[derive(Clone, Debug)]
pub struct DeletedItem {
    pub customer: CustomerId,
    pub outcome: DeleteOutcome,
    /// The delete, where there was one.
    pub deletion: Option<Deletion>,
    /// The kinds of record that stood in the way.
    pub blocked_by: Vec<RecordKind>,
}

/// Deletes customers: lock, check, limit, act, audit.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::BulkDeleteNotAllowed`], [`Refusal::CountMismatch`], [`Refusal::NotFound`],
/// [`Refusal::InvalidInput`], [`DeleteRefusal::QuotaUsedUp`] when fewer deletes are left than it takes; nothing was changed
/// then.
pub async fn delete_many(cx: &Cx, request: &DeleteManyRequest) -> Result<DeletedMany, DeleteRefusal> {
    cx.require(Permission::CustomersDelete)?;
    let ids = ids(cx, &request.ids)?;
    let reason = text::optional_paragraph("reason", request.reason.as_deref(), 1_000)?;
    let outcome: Result<DeletedMany, DeleteRefusal> = in_tx!(cx, |tx| {
        quota::lock(tx, cx).await?;
        let locked = customers::lock_all(tx, cx.account, ids.clone()).await?;
        let policy = policies::current(&mut *tx, cx.account).await?;
        if !policy.bulk_delete {
            return Err(Refusal::BulkDeleteNotAllowed.into());
        }
        let found = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        if request.count != found || found == 0 {
            return Err(Refusal::CountMismatch { found }.into());
        }
        if locked.len() != ids.len() {
            return Err(Refusal::NotFound(RecordKind::Customer).into());
        }
        let left = quota::of(&mut *tx, cx, policy.deletes_per_hour).await?;
        let mut each = each(tx, cx, locked, (&policy, reason.as_deref())).await?;
        let items: Vec<_> = ids.iter().filter_map(|id| each.remove(id)).collect();
        if deleted(&items) > left.remaining() {
            return Err(DeleteRefusal::QuotaUsedUp(left));
        }
        Ok(DeletedMany { quota: quota::of(&mut *tx, cx, policy.deletes_per_hour).await?, items })
    });
    let outcome = outcome?;
    metrics::counter!(DELETIONS).increment(u64::try_from(deleted(&outcome.items)).unwrap_or_default());
    Ok(outcome)
}

/// How many were deleted: as many as count for the quota.
fn deleted(items: &[DeletedItem]) -> i64 {
    i64::try_from(items.iter().filter(|item| item.deletion.is_some()).count()).unwrap_or(i64::MAX)
}

fn ids(cx: &Cx, asked: &[String]) -> Result<Vec<Uuid>, Refusal> {
    if asked.len() > MAX_IDS {
        return Err(FieldProblem::new("ids", Problem::TooMany { max: MAX_IDS }).into());
    }
    let mut ids = Vec::new();
    for id in asked {
        ids.push(cx.parse::<CustomerKind>(RecordKind::Customer, id)?.uuid());
    }
    let mut named = BTreeSet::new();
    ids.retain(|id| named.insert(*id));
    Ok(ids)
}

/// Deletes each, and tells everybody once all are: the audit log's end is locked last.
async fn each(
    tx: &mut Tx,
    cx: &Cx,
    locked: Vec<Customer>,
    (policy, reason): (&Policy, Option<&str>),
) -> Result<BTreeMap<Uuid, DeletedItem>, Fault> {
    let mut items = BTreeMap::new();
    for customer in locked {
        let (id, was_live) = (customer.id, customer.is_active());
        let item = |outcome| DeletedItem { customer: id, outcome, deletion: None, blocked_by: Vec::new() };
        let item = if !was_live {
            item(DeleteOutcome::AlreadyDeleted)
        } else {
            match delete::by_rules(tx, cx, customer, (policy, reason)).await? {
                Ok(deletion) => DeletedItem { deletion: Some(deletion), ..item(DeleteOutcome::Deleted) },
                Err(blocked_by) => DeletedItem { blocked_by, ..item(DeleteOutcome::Blocked) },
            }
        };
        items.insert(id.uuid(), item);
    }
    let mut entries = Vec::new();
    for deletion in items.values().filter_map(|item| item.deletion.as_ref()) {
        entries.push(delete::tell(tx, cx, deletion).await?);
    }
    audit::record_all(tx, cx, entries).await?;
    Ok(items)
}
