//! Where what an invoice says goes on paper.

use super::facts::Facts;
use super::sheet::{LEFT, LINE, RIGHT, Sheets, TEXT};
use super::typeface::Weight::{Bold, Regular};
use crate::error::Fault;
use crate::invoices::{self, InvoiceState, Line};

/// Where the columns of numbers end.
const QUANTITY: f32 = 340.0;
const UNIT_PRICE: f32 = 415.0;
const TAX: f32 = 472.0;
/// Where the sums begin.
const SUMS: f32 = 300.0;

/// Fills sheets with an invoice.
///
/// # Errors
/// [`Fault`] when the invoice's currency is none.
pub(super) fn fill(sheets: &mut Sheets<'_>, facts: &Facts) -> Result<(), Fault> {
    head(sheets, facts);
    addressee(sheets, facts);
    table_head(sheets, facts);
    for line in &facts.lines {
        row(sheets, facts, line)?;
    }
    sums(sheets, facts)?;
    settlement(sheets, facts)?;
    let name = facts.account.name.clone();
    sheets.feet(|page, pages| {
        let numbers =
            facts.filled("pdf-page", [("page", page.to_string().into()), ("pages", pages.to_string().into())]);
        format!("{name} · {numbers}")
    });
    Ok(())
}

/// What the document is called.
pub(super) fn title(facts: &Facts) -> String {
    match &facts.invoice.number {
        Some(number) => facts.filled("pdf-title", [("number", number.clone().into())]),
        None => facts.text("pdf-draft"),
    }
}

fn head(sheets: &mut Sheets<'_>, facts: &Facts) {
    for line in sheets.typeface.wrap(&facts.account.name, Bold, 15.0, RIGHT - LEFT) {
        sheets.left(LEFT, 15.0, Bold, &line);
        sheets.down(19.0);
    }
    sheets.down(14.0);
    sheets.left(LEFT, 12.0, Bold, &title(facts));
    sheets.down(LINE + 3.0);
    let invoice = &facts.invoice;
    for (key, day) in [("pdf-issued-on", invoice.issued_on), ("pdf-due-on", invoice.due_on)] {
        if let Some(day) = day {
            sheets.left(LEFT, TEXT, Regular, &facts.filled(key, [("day", facts.day(day).into())]));
            sheets.down(LINE);
        }
    }
    if let Some(key) = ended(invoice.state) {
        sheets.left(LEFT, TEXT, Bold, &facts.text(key));
        sheets.down(LINE);
    }
}

fn ended(state: InvoiceState) -> Option<&'static str> {
    match state {
        InvoiceState::Draft | InvoiceState::Issued => None,
        InvoiceState::Paid => Some("pdf-paid"),
        InvoiceState::Void => Some("pdf-void"),
        InvoiceState::WrittenOff => Some("pdf-written-off"),
    }
}

/// The name and address as they were at issue.
fn addressee(sheets: &mut Sheets<'_>, facts: &Facts) {
    let Some(name) = &facts.invoice.name_at_issue else { return };
    sheets.down(LINE);
    sheets.left(LEFT, TEXT, Bold, &facts.text("pdf-bill-to"));
    sheets.down(LINE);
    let address = facts.invoice.address_at_issue.as_deref().unwrap_or_default();
    for text in std::iter::once(name.as_str()).chain(address.lines()) {
        for line in sheets.typeface.wrap(text, Regular, TEXT, 300.0) {
            sheets.left(LEFT, TEXT, Regular, &line);
            sheets.down(LINE);
        }
    }
}

fn table_head(sheets: &mut Sheets<'_>, facts: &Facts) {
    sheets.down(LINE * 1.5);
    sheets.left(LEFT, TEXT, Bold, &facts.text("pdf-description"));
    let columns = [(QUANTITY, "pdf-quantity"), (UNIT_PRICE, "pdf-unit-price"), (TAX, "pdf-tax"), (RIGHT, "pdf-amount")];
    for (x, key) in columns {
        sheets.right(x, TEXT, Bold, &facts.text(key));
    }
    sheets.rule(LEFT);
    sheets.down(LINE + 4.0);
}

