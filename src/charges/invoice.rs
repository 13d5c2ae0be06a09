//! Charging an invoice to a payment method: by staff, or by the customer in the portal.

use rust_decimal::Decimal;

use super::{Charge, Order, pending, require_provider, store, take, told};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::db::Tx;
use crate::error::{Failure, Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{ChargeId, CustomerId, Id, InvoiceId, PaymentMethodId};
use crate::invoices::{self, Invoice, InvoiceState};
use crate::payment_methods::{self, PaymentMethod};
use crate::terms::{Permission, RecordKind};
use crate::{customers, in_tx, money};

/// A charge for an invoice.
#[derive(Clone, Debug)]
pub struct NewInvoiceCharge {
    pub invoice: String,
    /// The customer's default when left out.
    pub payment_method: Option<String>,
    /// In the invoice's currency; all that is outstanding when left out.
    pub amount: Option<Decimal>,
    /// On top of the amount.
    pub tip: Option<Decimal>,
    pub idempotency_key: String,
}

impl NewInvoiceCharge {
    fn arguments(&self) -> impl serde::Serialize {
        let decimal = |amount: Option<Decimal>| amount.map(|amount| amount.normalize().to_string());
        (self.invoice.clone(), self.payment_method.clone(), decimal(self.amount), decimal(self.tip))
    }
}

/// Charges an invoice to a payment method of its customer.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`],
/// [`Refusal::InvalidInput`] for more than is outstanding beside what is pending, [`Refusal::IdempotencyConflict`],
/// [`Refusal::PaymentDeclined`], [`Refusal::PaymentsUnavailable`].
pub async fn for_invoice(cx: &Cx, new: &NewInvoiceCharge) -> Outcome<Charge> {
    cx.require(Permission::PaymentMethodsWrite)?;
    charge(cx, new, None, "invoiceCharge").await
}

/// The same, by the customer who owes it.
///
/// # Errors
/// [`Refusal::NotFound`] also of somebody else's, and as [`for_invoice`].
pub async fn for_invoice_by_customer(cx: &Cx, new: &NewInvoiceCharge, customer: CustomerId) -> Outcome<Charge> {
    charge(cx, new, Some(customer), "portalInvoicePay").await
}

/// The invoice that a charge pays, as it is now.
///
/// # Errors
/// [`Fault`] when the charge pays none.
pub async fn invoice_of(cx: &Cx, charge: &Charge) -> Result<Invoice, Fault> {
    let found = match charge.invoice_id {
        Some(id) => invoices::find(&cx.db, cx.account, id).await?,
        None => None,
    };
    found.ok_or_else(|| Fault::bug("a charge for an invoice has none"))
}

async fn charge(
    cx: &Cx,
    new: &NewInvoiceCharge,
    whose: Option<CustomerId>,
    operation: &'static str,
) -> Outcome<Charge> {
    require_provider(cx)?;
    let invoice: InvoiceId = cx.parse(RecordKind::Invoice, &new.invoice)?;
    let method = new.payment_method.as_deref().map(|id| cx.parse(RecordKind::PaymentMethod, id)).transpose()?;
    let key = IdempotencyKey::of(Some(&new.idempotency_key), operation, &new.arguments())?;
    let begun = in_tx!(cx, |tx| {
        let id: ChargeId = cx.id();
        if let Some(earlier) = earlier(tx, cx, key.as_ref(), id).await? {
            return Ok::<_, Failure>(Begun::Earlier(earlier));
        }
        let (invoice, method) = lock(tx, cx, invoice, method, whose).await?;
        let order = order(tx, cx, &invoice, new).await?;
        let charge = pending(cx, id, &method, order);
        begin(tx, cx, &charge).await?;
        Ok(Begun::Now(charge))
    })?;
    begun.go_on(cx).await
}

/// The charge that a key already led to. Else the key is remembered before anything is locked: of two that come at once,
/// the second waits here, and then finds the first's charge.
pub(super) async fn earlier(
    tx: &mut Tx,
    cx: &Cx,
    key: Option<&IdempotencyKey>,
    new: ChargeId,
) -> Outcome<Option<Charge>> {
    let Some(key) = key else { return Ok(None) };
    let Some(id) = key.earlier(tx, cx).await? else {
        key.remember(tx, cx, new.uuid()).await?;
        return Ok(None);
    };
    Ok(Some(store::find(&mut *tx, cx.account, Id::from_uuid(id)).await?.ok_or_else(super::unknown)?))
}

/// Where a request for a charge stands once it is committed.
pub(super) enum Begun {
    /// The provider is to be asked.
    Now(Charge),
    /// The same was asked for before.
    Earlier(Charge),
}

impl Begun {
    pub(super) async fn go_on(self, cx: &Cx) -> Outcome<Charge> {
        match self {
            Self::Now(charge) => take(cx, charge).await,
            Self::Earlier(charge) => told(charge),
        }
    }
}

/// Writes a charge down, before anybody is asked for it.
pub(super) async fn begin(tx: &mut Tx, cx: &Cx, charge: &Charge) -> Outcome<()> {
    store::insert(tx, cx.account, charge).await?;
    customers::announce(tx, cx, charge.customer_id);
    let data = serde_json::json!({ "invoice": charge.invoice_id.map(|id| id.to_string()),
        "booking": charge.booking_id.map(|id| id.to_string()),
        "minor": charge.amount_minor, "tip": charge.tip_minor, "currency": charge.currency });
    let entry = Entry::of("charge.begun", RecordKind::Charge, charge.id.uuid(), Some(charge.customer_id));
    audit::record(tx, cx, entry.with(data)).await?;
    Ok(())
}

async fn lock(
    tx: &mut Tx,
    cx: &Cx,
    invoice: InvoiceId,
    method: Option<PaymentMethodId>,
    whose: Option<CustomerId>,
) -> Outcome<(Invoice, PaymentMethod)> {
    let unknown = Refusal::NotFound(RecordKind::Invoice);
    let found = invoices::find(&mut *tx, cx.account, invoice).await?;
    let visible = |invoice: &Invoice| {
        whose.is_none_or(|whose| whose == invoice.customer_id && invoice.state != InvoiceState::Draft)
    };
    let found = found.filter(visible).ok_or(unknown.clone())?;
    let owner = customers::lock(tx, cx.account, found.customer_id).await?;
    if !owner.is_some_and(|owner| owner.is_active()) {
        return Err(whose.map_or(Refusal::CustomerDeleted(found.customer_id), |_| unknown).into());
    }
    let method = payment_methods::chargeable(tx, cx, found.customer_id, method).await?;
    Ok((invoices::lock_for_payment(tx, cx, invoice).await?, method))
}

/// What is pending counts as paid, so that nothing is charged twice.
async fn order(tx: &mut Tx, cx: &Cx, invoice: &Invoice, new: &NewInvoiceCharge) -> Outcome<Order> {
    if invoice.state != InvoiceState::Issued {
        return Err(Refusal::WrongState { kind: RecordKind::Invoice, state: invoice.state.as_str() }.into());
    }
    let currency = invoice.currency()?;
    let open = invoice.outstanding_minor() - store::pending_of_invoice(tx, cx.account, invoice.id).await?;
    let amount_minor = match new.amount {
        Some(amount) => money::minor("amount", amount, currency, 1)?,
        None => open,
    };
    if amount_minor > open || amount_minor == 0 {
        let because = "it is more than is outstanding beside what is being charged already";
        return Err(FieldProblem::new("amount", Problem::NotAllowed { because }).into());
    }
    let tip_minor = new.tip.map_or(Ok(0), |tip| money::minor("tip", tip, currency, 0))?;
    let currency = invoice.currency.clone();
    Ok(Order { invoice: Some(invoice.id), booking: None, amount_minor, tip_minor, currency })
}
