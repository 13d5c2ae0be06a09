//! The lines of an invoice. Their prices include tax.

use iso_currency::Currency;
use uuid::Uuid;

use super::taxes::{Rates, tax_totals};
use crate::app::Cx;
use crate::db::{Exec, Tx};
use crate::error::{Fault, Outcome};
use crate::ids::{AccountId, InvoiceId, InvoiceLineId, ServiceId};
use crate::lines::{self, NewLine, Priced};
use crate::sql;
use crate::tax_rates::TaxRate;

/// A line of an invoice.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub invoice_id: InvoiceId,
    pub id: InvoiceLineId,
    /// Counts from 1.
    pub position: i64,
    /// The service that it charges for, where it is known.
    pub service_id: Option<ServiceId>,
    pub description: String,
    /// In thousandths.
    pub quantity_milli: i64,
    pub unit_minor: i64,
    /// Quantity times unit price, rounded half away from zero; tax included.
    pub amount_minor: i64,
    /// What its tax is called; none when there is no tax on it.
    pub tax_name: Option<String>,
    /// In hundredths of a per cent.
    pub tax_basis_points: i64,
}

/// A line to write, with what it is taxed by.
#[derive(Clone, Debug)]
pub struct TaxedLine {
    pub line: NewLine,
    /// The service that it charges for.
    pub service: Option<String>,
    /// A tax rate. The service's when left out; `Some(None)` taxes nothing.
    pub tax_rate: Option<Option<String>>,
}

impl From<NewLine> for TaxedLine {
    fn from(line: NewLine) -> Self {
        Self { line, service: None, tax_rate: None }
    }
}

/// Lines that were checked, and what they come to.
#[derive(Debug)]
pub(super) struct Checked {
    pub lines: Vec<Line>,
    pub total_minor: i64,
    /// The tax in the total.
    pub tax_minor: i64,
}

/// Checks lines of an invoice.
///
/// # Errors
/// [`crate::error::Refusal::InvalidInput`] that names the line's field: `lines.0.quantity`.
pub(super) async fn check(
    tx: &mut Tx,
    cx: &Cx,
    invoice: InvoiceId,
    new: &[TaxedLine],
    currency: Currency,
) -> Outcome<Checked> {
    let plain: Vec<_> = new.iter().map(|line| line.line.clone()).collect();
    let sum = lines::price(&plain, currency)?;
    let rates = Rates::of(tx, cx.account, new).await?;
    let mut lines = Vec::with_capacity(new.len());
    for (priced, line) in sum.lines.into_iter().zip(new) {
        let (service, rate) = rates.apply(priced.position, line)?;
        lines.push(Line::new(cx, invoice, priced, service, rate));
    }
    let tax_minor = tax_totals(&lines).iter().map(|tax| tax.tax_minor).sum();
    Ok(Checked { lines, total_minor: sum.total_minor, tax_minor })
}

impl Line {
    fn new(
        cx: &Cx,
        invoice_id: InvoiceId,
        line: Priced,
        service_id: Option<ServiceId>,
        rate: Option<&TaxRate>,
    ) -> Self {
        let Priced { position, description, quantity_milli, unit_minor, amount_minor } = line;
        Self {
            invoice_id,
            id: cx.id(),
            position,
            service_id,
            description,
            quantity_milli,
            unit_minor,
            amount_minor,
            tax_name: rate.map(|rate| rate.name.clone()),
            tax_basis_points: rate.map_or(0, |rate| rate.basis_points),
        }
    }
}

/// Replaces an invoice's lines.
pub(super) async fn replace(tx: &mut Tx, account: AccountId, invoice: InvoiceId, lines: &[Line]) -> Result<(), Fault> {
    sql!("delete from invoice_lines where account_id = $1 and invoice_id = $2")
        .bind(account)
        .bind(invoice)
        .run(&mut *tx)
        .await?;
    for line in lines {
        insert(tx, account, line).await?;
    }
    Ok(())
}

async fn insert(tx: &mut Tx, account: AccountId, line: &Line) -> Result<(), Fault> {
    sql!(
        "insert into invoice_lines (account_id, id, invoice_id, position, service_id, description, quantity_milli,
            unit_minor, amount_minor, tax_name, tax_basis_points)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )
    .bind(account)
    .bind(line.id)
    .bind(line.invoice_id)
    .bind(line.position)
    .bind(line.service_id)
    .bind(&line.description)
    .bind(line.quantity_milli)
    .bind(line.unit_minor)
    .bind(line.amount_minor)
    .bind(line.tax_name.clone())
    .bind(line.tax_basis_points)
    .run(tx)
    .await?;
    Ok(())
}

/// The lines of several invoices, each invoice's in their order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn lines_of(on: impl Into<Exec<'_>>, account: AccountId, invoices: Vec<Uuid>) -> Result<Vec<Line>, Fault> {
    sql!(
        "select invoice_id, id, position, service_id, description, quantity_milli, unit_minor, amount_minor, tax_name,
            tax_basis_points
         from invoice_lines where account_id = $1
            and invoice_id [ids:$2]
         order by invoice_id, position"
    )
    .bind(account)
    .bind(invoices)
    .all(on)
    .await
}
