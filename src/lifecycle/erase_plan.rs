//! What a permanent deletion would be about, and what it would do to which records (C5). Changes nothing.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use serde::Serialize;

use crate::app::Cx;
use crate::clock::Timestamp;
use crate::customers::{self, CustomerFilter, CustomerLifecycle};
use crate::db::Exec;
use crate::erasures::{self, ErasureAct, Forgetting, Outlook};
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{CustomerId, Id};
use crate::legal_holds;
use crate::policies::{self, Policy};
use crate::terms::{Permission, PersonalField, RecordKind};

/// How many ids a request may name; more are asked for by a filter.
const MAX_IDS: usize = 1_000;

/// Whom to erase.
#[derive(Clone, Debug, Serialize)]
pub enum Selection {
    Ids(Vec<String>),
    Fitting(Box<CustomerFilter>),
}

/// What a permanent deletion would be about.
#[derive(Clone, Debug)]
pub struct ErasePlan {
    /// The deleted customers that it would be about.
    pub customers: Vec<CustomerId>,
    pub act: ErasureAct,
    /// When it would become final.
    pub due_at: Timestamp,
    /// How many of them a legal hold keeps: they are left alone while it stands.
    pub held: i64,
    /// How many documents the law wants kept as they were issued.
    pub kept_documents: i64,
    /// What it would make unreadable.
    pub forgetting: Forgetting,
}

impl ErasePlan {
    /// What the plan is recognised by: others than these have another hash.
    pub fn hash(&self) -> String {
        hash(&self.customers)
    }

    /// What it would do to which records, of those whom no legal hold keeps.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn outlook(&self, cx: &Cx) -> Result<Vec<Outlook>, Fault> {
        outlook(cx, &self.customers, (self.act, &self.forgetting)).await
    }
}

/// What an act would do to the records of those whom no legal hold keeps.
pub(super) async fn outlook(
    cx: &Cx,
    customers: &[CustomerId],
    how: (ErasureAct, &Forgetting),
) -> Result<Vec<Outlook>, Fault> {
    let held = legal_holds::held_among(&cx.db, cx, customers).await?;
    let free: Vec<_> = customers.iter().copied().filter(|id| !held.contains(id)).collect();
    erasures::outlook(&cx.db, cx.account, &free, how).await
}

pub(super) fn hash(customers: &[CustomerId]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    customers.iter().for_each(|id| context.update(id.uuid().as_bytes()));
    URL_SAFE_NO_PAD.encode(context.finish())
}

/// Finds out whom a permanent deletion would be about, and what it would leave of them: with `ANONYMISE` the fields to
/// keep, or those of the policy.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::InvalidInput`], [`Refusal::NotFound`], [`Refusal::CustomerNotDeleted`].
pub async fn plan_erase(
    cx: &Cx,
    whom: &Selection,
    act: ErasureAct,
    keep_fields: Option<Vec<PersonalField>>,
) -> Outcome<ErasePlan> {
    cx.require(Permission::CustomersErase)?;
    let policy = policies::current(&cx.db, cx.account).await?;
    let forgetting = Forgetting::under(&policy, act, keep(act, keep_fields, &policy)?, cx.now().date_naive());
    let customers = select(cx, &cx.db, whom).await?;
    let held = legal_holds::held_among(&cx.db, cx, &customers).await?.len();
    Ok(ErasePlan {
        act,
        due_at: cx.now() + Duration::days(policy.erase_delay_days),
        held: i64::try_from(held).unwrap_or(i64::MAX),
        kept_documents: erasures::count_kept(&cx.db, cx.account, &customers, forgetting.kept_since).await?,
        forgetting,
        customers,
    })
}

/// What stays readable of customers who are parted with by an act.
pub(super) fn keep(
    act: ErasureAct,
    asked: Option<Vec<PersonalField>>,
    policy: &Policy,
) -> Result<Vec<PersonalField>, Refusal> {
    match (asked, act) {
        (_, ErasureAct::Mask) => {
            let because = "a mask is an act of its own: customerMask";
            Err(FieldProblem::new("act", Problem::NotAllowed { because }).into())
        }
        (Some(asked), ErasureAct::Anonymise) => Ok(asked),
        (None, ErasureAct::Anonymise) => Ok(policy.keep_fields.clone()),
        (Some(asked), _) if !asked.is_empty() => {
            let because = "only customers who are made anonymous keep fields";
            Err(FieldProblem::new("keepFields", Problem::NotAllowed { because }).into())
        }
        _ => Ok(Vec::new()),
    }
}

/// The customers of a selection, in the order of their ids.
pub(super) async fn select(cx: &Cx, on: impl Into<Exec<'_>>, whom: &Selection) -> Outcome<Vec<CustomerId>> {
    let deleted = CustomerFilter { lifecycle: vec![CustomerLifecycle::Deleted], ..CustomerFilter::default() };
    let ids = match whom {
        Selection::Fitting(filter) => {
            let both = CustomerFilter { and: vec![(**filter).clone()], ..deleted };
            return Ok(customers::ids(on, cx.account, &both).await?);
        }
        Selection::Ids(ids) if ids.len() > MAX_IDS => {
            return Err(Refusal::from(FieldProblem::new("ids", Problem::TooMany { max: MAX_IDS })).into());
        }
        Selection::Ids(ids) => ids,
    };
    let mut wanted = Vec::new();
    for id in ids {
        wanted.push(cx.parse::<crate::ids::CustomerKind>(RecordKind::Customer, id)?.uuid());
    }
    wanted.sort_unstable();
    wanted.dedup();
    let found = customers::by_ids(on, cx.account, wanted.clone()).await?;
    let mut missing = wanted.iter().filter(|id| found.iter().all(|customer| customer.id.uuid() != **id));
    if missing.next().is_some() {
        return Err(Refusal::NotFound(RecordKind::Customer).into());
    }
    if found.iter().any(|customer| customer.lifecycle != CustomerLifecycle::Deleted) {
        return Err(Refusal::CustomerNotDeleted.into());
    }
    Ok(wanted.into_iter().map(Id::from_uuid).collect())
}
