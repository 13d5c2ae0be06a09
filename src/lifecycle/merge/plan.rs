//! What a merge would do: field by field what each customer says and who wins, and how many records of which kind move.

use std::collections::BTreeSet;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::Cx;
use crate::customers::{self, Customer, CustomerDraft, CustomerKind};
use crate::db::{Exec, Query};
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AccountId, CustomerId};
use crate::records::columns::moving_sql;
use crate::terms::{Permission, RecordKind};
use crate::{term, text};

/// How many customers one merge takes into another.
const MAX_OTHERS: usize = 10;

term! {
    /// What customers can differ in.
    MergeField {
        /// Person or business.
        Kind = "KIND",
        /// The given name.
        GivenName = "GIVEN_NAME",
        /// The family name.
        FamilyName = "FAMILY_NAME",
        /// The company's name.
        CompanyName = "COMPANY_NAME",
        /// The e-mail address.
        Email = "EMAIL",
        /// The phone number.
        Phone = "PHONE",
    }
}

impl MergeField {
    /// What a customer says, if anything.
    pub fn of(self, customer: &Customer) -> Option<String> {
        match self {
            Self::Kind => Some(customer.kind.as_str().to_owned()),
            Self::GivenName => customer.given_name.clone(),
            Self::FamilyName => customer.family_name.clone(),
            Self::CompanyName => customer.company_name.clone(),
            Self::Email => customer.email.clone(),
            Self::Phone => customer.phone.clone(),
        }
    }

    /// What two customers must share to say the same.
    fn compared(self, said: &str) -> String {
        match self {
            Self::Phone => text::phone_key(said).unwrap_or_else(|| text::digits(said)),
            _ => text::fold(said),
        }
    }

    /// Makes a draft say it.
    pub(super) fn put(self, draft: &mut CustomerDraft, said: Option<String>) {
        match self {
            Self::Kind => draft.kind = said.and_then(|kind| kind.parse::<CustomerKind>().ok()),
            Self::GivenName => draft.given_name = Some(said),
            Self::FamilyName => draft.family_name = Some(said),
            Self::CompanyName => draft.company_name = Some(said),
            Self::Email => draft.email = Some(said),
            Self::Phone => draft.phone = Some(said),
        }
    }
}

/// A field, and whose value the survivor is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub field: MergeField,
    pub from: CustomerId,
}

/// A choice that somebody makes.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    pub field: MergeField,
    pub from: String,
}

/// A field of all customers that are to be one.
#[derive(Clone, Debug)]
pub struct FieldPlan {
    pub field: MergeField,
    /// What each says, the survivor first.
    pub said: Vec<(CustomerId, Option<String>)>,
    /// Whose value the survivor gets unless somebody chooses; `None` where nobody says anything.
    pub winner: Option<CustomerId>,
    /// Whether they contradict each other.
    pub conflict: bool,
}

/// How many records of a kind move, or moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Moving {
    pub kind: RecordKind,
    #[sqlx(rename = "n")]
    pub count: i64,
}

/// A merge, as it would be right now.
#[derive(Clone, Debug)]
pub struct MergePlan {
    pub survivor: Customer,
    pub others: Vec<Customer>,
    pub fields: Vec<FieldPlan>,
    pub records: Vec<Moving>,
}

/// Who is to be merged into whom, as somebody named them.
#[derive(Clone, Debug)]
pub(super) struct Whom {
    pub survivor: CustomerId,
    pub others: Vec<CustomerId>,
}

impl Whom {
    /// Reads ids. Each customer is named once.
    pub fn read(cx: &Cx, survivor: &str, others: &[String]) -> Result<Self, Refusal> {
        let survivor = cx.parse(RecordKind::Customer, survivor)?;
        let others = others.iter().map(|id| cx.parse(RecordKind::Customer, id)).collect::<Result<Vec<_>, _>>()?;
        let whom = Self { survivor, others };
        let problem = match whom.others.len() {
            0 => Problem::Required,
            1..=MAX_OTHERS if whom.is_each_once() => return Ok(whom),
            1..=MAX_OTHERS => Problem::NotAllowed { because: "each customer can be named once" },
            _ => Problem::TooMany { max: MAX_OTHERS },
        };
        Err(FieldProblem::new("otherIds", problem).into())
    }

    /// All of them.
    pub fn all(&self) -> Vec<Uuid> {
        std::iter::once(&self.survivor).chain(&self.others).map(|id| id.uuid()).collect()
    }

    fn is_each_once(&self) -> bool {
        let all: BTreeSet<_> = self.all().into_iter().collect();
        all.len() > self.others.len()
    }
}

