//! Plans of a delete as clients see them: ready, blocked, or why not.

use async_graphql::{SimpleObject, Union};

use super::blockers::DeletionBlocker;
use super::customers::Customer;
use super::erasure_plans::ErasureEffect;
use super::errors::{CustomerAlreadyDeleted, CustomerNotFound, ErrorCode, NotPermitted, Problem};
use super::scalars::{DateTime, int};
use crate::app::Cx;
use crate::customers;
use crate::erasures::Outlook;
use crate::error::{Fault, Refusal};
use crate::i18n::{self, args};
use crate::lifecycle::{self, Blocker as Stands, Effect, Plan, PlanHash, Quota, texts};
use crate::policies;
use crate::terms::{DeletionMode, EffectAction, Lang, Permission, RecordKind};

/// How many deletes somebody has left: successful ones are counted over a rolling hour, on all nodes together.
#[derive(Clone, Copy, SimpleObject)]
pub struct DeleteQuota {
    /// Deletes in an hour.
    limit: i32,
    /// Deletes in the last hour.
    used: i32,
    /// What is left.
    remaining: i32,
    /// When one more becomes possible; null while some are left.
    next_slot_at: Option<DateTime>,
}

impl From<Quota> for DeleteQuota {
    fn from(quota: Quota) -> Self {
        Self {
            limit: int(quota.limit),
            used: int(quota.used),
            remaining: int(quota.remaining()),
            next_slot_at: quota.next_slot_at().map(DateTime::from),
        }
    }
}

/// What happens to records of a kind.
#[derive(Clone, Copy, SimpleObject)]
pub struct DeletionEffect {
    /// The kind of record.
    kind: RecordKind,
    /// What happens to them.
    action: EffectAction,
    /// How many.
    count: i32,
}

impl From<Effect> for DeletionEffect {
    fn from(effect: Effect) -> Self {
        Self { kind: effect.kind, action: effect.action, count: int(effect.count) }
    }
}

/// Nothing stands in the way: what a delete would do, and what it takes to confirm it.
#[derive(Clone, SimpleObject)]
pub struct DeletionReady {
    /// The customer.
    customer: Customer,
    /// Send it back with the delete to be sure that this plan, and no other, is carried out.
    plan_hash: String,
    /// For people: what will be hidden, and what stays on file.
    summary: String,
    /// What happens to which records.
    effects: Vec<DeletionEffect>,
    /// What of them becomes unreadable with `MASK`, table by table; empty with `ARCHIVE`.
    masks: Vec<ErasureEffect>,
    /// The word to type: DELETE, USUŃ or ȘTERGE.
    confirmation_token: String,
    /// How long undo will be offered.
    undo_window_seconds: i32,
    /// How many deletes the asker has left.
    quota: DeleteQuota,
}

/// Something stands in the way of the delete. Nothing was changed.
#[derive(Clone, SimpleObject)]
pub struct DeletionBlocked {
    /// `DELETION_BLOCKED`.
    pub code: ErrorCode,
    /// For people: every blocker in a line.
    pub message: String,
    /// The customer.
    customer: Customer,
    /// The plan's hash: with `resolve`, this plan can be settled and carried out in one go.
    plan_hash: String,
    /// What stands in the way.
    blockers: Vec<DeletionBlocker>,
}

/// What a delete button needs to know (E14).
#[derive(Clone, Union)]
pub enum Deletability {
    /// Nothing stands in the way.
    Ready(DeletionReady),
    /// Something does.
    Blocked(DeletionBlocked),
    /// There is nothing left to delete.
    AlreadyDeleted(CustomerAlreadyDeleted),
    /// The asker may not delete.
    NotPermitted(NotPermitted),
}

/// How planning a delete ended.
#[derive(Union)]
pub enum DeletionPlanResult {
    /// Nothing stands in the way.
    Ready(DeletionReady),
    /// Something does.
    Blocked(DeletionBlocked),
    /// There is nothing left to delete.
    AlreadyDeleted(CustomerAlreadyDeleted),
    /// The asker may not delete.
    NotPermitted(NotPermitted),
    /// There is no such customer.
    NotFound(CustomerNotFound),
}

