//! The originals of what was made unreadable: sealed for as long as they can be put back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::forget::theirs;
use super::{Erasure, Forgetting};
use crate::app::Cx;
use crate::db::{NewRows, Query, Tx};
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::CustomerId;
use crate::key_store::SealKey;
use crate::records::columns::{MASK, Mask, Table, table, tables};
use crate::terms::PersonalField;
use crate::{sql, suppressions};

/// Shorter values say nothing of one person, and are found everywhere.
const SHORTEST: usize = 5;
/// What is distinctive enough to be looked for. Names are not: others have the same.
const DISTINCTIVE: [PersonalField; 5] = [
    PersonalField::Email,
    PersonalField::Phone,
    PersonalField::VehicleIdentity,
    PersonalField::Street,
    PersonalField::PaymentDetails,
];

/// The rows of one table, as they were.
#[derive(Serialize, Deserialize)]
struct Originals {
    table: String,
    rows: Vec<Original>,
}

#[derive(Serialize, Deserialize)]
struct Original {
    id: Uuid,
    /// The values of the columns that a mask overwrites, by column, as a JSON object.
    original: String,
}

/// Seals what erasures that make the same unreadable are about to overwrite.
///
/// # Errors
/// [`Fault`] when the database or the key store fails.
pub async fn seal(tx: &mut Tx, cx: &Cx, erasures: &[Erasure], forgetting: &Forgetting) -> Result<(), Fault> {
    let ids: Vec<_> = erasures.iter().map(|erasure| erasure.id.uuid()).collect();
    let keys = cx.key_store.make(&ids, &cx.entropy).await?;
    let customers: Vec<_> = erasures.iter().map(|erasure| erasure.customer_id).collect();
    let mut seals = NewRows::of("seals (account_id, erasure_id, position, sealed)");
    for (position, table) in (0_i64..).zip(tables()) {
        let mut of_customers = read(tx, cx, table, &customers, forgetting).await?;
        for (erasure, key) in erasures.iter().zip(&keys) {
            let Some(rows) = of_customers.remove(&erasure.customer_id.uuid()) else { continue };
            let originals = Originals { table: table.name.to_owned(), rows };
            let plain =
                serde_json::to_vec(&originals).map_err(|_| Fault::bug("originals cannot be written as JSON"))?;
            let sealed = key.seal(&cx.entropy, &place(erasure, position), plain)?;
            seals.push([cx.account.into(), erasure.id.into(), position.into(), sealed.into()]);
        }
    }
    seals.insert(tx).await
}

/// Rows of a table, by customer.
async fn read(
    tx: &mut Tx,
    cx: &Cx,
    table: &Table,
    customers: &[CustomerId],
    forgetting: &Forgetting,
) -> Result<BTreeMap<Uuid, Vec<Original>>, Fault> {
    let mut of_customers: BTreeMap<Uuid, Vec<Original>> = BTreeMap::new();
    let Some(text) = table.original_sql(&forgetting.mask) else { return Ok(of_customers) };
    let rows: Vec<(Uuid, Uuid, String)> = theirs(text, table, cx.account, customers, forgetting).all(tx).await?;
    for (customer, id, original) in rows {
        of_customers.entry(customer).or_default().push(Original { id, original });
    }
    Ok(of_customers)
}

/// What a seal belongs to: one that was moved elsewhere does not open.
fn place(erasure: &Erasure, position: i64) -> Vec<u8> {
    [erasure.id.uuid().as_bytes().as_slice(), &position.to_be_bytes()].concat()
}

/// Puts back what an erasure made unreadable. The caller ends the erasure, and destroys the key once that is committed.
///
/// # Errors
/// [`Refusal::OriginalsLost`]; nothing was changed then, once the transaction is rolled back.
pub async fn open(tx: &mut Tx, cx: &Cx, erasure: &Erasure) -> Outcome<()> {
    let key = cx.key_store.find(erasure.id.uuid()).await?.ok_or(Refusal::OriginalsLost)?;
    for (_, position, sealed) in seals(tx, cx, vec![erasure.id.uuid()]).await? {
        let originals = opened(&key, erasure, position, &sealed)?;
        put_back(tx, cx, erasure, &originals).await?;
    }
    Ok(())
}

