//! What customers do in the portal about money: leave and remove cards, and pay their invoices.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::charges::PortalCharge;
use super::context::{Admit, ContextExt, coded};
use super::errors::{TopLevel, answer};
use super::payment_method_setups::{PaymentMethodSetupStarted, PortalPaymentMethodSaved, kept};
use super::portal_records::PortalInvoice;
use super::scalars::Decimal;
use crate::access::Principal;
use crate::app::Cx;
use crate::charges::{self, NewInvoiceCharge};
use crate::ids::CustomerId;
use crate::invoices;
use crate::mutation_result;
use crate::payment_methods;

/// A setup that was finished at the payment provider's page.
#[derive(InputObject)]
pub struct PortalPaymentMethodSetupFinishInput {
    /// The setup: what the provider added to the page's address as `setup=`.
    setup: String,
}

/// A card to remove.
#[derive(InputObject)]
pub struct PortalPaymentMethodRemoveInput {
    /// The card.
    id: ID,
}

/// A card to charge from now on.
#[derive(InputObject)]
pub struct PortalPaymentMethodMakeDefaultInput {
    /// The card.
    id: ID,
}

/// An invoice to pay.
#[derive(InputObject)]
pub struct PortalInvoicePayInput {
    /// The invoice.
    invoice_id: ID,
    /// The card to charge; the default when left out.
    payment_method_id: Option<ID>,
    /// How much, in the invoice's currency; all that is outstanding when left out.
    amount: Option<Decimal>,
    /// What to give on top.
    tip: Option<Decimal>,
    /// Names this payment: the same key sent twice pays once.
    idempotency_key: String,
}

/// An invoice to pay from one's credit.
#[derive(InputObject)]
pub struct PortalInvoicePayFromCreditInput {
    /// The invoice.
    invoice_id: ID,
    /// How much, in the invoice's currency; all that is outstanding when left out.
    amount: Option<Decimal>,
    /// Names this payment: the same key sent twice pays once.
    idempotency_key: String,
}

/// Credit was spent.
#[derive(SimpleObject)]
pub struct PortalInvoicePaidFromCredit {
    /// The invoice as it is now.
    invoice: PortalInvoice,
}

/// A card was charged, or its bank is still deciding.
#[derive(SimpleObject)]
pub struct PortalInvoiceCharged {
    /// The charge: succeeded, or pending.
    charge: PortalCharge,
    /// The invoice as it is now.
    invoice: PortalInvoice,
}

mutation_result! {
    /// How starting to leave a card in the portal ended.
    PortalPaymentMethodSetupResult = PaymentMethodSetupStarted | PaymentsUnavailable
}

mutation_result! {
    /// How leaving a card in the portal ended.
    PortalPaymentMethodSetupFinishResult =
        PortalPaymentMethodSaved | CustomerNotFound | InvalidInput | PaymentsUnavailable
}

mutation_result! {
    /// How removing a card in the portal ended.
    PortalPaymentMethodRemoveResult = PortalPaymentMethodSaved | RecordNotFound
}

mutation_result! {
    /// How choosing the card to charge in the portal ended.
    PortalPaymentMethodMakeDefaultResult = PortalPaymentMethodSaved | RecordNotFound
}

mutation_result! {
    /// How paying an invoice in the portal ended.
    PortalInvoicePayResult = PortalInvoiceCharged | RecordNotFound | WrongState | InvalidInput | IdempotencyConflict
        | PaymentDeclined | PaymentsUnavailable
}

mutation_result! {
    /// How paying an invoice from one's credit ended.
    PortalInvoicePayFromCreditResult =
        PortalInvoicePaidFromCredit | RecordNotFound | WrongState | InvalidInput | IdempotencyConflict
}

/// The customer who asks.
fn signed_in(ctx: &Context<'_>) -> async_graphql::Result<(Cx, CustomerId)> {
    let cx = ctx.cx()?;
    match &cx.who {
        Principal::Portal(who) => {
            let customer = who.customer;
            Ok((cx, customer))
        }
        _ => Err(coded("this is for customers in the portal", TopLevel::Forbidden)),
    }
}

