//! The lines of an invoice.

use iso_currency::Currency;
use uuid::Uuid;

use crate::app::Cx;
use crate::db::{Exec, Tx};
use crate::error::{Fault, FieldProblem};
use crate::ids::{AccountId, InvoiceId, InvoiceLineId};
use crate::lines::{self, NewLine, Priced};
use crate::sql;

/// A line of an invoice.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub invoice_id: InvoiceId,
    pub id: InvoiceLineId,
    /// Counts from 1.
    pub position: i64,
    pub description: String,
    /// In thousandths.
    pub quantity_milli: i64,
    pub unit_minor: i64,
    /// Quantity times unit price, rounded half away from zero.
    pub amount_minor: i64,
}

/// Lines that were checked, and what they come to.
#[derive(Debug)]
pub(super) struct Checked {
    pub lines: Vec<Line>,
    pub total_minor: i64,
}

/// Checks lines of an invoice.
///
/// # Errors
/// A [`FieldProblem`] that names the line's field: `lines.0.quantity`.
pub(super) fn check(cx: &Cx, invoice: InvoiceId, new: &[NewLine], currency: Currency) -> Result<Checked, FieldProblem> {
    let sum = lines::price(new, currency)?;
    let lines = sum.lines.into_iter().map(|line| Line::new(cx, invoice, line)).collect();
    Ok(Checked { lines, total_minor: sum.total_minor })
}

impl Line {
    fn new(cx: &Cx, invoice_id: InvoiceId, line: Priced) -> Self {
        let Priced { position, description, quantity_milli, unit_minor, amount_minor } = line;
        Self { invoice_id, id: cx.id(), position, description, quantity_milli, unit_minor, amount_minor }
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
        sql!(
            "insert into invoice_lines (account_id, id, invoice_id, position, description, quantity_milli, unit_minor,
                amount_minor)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        .bind(account)
        .bind(line.id)
        .bind(invoice)
        .bind(line.position)
        .bind(&line.description)
        .bind(line.quantity_milli)
        .bind(line.unit_minor)
        .bind(line.amount_minor)
        .run(&mut *tx)
        .await?;
    }
    Ok(())
}

/// The lines of several invoices, each invoice's in their order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn lines_of(on: impl Into<Exec<'_>>, account: AccountId, invoices: Vec<Uuid>) -> Result<Vec<Line>, Fault> {
    sql!(
        "select invoice_id, id, position, description, quantity_milli, unit_minor, amount_minor
         from invoice_lines where account_id = $1
            and invoice_id [ids:$2]
         order by invoice_id, position"
    )
    .bind(account)
    .bind(invoices)
    .all(on)
    .await
}
