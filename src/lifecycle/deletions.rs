//! Deletions: each a thing of its own, with what it touched.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::Actor;
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, DeletionId};
use crate::sql;
use crate::terms::{ActorKind, DeletionMode, EffectAction, RecordKind};

/// What happened, or would happen, to records of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    pub kind: RecordKind,
    pub action: EffectAction,
    pub count: i64,
}

impl Effect {
    /// Adds to the effect of the same kind and action.
    pub(super) fn add(effects: &mut Vec<Self>, kind: RecordKind, action: EffectAction, count: i64) {
        if count == 0 {
            return;
        }
        match effects.iter_mut().find(|effect| effect.kind == kind && effect.action == action) {
            Some(effect) => effect.count += count,
            None => effects.push(Self { kind, action, count }),
        }
    }
}

/// A customer's deletion.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Deletion {
    pub id: DeletionId,
    pub customer_id: CustomerId,
    pub mode: DeletionMode,
    pub policy_version: i64,
    pub reason: Option<String>,
    pub by_kind: ActorKind,
    pub by_id: Option<Uuid>,
    pub at: Timestamp,
    pub undo_expires_at: Timestamp,
    effects: String,
    pub undone_at: Option<Timestamp>,
    pub undo_reason: Option<String>,
}

impl Deletion {
    pub(super) fn new(
        id: DeletionId,
        customer_id: CustomerId,
        mode: DeletionMode,
        by: Actor,
        policy: &crate::policies::Policy,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            customer_id,
            mode,
            policy_version: policy.version,
            reason: None,
            by_kind: by.kind,
            by_id: by.id,
            at,
            undo_expires_at: at + chrono::Duration::seconds(policy.undo_window_seconds),
            effects: String::from("[]"),
            undone_at: None,
            undo_reason: None,
        }
    }

    /// Who deleted.
    pub fn by(&self) -> Actor {
        Actor { kind: self.by_kind, id: self.by_id }
    }

    /// What it did.
    ///
    /// # Errors
    /// [`Fault`] when the stored list is not readable.
    pub fn effects(&self) -> Result<Vec<Effect>, Fault> {
        serde_json::from_str(&self.effects).map_err(|_| Fault::bug("a deletion's effects are not readable"))
    }

    pub(super) fn set_effects(&mut self, effects: &[Effect]) -> Result<(), Fault> {
        self.effects = serde_json::to_string(effects).map_err(|_| Fault::bug("effects cannot be written as JSON"))?;
        Ok(())
    }
}

const COLUMNS: &str = "id, customer_id, mode, policy_version, reason, by_kind, by_id, at, undo_expires_at, effects,
    undone_at, undo_reason";

/// A deletion by its id.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: DeletionId) -> Result<Option<Deletion>, Fault> {
    sql!(COLUMNS, "select {columns} from deletions where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Deletions by their ids.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Deletion>, Fault> {
    sql!(COLUMNS, "select {columns} from deletions where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// The latest deletion of each customer who has any, undone or not.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn latest(on: impl Into<Exec<'_>>, account: AccountId, customers: Vec<Uuid>) -> Result<Vec<Deletion>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from deletions where account_id = $1 and customer_id [ids:$2]
            and not exists (select 1 from deletions later where later.account_id = $1
                and later.customer_id = deletions.customer_id
                and (later.at > deletions.at or (later.at = deletions.at and later.id > deletions.id)))"
    )
    .bind(account)
    .bind(customers)
    .all(on)
    .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, deletion: &Deletion) -> Result<(), Fault> {
    sql!(
        "insert into deletions (account_id, id, customer_id, mode, policy_version, reason, by_kind, by_id, at,
            undo_expires_at, effects)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )
    .bind(account)
    .bind(deletion.id)
    .bind(deletion.customer_id)
    .bind(deletion.mode)
    .bind(deletion.policy_version)
    .bind(deletion.reason.clone())
    .bind(deletion.by_kind)
    .bind(deletion.by_id)
    .bind(deletion.at)
    .bind(deletion.undo_expires_at)
    .bind(&deletion.effects)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn mark_undone(
    tx: &mut Tx,
    account: AccountId,
    id: DeletionId,
    by: Actor,
    at: Timestamp,
    reason: Option<&str>,
) -> Result<(), Fault> {
    sql!(
        "update deletions set undone_at = $3, undone_by_kind = $4, undone_by_id = $5, undo_reason = $6
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(id)
    .bind(at)
    .bind(by.kind)
    .bind(by.id)
    .bind(reason)
    .run(tx)
    .await?;
    Ok(())
}
