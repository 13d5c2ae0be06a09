//! The lines of an invoice, and how they add up.

use iso_currency::Currency;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

use crate::app::Cx;
use crate::db::{Exec, Tx};
use crate::error::{Fault, FieldProblem, Problem};
use crate::ids::{AccountId, InvoiceId, InvoiceLineId};
use crate::money::{self, MAX_MINOR};
use crate::{sql, text};

/// The most lines that an invoice has.
const MAX_LINES: usize = 200;
/// The largest quantity: a million, in thousandths.
const MAX_MILLI: i64 = 1_000_000_000;

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

/// A line to write.
#[derive(Clone, Debug)]
pub struct NewLine {
    pub description: String,
    pub quantity: Decimal,
    pub unit_price: Decimal,
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
    if new.len() > MAX_LINES {
        return Err(FieldProblem::new("lines", Problem::TooMany { max: MAX_LINES }));
    }
    let lines: Vec<Line> = new
        .iter()
        .zip(1..)
        .map(|(line, position)| line.check(cx, invoice, position, currency))
        .collect::<Result<_, _>>()?;
    let total: i64 = lines.iter().map(|line| line.amount_minor).sum();
    if total > MAX_MINOR {
        return Err(FieldProblem::new("lines", Problem::OutOfRange { min: 0, max: MAX_MINOR }));
    }
    Ok(Checked { lines, total_minor: total })
}

impl NewLine {
    fn check(&self, cx: &Cx, invoice_id: InvoiceId, position: i64, currency: Currency) -> Result<Line, FieldProblem> {
        let field = |name: &str| format!("lines.{}.{name}", position - 1);
        let quantity_milli = milli(&field("quantity"), self.quantity)?;
        let unit_minor = money::minor(&field("unitPrice"), self.unit_price, currency, 0)?;
        let amount_minor = line_amount(quantity_milli, unit_minor)
            .ok_or_else(|| FieldProblem::new(field("unitPrice"), Problem::OutOfRange { min: 0, max: MAX_MINOR }))?;
        let description = text::line(&field("description"), &self.description, 500)?;
        Ok(Line { invoice_id, id: cx.id(), position, description, quantity_milli, unit_minor, amount_minor })
    }
}

/// A quantity in thousandths: more than nothing, at most a million, with at most three decimals.
fn milli(field: &str, quantity: Decimal) -> Result<i64, FieldProblem> {
    let range = || FieldProblem::new(field, Problem::OutOfRange { min: 0, max: MAX_MILLI / 1_000 });
    let scaled = quantity.checked_mul(Decimal::ONE_THOUSAND).ok_or_else(range)?;
    if !scaled.fract().is_zero() {
        return Err(FieldProblem::new(field, Problem::Malformed { expected: "at most three decimals" }));
    }
    scaled.to_i64().filter(|milli| (1..=MAX_MILLI).contains(milli)).ok_or_else(range)
}

/// Quantity times unit price in minor units, rounded half away from zero; `None` beyond [`MAX_MINOR`].
fn line_amount(quantity_milli: i64, unit_minor: i64) -> Option<i64> {
    let exact = i128::from(quantity_milli) * i128::from(unit_minor);
    let rounded = (exact.abs() + 500) / 1_000 * exact.signum();
    i64::try_from(rounded).ok().filter(|minor| minor.abs() <= MAX_MINOR)
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

#[cfg(test)]
mod tests {
    use super::line_amount;
    use crate::money::MAX_MINOR;

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(line_amount(500, 5), Some(3));
        assert_eq!(line_amount(499, 5), Some(2));
        assert_eq!(line_amount(1_000, 148_50), Some(148_50));
        assert_eq!(line_amount(333, 100), Some(33));
    }

    #[test]
    fn amounts_beyond_the_range_are_none() {
        assert_eq!(line_amount(1_000, MAX_MINOR), Some(MAX_MINOR));
        assert_eq!(line_amount(1_001, MAX_MINOR), None);
        assert_eq!(line_amount(i64::MAX, i64::MAX), None);
    }
}
