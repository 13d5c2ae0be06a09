//! The invoices' face: what is done.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::context::{Admit, given, permit};
use super::errors::answer;
use super::invoices::Invoice;
use super::payments::{Payment, Refund};
use super::scalars::{CurrencyCode, Date, Decimal};
use crate::invoices::{self, NewInvoice, NewPayment, NewRefund, PaymentMethod, TaxedLine};
use crate::lines::NewLine;
use crate::mutation_result;

/// A line of an invoice to write.
#[derive(InputObject)]
pub struct InvoiceLineInput {
    /// What it is for; at most 500 characters.
    description: String,
    /// How much of it: more than nothing, at most a million, with at most three decimals.
    quantity: Decimal,
    /// What one costs, tax included, in the invoice's currency.
    unit_price: Decimal,
    /// The service that it charges for: reports know it by this.
    service_id: Option<ID>,
    /// The tax within the price. The service's rate when left out; null for no tax.
    tax_rate_id: MaybeUndefined<ID>,
}

impl From<InvoiceLineInput> for TaxedLine {
    fn from(input: InvoiceLineInput) -> Self {
        let (quantity, unit_price) = (input.quantity.0, input.unit_price.0);
        Self {
            line: NewLine { description: input.description, quantity, unit_price },
            service: input.service_id.map(|id| id.to_string()),
            tax_rate: given(input.tax_rate_id).map(|rate| rate.map(|id| id.to_string())),
        }
    }
}

/// An invoice to draft.
#[derive(InputObject)]
pub struct InvoiceCreateInput {
    /// Whose it is; the work order's or booking's customer when left out.
    customer_id: Option<ID>,
    /// The work order that it is for; it must be the customer's.
    work_order_id: Option<ID>,
    /// The booking that it is for; it must be the customer's.
    booking_id: Option<ID>,
    /// The currency; the booking's, else the account's, when left out.
    currency: Option<CurrencyCode>,
    /// What it is for; at most 200 lines. The booking's services at the agreed prices when there are none.
    #[graphql(default)]
    lines: Vec<InvoiceLineInput>,
    /// The day by which it is to be paid; by the account's settings, once it is issued, when left out.
    due_on: Option<Date>,
}

/// New lines for a draft.
#[derive(InputObject)]
pub struct InvoiceLinesSetInput {
    /// The invoice.
    id: ID,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// What it is for, instead of what it was; at most 200 lines.
    lines: Vec<InvoiceLineInput>,
}

/// A draft to issue.
#[derive(InputObject)]
pub struct InvoiceIssueInput {
    /// The invoice.
    id: ID,
    /// The day of issue, not later than today; today in the account's time zone when left out.
    issued_on: Option<Date>,
}

/// A payment to record.
#[derive(InputObject)]
pub struct InvoicePayInput {
    /// The invoice.
    id: ID,
    /// How much, in the invoice's currency and without the tip; all that is outstanding when left out.
    amount: Option<Decimal>,
    /// What the customer gave on top, kept apart from what is owed.
    tip: Option<Decimal>,
    /// How it was paid. Credit is spent only as far as the customer has it.
    method: PaymentMethod,
    /// Whether what is more than is outstanding becomes the customer's credit; otherwise it is refused.
    #[graphql(default)]
    keep_as_credit: bool,
    /// The version that was read: with it, the same payment cannot be recorded twice by accident.
    expected_version: Option<i32>,
    /// A key of your own, at most 100 characters: the same request with the same key is recorded once.
    idempotency_key: Option<String>,
}

/// Money to give back.
#[derive(InputObject)]
pub struct PaymentRefundInput {
    /// The payment.
    payment_id: ID,
    /// How much, in the payment's currency; all that was not given back yet when left out.
    amount: Option<Decimal>,
    /// Why; at most 500 characters.
    reason: Option<String>,
    /// A key of your own, at most 100 characters: the same request with the same key happens once.
    idempotency_key: Option<String>,
}

/// Money was given back.
#[derive(SimpleObject)]
pub struct PaymentRefunded {
    /// The refund.
    refund: Refund,
    /// The payment as it is now.
    payment: Payment,
    /// The invoice as it is now: as paid as it was.
    invoice: Invoice,
}

/// An invoice to void.
#[derive(InputObject)]
pub struct InvoiceVoidInput {
    /// The invoice.
    id: ID,
}

/// An invoice to write off.
#[derive(InputObject)]
pub struct InvoiceWriteOffInput {
    /// The invoice.
    id: ID,
}

/// An invoice was drafted or changed.
#[derive(SimpleObject)]
pub struct InvoiceSaved {
    /// The invoice as it is now.
    invoice: Invoice,
}

mutation_result! {
    /// How drafting an invoice ended.
    InvoiceCreateResult =
        InvoiceSaved | NotPermitted | CustomerNotFound | RecordNotFound | CustomerAlreadyDeleted | InvalidInput
}

mutation_result! {
    /// How replacing the lines of a draft ended.
    InvoiceLinesSetResult = InvoiceSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict
        | WrongState | InvalidInput
}

mutation_result! {
    /// How issuing an invoice ended.
    InvoiceIssueResult =
        InvoiceSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState | InvalidInput
}

