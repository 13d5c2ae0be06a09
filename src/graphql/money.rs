//! Money as clients see it.

use async_graphql::Object;
use iso_currency::Currency;

use super::context::ContextExt;
use super::scalars::{CurrencyCode, Decimal, Locale};
use crate::error::Fault;
use crate::money::Amount;

/// An exact amount in a currency.
#[derive(Clone, Copy, Debug)]
pub struct Money(pub Amount);

/// An exact amount in a currency.
#[Object]
impl Money {
    /// The exact amount, with the currency's decimals.
    async fn amount(&self) -> Decimal {
        self.0.decimal().into()
    }

    /// The currency.
    async fn currency(&self) -> CurrencyCode {
        self.0.currency.into()
    }

    /// For people: £148.50.
    async fn formatted(
        &self,
        ctx: &async_graphql::Context<'_>,
        #[graphql(desc = "The language; the request's when left out.")] locale: Option<Locale>,
    ) -> String {
        self.0.formatted(ctx.lang(locale.map(|locale| locale.0)))
    }
}

impl Money {
    /// An amount as the database keeps it.
    ///
    /// # Errors
    /// [`Fault`] when the code is no currency.
    pub fn of(minor: i64, code: &str) -> Result<Self, Fault> {
        Ok(Self(Amount { minor, currency: known(code)? }))
    }
}

/// The currency of a code that the database keeps.
///
/// # Errors
/// [`Fault`] when it is none.
pub fn known(code: &str) -> Result<Currency, Fault> {
    Currency::from_code(code).ok_or_else(|| Fault::bug(format!("{code:?} is no currency")))
}
