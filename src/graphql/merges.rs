//! Merging as clients see it: the plan field by field, the merge as a thing of its own, and taking it back.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};

use super::actors::Actor;
use super::context::{Admit, ContextExt, permit};
use super::customers::{Customer, visible};
use super::errors::{answer, question_refused};
use super::loaders::{MergedBy, load};
use super::scalars::{DateTime, int};
use crate::error::{Fault, Outcome};
use crate::ids::{CustomerId, type_id};
use crate::lifecycle::{
    self, Choice, FieldPlan, LeftRow, MergeField, MergeLeft, MergePlan, MergeRequest, Merged, Moving, Taken,
    UnmergeRequest, Unmerged,
};
use crate::mutation_result;
use crate::terms::RecordKind;

/// A merge of customers into another: what the survivor took from whom, and how many records moved.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Merge {
    #[graphql(skip)]
    inner: lifecycle::Merge,
    /// Who merged.
    by: Actor,
    /// When.
    at: DateTime,
    /// Why, as they said.
    reason: Option<String>,
    /// How many records of which kind became the survivor's.
    moved: Vec<MovedRecords>,
    /// What the survivor says since as the others did.
    fields: Vec<TakenField>,
    /// When it was taken back; null while it holds.
    undone_at: Option<DateTime>,
}

/// Records of a kind.
#[derive(Clone, Copy, SimpleObject)]
pub struct MovedRecords {
    /// The kind.
    kind: RecordKind,
    /// How many.
    count: i32,
}

impl From<Moving> for MovedRecords {
    fn from(moving: Moving) -> Self {
        Self { kind: moving.kind, count: int(moving.count) }
    }
}

/// A field, and the customer whose value the survivor has.
#[derive(Clone, SimpleObject)]
pub struct TakenField {
    /// The field.
    field: MergeField,
    /// The customer's id.
    #[graphql(name = "from")]
    whose: ID,
}

impl From<Taken> for TakenField {
    fn from(taken: Taken) -> Self {
        Self { field: taken.field, whose: taken.from.to_string().into() }
    }
}

#[ComplexObject]
impl Merge {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.inner.id.to_string().into()
    }

    /// Who the others were merged into; null for those who may not see deleted customers, once it is deleted.
    async fn survivor(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        seen(ctx, self.inner.customer_id).await
    }

    /// The customers who were merged, as far as the viewer may see them: while they are part of another that takes
    /// `customers.restore`.
    async fn merged(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Customer>> {
        let ids = load(ctx, MergedBy(self.inner.id)).await?.unwrap_or_default();
        let found = futures_util::future::try_join_all(ids.into_iter().map(|id| seen(ctx, id))).await?;
        Ok(found.into_iter().flatten().collect())
    }
}

pub(super) async fn seen(ctx: &Context<'_>, id: CustomerId) -> async_graphql::Result<Option<Customer>> {
    Ok(load(ctx, id).await?.and_then(|customer| visible(ctx, customer)))
}

impl TryFrom<lifecycle::Merge> for Merge {
    type Error = Fault;

    fn try_from(merge: lifecycle::Merge) -> Result<Self, Fault> {
        Ok(Self {
            by: merge.by().into(),
            at: merge.at.into(),
            reason: merge.reason.clone(),
            moved: merge.moved()?.into_iter().map(MovedRecords::from).collect(),
            fields: merge.taken()?.into_iter().map(TakenField::from).collect(),
            undone_at: merge.undone_at.map(DateTime::from),
            inner: merge,
        })
    }
}

/// What a merge would do right now.
#[derive(SimpleObject)]
pub struct CustomerMergePlan {
    /// Who keeps everything.
    survivor: Customer,
    /// Who would become part of the survivor.
    others: Vec<Customer>,
    /// Field by field, what each says and who wins.
    fields: Vec<MergeFieldPlan>,
    /// How many records of which kind would become the survivor's.
    moves: Vec<MovedRecords>,
    /// Send it back with the merge to be sure that this plan, and no other, is carried out.
    plan_hash: String,
}

