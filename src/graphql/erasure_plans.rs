//! What masks and permanent deletions would do to which records, before they are asked for.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};

use super::context::{Admit, ContextExt, permit};
use super::customer_filters::CustomerCondition;
use super::customers::Customer;
use super::errors::{answer, question_refused};
use super::loaders::load;
use super::scalars::{DateTime, Locale, int};
use crate::erasures::{ErasureAct, ErasureFate, Outlook};
use crate::error::{FieldProblem, Problem, Refusal};
use crate::i18n::{self, args};
use crate::lifecycle::{self, ErasePlan, Selection};
use crate::mutation_result;
use crate::terms::PersonalField;

/// Which deleted customers: either `ids` or `where`.
#[derive(InputObject)]
pub struct ErasureSelectionInput {
    /// These; at most 1,000. Each must be deleted.
    ids: Option<Vec<ID>>,
    /// All deleted customers that this fits.
    #[graphql(name = "where")]
    fitting: Option<CustomerCondition>,
}

impl ErasureSelectionInput {
    pub(super) fn read(self) -> Result<Selection, Refusal> {
        match (self.ids, self.fitting) {
            (Some(ids), None) => Ok(Selection::Ids(ids.into_iter().map(|id| id.0).collect())),
            (None, Some(fitting)) => Ok(Selection::Fitting(Box::new(fitting.into()))),
            (None, None) => Err(FieldProblem::new("whom", Problem::Required).into()),
            (Some(_), Some(_)) => Err(FieldProblem::new("whom.ids", Problem::Conflicts { with: "whom.where" }).into()),
        }
    }
}

/// What becomes of rows of a table.
#[derive(Clone, SimpleObject)]
pub struct ErasureEffect {
    /// The table, as docs/privacy.md lists it.
    table: String,
    /// What becomes of them.
    becomes: ErasureFate,
    /// How many.
    rows: i32,
}

impl From<Outlook> for ErasureEffect {
    fn from(outlook: Outlook) -> Self {
        Self { table: outlook.table, becomes: outlook.fate, rows: int(outlook.rows) }
    }
}

/// What a permanent deletion would be about.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct ErasurePlan {
    /// How many customers: the number to type.
    count: i32,
    /// For people: how many, and that it cannot be undone once it is final.
    message: String,
    /// What the plan is recognised by: send it with `customersErase`, and nobody else is erased.
    plan_hash: String,
    /// When it would become final; until then it can be called off.
    due_at: DateTime,
    /// How many of them a legal hold keeps: they are left alone while it stands.
    held: i32,
    /// How many documents stay as they were issued, because the law wants them kept (see `keepYears` of the policy).
    kept_documents: i32,
    /// The first of them, to check that they are the right ones; at most ten.
    customers: Vec<Customer>,
    #[graphql(skip)]
    of: ErasePlan,
}

#[ComplexObject]
impl ErasurePlan {
    /// What would happen to which records, of those whom no legal hold keeps. Counted when it is asked for: of many
    /// thousands of customers that takes seconds.
    async fn effects(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ErasureEffect>> {
        Ok(self.of.outlook(&ctx.cx()?).await?.into_iter().map(ErasureEffect::from).collect())
    }
}

/// Nothing stands in the way of a mask: what it would do, and what it takes to confirm it.
#[derive(SimpleObject)]
pub struct MaskReady {
    /// The deleted customer.
    customer: Customer,
    /// For people: what becomes unreadable, and that it is for good.
    summary: String,
    /// What would happen to which records.
    effects: Vec<ErasureEffect>,
    /// The word to type: DELETE, USUŃ or ȘTERGE.
    confirmation_token: String,
    /// When it would be for good; until then it can be taken back.
    final_at: DateTime,
}

mutation_result! {
    /// How planning a mask ended.
    MaskPlanResult = MaskReady | CustomerNotDeleted | CustomerMasked | CustomerErased | CustomerHeld | NotPermitted
        | CustomerNotFound
}

#[derive(Default)]
pub struct ErasurePlanQueries;

#[Object(guard = "Admit")]
impl ErasurePlanQueries {
    /// Whom a permanent deletion would be about, how many they are, and what it would do to which records. Changes
    /// nothing. Needs `customers.erase`.
    async fn customers_erasure_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] whom: ErasureSelectionInput,
        #[graphql(desc = "What it would leave: `ERASE`, `PURGE` or `ANONYMISE`.", default_with = "ErasureAct::Erase")]
        act: ErasureAct,
        #[graphql(desc = "Personal data that is to stay, with `ANONYMISE`; the policy's when left out.")]
        keep_fields: Option<Vec<PersonalField>>,
    ) -> async_graphql::Result<ErasurePlan> {
        let (cx, lang) = (ctx.cx()?, ctx.caller().lang);
        let plan = async { lifecycle::plan_erase(&cx, &whom.read()?, act, keep_fields).await }.await;
        let plan = plan.map_err(|failure| question_refused(lang, failure))?;
        let mut customers = Vec::new();
        for id in plan.customers.iter().take(10) {
            customers.extend(load(ctx, *id).await?.map(Customer::from));
        }
        let count = i64::try_from(plan.customers.len()).unwrap_or(i64::MAX);
        Ok(ErasurePlan {
            count: int(count),
            message: i18n::text(lang, "erasure-plan", &args([("count", count.into())])),
            plan_hash: plan.hash(),
            held: int(plan.held),
            kept_documents: int(plan.kept_documents),
            due_at: plan.due_at.into(),
            customers,
            of: plan,
        })
    }

    /// What masking a deleted customer would do to which records, or what stands in its way. Changes nothing. Needs
    /// `customers.mask`, and says so as a member of the union.
    async fn customer_mask_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deleted customer's id.")] id: ID,
        #[graphql(desc = "The language of texts; the request's when left out.")] locale: Option<Locale>,
    ) -> async_graphql::Result<MaskPlanResult> {
        let lang = ctx.lang(locale.map(|locale| locale.0));
        let plan = async { lifecycle::plan_mask(&permit(ctx)?, &id).await }.await;
        answer(ctx, plan, |plan| MaskReady {
            summary: i18n::text(lang, "effect-mask", &args([])),
            confirmation_token: lifecycle::confirmation_token(lang),
            effects: plan.outlook.into_iter().map(ErasureEffect::from).collect(),
            final_at: plan.due_at.into(),
            customer: plan.customer.into(),
        })
    }
}
