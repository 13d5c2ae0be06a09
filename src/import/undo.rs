//! Taking back what an import created, as long as nothing else has touched it since.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::TransferContent;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers;
use crate::db::{Exec, Query, Tx};
use crate::error::{Failure, Fault};
use crate::ids::CustomerId;
use crate::records::columns::TABLES;
use crate::term;

term! {
    /// Why a record that an import created is not taken back.
    Obstacle {
        /// It was changed since.
        Changed = "CHANGED",
        /// Something was attached to it since.
        Attached = "ATTACHED",
    }
}

/// A record that an import created, at the version that it had then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Written {
    pub row_number: i64,
    pub record_id: Uuid,
    pub record_version: i64,
}

/// How the tables of a kind hang together.
struct Shape {
    table: &'static str,
    /// The column by which other tables refer to it.
    reference: &'static str,
    /// Tables that it was written together with, children first; they go with it.
    parts: &'static [&'static str],
    /// Finds, besides what refers to it, records whose own parts were touched.
    touched: &'static str,
    action: &'static str,
}

fn shape(content: TransferContent) -> Shape {
    match content {
        TransferContent::Customers => Shape {
            table: "customers",
            reference: "customer_id",
            parts: &["customer_terms", "addresses"],
            touched: "select customer_id from addresses where account_id = $1 and (version > 1
                or created_at > (select c.created_at from customers c where c.account_id = addresses.account_id
                    and c.id = addresses.customer_id)) and customer_id [ids:$2]",
            action: "customer.import_undone",
        },
        TransferContent::Vehicles => Shape {
            table: "vehicles",
            reference: "vehicle_id",
            parts: &["registrations"],
            touched: "select vehicle_id from registrations where account_id = $1 and vehicle_id [ids:$2]
                group by vehicle_id having count(*) > 1 or count(released_at) > 0",
            action: "vehicle.import_undone",
        },
        TransferContent::Bookings => Shape {
            table: "bookings",
            reference: "booking_id",
            parts: &["booking_services"],
            touched: "select id from bookings where account_id = $1 and deletion_id is not null and id [ids:$2]",
            action: "booking.import_undone",
        },
        TransferContent::Invoices => Shape {
            table: "invoices",
            reference: "invoice_id",
            parts: &["payments", "invoice_lines"],
            touched: "select id from invoices where account_id = $1 and deletion_id is not null and id [ids:$2]",
            action: "invoice.import_undone",
        },
    }
}

/// Locks records and whose they are against changes and new attachments, in the usual order.
pub(crate) async fn lock(tx: &mut Tx, cx: &Cx, content: TransferContent, ids: Vec<Uuid>) -> Result<(), Fault> {
    for customer in owners(&mut *tx, cx, content, ids.clone()).await? {
        customers::lock(tx, cx.account, CustomerId::from_uuid(customer)).await?;
    }
    if content != TransferContent::Customers {
        let mut query = Query::built(format!("select id from {} where account_id = $1", shape(content).table));
        query = query.bind(cx.account);
        query.push(" and id ").push_any_id(ids).push(" order by id [lock:for update]");
        query.all::<(Uuid,)>(tx).await?;
    }
    Ok(())
}

/// The customers that records belong to, in the order of their ids.
async fn owners(
    on: impl Into<Exec<'_>>,
    cx: &Cx,
    content: TransferContent,
    ids: Vec<Uuid>,
) -> Result<BTreeSet<Uuid>, Fault> {
    if content == TransferContent::Customers {
        return Ok(ids.into_iter().collect());
    }
    let mut query = Query::built(format!("select customer_id from {} where account_id = $1", shape(content).table));
    query = query.bind(cx.account);
    query.push(" and id ").push_any_id(ids);
    Ok(query.all::<(Uuid,)>(on).await?.into_iter().map(|(id,)| id).collect())
}

/// Which of these records cannot be taken back, and why. Those that are gone already can.
pub(crate) async fn in_the_way(
    mut on: Exec<'_>,
    cx: &Cx,
    content: TransferContent,
    written: &[Written],
) -> Result<BTreeMap<Uuid, Obstacle>, Fault> {
    let (shape, ids) = (shape(content), written.iter().map(|each| each.record_id).collect::<Vec<_>>());
    let mut query = Query::built(format!("select id, version from {} where account_id = $1", shape.table));
    query = query.bind(cx.account);
    query.push(" and id ").push_any_id(ids.clone());
    let current: BTreeMap<Uuid, i64> = query.all::<(Uuid, i64)>(on.reborrow()).await?.into_iter().collect();
    let changed = |each: &&Written| current.get(&each.record_id).is_some_and(|version| *version != each.record_version);
    let mut found: BTreeMap<_, _> =
        written.iter().filter(changed).map(|each| (each.record_id, Obstacle::Changed)).collect();
    let touched = Query::built(shape.touched).bind(cx.account).bind(ids.clone());
    for (record,) in touched.all::<(Uuid,)>(on.reborrow()).await? {
        found.entry(record).or_insert(Obstacle::Changed);
    }
    for table in referring(&shape) {
        let column = shape.reference;
        let mut query = Query::built(format!("select distinct {column} from {table} where account_id = $1"));
        query = query.bind(cx.account);
        query.push(&format!(" and {column} ")).push_any_id(ids.clone());
        for (record,) in query.all::<(Uuid,)>(on.reborrow()).await? {
            found.entry(record).or_insert(Obstacle::Attached);
        }
    }
    Ok(found)
}

/// Every table that refers to records of a kind but was not written together with them. The audit log stays.
fn referring(shape: &Shape) -> impl Iterator<Item = &'static str> {
    let (parts, reference) = (shape.parts, shape.reference);
    let refers = move |table: &&crate::records::columns::Table| {
        let named = table.columns.iter().any(|(_, columns)| columns.contains(&reference));
        named && table.name != "audit_events" && !parts.contains(&table.name)
    };
    TABLES.iter().filter(refers).map(|table| table.name)
}

/// Removes records that nothing stands in the way of; how many there were. The caller has locked them.
pub(crate) async fn remove(
    tx: &mut Tx,
    cx: &Cx,
    content: TransferContent,
    ids: Vec<Uuid>,
    import: Uuid,
) -> Result<u64, Failure> {
    let shape = shape(content);
    let owners = owners(&mut *tx, cx, content, ids.clone()).await?;
    for part in shape.parts {
        let mut query = Query::built(format!("delete from {part} where account_id = $1")).bind(cx.account);
        query.push(&format!(" and {} ", shape.reference)).push_any_id(ids.clone());
        query.run(&mut *tx).await?;
    }
    let mut query = Query::built(format!("delete from {} where account_id = $1", shape.table)).bind(cx.account);
    query.push(" and id ").push_any_id(ids.clone());
    let removed = query.run(&mut *tx).await?;
    for owner in &owners {
        let owner = CustomerId::from_uuid(*owner);
        if content == TransferContent::Vehicles {
            customers::reindex(tx, cx.account, owner).await?;
        }
        customers::announce(tx, cx, owner);
    }
    for id in ids {
        let entry = Entry::of(shape.action, content.record(), id, None);
        audit::record(tx, cx, entry.with(super::engine::audited(Some(import)))).await?;
    }
    Ok(removed)
}
