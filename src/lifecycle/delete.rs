//! Delete: one customer, in one transaction. Read it from top to bottom.

use serde::Serialize;

use super::blockers::{self, Blocker};
use super::confirmation;
use super::deletions::{self, Deletion, Effect};
use super::mask;
use super::notices;
use super::plan::{LineClass, Plan, plan};
use super::plan_hash::{PlanChange, PlanHash};
use super::quota::{self, Quota};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer, CustomerLifecycle};
use crate::db::{Query, Tx};
use crate::erasures::{ErasureAct, NewErasure};
use crate::error::{Failing, Failure, Fault, FieldProblem, Problem, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{CustomerId, Id};
use crate::notifications::ProviderNews;
use crate::policies::{self, Policy};
use crate::records::{CATALOGUE, Open, Record, Settle, Touch, record};
use crate::terms::{DeletionMode, DependencyRule, EffectAction, Lang, Permission, RecordKind, Resolution};
use crate::webhooks::{self, Event, WebhookEvent};
use crate::{in_tx, invoices, text};

/// The counter of deletions that happened.
pub const DELETIONS: &str = "lethe_deletions_total";

/// A delete that somebody asks for.
#[derive(Clone, Debug, Serialize)]
pub struct DeleteRequest {
    pub id: String,
    /// The word that was typed.
    #[serde(skip)]
    pub confirmation: String,
    #[serde(skip)]
    pub lang: Lang,
    pub mode: DeletionMode,
    /// When given, only the plan that was seen is carried out.
    pub plan_hash: Option<String>,
    /// Settles these blockers first, in the same transaction.
    pub resolve: Vec<(RecordKind, Resolution)>,
    pub reason: Option<String>,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// A delete that happened.
#[derive(Clone, Debug)]
pub struct Deleted {
    pub customer: Customer,
    pub deletion: Deletion,
    pub quota: Quota,
}

/// Why a delete did not happen. Nothing was changed.
#[derive(Debug)]
pub enum DeleteRefusal {
    /// What still stands in the way, after what the request settles; and the plan as it is without that.
    Blocked(Box<Plan>, PlanHash, Vec<Blocker>),
    /// The plan as it is, and what is not as it was.
    PlanChanged(PlanHash, Vec<PlanChange>),
    QuotaUsedUp(Quota),
    AlreadyDeleted(Box<Customer>),
    Other(Failure),
}

impl Failing for DeleteRefusal {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Other(failure) => failure.fault(),
            _ => None,
        }
    }
}

