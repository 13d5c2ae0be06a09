//! Taking back what an import created or changed, as long as nothing else has touched it since.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::customers::Customers;
use super::vehicles::Vehicles;
use super::{ErasedPeople, TransferContent, importer};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers;
use crate::db::{Exec, Query, Tx};
use crate::error::{Failure, Fault};
use crate::i18n::Message;
use crate::ids::CustomerId;
use crate::records::columns::tables;
use crate::term;

term! {
    /// Why a record that an import created or changed is not taken back.
    Obstacle {
        /// It was changed since.
        Changed = "CHANGED",
        /// Something was attached to it since it was created.
        Attached = "ATTACHED",
        /// What it was before the import changed it is not kept any more: a week has passed.
        Forgotten = "FORGOTTEN",
        /// A legal hold keeps what is known of its customer.
        Held = "HELD",
    }
}

impl Obstacle {
    /// For people.
    pub fn message(self) -> Message {
        Message::from(match self {
            Self::Changed => "import-kept-changed",
            Self::Attached => "import-kept-attached",
            Self::Forgotten => "import-kept-forgotten",
            Self::Held => "import-kept-held",
        })
    }
}

/// A record that an import wrote, as its last row about it left it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Written {
    /// The first row about it.
    pub row_number: i64,
    pub record_id: Uuid,
    pub record_version: i64,
    /// Whether the import created it; otherwise it changed it.
    pub created: bool,
    /// What was said of a changed record before; nothing once that is not kept any more.
    pub facts: Option<String>,
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
    let owners = owners(&mut *tx, cx, content, ids.clone()).await?;
    customers::lock_all(tx, cx.account, owners.into_iter().collect()).await?;
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
    let shape = shape(content);
    let mut query = Query::built(format!("select id, version from {} where account_id = $1", shape.table));
    query = query.bind(cx.account);
    query.push(" and id ").push_any_id(written.iter().map(|each| each.record_id).collect());
    let current: BTreeMap<Uuid, i64> = query.all::<(Uuid, i64)>(on.reborrow()).await?.into_iter().collect();
    let changed = |each: &&Written| current.get(&each.record_id).is_some_and(|version| *version != each.record_version);
    let mut found: BTreeMap<_, _> =
        written.iter().filter(changed).map(|each| (each.record_id, Obstacle::Changed)).collect();
    for each in written.iter().filter(|each| !each.created && each.facts.is_none()) {
        found.entry(each.record_id).or_insert(Obstacle::Forgotten);
    }
    let created = written.iter().filter(|each| each.created).map(|each| each.record_id);
    on_created(on, cx, &shape, created.collect(), &mut found).await?;
    Ok(found)
}

/// Notes what else stands in the way of removing records.
async fn on_created(
    mut on: Exec<'_>,
    cx: &Cx,
    shape: &Shape,
    ids: Vec<Uuid>,
    found: &mut BTreeMap<Uuid, Obstacle>,
) -> Result<(), Fault> {
    let touched = Query::built(shape.touched).bind(cx.account).bind(ids.clone());
    for (record,) in touched.all::<(Uuid,)>(on.reborrow()).await? {
        found.entry(record).or_insert(Obstacle::Changed);
    }
    if let Some(held) = held(shape) {
        let held = Query::built(held).bind(cx.account).bind(ids.clone()).bind(cx.now());
        for (record,) in held.all::<(Uuid,)>(on.reborrow()).await? {
            found.entry(record).or_insert(Obstacle::Held);
        }
    }
    for table in referring(shape) {
        let column = shape.reference;
        let mut query = Query::built(format!("select distinct {column} from {table} where account_id = $1"));
        query = query.bind(cx.account);
        query.push(&format!(" and {column} ")).push_any_id(ids.clone());
        for (record,) in query.all::<(Uuid,)>(on.reborrow()).await? {
            found.entry(record).or_insert(Obstacle::Attached);
        }
    }
    Ok(())
}

/// Records whose customer a legal hold keeps; of customers themselves, any hold is something attached.
fn held(shape: &Shape) -> Option<String> {
    let table = shape.table;
    (table != "customers").then(|| {
        format!(
            "select id from {table} where account_id = $1 and id [ids:$2] and exists (select 1 from legal_holds h
                where h.account_id = $1 and h.customer_id = {table}.customer_id and h.released_at is null
                    and (h.ends_at is null or h.ends_at > $3))"
        )
    })
}

/// Every table that refers to records of a kind but was not written together with them. The audit log stays.
fn referring(shape: &Shape) -> impl Iterator<Item = &'static str> {
    let (parts, reference) = (shape.parts, shape.reference);
    let refers = move |table: &&crate::records::columns::Table| {
        let named = table.columns.iter().any(|(_, columns)| columns.contains(&reference));
        named && table.name != "audit_events" && !parts.contains(&table.name)
    };
    tables().filter(refers).map(|table| table.name)
}

/// Removes records that the import created, and says of those that it changed what was said before. Nothing stands in
/// the way of any, and the caller has locked them.
pub(crate) async fn take_back(
    tx: &mut Tx,
    cx: &Cx,
    content: TransferContent,
    written: &[&Written],
    import: Uuid,
) -> Result<(), Failure> {
    let created: Vec<_> = written.iter().filter(|each| each.created).map(|each| each.record_id).collect();
    if !created.is_empty() {
        remove(tx, cx, content, created, import).await?;
    }
    for each in written.iter().filter(|each| !each.created) {
        let (record, Some(facts)) = (each.record_id, &each.facts) else { continue };
        match content {
            TransferContent::Customers => {
                Customers::new(cx, Some(import), ErasedPeople::LeaveOut).put_back(tx, record, facts).await?
            }
            TransferContent::Vehicles => Vehicles::new(cx, Some(import)).put_back(tx, record, facts).await?,
            // An import changes none of these.
            TransferContent::Bookings | TransferContent::Invoices => {}
        }
    }
    Ok(())
}

async fn remove(tx: &mut Tx, cx: &Cx, content: TransferContent, ids: Vec<Uuid>, import: Uuid) -> Result<(), Failure> {
    let shape = shape(content);
    let owners = owners(&mut *tx, cx, content, ids.clone()).await?;
    for part in shape.parts {
        let mut query = Query::built(format!("delete from {part} where account_id = $1")).bind(cx.account);
        query.push(&format!(" and {} ", shape.reference)).push_any_id(ids.clone());
        query.run(&mut *tx).await?;
    }
    let mut query = Query::built(format!("delete from {} where account_id = $1", shape.table)).bind(cx.account);
    query.push(" and id ").push_any_id(ids.clone());
    query.run(&mut *tx).await?;
    for owner in &owners {
        let owner = CustomerId::from_uuid(*owner);
        if content == TransferContent::Vehicles {
            customers::reindex(tx, cx.account, owner).await?;
        }
        customers::announce(tx, cx, owner);
    }
    let told = importer::audited(Some(import));
    let entries = ids.into_iter().map(|id| Entry::of(shape.action, content.record(), id, None).with(told.clone()));
    audit::record_all(tx, cx, entries.collect()).await?;
    Ok(())
}