/// What is sealed of erasures, in their order of positions: whose, where, what.
async fn seals(tx: &mut Tx, cx: &Cx, erasures: Vec<Uuid>) -> Result<Vec<(Uuid, i64, Vec<u8>)>, Fault> {
    sql!(
        "select erasure_id, position, sealed from seals where account_id = $1 and erasure_id [ids:$2]
         order by erasure_id, position"
    )
    .bind(cx.account)
    .bind(erasures)
    .all(tx)
    .await
}

/// What the originals of erasures say of one person who they are: what a residue scan looks for. Nothing of those whose
/// key is lost.
pub(super) async fn distinctive(tx: &mut Tx, cx: &Cx, erasures: &[&Erasure]) -> Result<BTreeSet<String>, Fault> {
    let mut keys = BTreeMap::new();
    for erasure in erasures {
        let key = cx.key_store.find(erasure.id.uuid()).await?;
        keys.extend(key.map(|key| (erasure.id.uuid(), (key, *erasure))));
    }
    let mut values = BTreeSet::new();
    for (id, position, sealed) in seals(tx, cx, keys.keys().copied().collect()).await? {
        let Some((key, erasure)) = keys.get(&id) else { continue };
        let Ok(originals) = opened(key, erasure, position, &sealed) else { continue };
        values.extend(telling(&originals, &erasure.forgetting()?.mask));
    }
    Ok(values)
}

/// Values that are one person's.
fn telling(originals: &Originals, mask: &Mask) -> Vec<String> {
    let Some(table) = table(&originals.table) else { return Vec::new() };
    let mut fields = table.masked_fields(mask);
    fields.retain(|(_, field)| DISTINCTIVE.contains(field));
    let mut values = Vec::new();
    for row in &originals.rows {
        let row: BTreeMap<String, serde_json::Value> = serde_json::from_str(&row.original).unwrap_or_default();
        values.extend(fields.iter().filter_map(|(column, _)| row.get(*column)?.as_str().map(str::to_owned)));
    }
    values.retain(|value| value.chars().count() >= SHORTEST && value != MASK);
    values
}

fn opened(key: &SealKey, erasure: &Erasure, position: i64, sealed: &[u8]) -> Outcome<Originals> {
    let plain = key.open(&place(erasure, position), sealed).map_err(|_| Refusal::OriginalsLost)?;
    Ok(serde_json::from_slice(&plain).map_err(|_| Refusal::OriginalsLost)?)
}

async fn put_back(tx: &mut Tx, cx: &Cx, erasure: &Erasure, originals: &Originals) -> Result<(), Fault> {
    let missing = || Fault::bug("originals of a table that is not there");
    let text = table(&originals.table).ok_or_else(missing)?.put_back_sql(&erasure.forgetting()?.mask);
    for row in &originals.rows {
        Query::built(text.as_str()).bind(cx.account).bind(row.id).bind(&row.original).run(&mut *tx).await?;
    }
    Ok(())
}

pub(super) async fn remove(tx: &mut Tx, cx: &Cx, erasures: Vec<Uuid>) -> Result<(), Fault> {
    sql!("delete from seals where account_id = $1 and erasure_id [ids:$2]")
        .bind(cx.account)
        .bind(erasures)
        .run(tx)
        .await?;
    Ok(())
}

/// Takes away every seal of a customer: what the ledger says is gone must not come back.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn forget_seals(tx: &mut Tx, cx: &Cx, customer: CustomerId) -> Result<(), Fault> {
    sql!(
        "delete from seals where account_id = $1
         and erasure_id in (select id from erasures where account_id = $1 and customer_id = $2)"
    )
    .bind(cx.account)
    .bind(customer)
    .run(&mut *tx)
    .await?;
    suppressions::keep_all_of(tx, cx.account, customer).await?;
    sql!("update erasures set state = 'DONE', ended_at = $3 where account_id = $1 and customer_id = $2 and state = 'SEALED'")
        .bind(cx.account)
        .bind(customer)
        .bind(cx.now())
        .run(tx)
        .await?;
    Ok(())
}