impl<E: Into<Failure>> From<E> for DeleteRefusal {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Deletes a customer: lock, check, limit, act, revoke, audit.
///
/// # Errors
/// [`DeleteRefusal`] says what stands in the way; nothing was changed then.
pub async fn delete(cx: &Cx, request: &DeleteRequest) -> Result<Deleted, DeleteRefusal> {
    cx.require(Permission::CustomersDelete)?;
    if request.mode == DeletionMode::Mask {
        cx.require(Permission::CustomersMask)?;
    }
    let id: CustomerId = cx.parse(RecordKind::Customer, &request.id)?;
    confirmation::check(request.lang, &request.confirmation)?;
    let reason = text::optional_paragraph("reason", request.reason.as_deref(), 1_000)?;
    let seen = seen_plan(request)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customerDelete", request)?;
    let outcome = in_tx!(cx, |tx| {
        quota::lock(tx, cx).await?;
        if let Some(done) = replayed(tx, cx, key.as_ref()).await? {
            return Ok(done);
        }
        let customer = live(customers::lock(tx, cx.account, id).await?)?;
        let policy = policies::current(&mut *tx, cx.account).await?;
        let quota = quota::of(&mut *tx, cx, policy.deletes_per_hour).await?;
        if quota.remaining() == 0 {
            return Err(DeleteRefusal::QuotaUsedUp(quota));
        }
        let mut now = plan(&mut *tx, cx.account, customer, policy, cx.now()).await?;
        let found = now.hash();
        // The time after the locks are held: who waited must not count as earlier.
        let mut deletion = Deletion::new(cx.id(), id, request.mode, cx.who.actor(), &now.policy, cx.now());
        deletion.reason.clone_from(&reason);
        let effects = settle(tx, cx, &now, &deletion, &request.resolve).await?;
        if !request.resolve.is_empty() {
            now = plan(&mut *tx, cx.account, now.customer, now.policy, cx.now()).await?;
        }
        let blockers = now.blockers(&mut *tx, cx.account).await?;
        if !blockers.is_empty() {
            return Err(DeleteRefusal::Blocked(Box::new(now), found, blockers));
        }
        if let Some(seen) = seen.as_ref().filter(|seen| **seen != found) {
            let changes = seen.changes(&found);
            return Err(DeleteRefusal::PlanChanged(found, changes));
        }
        let deletion = act(tx, cx, &now, deletion, effects).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, deletion.id.uuid()).await?;
        }
        note(tx, cx, &deletion).await?;
        if deletion.mode == DeletionMode::Mask {
            mask_with(tx, cx, &now, &deletion).await?;
        }
        let quota = quota.one_more(deletion.at);
        let customer = customers::find(&mut *tx, cx.account, id).await?;
        let customer = customer.ok_or_else(|| Fault::bug("a locked customer is not there"))?;
        Ok(Deleted { customer, deletion, quota })
    });
    if outcome.is_ok() {
        metrics::counter!(DELETIONS).increment(1);
    }
    outcome
}

fn seen_plan(request: &DeleteRequest) -> Result<Option<PlanHash>, Refusal> {
    let expected = "a planHash that Lethe gave";
    request
        .plan_hash
        .as_deref()
        .map(|hash| {
            PlanHash::decode(hash).ok_or_else(|| FieldProblem::new("planHash", Problem::Malformed { expected }).into())
        })
        .transpose()
}

async fn replayed(tx: &mut Tx, cx: &Cx, key: Option<&IdempotencyKey>) -> Result<Option<Deleted>, DeleteRefusal> {
    let Some(key) = key else { return Ok(None) };
    let Some(id) = key.earlier(tx, cx).await? else { return Ok(None) };
    let gone = || Fault::bug("an idempotency key names a deletion that is not there");
    let purged = || Refusal::NotFound(RecordKind::Customer);
    let deletion = deletions::find(&mut *tx, cx.account, Id::from_uuid(id)).await?.ok_or_else(gone)?;
    let customer = customers::find(&mut *tx, cx.account, deletion.customer_id).await?.ok_or_else(purged)?;
    let policy = policies::current(&mut *tx, cx.account).await?;
    let quota = quota::of(&mut *tx, cx, policy.deletes_per_hour).await?;
    Ok(Some(Deleted { customer, deletion, quota }))
}

fn live(customer: Option<Customer>) -> Result<Customer, DeleteRefusal> {
    match customer {
        None => Err(Refusal::NotFound(RecordKind::Customer).into()),
        Some(customer) if customer.is_active() => Ok(customer),
        Some(customer) => Err(DeleteRefusal::AlreadyDeleted(Box::new(customer))),
    }
}