fn row(sheets: &mut Sheets<'_>, facts: &Facts, line: &Line) -> Result<(), Fault> {
    let description = sheets.typeface.wrap(&line.description, Regular, TEXT, QUANTITY - LEFT - 60.0);
    let height = LINE * f32::from(u16::try_from(description.len()).unwrap_or(u16::MAX));
    if !sheets.fits(height) {
        table_head(sheets, facts);
    }
    sheets.right(QUANTITY, TEXT, Regular, &facts.number(line.quantity_milli, 3));
    sheets.right(UNIT_PRICE, TEXT, Regular, &facts.money(line.unit_minor)?);
    if line.tax_name.is_some() {
        sheets.right(TAX, TEXT, Regular, &format!("{}\u{a0}%", facts.number(line.tax_basis_points, 2)));
    }
    sheets.right(RIGHT, TEXT, Regular, &facts.money(line.amount_minor)?);
    for text in description {
        sheets.left(LEFT, TEXT, Regular, &text);
        sheets.down(LINE);
    }
    Ok(())
}

fn sums(sheets: &mut Sheets<'_>, facts: &Facts) -> Result<(), Fault> {
    let invoice = &facts.invoice;
    let taxes = invoices::tax_totals(&facts.lines);
    sheets.fits(LINE * 3.0 + LINE * f32::from(u16::try_from(taxes.len()).unwrap_or(u16::MAX)));
    sheets.down(-LINE + 4.0);
    sheets.rule(LEFT);
    sheets.down(LINE + 6.0);
    if !taxes.is_empty() {
        sum(sheets, facts, &facts.text("pdf-net"), invoice.net_minor())?;
    }
    for tax in taxes {
        let percent = facts.number(tax.basis_points, 2);
        let label = facts.filled("pdf-tax-at", [("name", tax.name.into()), ("percent", percent.into())]);
        sum(sheets, facts, &label, tax.tax_minor)?;
    }
    total(sheets, facts, "pdf-total", invoice.total_minor)
}

fn sum(sheets: &mut Sheets<'_>, facts: &Facts, label: &str, minor: i64) -> Result<(), Fault> {
    sheets.fits(LINE);
    sheets.left(SUMS, TEXT, Regular, label);
    sheets.right(RIGHT, TEXT, Regular, &facts.money(minor)?);
    sheets.down(LINE);
    Ok(())
}

fn total(sheets: &mut Sheets<'_>, facts: &Facts, key: &str, minor: i64) -> Result<(), Fault> {
    sheets.fits(LINE);
    sheets.left(SUMS, TEXT + 1.0, Bold, &facts.text(key));
    sheets.right(RIGHT, TEXT + 1.0, Bold, &facts.money(minor)?);
    sheets.down(LINE + 3.0);
    Ok(())
}

/// What was paid, given back, and is still owed.
fn settlement(sheets: &mut Sheets<'_>, facts: &Facts) -> Result<(), Fault> {
    for payment in &facts.payments {
        let label = facts.filled("pdf-payment", [("day", facts.day_of(payment.paid_at).into())]);
        sum(sheets, facts, &label, -payment.amount_minor)?;
        if payment.tip_minor > 0 {
            sum(sheets, facts, &facts.text("pdf-tip"), payment.tip_minor)?;
        }
    }
    for refund in &facts.refunds {
        let label = facts.filled("pdf-refund", [("day", facts.day_of(refund.refunded_at).into())]);
        sum(sheets, facts, &label, refund.amount_minor)?;
    }
    if facts.invoice.state == InvoiceState::Issued {
        total(sheets, facts, "pdf-outstanding", facts.invoice.outstanding_minor())?;
    }
    Ok(())
}