mutation_result! {
    /// How recording a payment ended.
    InvoicePayResult = InvoiceSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict
        | WrongState | IdempotencyConflict | InvalidInput
}

mutation_result! {
    /// How giving money back ended.
    PaymentRefundResult = PaymentRefunded | NotPermitted | RecordNotFound | CustomerAlreadyDeleted
        | IdempotencyConflict | InvalidInput
}

mutation_result! {
    /// How voiding an invoice ended.
    InvoiceVoidResult =
        InvoiceSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState | InvalidInput
}

mutation_result! {
    /// How writing off an invoice ended.
    InvoiceWriteOffResult = InvoiceSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState
}

fn saved(invoice: invoices::Invoice) -> InvoiceSaved {
    InvoiceSaved { invoice: invoice.into() }
}

#[derive(Default)]
pub struct InvoiceMutations;

#[Object(guard = "Admit")]
impl InvoiceMutations {
    /// Drafts an invoice for a customer. Prices include tax. Needs `invoices.write`; audited as `invoice.created`.
    async fn invoice_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invoice to draft.")] input: InvoiceCreateInput,
    ) -> async_graphql::Result<InvoiceCreateResult> {
        let new = NewInvoice {
            customer: input.customer_id.map(|id| id.to_string()),
            work_order: input.work_order_id.map(|id| id.to_string()),
            booking: input.booking_id.map(|id| id.to_string()),
            currency: input.currency.map(|currency| currency.0.code().to_owned()),
            lines: input.lines.into_iter().map(TaxedLine::from).collect(),
            due_on: input.due_on.map(|day| day.0),
        };
        answer(ctx, async { invoices::create(&permit(ctx)?, &new).await }.await, saved)
    }

    /// Replaces the lines of a draft, if nobody else changed it since it was read. Needs `invoices.write`; audited as
    /// `invoice.lines_set`.
    async fn invoice_lines_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invoice and its lines.")] input: InvoiceLinesSetInput,
    ) -> async_graphql::Result<InvoiceLinesSetResult> {
        let version = i64::from(input.expected_version);
        let lines: Vec<_> = input.lines.into_iter().map(TaxedLine::from).collect();
        answer(ctx, async { invoices::set_lines(&permit(ctx)?, &input.id, version, &lines).await }.await, saved)
    }

    /// Issues a draft: numbers and dates it, and keeps the customer's name and address as they are now. One over nothing
    /// is paid at once. The customer is told. Needs `invoices.write`; audited as `invoice.issued`.
    async fn invoice_issue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: InvoiceIssueInput,
    ) -> async_graphql::Result<InvoiceIssueResult> {
        let day = input.issued_on.map(|day| day.0);
        answer(ctx, async { invoices::issue(&permit(ctx)?, &input.id, day).await }.await, saved)
    }

    /// Records a payment towards an issued invoice, which is paid once nothing is outstanding: it does not stand in the
    /// way of a delete any more. Needs `invoices.write`; audited as `payment.recorded`.
    async fn invoice_pay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The payment.")] input: InvoicePayInput,
    ) -> async_graphql::Result<InvoicePayResult> {
        let payment = NewPayment {
            amount: input.amount.map(|amount| amount.0),
            tip: input.tip.map(|tip| tip.0),
            method: input.method,
            keep_as_credit: input.keep_as_credit,
            expected_version: input.expected_version.map(i64::from),
            idempotency_key: input.idempotency_key,
        };
        answer(ctx, async { invoices::pay(&permit(ctx)?, &input.id, &payment).await }.await, saved)
    }

    /// Records that money was given back of a payment, never more than came in. What was given back is not owed again;
    /// what was paid from credit goes back into it. Needs `invoices.write`; audited as `payment.refunded`.
    async fn payment_refund(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refund.")] input: PaymentRefundInput,
    ) -> async_graphql::Result<PaymentRefundResult> {
        let new = NewRefund {
            payment: input.payment_id.to_string(),
            amount: input.amount.map(|amount| amount.0),
            reason: input.reason,
            idempotency_key: input.idempotency_key,
        };
        answer(ctx, async { invoices::refund(&permit(ctx)?, &new).await }.await, |done| PaymentRefunded {
            refund: done.refund.into(),
            payment: done.payment.into(),
            invoice: done.invoice.into(),
        })
    }

    /// Takes back a draft, or an issued invoice on which nothing was paid. Needs `invoices.write`; audited as
    /// `invoice.voided`.
    async fn invoice_void(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invoice.")] input: InvoiceVoidInput,
    ) -> async_graphql::Result<InvoiceVoidResult> {
        answer(ctx, async { invoices::void(&permit(ctx)?, &input.id).await }.await, saved)
    }

    /// Gives up what is outstanding on an issued invoice. Needs `invoices.write`; audited as `invoice.written_off`.
    async fn invoice_write_off(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invoice.")] input: InvoiceWriteOffInput,
    ) -> async_graphql::Result<InvoiceWriteOffResult> {
        answer(ctx, async { invoices::write_off(&permit(ctx)?, &input.id).await }.await, saved)
    }
}
