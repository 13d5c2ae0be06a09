//! Invoices as they were issued elsewhere, and their lines, from two files. They are history: the name and the address at
//! issue are written with them and never change.

mod read;
mod store;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use iso_currency::Currency;
use uuid::Uuid;

use super::importer::{self, Key};
use super::spool::Spool;
use super::{
    Changed, Duplicates, Field, Importer, Intake, Likeness, Mode, Reader, Rejection, Report, Row, Summary, Trouble,
    Verdict, WithoutCustomer,
};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer};
use crate::db::{Exec, Tx};
use crate::erasures;
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
    Field { name: "state", required: false, also: &["status"] },
    Field { name: "description", required: false, also: &["text", "subject"] },
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

/// In which state invoices come in, unless their row says it.
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
    (state, without_customer): (State, WithoutCustomer),
    mode: Mode,
    report: &mut Report,
) -> Result<Summary, Trouble> {
    cx.require(Permission::CustomersImport)?;
    cx.require(Permission::InvoicesWrite)?;
    let lines = Spool::fill(lines, "invoice", report).await?;
    let importer = Invoices { lines: Some(lines), state, ..Invoices::new(cx, None, without_customer).await? };
    super::engine::import(cx, Intake::new(importer, rows), (mode, Duplicates::Skip), report).await
}

/// The importer of invoices.
pub(crate) struct Invoices<'c> {
    cx: &'c Cx,
    /// The import as the audit log names it.
    import: Option<Uuid>,
    /// The lines of another file. Without it, each invoice has one line over its total.
    lines: Option<Spool>,
    /// The account's, for rows that do not say.
    currency: Currency,
    state: State,
    without_customer: WithoutCustomer,
}

impl<'c> Invoices<'c> {
    /// An importer of invoices that are alone in their file, each with one line.
    pub async fn new(cx: &'c Cx, import: Option<Uuid>, without_customer: WithoutCustomer) -> Result<Self, Trouble> {
        let account = crate::accounts::get(&cx.db, cx.account).await?;
        let currency = Currency::from_code(&account.currency).unwrap_or(Currency::GBP);
        Ok(Self { cx, import, lines: None, currency, state: State::Issued, without_customer })
    }
}

/// An invoice that adds up.
pub(crate) struct Draft {
    row: Row,
    external_ref: String,
    customer_ref: Option<String>,
    number: Option<String>,
    issued_on: NaiveDate,
    due_on: Option<NaiveDate>,
    currency: Currency,
    total_minor: i64,
    state: Option<State>,
    name: Option<String>,
    address: Option<String>,
    lines: Vec<Line>,
}

/// Whose an invoice is.
#[derive(Clone)]
pub(crate) enum Whose {
    Customers(Box<Customer>),
    /// It names nobody: the account's Unknown Customer's, who is held while rows are written.
    Nobodys(Option<Box<Customer>>),
}

struct Line {
    description: String,
    quantity_milli: i64,
    unit_minor: i64,
    amount_minor: i64,
}