/// A field of customers who are to be one.
#[derive(SimpleObject)]
pub struct MergeFieldPlan {
    /// The field.
    field: MergeField,
    /// What each says, the survivor first.
    values: Vec<MergeFieldValue>,
    /// The customer whose value the survivor gets unless `choose` says otherwise: its own where it has one, else the
    /// first of the others'. Null where nobody says anything.
    #[graphql(name = "from")]
    whose: Option<ID>,
    /// That value.
    value: Option<String>,
    /// Whether they contradict each other.
    conflict: bool,
}

/// What a customer says.
#[derive(SimpleObject)]
pub struct MergeFieldValue {
    /// The customer's id.
    customer_id: ID,
    /// The value; null where nothing is known.
    value: Option<String>,
}

impl From<FieldPlan> for MergeFieldPlan {
    fn from(plan: FieldPlan) -> Self {
        let value = plan.winner.and_then(|winner| plan.said_by(winner)).map(str::to_owned);
        let values = plan.said.into_iter();
        Self {
            field: plan.field,
            whose: plan.winner.map(|winner| winner.to_string().into()),
            value,
            conflict: plan.conflict,
            values: values.map(|(id, value)| MergeFieldValue { customer_id: id.to_string().into(), value }).collect(),
        }
    }
}

impl From<MergePlan> for CustomerMergePlan {
    fn from(plan: MergePlan) -> Self {
        Self {
            plan_hash: plan.hash(),
            survivor: plan.survivor.into(),
            others: plan.others.into_iter().map(Customer::from).collect(),
            fields: plan.fields.into_iter().map(MergeFieldPlan::from).collect(),
            moves: plan.records.into_iter().map(MovedRecords::from).collect(),
        }
    }
}

/// A merge.
#[derive(InputObject)]
pub struct CustomersMergeInput {
    /// Who keeps everything.
    survivor_id: ID,
    /// Who become part of the survivor; at most 10.
    other_ids: Vec<ID>,
    /// Whose value the survivor is to have, where that is not the plan's.
    choose: Option<Vec<MergeChoiceInput>>,
    /// The plan that was seen; any other changes nothing. Left out, the plan of this moment is carried out.
    plan_hash: Option<String>,
    /// Why, for the record; at most 1,000 characters.
    reason: Option<String>,
    /// Sent again with the same input, it answers the same. Kept for a day.
    idempotency_key: Option<String>,
}

/// Whose value the survivor is to have.
#[derive(InputObject)]
pub struct MergeChoiceInput {
    /// The field.
    field: MergeField,
    /// The survivor or one of the others, who says something there.
    from: ID,
}

/// Taking a merge back.
#[derive(InputObject)]
pub struct CustomersMergeUndoInput {
    /// The merge.
    merge_id: ID,
    /// Sent again with the same input, it answers the same. Kept for a day.
    idempotency_key: Option<String>,
}

/// The others are part of the survivor.
#[derive(SimpleObject)]
pub struct CustomersMerged {
    /// The survivor as it is now.
    survivor: Customer,
    /// The merge, which can be taken back.
    merge: Merge,
}

/// The merged customers are on their own again.
#[derive(SimpleObject)]
pub struct CustomersUnmerged {
    /// The survivor as it is now.
    survivor: Customer,
    /// The customers who were merged, as they are now.
    customers: Vec<Customer>,
    /// The merge.
    merge: Merge,
    /// How many records of each kind went back.
    restored: Vec<MovedRecords>,
    /// Records that could not be told apart any more: they stay with the survivor.
    not_restored: Vec<MergeConflict>,
    /// What the survivor does not say as it did before the merge, because it was changed since.
    fields_not_restored: Vec<MergeField>,
}

/// A record that stays with the survivor of a merge that was taken back.
#[derive(SimpleObject)]
pub struct MergeConflict {
    /// Its kind.
    kind: RecordKind,
    /// Its id; null for links, which have none.
    id: Option<ID>,
    /// Why it stays.
    because: MergeLeft,
}

impl From<LeftRow> for MergeConflict {
    fn from(row: LeftRow) -> Self {
        let id = row.id.map(|id| type_id(row.kind.prefix(), id).into());
        Self { kind: row.kind, id, because: row.because }
    }
}

