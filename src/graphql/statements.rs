//! The statements' face: the same for staff and in the portal, since nothing leads anywhere from here.

use async_graphql::Object;

use super::context::coded;
use super::errors::TopLevel;
use super::money::Money;
use super::scalars::{CurrencyCode, Date};
use crate::app::Cx;
use crate::error::{Failure, Fault, Refusal};
use crate::i18n;
use crate::ids::CustomerId;
use crate::money::Amount;
use crate::statements::{self, StatementEntryKind};

/// What happened to a customer's balance in one currency over a period. The balance is what they owe less the credit they
/// have: below zero, the business owes them.
pub struct Statement(statements::Statement);

impl Statement {
    fn money(&self, minor: i64) -> Money {
        Money(Amount { minor, currency: self.0.currency })
    }
}

/// What happened to a customer's balance in one currency over a period. The balance is what they owe less the credit they
/// have: below zero, the business owes them.
#[Object]
impl Statement {
    /// The currency.
    async fn currency(&self) -> CurrencyCode {
        self.0.currency.into()
    }

    /// The first day.
    async fn from(&self) -> Date {
        self.0.period.0.into()
    }

    /// The last day.
    async fn until(&self) -> Date {
        self.0.period.1.into()
    }

    /// The balance before the first day.
    async fn opening_balance(&self) -> Money {
        self.money(self.0.opening_minor)
    }

    /// What happened, in the order of the days.
    async fn entries(&self) -> Vec<StatementEntry> {
        let entry = |entry: &statements::Entry| StatementEntry(entry.clone(), self.0.currency);
        self.0.entries.iter().map(entry).collect()
    }

    /// The balance after the last day.
    async fn closing_balance(&self) -> Money {
        self.money(self.0.closing_minor)
    }
}

/// One thing that happened to a customer's balance.
pub struct StatementEntry(statements::Entry, iso_currency::Currency);

impl StatementEntry {
    fn money(&self, minor: i64) -> Money {
        Money(Amount { minor, currency: self.1 })
    }
}

/// One thing that happened to a customer's balance.
#[Object]
impl StatementEntry {
    /// What happened.
    async fn kind(&self) -> StatementEntryKind {
        self.0.kind
    }

    /// The day of issue, else the day when it was recorded, in the account's time zone.
    async fn day(&self) -> Date {
        self.0.day.into()
    }

    /// The number of the invoice that it is about.
    async fn reference(&self) -> Option<&str> {
        self.0.reference.as_deref()
    }

    /// How much it was about.
    async fn amount(&self) -> Money {
        self.money(self.0.amount_minor)
    }

    /// What it did to the balance.
    async fn change(&self) -> Money {
        self.money(self.0.change_minor)
    }

    /// The balance after it.
    async fn balance(&self) -> Money {
        self.money(self.0.balance_minor)
    }
}

/// A customer's statements.
///
/// # Errors
/// BAD_USER_INPUT for a period that cannot be.
pub(super) async fn read(
    cx: &Cx,
    customer: CustomerId,
    from: Date,
    until: Date,
) -> async_graphql::Result<Vec<Statement>> {
    let statements =
        statements::of(cx, customer, from.0, until.0).await.map_err(|failure| bad_argument(cx, failure))?;
    Ok(statements.into_iter().map(Statement).collect())
}

/// What is wrong with an argument of a query.
pub(super) fn bad_argument(cx: &Cx, failure: Failure) -> async_graphql::Error {
    match failure {
        Failure::Fault(fault) => fault.into(),
        Failure::Refused(Refusal::InvalidInput(problems)) => {
            let text =
                problems.first().map(|first| format!("{}: {}", first.field, i18n::problem(cx.lang, &first.problem)));
            coded(text.unwrap_or_default(), TopLevel::BadUserInput)
        }
        Failure::Refused(refusal) => Fault::bug(format!("a question was refused: {refusal:?}")).into(),
    }
}
