//! The payments' face.

use async_graphql::{Context, ID, Object};

use super::loaders::{RefundsOf, load};
use super::money::Money;
use super::scalars::DateTime;
use crate::invoices::{self, PaymentMethod};

/// A payment towards an invoice.
#[derive(Clone)]
pub struct Payment(invoices::Payment);

impl From<invoices::Payment> for Payment {
    fn from(payment: invoices::Payment) -> Self {
        Self(payment)
    }
}

/// A payment towards an invoice.
#[Object]
impl Payment {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How much towards the invoice.
    async fn amount(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.amount_minor, &self.0.currency)?)
    }

    /// What was given on top.
    async fn tip(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.tip_minor, &self.0.currency)?)
    }

    /// What was given back of it, tip among it.
    async fn refunded(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.refunded_minor, &self.0.currency)?)
    }

    /// What can still be given back.
    async fn refundable(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.refundable_minor(), &self.0.currency)?)
    }

    /// When and why it was given back, in that order.
    async fn refunds(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Refund>> {
        let refunds = load(ctx, RefundsOf(self.0.id)).await?.unwrap_or_default();
        Ok(refunds.into_iter().map(Refund::from).collect())
    }

    /// How it was paid.
    async fn method(&self) -> PaymentMethod {
        self.0.method
    }

    /// When it was recorded.
    async fn paid_at(&self) -> DateTime {
        self.0.paid_at.into()
    }
}

/// Money given back of a payment.
#[derive(Clone)]
pub struct Refund(invoices::Refund);

impl From<invoices::Refund> for Refund {
    fn from(refund: invoices::Refund) -> Self {
        Self(refund)
    }
}

/// Money given back of a payment.
#[Object]
impl Refund {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How much.
    async fn amount(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.amount_minor, &self.0.currency)?)
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was recorded.
    async fn refunded_at(&self) -> DateTime {
        self.0.refunded_at.into()
    }
}
