//! Undo of a merge: exactly the rows that moved go back, as long as they can be told apart. What cannot go back is said
//! row by row, and stays with the survivor, like everything that was added since.

use serde::Serialize;
use uuid::Uuid;

use super::defaults;
use super::plan::{MergeField, Moving};
use super::store::{self, Merge};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer, CustomerDraft, CustomerLifecycle};
use crate::db::{Query, Tx};
use crate::error::{Fault, Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{CustomerId, MergeId, type_id};
use crate::records::columns::{Table, give_back_customers_sql, left_sql, table, tables};
use crate::terms::{Permission, RecordKind};
use crate::webhooks::{self, Event, WebhookEvent};
use crate::{in_tx, legal_holds, sql, term};

term! {
    /// Why a record stays with the survivor of a merge that is undone.
    MergeLeft {
        /// It is not there any more, or belongs to somebody else by now.
        Gone = "GONE",
        /// Something that was added since refers to it, or it refers to something that stays.
        InUse = "IN_USE",
        /// Credit that was spent since, or belongs to such.
        Spent = "SPENT",
    }
}

/// An undo that somebody asks for.
#[derive(Clone, Debug, Serialize)]
pub struct UnmergeRequest {
    pub id: String,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// Customers who are on their own again.
#[derive(Clone, Debug)]
pub struct Unmerged {
    pub survivor: Customer,
    pub customers: Vec<Customer>,
    pub merge: Merge,
    /// How many records of each kind went back.
    pub restored: Vec<Moving>,
    /// Records that stay with the survivor.
    pub left: Vec<LeftRow>,
    /// What the survivor still says as the merge had it, because it was changed since.
    pub fields_left: Vec<MergeField>,
}

/// A record that stays with the survivor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftRow {
    pub kind: RecordKind,
    /// `None` for links, which have no id.
    pub id: Option<Uuid>,
    pub because: MergeLeft,
}

/// Takes a merge back.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`] when it was undone before or the survivor is
/// part of another by now, [`Refusal::CustomerDeleted`], [`Refusal::CustomerErased`], [`Refusal::CustomerHeld`],
/// [`Refusal::IdempotencyConflict`]; nothing was changed then.
pub async fn unmerge(cx: &Cx, request: &UnmergeRequest) -> Outcome<Unmerged> {
    cx.require(Permission::CustomersMerge)?;
    let id: MergeId = cx.parse(RecordKind::Merge, &request.id)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customersMergeUndo", request)?;
    let missing = || Refusal::NotFound(RecordKind::Merge);
    in_tx!(cx, |tx| {
        let found = store::find(&mut *tx, cx.account, id).await?.ok_or_else(missing)?;
        let merged = store::merged_by(&mut *tx, cx.account, vec![id.uuid()]).await?;
        let merged: Vec<_> = merged.into_iter().map(|(_, customer)| customer).collect();
        let all = merged.iter().chain([&found.customer_id]).map(|customer| customer.uuid()).collect();
        let locked = customers::lock_all(tx, cx.account, all).await?;
        // Once the locks are held: of two that come at the same moment, the second finds what the first did.
        if let Some(key) = &key
            && key.earlier(tx, cx).await?.is_some()
        {
            return Ok(answer(tx, cx, id, &merged).await?);
        }
        let merge = store::find(&mut *tx, cx.account, id).await?.ok_or_else(missing)?;
        if merge.undone_at.is_some() {
            return Err(Refusal::WrongState { kind: RecordKind::Merge, state: "UNDONE" }.into());
        }
        let survivor = live(&locked, merge.customer_id)?;
        still_part_of(&locked, survivor.id, &merged)?;
        legal_holds::require_none(&mut *tx, cx, survivor.id).await?;
        move_back(tx, cx, &merge, &merged).await?;
        fields_back(tx, cx, &merge, &survivor, &locked).await?;
        store::mark_undone(tx, cx.account, id, cx.who.actor(), cx.now()).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, id.uuid()).await?;
        }
        let done = answer(tx, cx, id, &merged).await?;
        note(tx, cx, &done).await?;
        Ok(done)
    })
}

