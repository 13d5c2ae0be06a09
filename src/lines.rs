//! Priced lines: what invoices and quotes consist of, and how they add up.

use iso_currency::Currency;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::error::{FieldProblem, Problem};
use crate::money::{self, MAX_MINOR};
use crate::text;

/// The most lines that a document has.
const MAX_LINES: usize = 200;
/// The largest quantity: a million, in thousandths.
const MAX_MILLI: i64 = 1_000_000_000;

/// A line to write.
#[derive(Clone, Debug)]
pub struct NewLine {
    pub description: String,
    pub quantity: Decimal,
    pub unit_price: Decimal,
}

/// A line that was checked, with its amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
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
#[derive(Clone, Debug)]
pub struct Sum {
    pub lines: Vec<Priced>,
    pub total_minor: i64,
}

/// Checks lines and adds them up.
///
/// # Errors
/// A [`FieldProblem`] that names the line's field: `lines.0.quantity`.
pub fn price(new: &[NewLine], currency: Currency) -> Result<Sum, FieldProblem> {
    if new.len() > MAX_LINES {
        return Err(FieldProblem::new("lines", Problem::TooMany { max: MAX_LINES }));
    }
    let lines: Vec<_> =
        new.iter().zip(1..).map(|(line, position)| line.price(position, currency)).collect::<Result<_, _>>()?;
    let total_minor = lines.iter().map(|line| line.amount_minor).sum();
    if total_minor > MAX_MINOR {
        return Err(FieldProblem::new("lines", Problem::OutOfRange { min: 0, max: MAX_MINOR }));
    }
    Ok(Sum { lines, total_minor })
}

impl NewLine {
    fn price(&self, position: i64, currency: Currency) -> Result<Priced, FieldProblem> {
        let field = |name: &str| format!("lines.{}.{name}", position - 1);
        let quantity_milli = milli(&field("quantity"), self.quantity)?;
        let unit_minor = money::minor(&field("unitPrice"), self.unit_price, currency, 0)?;
        let amount_minor = line_amount(quantity_milli, unit_minor)
            .ok_or_else(|| FieldProblem::new(field("unitPrice"), Problem::OutOfRange { min: 0, max: MAX_MINOR }))?;
        let description = text::line(&field("description"), &self.description, 500)?;
        Ok(Priced { position, description, quantity_milli, unit_minor, amount_minor })
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