mutation_result! {
    /// How a merge ended.
    CustomersMergeResult = CustomersMerged | MergePlanChanged | CustomerNotFound | CustomerAlreadyDeleted
        | CustomerHeld | NotPermitted | InvalidInput | IdempotencyConflict
}

mutation_result! {
    /// How taking a merge back ended.
    CustomersMergeUndoResult = CustomersUnmerged | RecordNotFound | WrongState | CustomerAlreadyDeleted
        | CustomerErased | CustomerHeld | NotPermitted | InvalidInput | IdempotencyConflict
}

#[derive(Default)]
pub struct MergeQueries;

#[Object(guard = "Admit")]
impl MergeQueries {
    /// What a merge would do: field by field what each customer says, who wins and what conflicts, and how many records
    /// of which kind move. All must be active. Needs `customers.merge`.
    async fn customers_merge_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who would keep everything.")] survivor_id: ID,
        #[graphql(desc = "Who would become part of the survivor; at most 10.")] other_ids: Vec<ID>,
    ) -> async_graphql::Result<CustomerMergePlan> {
        let others: Vec<_> = other_ids.into_iter().map(|id| id.0).collect();
        let plan = lifecycle::plan_merge(&ctx.cx()?, &survivor_id, &others).await;
        Ok(plan.map_err(|failure| question_refused(ctx.caller().lang, failure))?.into())
    }
}

#[derive(Default)]
pub struct MergeMutations;

#[Object(guard = "Admit")]
impl MergeMutations {
    /// Makes several records of one customer one. Everything that was the others' becomes the survivor's: addresses,
    /// vehicles with their plates, work orders, bookings, quotes, invoices, credit, consents, conversations, payment
    /// methods (one default stays). The others are hidden, found by search as the survivor, and their portal sessions
    /// end. Nothing is deleted, and `customersMergeUndo` takes it back. To let a customer go, delete; to remove personal
    /// data, mask or erase. Refused while a legal hold stands on any of them. Needs `customers.merge`; audited as `customers.merged`.
    async fn customers_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, into whom, and whose values win.")] input: CustomersMergeInput,
    ) -> async_graphql::Result<CustomersMergeResult> {
        let choose = input.choose.unwrap_or_default().into_iter();
        let request = MergeRequest {
            survivor: input.survivor_id.0,
            others: input.other_ids.into_iter().map(|id| id.0).collect(),
            choose: choose.map(|choice| Choice { field: choice.field, from: choice.from.0 }).collect(),
            plan_hash: input.plan_hash,
            reason: input.reason,
            idempotency_key: input.idempotency_key,
        };
        let outcome = async { merged_answer(lifecycle::merge(&permit(ctx)?, &request).await?) };
        answer(ctx, outcome.await, |done: CustomersMerged| done)
    }

    /// Takes a merge back: exactly the records that moved return to whose they were, and the survivor says again what it
    /// said before. Records that were added since stay with the survivor, and so does what they refer to; that is listed
    /// in `notRestored`. Refused while a legal hold stands on the survivor. Needs `customers.merge`; audited as `customers.merge_undone`.
    async fn customers_merge_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which merge.")] input: CustomersMergeUndoInput,
    ) -> async_graphql::Result<CustomersMergeUndoResult> {
        let request = UnmergeRequest { id: input.merge_id.0, idempotency_key: input.idempotency_key };
        let outcome = async { unmerged_answer(lifecycle::unmerge(&permit(ctx)?, &request).await?) };
        answer(ctx, outcome.await, |done: CustomersUnmerged| done)
    }
}

fn merged_answer(done: Merged) -> Outcome<CustomersMerged> {
    Ok(CustomersMerged { survivor: done.survivor.into(), merge: Merge::try_from(done.merge)? })
}

fn unmerged_answer(done: Unmerged) -> Outcome<CustomersUnmerged> {
    Ok(CustomersUnmerged {
        survivor: done.survivor.into(),
        customers: done.customers.into_iter().map(Customer::from).collect(),
        merge: Merge::try_from(done.merge)?,
        restored: done.restored.into_iter().map(MovedRecords::from).collect(),
        not_restored: done.left.into_iter().map(MergeConflict::from).collect(),
        fields_not_restored: done.fields_left,
    })
}