/// Plans a merge. Changes nothing.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::InvalidInput`].
pub async fn plan_merge(cx: &Cx, survivor: &str, others: &[String]) -> Outcome<MergePlan> {
    cx.require(Permission::CustomersMerge)?;
    let whom = Whom::read(cx, survivor, others)?;
    let found = customers::by_ids(&cx.db, cx.account, whom.all()).await?;
    plan(&cx.db, cx.account, &whom, &found).await
}

/// Plans the merge of customers who were read, and must be live.
pub(super) async fn plan(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    whom: &Whom,
    found: &[Customer],
) -> Outcome<MergePlan> {
    let survivor = live(found, whom.survivor)?;
    let others = whom.others.iter().map(|id| live(found, *id)).collect::<Result<Vec<_>, _>>()?;
    let all: Vec<&Customer> = std::iter::once(&survivor).chain(&others).collect();
    let fields = MergeField::ALL.iter().map(|field| FieldPlan::of(*field, &all)).collect();
    let records = moving(on, account, &whom.others).await?;
    Ok(MergePlan { survivor, others, fields, records })
}

async fn moving(on: impl Into<Exec<'_>>, account: AccountId, others: &[CustomerId]) -> Result<Vec<Moving>, Fault> {
    let ids: Vec<_> = others.iter().map(|id| id.uuid()).collect();
    let mut found: Vec<Moving> = Query::built(moving_sql()).bind(account).bind(ids).all(on).await?;
    found.retain(|moving| moving.count > 0);
    found.sort_unstable_by_key(|moving| moving.kind);
    Ok(found)
}

fn live(found: &[Customer], id: CustomerId) -> Result<Customer, Refusal> {
    match found.iter().find(|customer| customer.id == id) {
        None => Err(Refusal::NotFound(RecordKind::Customer)),
        Some(customer) if customer.is_active() => Ok(customer.clone()),
        Some(customer) => Err(customer.not_live()),
    }
}

impl FieldPlan {
    fn of(field: MergeField, all: &[&Customer]) -> Self {
        let said: Vec<_> = all.iter().map(|customer| (customer.id, field.of(customer))).collect();
        let mut values: Vec<_> = said.iter().filter_map(|(_, said)| Some(field.compared(said.as_deref()?))).collect();
        values.sort_unstable();
        values.dedup();
        let winner = said.iter().find(|(_, said)| said.is_some()).map(|(id, _)| *id);
        Self { field, winner, conflict: values.len() > 1, said }
    }

    /// What a customer of the plan says.
    pub fn said_by(&self, id: CustomerId) -> Option<&str> {
        self.said.iter().find(|(its, _)| *its == id)?.1.as_deref()
    }
}

impl MergePlan {
    /// What the survivor takes from others, after somebody's choices: only what it does not say already.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] names the choice that cannot be.
    pub(super) fn taken(&self, cx: &Cx, choices: &[Choice]) -> Result<Vec<Taken>, Refusal> {
        let mut winners: Vec<_> = self.fields.iter().map(|plan| (plan, plan.winner)).collect();
        let mut chosen = Vec::new();
        for (at, choice) in choices.iter().enumerate() {
            let refused =
                |what: &str, because| FieldProblem::new(format!("choose.{at}.{what}"), Problem::NotAllowed { because });
            if chosen.contains(&choice.field) {
                return Err(refused("field", "each field can be chosen once").into());
            }
            chosen.push(choice.field);
            let from: CustomerId = cx.parse(RecordKind::Customer, &choice.from)?;
            let Some((plan, winner)) = winners.iter_mut().find(|(plan, _)| plan.field == choice.field) else {
                continue;
            };
            if plan.said_by(from).is_none() {
                return Err(refused("from", "this customer is not merged, or says nothing there").into());
            }
            *winner = Some(from);
        }
        let news = |(plan, winner): (&FieldPlan, Option<CustomerId>)| {
            let from = winner.filter(|from| plan.said_by(*from) != plan.said_by(self.survivor.id))?;
            Some(Taken { field: plan.field, from })
        };
        Ok(winners.into_iter().filter_map(news).collect())
    }

    /// The survivor with what it takes, checked.
    pub(super) fn outcome(&self, cx: &Cx, taken: &[Taken]) -> Result<Customer, Refusal> {
        let mut draft = CustomerDraft::default();
        for Taken { field, from } in taken {
            let said = self.others.iter().find(|other| other.id == *from).and_then(|other| field.of(other));
            field.put(&mut draft, said);
        }
        self.survivor.changed(cx, &draft)
    }

    /// What the plan is recognised by. It changes with every change of the customers, and of how many records move.
    pub fn hash(&self) -> String {
        let all = std::iter::once(&self.survivor).chain(&self.others);
        let customers: Vec<_> = all.map(|customer| (customer.id, customer.version)).collect();
        let seen = serde_json::json!([customers, self.records]).to_string();
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, seen.as_bytes()))
    }
}