/// Settles the blockers that the request names, and says what that did.
async fn settle(
    tx: &mut Tx,
    cx: &Cx,
    plan: &Plan,
    deletion: &Deletion,
    resolve: &[(RecordKind, Resolution)],
) -> Result<Vec<Effect>, DeleteRefusal> {
    let mut effects = Vec::new();
    for (at, (kind, resolution)) in resolve.iter().enumerate() {
        let (record, open, settle) = resolution_of(at, *kind, *resolution)?;
        cx.require(open.writes)?;
        if plan.count(*kind, LineClass::Open) == 0 {
            continue;
        }
        let count = match settle {
            Settle::Touch(touch) => {
                let voids = *kind == RecordKind::Invoice && *resolution == Resolution::Void;
                if voids && blockers::partly_paid(&mut *tx, cx.account, deletion.customer_id).await? {
                    let because = "something was already paid on one of them";
                    return Err(
                        FieldProblem::new(format!("resolve.{at}.resolution"), Problem::NotAllowed { because }).into()
                    );
                }
                Effect::add(&mut effects, *kind, touch.action, touch_rows(tx, cx, record, touch, deletion).await?);
                continue;
            }
            Settle::Payment => invoices::pay_outstanding(tx, cx, deletion.customer_id).await?,
        };
        Effect::add(&mut effects, *kind, EffectAction::TakePayment, i64::try_from(count).unwrap_or(i64::MAX));
    }
    Ok(effects)
}

fn resolution_of(
    at: usize,
    kind: RecordKind,
    resolution: Resolution,
) -> Result<(&'static Record, &'static Open, &'static Settle), Refusal> {
    let because = "records of this kind cannot be settled so";
    let refused = || FieldProblem::new(format!("resolve.{at}.resolution"), Problem::NotAllowed { because });
    let record = record(kind).ok_or_else(refused)?;
    let open = record.open.as_ref().ok_or_else(refused)?;
    let (_, settle) = open.resolutions.iter().find(|(its, _)| *its == resolution).ok_or_else(refused)?;
    Ok((record, open, settle))
}

/// Deletes a customer as the policy says, for an act of the account's own: nobody confirms it, and it counts for nobody's
/// quota. The customer is locked. Gives the kinds of record that block instead, if any do; nothing was changed then.
pub(super) async fn by_policy(
    tx: &mut Tx,
    cx: &Cx,
    customer: Customer,
    policy: Policy,
) -> Result<Result<Customer, Vec<RecordKind>>, Fault> {
    let id = customer.id;
    let deletion = match by_rules(tx, cx, customer, (&policy, None)).await? {
        Ok(deletion) => deletion,
        Err(blocking) => return Ok(Err(blocking)),
    };
    note(tx, cx, &deletion).await?;
    let gone = || Fault::bug("a locked customer is not there");
    Ok(Ok(customers::find(&mut *tx, cx.account, id).await?.ok_or_else(gone)?))
}

/// Deletes a customer as a policy's rules say, and tells nobody yet. The customer is locked. Gives the kinds of record that
/// block instead, if any do; nothing was changed then.
pub(super) async fn by_rules(
    tx: &mut Tx,
    cx: &Cx,
    customer: Customer,
    (policy, reason): (&Policy, Option<&str>),
) -> Result<Result<Deletion, Vec<RecordKind>>, Fault> {
    let id = customer.id;
    let now = plan(&mut *tx, cx.account, customer, policy.clone(), cx.now()).await?;
    let blocking = now.blocking();
    if !blocking.is_empty() {
        return Ok(Err(blocking.into_iter().map(|(kind, _)| kind).collect()));
    }
    let mut deletion = Deletion::new(cx.id(), id, DeletionMode::Archive, cx.who.actor(), policy, cx.now());
    deletion.reason = reason.map(str::to_owned);
    Ok(Ok(act(tx, cx, &now, deletion, Vec::new()).await?))
}

/// Writes the deletion, touches everything that the plan names, and hides the customer.
async fn act(
    tx: &mut Tx,
    cx: &Cx,
    plan: &Plan,
    mut deletion: Deletion,
    settled: Vec<Effect>,
) -> Result<Deletion, Fault> {
    let mut effects = settled;
    plan.effects(deletion.mode)
        .iter()
        .for_each(|effect| Effect::add(&mut effects, effect.kind, effect.action, effect.count));
    deletion.set_effects(&effects)?;
    deletions::insert(tx, cx.account, &deletion).await?;
    touch_all(tx, cx, plan, &deletion).await?;
    notices::tell_providers(tx, cx, &deletion, ProviderNews::Cancelled).await?;
    let (id, lifecycle) = (deletion.customer_id, CustomerLifecycle::Deleted);
    customers::set_lifecycle(tx, cx.account, id, lifecycle, Some(deletion.id), deletion.at).await?;
    Ok(deletion)
}