#[derive(Default)]
pub struct PortalPaymentMutations;

#[Object(guard = "Admit")]
impl PortalPaymentMutations {
    /// Opens the payment provider's page, where the customer leaves a card. For customers in the portal.
    async fn portal_payment_method_setup(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<PortalPaymentMethodSetupResult> {
        let (cx, customer) = signed_in(ctx)?;
        let started = payment_methods::start_by_customer(&cx, customer).await;
        answer(ctx, started, PaymentMethodSetupStarted::from)
    }

    /// Keeps the card that the customer left at the payment provider's page. For customers in the portal; audited as
    /// `payment_method.added`.
    async fn portal_payment_method_setup_finish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The setup.")] input: PortalPaymentMethodSetupFinishInput,
    ) -> async_graphql::Result<PortalPaymentMethodSetupFinishResult> {
        let (cx, customer) = signed_in(ctx)?;
        answer(ctx, payment_methods::finish_by_customer(&cx, &input.setup, customer).await, kept)
    }

    /// Removes one of the customer's cards: nothing can be charged to it any more. For customers in the portal; audited
    /// as `payment_method.removed`.
    async fn portal_payment_method_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The card.")] input: PortalPaymentMethodRemoveInput,
    ) -> async_graphql::Result<PortalPaymentMethodRemoveResult> {
        let (cx, customer) = signed_in(ctx)?;
        answer(ctx, payment_methods::remove_by_customer(&cx, &input.id, customer).await, kept)
    }

    /// Makes one of the customer's cards the one that is charged when none is named. For customers in the portal;
    /// audited as `payment_method.made_default`.
    async fn portal_payment_method_make_default(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The card.")] input: PortalPaymentMethodMakeDefaultInput,
    ) -> async_graphql::Result<PortalPaymentMethodMakeDefaultResult> {
        let (cx, customer) = signed_in(ctx)?;
        answer(ctx, payment_methods::make_default_by_customer(&cx, &input.id, customer).await, kept)
    }

    /// Charges an invoice of the customer's to one of their cards. For customers in the portal; audited as
    /// `charge.begun`, then `charge.succeeded` or `charge.failed`.
    async fn portal_invoice_pay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to pay, and with what.")] input: PortalInvoicePayInput,
    ) -> async_graphql::Result<PortalInvoicePayResult> {
        let (cx, customer) = signed_in(ctx)?;
        let new = NewInvoiceCharge {
            invoice: input.invoice_id.to_string(),
            payment_method: input.payment_method_id.map(|id| id.to_string()),
            amount: input.amount.map(|amount| amount.0),
            tip: input.tip.map(|tip| tip.0),
            idempotency_key: input.idempotency_key,
        };
        let paid = async {
            let charge = charges::for_invoice_by_customer(&cx, &new, customer).await?;
            let invoice = PortalInvoice(charges::invoice_of(&cx, &charge).await?);
            Ok(PortalInvoiceCharged { charge: PortalCharge::try_from(&charge)?, invoice })
        };
        answer(ctx, paid.await, |charged: PortalInvoiceCharged| charged)
    }
    /// Pays an invoice of the customer's from the credit that they have in its currency; more than that, or than is
    /// outstanding, is refused as an invalid amount. For customers in the portal; audited as `payment.recorded`.
    async fn portal_invoice_pay_from_credit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to pay.")] input: PortalInvoicePayFromCreditInput,
    ) -> async_graphql::Result<PortalInvoicePayFromCreditResult> {
        let (cx, _) = signed_in(ctx)?;
        let amount = input.amount.map(|amount| amount.0);
        let paid = invoices::pay_from_credit_by_customer(&cx, &input.invoice_id, amount, input.idempotency_key).await;
        answer(ctx, paid, |invoice| PortalInvoicePaidFromCredit { invoice: PortalInvoice(invoice) })
    }
}