impl Importer for Invoices<'_> {
    type Draft = Draft;
    type Place = Whose;

    async fn draft(&mut self, row: &Row) -> Result<Result<Draft, Vec<Rejection>>, Trouble> {
        let lines = match (&mut self.lines, row.get("external_ref")) {
            (Some(lines), Some(reference)) => Some(lines.take(reference, read::MOST_LINES + 1).await?),
            (Some(_), None) => Some(Vec::new()),
            (None, _) => None,
        };
        Ok(read::invoice(row, lines.as_deref(), self.currency))
    }

    fn keys(&self, draft: &Draft) -> Vec<Key> {
        let number = draft.number.clone().map(|number| Key::clash(Likeness::Number, number, TAKEN));
        let reference = Key::same(Likeness::ExternalRef, draft.external_ref.clone());
        [Some(reference), number].into_iter().flatten().collect()
    }

    fn reject(&self, draft: &Draft, field: &str, reason: &'static str) -> Rejection {
        draft.row.reject(field, reason)
    }

    async fn judge(&self, mut on: Exec<'_>, batch: &[Draft]) -> Result<Vec<Verdict<Whose>>, Failure> {
        let customers = customers_of(self.cx, on.reborrow(), batch).await?;
        let unknown = self.unknown(&mut on, batch).await?;
        let known = store::known(on, self.cx.account, batch).await?;
        let judged = batch.iter().map(|draft| {
            let refused = |field: &str, reason| Verdict::Refused(vec![draft.row.reject(field, reason)]);
            let whose = match draft.customer_ref.as_ref().map(|reference| customers.get(reference)) {
                None => self.nobodys(draft).map(|()| Whose::Nobodys(unknown.clone())),
                Some(None) => Err(("customer", "import-no-such-customer")),
                Some(Some(held)) => match held.clone() {
                    Ok(customer) => Ok(Whose::Customers(Box::new(customer))),
                    Err(reason) => Err(("customer", reason)),
                },
            };
            match (known.refs.get(&draft.external_ref), whose) {
                (Some(invoice), Ok(whose)) => Verdict::Same(whose, invoice.uuid(), Likeness::ExternalRef),
                (None, Ok(_)) if draft.number.as_ref().is_some_and(|number| known.numbers.contains(number)) => {
                    refused("number", TAKEN)
                }
                (None, Ok(whose)) => Verdict::New(whose),
                (_, Err((field, reason))) => refused(field, reason),
            }
        });
        Ok(judged.collect())
    }

    async fn insert(&mut self, tx: &mut Tx, draft: &Draft, whose: Whose) -> Result<Result<Uuid, Rejection>, Failure> {
        let cx = self.cx;
        let customer = match whose {
            Whose::Customers(customer) => *customer,
            Whose::Nobodys(Some(unknown)) => *unknown,
            Whose::Nobodys(None) => customers::unknown(tx, cx).await?,
        };
        let id = store::insert(tx, cx, draft, &customer, draft.state.unwrap_or(self.state)).await?;
        if draft.customer_ref.is_none() {
            erasures::note_oldest_unknown(tx, cx.account, draft.issued_on).await?;
        }
        customers::announce(tx, cx, customer.id);
        let entry = Entry::of("invoice.imported", RecordKind::Invoice, id.uuid(), Some(customer.id));
        let mut data = importer::audited(self.import);
        if let Some(fields) = data.as_object_mut() {
            fields.insert("totalMinor".to_owned(), draft.total_minor.into());
        }
        audit::record(tx, cx, entry.with(data)).await?;
        Ok(Ok(id.uuid()))
    }

    async fn lock(&self, _: &mut Tx, _: Vec<Uuid>) -> Result<(), Failure> {
        Ok(())
    }

    /// What was issued does not change.
    async fn update(&self, _: &mut Tx, _: &Draft, _: Uuid) -> Result<Result<Option<Changed>, Rejection>, Failure> {
        Ok(Ok(None))
    }

    async fn leftovers(&mut self) -> Result<Vec<Rejection>, Trouble> {
        match &mut self.lines {
            Some(lines) => lines.unused("invoice", "import-no-such-invoice").await,
            None => Ok(Vec::new()),
        }
    }
}

impl Invoices<'_> {
    /// The Unknown Customer, within a transaction and if a batch may need them: held before the first audit entry, whose
    /// chain is locked last.
    async fn unknown(&self, on: &mut Exec<'_>, batch: &[Draft]) -> Result<Option<Box<Customer>>, Failure> {
        let needed = batch.iter().any(|draft| draft.customer_ref.is_none() && self.nobodys(draft).is_ok());
        match on {
            Exec::Tx(tx) if needed => Ok(Some(Box::new(customers::unknown(tx, self.cx).await?))),
            Exec::Tx(_) | Exec::Db(_) => Ok(None),
        }
    }

    /// Whether an invoice can be nobody's, or the field that forbids it and why.
    fn nobodys(&self, draft: &Draft) -> Result<(), (&'static str, &'static str)> {
        if self.without_customer == WithoutCustomer::Refuse {
            return Err(("customer", "field-required"));
        }
        if draft.state.unwrap_or(self.state) != State::Paid {
            return Err(("customer", "import-unpaid-without-customer"));
        }
        match (&draft.name, &draft.address) {
            (None, None) => Ok(()),
            (Some(_), _) => Err(("name", "import-named-without-customer")),
            (None, Some(_)) => Err(("line1", "import-named-without-customer")),
        }
    }
}

const TAKEN: &str = "field-already-taken";

type Held = Result<Customer, &'static str>;

/// The batch's customers by their references. Within a transaction they are held against being deleted, in the order of
/// their ids.
async fn customers_of(cx: &Cx, mut on: Exec<'_>, batch: &[Draft]) -> Result<BTreeMap<String, Held>, Failure> {
    let refs = batch.iter().filter_map(|draft| draft.customer_ref.clone()).collect();
    let found = customers::external_ids(on.reborrow(), cx.account, refs).await?;
    let by_id: BTreeMap<CustomerId, String> = found.into_iter().map(|(reference, id)| (id, reference)).collect();
    let mut held = BTreeMap::new();
    for (id, reference) in by_id {
        let customer = match &mut on {
            Exec::Tx(tx) => match customers::hold(tx, cx, id).await {
                Ok(customer) => Some(customer),
                Err(Failure::Refused(
                    Refusal::CustomerDeleted(_) | Refusal::CustomerMerged { .. } | Refusal::NotFound(_),
                )) => None,
                Err(other) => return Err(other),
            },
            Exec::Db(db) => customers::find(*db, cx.account, id).await?.filter(Customer::is_active),
        };
        held.insert(reference, customer.ok_or("import-customer-deleted"));
    }
    Ok(held)
}
