//! Merges: each a thing of its own, with what the survivor said before and every row that it moved.

use uuid::Uuid;

use super::plan::{Moving, Taken};
use crate::access::Actor;
use crate::clock::Timestamp;
use crate::customers::{Customer, CustomerKind};
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, MergeId};
use crate::sql;
use crate::terms::ActorKind;

const COLUMNS: &str =
    "id, customer_id, kind, given_name, family_name, company_name, email, phone, fields, moved, reason,
    by_kind, by_id, at, undone_at";

/// A merge of customers into another.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Merge {
    pub id: MergeId,
    /// The survivor.
    pub customer_id: CustomerId,
    kind: CustomerKind,
    given_name: Option<String>,
    family_name: Option<String>,
    company_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    fields: String,
    moved: String,
    pub reason: Option<String>,
    pub by_kind: ActorKind,
    pub by_id: Option<Uuid>,
    pub at: Timestamp,
    pub undone_at: Option<Timestamp>,
}

impl Merge {
    pub(super) fn new(
        id: MergeId,
        before: &Customer,
        (taken, moved): (&[Taken], &[Moving]),
        reason: Option<String>,
        (by, at): (Actor, Timestamp),
    ) -> Result<Self, Fault> {
        let unwritten = |_| Fault::bug("a merge cannot be written as JSON");
        Ok(Self {
            id,
            customer_id: before.id,
            kind: before.kind,
            given_name: before.given_name.clone(),
            family_name: before.family_name.clone(),
            company_name: before.company_name.clone(),
            email: before.email.clone(),
            phone: before.phone.clone(),
            fields: serde_json::to_string(taken).map_err(unwritten)?,
            moved: serde_json::to_string(moved).map_err(unwritten)?,
            reason,
            by_kind: by.kind,
            by_id: by.id,
            at,
            undone_at: None,
        })
    }

    /// Who merged.
    pub fn by(&self) -> Actor {
        Actor { kind: self.by_kind, id: self.by_id }
    }

    /// What the survivor took from whom.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn taken(&self) -> Result<Vec<Taken>, Fault> {
        serde_json::from_str(&self.fields).map_err(|_| Fault::bug("a merge's fields are not readable"))
    }

    /// How many records of which kind moved.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn moved(&self) -> Result<Vec<Moving>, Fault> {
        serde_json::from_str(&self.moved).map_err(|_| Fault::bug("what a merge moved is not readable"))
    }

    /// The survivor as it was before the merge.
    pub(super) fn before(&self, now: &Customer) -> Customer {
        Customer {
            kind: self.kind,
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            company_name: self.company_name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            ..now.clone()
        }
    }
}

/// A merge by its id.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: MergeId) -> Result<Option<Merge>, Fault> {
    sql!(COLUMNS, "select {columns} from merges where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Merges by their ids.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Merge>, Fault> {
    sql!(COLUMNS, "select {columns} from merges where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// The merges into customers, the latest first.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of_customers(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customers: Vec<Uuid>,
) -> Result<Vec<Merge>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from merges where account_id = $1 and customer_id [ids:$2] order by at desc, id desc"
    )
    .bind(account)
    .bind(customers)
    .all(on)
    .await
}

/// The customers that merges took into others, by their ids.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn merged_by(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    merges: Vec<Uuid>,
) -> Result<Vec<(MergeId, CustomerId)>, Fault> {
    sql!(
        "select merge_id, from_id from merge_rows where account_id = $1 and merge_id [ids:$2]
            and table_name = 'customers' and row_key = [pg:uuid_send(from_id)][lite:from_id]
         order by from_id"
    )
    .bind(account)
    .bind(merges)
    .all(on)
    .await
}

/// Whether nobody was merged into a customer since a time who is part of it still.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn none_since(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customer: CustomerId,
    since: Timestamp,
) -> Result<bool, Fault> {
    let merges = sql!(
        "select cast(count(*) as bigint) from merges
         where account_id = $1 and customer_id = $2 and at >= $3 and undone_at is null"
    );
    let merges = merges.bind(account).bind(customer).bind(since).scalar::<i64>(on).await?;
    Ok(merges.unwrap_or_default() == 0)
}

/// The latest merge that holds and took a customer into another, or took along whom the customer was part of.
pub(super) async fn latest_of(tx: &mut Tx, account: AccountId, customer: CustomerId) -> Result<Option<MergeId>, Fault> {
    sql!(
        "select m.id from merges m join merge_rows r on r.account_id = m.account_id and r.merge_id = m.id
         where m.account_id = $1 and m.undone_at is null and r.table_name = 'customers'
            and r.row_key = [pg:uuid_send(cast($2 as uuid))][lite:$2]
         order by m.at desc, m.id desc limit 1"
    )
    .bind(account)
    .bind(customer)
    .scalar(tx)
    .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, merge: &Merge) -> Result<(), Fault> {
    sql!(
        "insert into merges (account_id, id, customer_id, kind, given_name, family_name, company_name, email, phone,
            fields, moved, reason, by_kind, by_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    )
    .bind(account)
    .bind(merge.id)
    .bind(merge.customer_id)
    .bind(merge.kind)
    .bind(merge.given_name.clone())
    .bind(merge.family_name.clone())
    .bind(merge.company_name.clone())
    .bind(merge.email.clone())
    .bind(merge.phone.clone())
    .bind(&merge.fields)
    .bind(&merge.moved)
    .bind(merge.reason.clone())
    .bind(merge.by_kind)
    .bind(merge.by_id)
    .bind(merge.at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn mark_undone(
    tx: &mut Tx,
    account: AccountId,
    id: MergeId,
    by: Actor,
    at: Timestamp,
) -> Result<(), Fault> {
    sql!("update merges set undone_at = $3, undone_by_kind = $4, undone_by_id = $5 where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .bind(at)
        .bind(by.kind)
        .bind(by.id)
        .run(tx)
        .await?;
    Ok(())
}