impl From<Deletability> for DeletionPlanResult {
    fn from(deletability: Deletability) -> Self {
        match deletability {
            Deletability::Ready(ready) => Self::Ready(ready),
            Deletability::Blocked(blocked) => Self::Blocked(blocked),
            Deletability::AlreadyDeleted(deleted) => Self::AlreadyDeleted(deleted),
            Deletability::NotPermitted(not) => Self::NotPermitted(not),
        }
    }
}

/// Plans a delete for whoever asks.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn deletability(
    cx: &Cx,
    lang: Lang,
    customer: &customers::Customer,
    mode: DeletionMode,
) -> Result<Deletability, Fault> {
    if let Err(refusal) = may_delete(cx, mode)
        && let Problem::NotPermitted(not) = Problem::of(lang, refusal)
    {
        return Ok(Deletability::NotPermitted(not));
    }
    if !customer.is_active() {
        return Ok(Deletability::AlreadyDeleted(already_deleted(lang, customer)));
    }
    let policy = policies::current(&cx.db, cx.account).await?;
    let limit = policy.deletes_per_hour;
    let plan = lifecycle::plan(&cx.db, cx.account, customer.clone(), policy, cx.now()).await?;
    let blockers = plan.blockers(&cx.db, cx.account).await?;
    if blockers.is_empty() {
        let quota = lifecycle::quota(&cx.db, cx, limit).await?;
        let masks = match mode {
            DeletionMode::Archive => Vec::new(),
            DeletionMode::Mask => lifecycle::mask_outlook(cx, &plan.policy, customer.id).await?,
        };
        Ok(Deletability::Ready(DeletionReady::new(lang, &plan, (mode, masks), quota)))
    } else {
        let hash = plan.hash();
        Ok(Deletability::Blocked(DeletionBlocked::new(cx, lang, plan, &hash, blockers)))
    }
}

fn may_delete(cx: &Cx, mode: DeletionMode) -> Result<(), Refusal> {
    cx.who.require(Permission::CustomersDelete)?;
    if mode == DeletionMode::Mask { cx.who.require(Permission::CustomersMask) } else { Ok(()) }
}

pub(super) fn already_deleted(lang: Lang, customer: &customers::Customer) -> CustomerAlreadyDeleted {
    CustomerAlreadyDeleted::new(lang, customer.id, customer.merged_into)
}

impl DeletionReady {
    fn new(lang: Lang, plan: &Plan, (mode, masks): (DeletionMode, Vec<Outlook>), quota: Quota) -> Self {
        Self {
            customer: plan.customer.clone().into(),
            plan_hash: plan.hash().encode(),
            summary: texts::summary(lang, plan, mode),
            effects: plan.effects(mode).into_iter().map(DeletionEffect::from).collect(),
            masks: masks.into_iter().map(ErasureEffect::from).collect(),
            confirmation_token: lifecycle::confirmation_token(lang),
            undo_window_seconds: int(plan.policy.undo_window_seconds),
            quota: quota.into(),
        }
    }
}

impl DeletionBlocked {
    pub(super) fn new(cx: &Cx, lang: Lang, plan: Plan, hash: &PlanHash, blockers: Vec<Stands>) -> Self {
        let lines: Vec<String> = blockers.iter().map(|blocker| texts::blocker(lang, blocker)).collect();
        let head = i18n::text(lang, "deletion-blocked", &args([]));
        Self {
            code: ErrorCode::DeletionBlocked,
            message: format!("{head} {}", lines.join(" · ")),
            plan_hash: hash.encode(),
            blockers: blockers.into_iter().map(|blocker| DeletionBlocker::new(cx, lang, &plan, blocker)).collect(),
            customer: plan.customer.into(),
        }
    }
}
