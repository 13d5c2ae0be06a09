//! A customer's statement: what was invoiced, paid, given back and credited over a period, and the balance after each. The
//! balance is what the customer owes less the credit they have.

mod ledger;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use iso_currency::Currency;

use crate::app::Cx;
use crate::clock::Timestamp;
use crate::error::{Fault, FieldProblem, Outcome, Problem};
use crate::ids::CustomerId;
use crate::{accounts, term};
use ledger::Row;

/// The longest period, in days: a leap year.
const MAX_DAYS: i64 = 366;

term! {
    /// What happened to a customer's balance.
    StatementEntryKind {
        /// An invoice was issued.
        Invoice = "INVOICE",
        /// Something was paid towards an invoice, tips apart. What is paid from credit leaves the balance as it is.
        Payment = "PAYMENT",
        /// Something was given back of a payment. It is not owed again, so the balance stays as it is.
        Refund = "REFUND",
        /// Credit was given, or went back from an invoice.
        Credit = "CREDIT",
        /// An invoice was taken back.
        Void = "VOID",
        /// What was outstanding on an invoice was given up.
        WriteOff = "WRITE_OFF",
    }
}

/// What happened in one currency over a period.
#[derive(Clone, Debug)]
pub struct Statement {
    pub currency: Currency,
    /// Both days are within it.
    pub period: (NaiveDate, NaiveDate),
    /// The balance before the first day, in minor units.
    pub opening_minor: i64,
    /// In the order of their days.
    pub entries: Vec<Entry>,
    /// The balance after the last day.
    pub closing_minor: i64,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Entry {
    pub kind: StatementEntryKind,
    /// The day of issue, else the day when it was recorded, where the business is.
    pub day: NaiveDate,
    /// The invoice's number.
    pub reference: Option<String>,
    pub amount_minor: i64,
    /// What it does to the balance.
    pub change_minor: i64,
    /// The balance after it.
    pub balance_minor: i64,
}

/// A customer's statements over a period, one for each currency in which anything happened.
///
/// # Errors
/// [`crate::error::Refusal::InvalidInput`] for a period that ends before it begins or is longer than a leap year.
pub async fn of(cx: &Cx, customer: CustomerId, from: NaiveDate, until: NaiveDate) -> Outcome<Vec<Statement>> {
    check(from, until)?;
    let account = accounts::get(&cx.db, cx.account).await?;
    let starts_at = from.pred_opt().map_or(Timestamp::MIN_UTC, |day| account.end_of(day));
    let period = ledger::Period { from, until, starts_at, ends_at: account.end_of(until) };
    let opening = ledger::opening(&cx.db, cx.account, customer, &period).await?;
    let mut rows = ledger::rows(&cx.db, cx.account, customer, &period).await?;
    let day = |row: &Row| row.day.unwrap_or_else(|| account.day_of(row.at));
    rows.sort_by_key(|row| (day(row), row.kind, row.at, row.id));
    let mut entries: BTreeMap<String, Vec<(NaiveDate, Row)>> = BTreeMap::new();
    for (currency, _) in &opening {
        entries.entry(currency.clone()).or_default();
    }
    for row in rows {
        entries.entry(row.currency.clone()).or_default().push((day(&row), row));
    }
    let opening: BTreeMap<_, _> = opening.into_iter().collect();
    let statement = |(code, rows): (String, Vec<_>)| {
        let opening = opening.get(&code).copied().unwrap_or(0);
        added_up(&code, (from, until), opening, rows)
    };
    Ok(entries.into_iter().map(statement).collect::<Result<_, Fault>>()?)
}

fn check(from: NaiveDate, until: NaiveDate) -> Result<(), FieldProblem> {
    let days = (until - from).num_days() + 1;
    if (1..=MAX_DAYS).contains(&days) {
        Ok(())
    } else {
        Err(FieldProblem::new("until", Problem::NotAllowed { because: "a period has 1 to 366 days" }))
    }
}

fn added_up(
    code: &str,
    period: (NaiveDate, NaiveDate),
    opening_minor: i64,
    rows: Vec<(NaiveDate, Row)>,
) -> Result<Statement, Fault> {
    let currency = Currency::from_code(code).ok_or_else(|| Fault::bug(format!("{code:?} is no currency")))?;
    let mut balance_minor = opening_minor;
    let mut entries = Vec::with_capacity(rows.len());
    for (day, row) in rows {
        balance_minor += row.change_minor;
        entries.push(Entry {
            kind: row.kind,
            day,
            reference: row.reference,
            amount_minor: row.amount_minor,
            change_minor: row.change_minor,
            balance_minor,
        });
    }
    Ok(Statement { currency, period, opening_minor, entries, closing_minor: balance_minor })
}
