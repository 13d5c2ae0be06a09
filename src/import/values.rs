//! Readers of cells, with reasons that a person who has the file before them understands.

use chrono::NaiveDate;
use iso_country::Country;
use iso_currency::Currency;
use rust_decimal::Decimal;

use super::{Rejection, Row};
use crate::error::{FieldProblem, Problem};
use crate::money;

/// Collects what is wrong with a row while its cells are read.
pub(super) struct Cells<'r> {
    row: &'r Row,
    pub wrong: Vec<Rejection>,
}

impl<'r> Cells<'r> {
    pub fn of(row: &'r Row) -> Self {
        Self { row, wrong: Vec::new() }
    }

    /// What a check says of a cell that must be there.
    pub fn required<T>(
        &mut self,
        field: &'static str,
        check: impl FnOnce(&str, &str) -> Result<T, FieldProblem>,
    ) -> Option<T> {
        let Some(cell) = self.row.get(field) else {
            self.reject(FieldProblem::new(field, Problem::Required));
            return None;
        };
        self.take(check(field, cell))
    }

    /// What a check says of a cell that may be blank.
    pub fn optional<T>(
        &mut self,
        field: &'static str,
        check: impl FnOnce(&str, &str) -> Result<T, FieldProblem>,
    ) -> Option<T> {
        let checked = check(field, self.row.get(field)?);
        self.take(checked)
    }

    fn take<T>(&mut self, checked: Result<T, FieldProblem>) -> Option<T> {
        checked.map_err(|problem| self.reject(problem)).ok()
    }

    /// Notes a problem, whose field may be spelled as in GraphQL.
    pub fn reject(&mut self, problem: FieldProblem) {
        self.wrong.push(rejection(self.row, &problem));
    }
}

/// Why a row cannot be taken, by a problem whose field may be spelled as in GraphQL.
pub(super) fn rejection(row: &Row, problem: &FieldProblem) -> Rejection {
    row.reject(&snake(&problem.field), &problem.problem)
}

/// `givenName` as `given_name`.
fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// A day; a time of day after it is passed over.
pub(super) fn date(field: &str, cell: &str) -> Result<NaiveDate, FieldProblem> {
    let day = cell.split(['T', ' ']).next().unwrap_or_default();
    day.parse().map_err(|_| FieldProblem::new(field, Problem::Malformed { expected: "expected-date" }))
}

fn decimal(field: &str, cell: &str) -> Result<Decimal, FieldProblem> {
    Decimal::from_str_exact(cell)
        .map_err(|_| FieldProblem::new(field, Problem::Malformed { expected: "expected-decimal" }))
}

/// An amount, in minor units.
pub(super) fn amount(currency: Currency, min: i64) -> impl FnOnce(&str, &str) -> Result<i64, FieldProblem> {
    move |field, cell| money::minor(field, decimal(field, cell)?, currency, min)
}

/// A country: its ISO 3166-1 code, from that or its English name.
pub(super) fn country(field: &str, cell: &str) -> Result<String, FieldProblem> {
    let known = cell.to_uppercase().parse::<Country>().ok().filter(|country| *country != Country::Unspecified);
    let usual = match cell {
        "UK" | "United Kingdom" | "Great Britain" => Some(Country::GB),
        "USA" | "United States" => Some(Country::US),
        "Czechia" => Some(Country::CZ),
        name => Country::from_name(name),
    };
    let expected = "expected-country";
    let country = known.or(usual).ok_or_else(|| FieldProblem::new(field, Problem::Malformed { expected }))?;
    Ok(country.to_string())
}

/// The largest quantity of a line, in thousandths.
const MOST: i64 = 1_000_000_000;

/// A quantity, in thousandths.
pub(super) fn quantity(field: &str, cell: &str) -> Result<i64, FieldProblem> {
    let milli = decimal(field, cell)?.checked_mul(Decimal::from(1_000)).filter(|milli| milli.fract().is_zero());
    let milli = milli.and_then(|milli| i64::try_from(milli).ok()).filter(|milli| (1..=MOST).contains(milli));
    let expected = "expected-quantity";
    milli.ok_or_else(|| FieldProblem::new(field, Problem::Malformed { expected }))
}
