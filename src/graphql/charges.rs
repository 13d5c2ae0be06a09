//! The charges' face: what a payment provider was asked to take.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::connection::{Connection, ListSource};
use super::context::{Admit, ContextExt, permit};
use super::customers::{Customer, customer_of};
use super::errors::answer;
use super::invoices::Invoice;
use super::loaders::load;
use super::money::Money;
use super::payment_methods::PaymentMethod;
use super::scalars::{DateTime, Decimal};
use crate::charges::{self, ChargeState, NewBookingCharge, NewInvoiceCharge};
use crate::invoices;
use crate::mutation_result;
use crate::terms::Permission;

/// What a payment provider was asked to take.
#[derive(Clone)]
pub struct Charge(pub Arc<charges::Charge>);

impl From<charges::Charge> for Charge {
    fn from(charge: charges::Charge) -> Self {
        Self(Arc::new(charge))
    }
}

/// What a payment provider was asked to take. Needs `payment_methods.read`.
#[Object]
impl Charge {
    /// The id. The provider has it, too.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Whose payment method was charged; null when you may not see the customer: a deleted one takes `customers.restore`.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }

    /// The invoice that it pays; null too when you may not see invoices.
    async fn invoice(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Invoice>> {
        match self.0.invoice_id {
            Some(id) if ctx.caller().who.may(Permission::InvoicesRead) => Ok(load(ctx, id).await?.map(Invoice::from)),
            _ => Ok(None),
        }
    }

    /// What was charged, removed ones among them.
    async fn payment_method(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<PaymentMethod>> {
        match self.0.payment_method_id {
            Some(id) => Ok(load(ctx, id).await?.map(PaymentMethod::from)),
            None => Ok(None),
        }
    }

    /// Who was asked: `stripe`, or `test` for the built-in provider.
    async fn provider(&self) -> &str {
        &self.0.provider
    }

    /// How much, without the tip.
    async fn amount(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.amount_minor)?))
    }

    /// What was taken on top.
    async fn tip(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.tip_minor)?))
    }

    /// How it stands.
    async fn state(&self) -> ChargeState {
        self.0.state
    }

    /// The provider's code when it failed: `insufficient_funds`, say.
    async fn failure(&self) -> Option<&str> {
        self.0.failure.as_deref()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last heard of.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// Where a list of charges is read from.
pub type ChargeConnection = Connection<ListSource<charges::Charge, Charge>>;

/// A charge, as the customer who pays sees it.
#[derive(SimpleObject)]
pub struct PortalCharge {
    /// How it stands.
    state: ChargeState,
    /// How much, without the tip.
    amount: Money,
    /// What was taken on top.
    tip: Money,
}

impl TryFrom<&charges::Charge> for PortalCharge {
    type Error = crate::error::Fault;

    fn try_from(charge: &charges::Charge) -> Result<Self, Self::Error> {
        let (amount, tip) = (Money(charge.amount(charge.amount_minor)?), Money(charge.amount(charge.tip_minor)?));
        Ok(Self { state: charge.state, amount, tip })
    }
}

/// An invoice to charge.
#[derive(InputObject)]
pub struct InvoiceChargeInput {
    /// The invoice.
    invoice_id: ID,
    /// The customer's payment method to charge; their default when left out.
    payment_method_id: Option<ID>,
    /// How much, in the invoice's currency; all that is outstanding when left out.
    amount: Option<Decimal>,
    /// What to take on top, as a tip.
    tip: Option<Decimal>,
    /// Names this charge: the same key sent twice charges once.
    idempotency_key: String,
}

/// A payment method was charged, or its bank is still deciding.
#[derive(SimpleObject)]
pub struct InvoiceCharged {
    /// The charge: succeeded, or pending.
    charge: Charge,
    /// The invoice as it is now.
    invoice: Invoice,
}

/// A booking to charge in advance.
#[derive(InputObject)]
pub struct BookingChargeInput {
    /// The booking.
    booking_id: ID,
    /// The customer's payment method to charge; their default when left out.
    payment_method_id: Option<ID>,
    /// How much, in the booking's currency; what is left of its prepayment when left out.
    amount: Option<Decimal>,
    /// Names this charge: the same key sent twice charges once.
    idempotency_key: String,
}

/// A payment method was charged in advance, or its bank is still deciding.
#[derive(SimpleObject)]
pub struct BookingCharged {
    /// The charge: succeeded, or pending.
    charge: Charge,
}

mutation_result! {
    /// How charging a booking ended.
    BookingChargeResult = BookingCharged | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState
        | InvalidInput | IdempotencyConflict | PaymentDeclined | PaymentsUnavailable
}

mutation_result! {
    /// How charging an invoice ended.
    InvoiceChargeResult = InvoiceCharged | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState
        | InvalidInput | IdempotencyConflict | PaymentDeclined | PaymentsUnavailable
}

#[derive(Default)]
pub struct ChargeMutations;

#[Object(guard = "Admit")]
impl ChargeMutations {
    /// Charges an issued invoice to a payment method of its customer. Never more than is outstanding beside what is
    /// pending. Needs `payment_methods.write`; audited as `charge.begun`, then `charge.succeeded` or `charge.failed`.
    async fn invoice_charge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to charge, and to which payment method.")] input: InvoiceChargeInput,
    ) -> async_graphql::Result<InvoiceChargeResult> {
        let new = NewInvoiceCharge {
            invoice: input.invoice_id.to_string(),
            payment_method: input.payment_method_id.map(|id| id.to_string()),
            amount: input.amount.map(|amount| amount.0),
            tip: input.tip.map(|tip| tip.0),
            idempotency_key: input.idempotency_key,
        };
        let charged = async {
            let cx = permit(ctx)?;
            let charge = charges::for_invoice(&cx, &new).await?;
            let invoice = charges::invoice_of(&cx, &charge).await?;
            Ok((charge, invoice))
        };
        answer(ctx, charged.await, |(charge, invoice): (charges::Charge, invoices::Invoice)| InvoiceCharged {
            charge: charge.into(),
            invoice: invoice.into(),
        })
    }

    /// Charges a booking that has not ended to a payment method of its customer, in advance: what is taken becomes the
    /// customer's credit. Never more than the booking comes to. Needs `payment_methods.write`; audited as
    /// `charge.begun`, then `charge.succeeded` or `charge.failed`.
    async fn booking_charge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to charge, and to which payment method.")] input: BookingChargeInput,
    ) -> async_graphql::Result<BookingChargeResult> {
        let new = NewBookingCharge {
            booking: input.booking_id.to_string(),
            payment_method: input.payment_method_id.map(|id| id.to_string()),
            amount: input.amount.map(|amount| amount.0),
            idempotency_key: input.idempotency_key,
        };
        let charged = async { charges::for_booking(&permit(ctx)?, &new).await };
        answer(ctx, charged.await, |charge: charges::Charge| BookingCharged { charge: charge.into() })
    }
}
