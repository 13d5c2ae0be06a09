//! Reading an invoice and its lines, and adding them up.

use iso_currency::Currency;

use super::{Draft, Line, State};
use crate::error::{FieldProblem, Problem};
use crate::import::values::{Cells, amount, date, quantity};
use crate::import::{Rejection, Row};
use crate::{money, text};

/// The most lines of one invoice.
pub(super) const MOST_LINES: usize = 1_000;

/// What the line of an invoice without lines says, unless its row says it.
const ALL_IN_ONE: &str = "As invoiced";

/// An invoice that is complete and adds up, or everything that is wrong with it and its lines. Without lines of another
/// file, it has one.
pub(super) fn invoice(row: &Row, lines: Option<&[Row]>, usual: Currency) -> Result<Draft, Vec<Rejection>> {
    let mut cells = Cells::of(row);
    let line = |max| move |field: &str, cell: &str| text::line(field, cell, max);
    let currency = cells.optional("currency", money::currency).unwrap_or(usual);
    let external_ref = cells.required("external_ref", line(100));
    let customer_ref = cells.optional("customer", line(100));
    let issued_on = cells.required("issued_on", date);
    let total = cells.required("total", amount(currency, 0));
    let number = cells.optional("number", number);
    let due_on = cells.optional("due_on", date);
    let name = cells.optional("name", line(250));
    let state = cells.optional("state", state);
    let address = address(&mut cells);
    let lines = match lines {
        Some(lines) => read_lines(lines, currency, &mut cells),
        None => only_line(total, &mut cells).into_iter().collect(),
    };
    if let Some(total) = total.filter(|_| cells.wrong.is_empty()) {
        check_sum(total, &lines, &mut cells);
    }
    match (external_ref, issued_on, total) {
        (Some(external_ref), Some(issued_on), Some(total_minor)) if cells.wrong.is_empty() => {
            let row = row.clone();
            Ok(Draft {
                row,
                external_ref,
                customer_ref,
                number,
                issued_on,
                due_on,
                currency,
                total_minor,
                state,
                name,
                address,
                lines,
            })
        }
        _ => Err(cells.wrong),
    }
}

/// A number of the other system's. Those of Lethe's own form are kept for invoices that are issued here.
fn number(field: &str, cell: &str) -> Result<String, FieldProblem> {
    let because = "because-number-is-ours";
    if cell.starts_with("INV-") {
        return Err(FieldProblem::new(field, Problem::NotAllowed { because }));
    }
    text::line(field, cell, 40)
}

fn state(field: &str, cell: &str) -> Result<State, FieldProblem> {
    match cell.to_uppercase().as_str() {
        "PAID" => Ok(State::Paid),
        "ISSUED" => Ok(State::Issued),
        _ => Err(FieldProblem::new(field, Problem::Malformed { expected: "expected-invoice-state" })),
    }
}

fn only_line(total: Option<i64>, cells: &mut Cells<'_>) -> Option<Line> {
    let description = cells.optional("description", |field, cell| text::line(field, cell, 500));
    let description = description.unwrap_or_else(|| ALL_IN_ONE.to_owned());
    total.map(|minor| Line { description, quantity_milli: 1_000, unit_minor: minor, amount_minor: minor })
}

/// The billing address as it stands on the invoice: one line for each part.
fn address(cells: &mut Cells<'_>) -> Option<String> {
    let parts = ["line1", "line2", "city", "region", "postcode", "country"];
    let parts = parts.into_iter().filter_map(|part| cells.optional(part, |field, cell| text::line(field, cell, 200)));
    Some(parts.collect::<Vec<_>>().join("\n")).filter(|address| !address.is_empty())
}

fn read_lines(rows: &[Row], currency: Currency, invoice: &mut Cells<'_>) -> Vec<Line> {
    if rows.is_empty() || rows.len() > MOST_LINES {
        let because = "because-lines-in-other-file";
        invoice.reject(FieldProblem::new("external_ref", Problem::NotAllowed { because }));
        return Vec::new();
    }
    rows.iter()
        .filter_map(|row| {
            let mut cells = Cells::of(row);
            let read = read_line(currency, &mut cells);
            invoice.wrong.append(&mut cells.wrong);
            read
        })
        .collect()
}

fn read_line(currency: Currency, cells: &mut Cells<'_>) -> Option<Line> {
    let description = cells.required("description", |field, cell| text::line(field, cell, 500));
    let unit = cells.required("unit_price", amount(currency, -money::MAX_MINOR));
    let quantity_milli = cells.optional("quantity", quantity).unwrap_or(1_000);
    let (description, unit_minor) = (description?, unit?);
    let Some(amount_minor) = times(unit_minor, quantity_milli) else {
        cells.reject(FieldProblem::new("quantity", Problem::OutOfRange { min: 0, max: money::MAX_MINOR }));
        return None;
    };
    Some(Line { description, quantity_milli, unit_minor, amount_minor })
}

/// A quantity of a price, rounded to the nearest unit, halves away from zero.
fn times(unit_minor: i64, quantity_milli: i64) -> Option<i64> {
    let exact = i128::from(unit_minor) * i128::from(quantity_milli);
    let rounded = (exact + 500 * exact.signum()) / 1_000;
    i64::try_from(rounded).ok().filter(|minor| minor.abs() <= money::MAX_MINOR)
}

fn check_sum(total: i64, lines: &[Line], cells: &mut Cells<'_>) {
    let sum: i128 = lines.iter().map(|line| i128::from(line.amount_minor)).sum();
    if sum != i128::from(total) {
        cells.reject(FieldProblem::new("total", Problem::NotAllowed { because: "because-lines-add-up" }));
    }
}