/// Takes a customer out of another as far as it can be told apart, whoever they are by now: a backup has a merge that was
/// taken back since. The merge is undone for all whom it took.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(in crate::lifecycle) async fn take_apart(tx: &mut Tx, cx: &Cx, customer: CustomerId) -> Result<(), Fault> {
    let found = store::latest_of(tx, cx.account, customer).await?;
    let Some(merge) = (match found {
        Some(id) => store::find(&mut *tx, cx.account, id).await?,
        None => None,
    }) else {
        return customers::set_unmerged(tx, cx.account, vec![customer.uuid()], cx.now()).await;
    };
    let merged = store::merged_by(&mut *tx, cx.account, vec![merge.id.uuid()]).await?;
    let merged: Vec<_> = merged.into_iter().map(|(_, customer)| customer).collect();
    let all = merged.iter().chain([&merge.customer_id]).map(|customer| customer.uuid()).collect();
    let locked = customers::lock_all(tx, cx.account, all).await?;
    move_back(tx, cx, &merge, &merged).await?;
    if let Some(survivor) = locked.iter().find(|its| its.id == merge.customer_id && !its.masked) {
        fields_back(tx, cx, &merge, survivor, &locked).await?;
    }
    store::mark_undone(tx, cx.account, merge.id, cx.who.actor(), cx.now()).await?;
    let entry = Entry::of("customers.merge_undone_again", RecordKind::Merge, merge.id.uuid(), Some(merge.customer_id));
    audit::record(tx, cx, entry).await?;
    Ok(())
}

/// Refuses where the ledger's replay has parted with any of them since.
fn still_part_of(locked: &[Customer], survivor: CustomerId, merged: &[CustomerId]) -> Result<(), Refusal> {
    let is_part =
        |id: &CustomerId| locked.iter().any(|customer| customer.id == *id && customer.merged_into == Some(survivor));
    if merged.iter().all(is_part) { Ok(()) } else { Err(Refusal::CustomerErased) }
}

fn live(locked: &[Customer], id: CustomerId) -> Result<Customer, Refusal> {
    let survivor = locked.iter().find(|customer| customer.id == id).ok_or(Refusal::NotFound(RecordKind::Merge))?;
    match survivor.lifecycle {
        CustomerLifecycle::Active => Ok(survivor.clone()),
        CustomerLifecycle::Deleted | CustomerLifecycle::ErasureScheduled => Err(Refusal::CustomerDeleted(id)),
        CustomerLifecycle::Erased => Err(Refusal::CustomerErased),
        CustomerLifecycle::Merged => Err(Refusal::WrongState { kind: RecordKind::Customer, state: "MERGED" }),
    }
}

/// Moves back what can be told apart, once its customers are live again.
async fn move_back(tx: &mut Tx, cx: &Cx, merge: &Merge, merged: &[CustomerId]) -> Result<(), Fault> {
    let survivor = merge.customer_id;
    for table in tables().filter(|table| table.moves_as().is_some()) {
        run(tx, cx, &table.gone_sql(), merge, Some(survivor)).await?;
    }
    leave(tx, cx, merge).await?;
    let ids = merged.iter().map(|id| id.uuid()).collect();
    customers::set_unmerged(tx, cx.account, ids, cx.now()).await?;
    run(tx, cx, give_back_customers_sql(), merge, None).await?;
    for table in tables().filter(|table| table.moves_as().is_some()) {
        run(tx, cx, &table.move_back_sql(), merge, None).await?;
    }
    defaults::give_back(tx, cx.account, merge.id).await?;
    for customer in merged.iter().chain([&survivor]) {
        defaults::some(tx, cx.account, *customer, merge.id).await?;
    }
    sql!("update merge_rows set state = 'BACK' where account_id = $1 and merge_id = $2 and state = 'MOVED'")
        .bind(cx.account)
        .bind(merge.id)
        .run(tx)
        .await?;
    Ok(())
}

/// Marks what has to stay, until nothing else has to stay because of that.
async fn leave(tx: &mut Tx, cx: &Cx, merge: &Merge) -> Result<(), Fault> {
    loop {
        let mut marked = 0;
        for text in left_sql() {
            let survivor = text.contains("$3").then_some(merge.customer_id);
            marked += run(tx, cx, text, merge, survivor).await?;
        }
        if marked == 0 {
            return Ok(());
        }
    }
}

async fn run(tx: &mut Tx, cx: &Cx, text: &str, merge: &Merge, survivor: Option<CustomerId>) -> Result<u64, Fault> {
    let query = Query::built(text).bind(cx.account).bind(merge.id);
    match survivor {
        Some(survivor) => query.bind(survivor).run(tx).await,
        None => query.run(tx).await,
    }
}

