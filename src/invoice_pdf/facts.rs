//! What an invoice says, read from the database.

use chrono::NaiveDate;
use fluent_bundle::FluentValue;

use crate::accounts::{self, Account};
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::error::Fault;
use crate::i18n::{self, args};
use crate::invoices::{self, Invoice, Line, Payment, Refund};
use crate::terms::Lang;

/// Everything that is printed.
#[derive(Debug)]
pub(super) struct Facts {
    pub account: Account,
    pub invoice: Invoice,
    pub lines: Vec<Line>,
    /// The earliest first.
    pub payments: Vec<Payment>,
    pub refunds: Vec<Refund>,
    pub printed_at: Timestamp,
}

impl Facts {
    /// Reads what an invoice says.
    pub(super) async fn of(cx: &Cx, invoice: Invoice) -> Result<Self, Fault> {
        let lines = invoices::lines_of(&cx.db, cx.account, vec![invoice.id.uuid()]).await?;
        let payments = invoices::payments_of(&cx.db, cx.account, invoice.id).await?;
        let ids = payments.iter().map(|payment| payment.id.uuid()).collect();
        Ok(Self {
            account: accounts::get(&cx.db, cx.account).await?,
            refunds: invoices::refunds_of(&cx.db, cx.account, ids).await?,
            invoice,
            lines,
            payments,
            printed_at: cx.now(),
        })
    }

    /// The language that it is written in.
    pub(super) fn lang(&self) -> Lang {
        self.account.locale
    }

    /// A text without arguments.
    pub(super) fn text(&self, key: &str) -> String {
        i18n::text(self.lang(), key, &args([]))
    }

    /// A text with arguments.
    pub(super) fn filled<'a, const N: usize>(&self, key: &str, with: [(&'a str, FluentValue<'a>); N]) -> String {
        i18n::text(self.lang(), key, &args(with))
    }

    /// An amount in the invoice's currency, for people.
    pub(super) fn money(&self, minor: i64) -> Result<String, Fault> {
        Ok(self.invoice.amount(minor)?.formatted(self.lang()))
    }

    /// A day, for people.
    pub(super) fn day(&self, day: NaiveDate) -> String {
        i18n::day(self.lang(), day)
    }

    /// The day of a moment where the business is, for people.
    pub(super) fn day_of(&self, at: Timestamp) -> String {
        self.day(self.account.day_of(at))
    }

    /// A number with up to a given number of decimals, for people.
    pub(super) fn number(&self, scaled: i64, decimals: u32) -> String {
        let plain = rust_decimal::Decimal::new(scaled, decimals).normalize().to_string();
        if self.lang() == Lang::En { plain } else { plain.replace('.', ",") }
    }
}