/// Hides a customer without asking or telling anybody, as a plan says.
pub(super) async fn hide(tx: &mut Tx, cx: &Cx, plan: &Plan) -> Result<(), Fault> {
    let mode = DeletionMode::Archive;
    let deletion = Deletion::new(cx.id(), plan.customer.id, mode, cx.who.actor(), &plan.policy, cx.now());
    deletions::insert(tx, cx.account, &deletion).await?;
    touch_all(tx, cx, plan, &deletion).await?;
    let (id, lifecycle) = (deletion.customer_id, CustomerLifecycle::Deleted);
    customers::set_lifecycle(tx, cx.account, id, lifecycle, Some(deletion.id), deletion.at).await
}

async fn touch_all(tx: &mut Tx, cx: &Cx, plan: &Plan, deletion: &Deletion) -> Result<(), Fault> {
    for record in CATALOGUE {
        if plan.count(record.kind, LineClass::Open) > 0 {
            let rule: DependencyRule = plan.policy.rule(record.kind);
            let touch = record.open.as_ref().and_then(|open| open.rules.iter().find(|(its, _)| *its == rule));
            if let Some((_, touch)) = touch {
                touch_rows(tx, cx, record, touch, deletion).await?;
            }
        }
        for touch in record.always {
            if plan.count(record.kind, LineClass::Always(touch.action)) > 0 {
                touch_rows(tx, cx, record, touch, deletion).await?;
            }
        }
    }
    Ok(())
}

async fn touch_rows(tx: &mut Tx, cx: &Cx, record: &Record, touch: &Touch, deletion: &Deletion) -> Result<i64, Fault> {
    let touched = Query::built(record.touch_sql(touch))
        .bind(cx.account)
        .bind(deletion.customer_id)
        .bind(deletion.id)
        .bind(deletion.at)
        .run(tx)
        .await?;
    Ok(i64::try_from(touched).unwrap_or(i64::MAX))
}

async fn note(tx: &mut Tx, cx: &Cx, deletion: &Deletion) -> Result<(), Fault> {
    let entry = tell(tx, cx, deletion).await?;
    audit::record(tx, cx, entry).await?;
    Ok(())
}

/// Tells subscribers and partners of a delete. Gives what the audit log is to say.
pub(super) async fn tell(tx: &mut Tx, cx: &Cx, deletion: &Deletion) -> Result<Entry, Fault> {
    customers::announce(tx, cx, deletion.customer_id);
    let event = Event::new(WebhookEvent::CustomerDeleted).of(deletion.customer_id).by(deletion.id);
    webhooks::queue(tx, cx, &event.with("mode", deletion.mode.as_str())).await?;
    let data = serde_json::json!({
        "deletion": deletion.id.to_string(),
        "policyVersion": deletion.policy_version,
        "effects": deletion.effects()?,
    });
    let id = deletion.customer_id;
    Ok(Entry::of("customer.deleted", RecordKind::Customer, id.uuid(), Some(id)).with(data))
}

/// Masks with the delete: until undo is over the original is sealed.
async fn mask_with(tx: &mut Tx, cx: &Cx, plan: &Plan, deletion: &Deletion) -> Result<(), Fault> {
    let new = mask::new(cx, &plan.policy, plan.customer.id, ErasureAct::Mask, plan.policy.keep_fields.clone());
    let (at, due_at) = (deletion.at, deletion.undo_expires_at);
    mask::mask_now(tx, cx, NewErasure { deletion_id: Some(deletion.id), at, due_at, ..new }).await?;
    Ok(())
}