/// Lets the survivor say what it said before, where it still says what the merge had it say.
async fn fields_back(
    tx: &mut Tx,
    cx: &Cx,
    merge: &Merge,
    survivor: &Customer,
    locked: &[Customer],
) -> Result<(), Fault> {
    let before = merge.before(survivor);
    let mut draft = CustomerDraft::default();
    for each in merge.taken()? {
        let from = locked.iter().find(|customer| customer.id == each.from);
        if from.is_some_and(|from| each.field.of(from) == each.field.of(survivor)) {
            each.field.put(&mut draft, each.field.of(&before));
        }
    }
    // Where nobody would be left with a name, all stays.
    let next = survivor.changed(cx, &draft).or_else(|_| survivor.changed(cx, &CustomerDraft::default()));
    let next = next.map_err(|_| Fault::bug("a customer as it is cannot be written"))?;
    customers::put(tx, cx.account, &next).await?;
    for customer in locked.iter().filter(|customer| customer.id != survivor.id) {
        customers::reindex(tx, cx.account, customer.id).await?;
    }
    Ok(())
}

async fn answer(tx: &mut Tx, cx: &Cx, id: MergeId, merged: &[CustomerId]) -> Result<Unmerged, Fault> {
    let gone = || Fault::bug("an undone merge is there with its customers");
    let merge = store::find(&mut *tx, cx.account, id).await?.ok_or_else(gone)?;
    let survivor = customers::find(&mut *tx, cx.account, merge.customer_id).await?.ok_or_else(gone)?;
    let mut customers =
        customers::by_ids(&mut *tx, cx.account, merged.iter().map(|customer| customer.uuid()).collect()).await?;
    customers.sort_by_key(|customer| customer.id);
    let before = merge.before(&survivor);
    let mut fields_left: Vec<_> = merge.taken()?.into_iter().map(|each| each.field).collect();
    fields_left.retain(|field| field.of(&survivor) != field.of(&before));
    let (restored, left) = rows(tx, cx, id).await?;
    Ok(Unmerged { survivor, customers, merge, restored, left, fields_left })
}

/// What became of the rows of a merge that was undone.
async fn rows(tx: &mut Tx, cx: &Cx, id: MergeId) -> Result<(Vec<Moving>, Vec<LeftRow>), Fault> {
    let rows: Vec<(String, Vec<u8>, String)> = sql!(
        "select table_name, row_key, state from merge_rows
         where account_id = $1 and merge_id = $2 and table_name <> 'customers' order by table_name, row_key"
    )
    .bind(cx.account)
    .bind(id)
    .all(tx)
    .await?;
    let (mut restored, mut left): (Vec<Moving>, Vec<LeftRow>) = (Vec::new(), Vec::new());
    for (name, key, state) in rows {
        let Some(kind) = table(&name).and_then(Table::moves_as) else { continue };
        match state.parse::<MergeLeft>() {
            Ok(because) => left.push(LeftRow { kind, id: Uuid::from_slice(&key).ok(), because }),
            Err(_) => match restored.iter_mut().find(|its| its.kind == kind) {
                Some(its) => its.count += 1,
                None => restored.push(Moving { kind, count: 1 }),
            },
        }
    }
    restored.sort_unstable_by_key(|moving| moving.kind);
    left.sort_by_key(|row| (row.kind, row.id));
    Ok((restored, left))
}

async fn note(tx: &mut Tx, cx: &Cx, done: &Unmerged) -> Result<(), Fault> {
    let merge = &done.merge;
    customers::announce(tx, cx, merge.customer_id);
    done.customers.iter().for_each(|customer| customers::announce(tx, cx, customer.id));
    for customer in &done.customers {
        let event = Event::new(WebhookEvent::CustomerMergeUndone).of(customer.id).by(merge.id);
        webhooks::queue(tx, cx, &event.with("from", merge.customer_id.to_string())).await?;
    }
    let left = done.left.iter().map(|row| {
        let id = row.id.map(|id| type_id(row.kind.prefix(), id));
        serde_json::json!({ "kind": row.kind, "id": id, "because": row.because })
    });
    let data = serde_json::json!({
        "customers": done.customers.iter().map(|customer| customer.id).collect::<Vec<_>>(),
        "restored": done.restored,
        "notRestored": left.collect::<Vec<_>>(),
        "fieldsNotRestored": done.fields_left,
    });
    let entry = Entry::of("customers.merge_undone", RecordKind::Merge, merge.id.uuid(), Some(merge.customer_id));
    audit::record(tx, cx, entry.with(data)).await?;
    Ok(())
}
