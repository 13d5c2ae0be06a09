//! Invoices as they were issued elsewhere, and their lines, from two files. They are history: the name and the address at
//! issue are written with them and never change.

mod read;
mod store;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use iso_currency::Currency;

use super::spool::Spool;
use super::{Field, Importer, Mode, Reader, Rejection, Report, Row, Summary, Trouble, Written};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers;
use crate::db::Tx;
use crate::error::{Failure, Refusal};
use crate::ids::CustomerId;
use crate::terms::{Permission, RecordKind};

/// What a file of invoices can hold. `external_ref` is the other system's key of the invoice, `customer` that of the
/// customer.
pub const FIELDS: &[Field] = &[
    Field { name: "external_ref", required: true, also: &["id", "invoice_id", "reference"] },
    Field { name: "customer", required: true, also: &["customer_id", "customer_number", "client"] },
    Field { name: "number", required: false, also: &["invoice_number"] },
    Field { name: "issued_on", required: true, also: &["invoice_date", "date", "issue_date"] },
    Field { name: "due_on", required: false, also: &["due_date"] },
    Field { name: "currency", required: false, also: &["currency_code"] },
    Field { name: "total", required: true, also: &["amount", "total_amount"] },
    Field { name: "name", required: false, also: &["billing_name"] },
    Field { name: "line1", required: false, also: &["billing_address", "address", "street"] },
    Field { name: "line2", required: false, also: &["billing_address2"] },
    Field { name: "city", required: false, also: &["billing_city", "town"] },
    Field { name: "region", required: false, also: &["billing_state", "state", "county"] },
    Field { name: "postcode", required: false, also: &["billing_postal_code", "postal_code", "zip"] },
    Field { name: "country", required: false, also: &["billing_country"] },
];

/// What a file of invoice lines can hold. `invoice` is the invoice's reference.
pub const LINE_FIELDS: &[Field] = &[
    Field { name: "invoice", required: true, also: &["invoice_id"] },
    Field { name: "description", required: true, also: &["item", "text", "product"] },
    Field { name: "unit_price", required: true, also: &["price", "unit_amount"] },
    Field { name: "quantity", required: false, also: &["qty", "count"] },
];

/// In which state invoices come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Settled: a payment of the total is written with each.
    Paid,
    /// Still to be paid.
    Issued,
}

/// Imports invoices with their lines.
///
/// # Errors
/// [`Trouble`] when the import ends early; in [`Mode::Batches`] the batches before that are kept.
pub async fn import(
    cx: &Cx,
    (rows, lines): (Reader, Reader),
    state: State,
    mode: Mode,
    report: &mut Report,
) -> Result<Summary, Trouble> {
    cx.require(Permission::CustomersImport)?;
    cx.require(Permission::InvoicesWrite)?;
    let account = crate::accounts::get(&cx.db, cx.account).await?;
    let currency = Currency::from_code(&account.currency).unwrap_or(Currency::GBP);
    let (lines, broken) = Spool::fill(lines, "invoice").await?;
    report.leftovers(broken).await?;
    super::run(cx, &mut Invoices { cx, lines, currency, state }, rows, mode, report).await
}

struct Invoices<'c> {
    cx: &'c Cx,
    lines: Spool,
    /// The account's, for rows that do not say.
    currency: Currency,
    state: State,
}

/// An invoice that adds up.
struct Draft {
    row: Row,
    external_ref: String,
    customer_ref: String,
    number: Option<String>,
    issued_on: NaiveDate,
    due_on: Option<NaiveDate>,
    currency: Currency,
    total_minor: i64,
    name: Option<String>,
    address: Option<String>,
    lines: Vec<Line>,
}

struct Line {
    description: String,
    quantity_milli: i64,
    unit_minor: i64,
    amount_minor: i64,
}

impl Importer for Invoices<'_> {
    type Draft = Draft;

    async fn draft(&mut self, row: &Row) -> Result<Result<Draft, Vec<Rejection>>, Trouble> {
        let lines = match row.get("external_ref") {
            Some(reference) => self.lines.take(reference).await?,
            None => Vec::new(),
        };
        Ok(read::invoice(row, &lines, self.currency))
    }

    async fn write(&self, tx: &mut Tx, batch: &[Draft]) -> Result<Written, Failure> {
        let (cx, mut written) = (self.cx, Written::default());
        let mut customers = hold_customers(cx, tx, batch).await?;
        let mut known = store::known(tx, cx.account, batch).await?;
        for draft in batch {
            if known.refs.contains(&draft.external_ref) {
                written.unchanged += 1;
                continue;
            }
            let number = draft.number.as_ref();
            match customers.get_mut(&draft.customer_ref) {
                None => written.rejected.push(draft.row.reject("customer", "there is no such customer")),
                Some(Err(reason)) => written.rejected.push(draft.row.reject("customer", *reason)),
                Some(Ok(_)) if number.is_some_and(|number| known.numbers.contains(number)) => {
                    written.rejected.push(draft.row.reject("number", "is already taken"));
                }
                Some(Ok(customer)) => {
                    self.insert(tx, draft, customer).await?;
                    known.refs.insert(draft.external_ref.clone());
                    known.numbers.extend(number.cloned());
                    written.added += 1;
                }
            }
        }
        Ok(written)
    }

    async fn leftovers(&mut self) -> Result<Vec<Rejection>, Trouble> {
        self.lines.unused("invoice", "no invoice of the other file has this reference").await
    }
}

impl Invoices<'_> {
    async fn insert(&self, tx: &mut Tx, draft: &Draft, customer: &customers::Customer) -> Result<(), Failure> {
        let cx = self.cx;
        let id = store::insert(tx, cx, draft, customer, self.state).await?;
        customers::announce(tx, cx, customer.id);
        let entry = Entry::of("invoice.imported", RecordKind::Invoice, id.uuid(), Some(customer.id));
        audit::record(tx, cx, entry.with(serde_json::json!({ "totalMinor": draft.total_minor }))).await?;
        Ok(())
    }
}

type Held = Result<customers::Customer, &'static str>;

/// The batch's customers by their references, held against being deleted, in the order of their ids.
async fn hold_customers(cx: &Cx, tx: &mut Tx, batch: &[Draft]) -> Result<BTreeMap<String, Held>, Failure> {
    let refs = batch.iter().map(|draft| draft.customer_ref.clone()).collect();
    let found = customers::external_ids(&mut *tx, cx.account, refs).await?;
    let by_id: BTreeMap<CustomerId, String> = found.into_iter().map(|(reference, id)| (id, reference)).collect();
    let mut held = BTreeMap::new();
    for (id, reference) in by_id {
        let customer = match customers::hold(tx, cx, id).await {
            Ok(customer) => Ok(customer),
            Err(Failure::Refused(Refusal::CustomerDeleted(_))) => Err("the customer is deleted"),
            Err(other) => return Err(other),
        };
        held.insert(reference, customer);
    }
    Ok(held)
}
