//! Payments: recorded by staff, or come in by a payment provider.

mod store;

pub use store::{Payment, Sums, payments, payments_of, sums_of};
pub(super) use store::{give_back, lock};

use rust_decimal::Decimal;

use super::store::{find, lock as lock_invoice, lock_issued, update};
use super::{Invoice, InvoiceState, PaymentMethod, note};
use crate::app::Cx;
use crate::credits::{self, Source};
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{ChargeId, CreditId, CustomerId, InvoiceId, PaymentId};
use crate::notifications::{self, NotificationKind};
use crate::terms::{Permission, RecordKind};
use crate::{customers, in_tx, money};

/// A payment to record.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// In the invoice's currency; all that is outstanding when left out.
    pub amount: Option<Decimal>,
    /// What the customer gave on top, apart from what is owed.
    pub tip: Option<Decimal>,
    pub method: PaymentMethod,
    /// What is more than is outstanding becomes credit; otherwise it is refused.
    pub keep_as_credit: bool,
    /// Records it only if the invoice is still at this version, so that nothing is recorded twice.
    pub expected_version: Option<i64>,
    pub idempotency_key: Option<String>,
}

impl NewPayment {
    /// A payment of all that is outstanding.
    pub fn of_all(method: PaymentMethod) -> Self {
        Self { amount: None, tip: None, method, keep_as_credit: false, expected_version: None, idempotency_key: None }
    }

    fn key(&self, invoice: InvoiceId) -> Outcome<Option<IdempotencyKey>> {
        let decimal = |amount: Option<Decimal>| amount.map(|amount| amount.normalize().to_string());
        let arguments = serde_json::json!([
            invoice.to_string(),
            decimal(self.amount),
            decimal(self.tip),
            self.method,
            self.keep_as_credit
        ]);
        IdempotencyKey::of(self.idempotency_key.as_deref(), "invoicePay", &arguments)
    }

    fn received(&self, invoice: &Invoice) -> Outcome<Received> {
        let currency = invoice.currency()?;
        let amount_minor = match self.amount {
            Some(amount) => money::minor("amount", amount, currency, 1)?,
            None => invoice.outstanding_minor(),
        };
        let tip_minor = self.tip.map_or(Ok(0), |tip| money::minor("tip", tip, currency, 0))?;
        let refuse = |field, because| Err(FieldProblem::new(field, Problem::NotAllowed { because }).into());
        let from_credit = self.method == PaymentMethod::Credit;
        if amount_minor > invoice.outstanding_minor() && (from_credit || !self.keep_as_credit) {
            return refuse("amount", "it is more than is outstanding");
        }
        if from_credit && tip_minor > 0 {
            return refuse("tip", "tips are not paid from credit");
        }
        Ok(Received { amount_minor, tip_minor, method: self.method, charge: None })
    }
}

/// Money that came in.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// Towards the invoice, more than zero, without the tip.
    pub amount_minor: i64,
    pub tip_minor: i64,
    pub method: PaymentMethod,
    /// The charge that brought it.
    pub charge: Option<ChargeId>,
}

/// What became of money that came in.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// As it is now.
    pub invoice: Invoice,
    /// None when nothing was outstanding.
    pub payment: Option<PaymentId>,
    /// What was more than outstanding.
    pub credit: Option<CreditId>,
}

/// Records a payment towards an issued invoice, which is paid once nothing is outstanding. The customer is told.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::VersionConflict`],
/// [`Refusal::WrongState`], [`Refusal::IdempotencyConflict`], [`Refusal::InvalidInput`] for more than is outstanding, or
/// than the customer has credit.
pub async fn pay(cx: &Cx, id: &str, new: &NewPayment) -> Outcome<Invoice> {
    cx.require(Permission::InvoicesWrite)?;
    let id: InvoiceId = cx.parse(RecordKind::Invoice, id)?;
    take(cx, id, new).await
}

/// Pays an invoice of the customer who is signed in to the portal from their credit, in the invoice's currency; all that is
/// outstanding when no amount is named. The customer is told.
///
/// # Errors
/// [`Refusal::NotFound`] also of somebody else's and of a draft, [`Refusal::WrongState`],
/// [`Refusal::IdempotencyConflict`], [`Refusal::InvalidInput`] for more than is outstanding, or than there is credit.
pub async fn pay_from_credit_by_customer(cx: &Cx, id: &str, amount: Option<Decimal>, key: String) -> Outcome<Invoice> {
    let unknown = Refusal::NotFound(RecordKind::Invoice);
    let (customer, id) = (cx.who.customer()?, cx.parse(RecordKind::Invoice, id)?);
    let found = find(&cx.db, cx.account, id).await?.ok_or(unknown.clone())?;
    if found.customer_id != customer || found.state == InvoiceState::Draft {
        return Err(unknown.into());
    }
    let new = NewPayment { amount, idempotency_key: Some(key), ..NewPayment::of_all(PaymentMethod::Credit) };
    take(cx, id, &new).await.map_err(|failure| failure.unseen(RecordKind::Invoice))
}

async fn take(cx: &Cx, id: InvoiceId, new: &NewPayment) -> Outcome<Invoice> {
    let key = new.key(id)?;
    in_tx!(cx, |tx| {
        let invoice = locked(tx, cx, id, new.method).await?;
        // Once the lock is held: of two that come at the same moment, the second finds what the first did.
        if let Some(key) = &key {
            if key.earlier(tx, cx).await?.is_some() {
                return Ok(invoice);
            }
            key.remember(tx, cx, id.uuid()).await?;
        }
        if new.expected_version.is_some_and(|version| version != invoice.version) {
            return Err(Refusal::VersionConflict { current: invoice.version }.into());
        }
        invoice.needs(InvoiceState::Issued)?;
        let received = new.received(&invoice)?;
        if new.method == PaymentMethod::Credit {
            credits::require(tx, cx, invoice.customer_id, invoice.amount(received.amount_minor)?).await?;
        }
        let recorded = record_payment_in(tx, cx, &invoice, received).await?;
        note(tx, cx, "payment.recorded", &recorded.invoice, audited(&recorded, received)).await?;
        Ok(recorded.invoice)
    })
}

/// What the audit log keeps of a payment.
fn audited(recorded: &Recorded, received: Received) -> serde_json::Value {
    serde_json::json!({
        "payment": recorded.payment.map(|id| id.to_string()),
        "credit": recorded.credit.map(|id| id.to_string()),
        "minor": received.amount_minor,
        "tip": received.tip_minor,
        "state": recorded.invoice.state,
    })
}

/// The invoice, locked together with its live customer: alone when credit is spent, so that none is spent twice.
async fn locked(tx: &mut Tx, cx: &Cx, id: InvoiceId, method: PaymentMethod) -> Outcome<Invoice> {
    if method == PaymentMethod::Credit
        && let Some(found) = find(&mut *tx, cx.account, id).await?
    {
        customers::lock_live(tx, cx, found.customer_id).await?;
    }
    super::lock(tx, cx, id).await
}

/// An invoice for which money came in, locked together with its customer, live or not: the money is here.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn lock_for_payment(tx: &mut Tx, cx: &Cx, id: InvoiceId) -> Outcome<Invoice> {
    let unknown = Refusal::NotFound(RecordKind::Invoice);
    let found = find(&mut *tx, cx.account, id).await?.ok_or(unknown.clone())?;
    customers::lock(tx, cx.account, found.customer_id).await?;
    Ok(lock_invoice(tx, cx.account, id).await?.ok_or(unknown)?)
}

/// Records money that came in for an invoice, whoever its customer is by now. What is outstanding is paid; the rest, and
/// all of it when the invoice is not owed any more, becomes credit. The customer is told. The caller holds the customer
/// and the invoice (see [`lock_for_payment`]), and writes the audit event: the audit log is locked last.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn record_payment_in(tx: &mut Tx, cx: &Cx, invoice: &Invoice, received: Received) -> Result<Recorded, Fault> {
    let owed = received.amount_minor.min(invoice.outstanding_minor());
    let (payment, tip) = if owed > 0 {
        let towards = Received { amount_minor: owed, ..received };
        (Some(insert(tx, cx, invoice, towards).await?), 0)
    } else {
        (None, received.tip_minor)
    };
    let left = received.amount_minor - owed + tip;
    let source = Source { reason: None, invoice: Some(invoice.id), payment };
    let credit = match left {
        0 => None,
        left => Some(credits::enter(tx, cx, invoice.customer_id, invoice.amount(left)?, source).await?),
    };
    let invoice = paid(tx, cx, invoice, owed).await?;
    customers::announce(tx, cx, invoice.customer_id);
    let about = payment.map_or((RecordKind::Invoice, invoice.id.uuid()), |id| (RecordKind::Payment, id.uuid()));
    notifications::queue(tx, cx, invoice.customer_id, NotificationKind::PaymentReceived, about).await?;
    Ok(Recorded { invoice, payment, credit })
}

/// Writes a payment; one from credit spends it.
async fn insert(tx: &mut Tx, cx: &Cx, invoice: &Invoice, received: Received) -> Result<PaymentId, Fault> {
    let id: PaymentId = cx.id();
    store::insert(tx, cx, id, invoice, received).await?;
    if received.method == PaymentMethod::Credit {
        let source = Source { reason: None, invoice: Some(invoice.id), payment: Some(id) };
        let spent = invoice.amount(-received.amount_minor)?;
        credits::enter(tx, cx, invoice.customer_id, spent, source).await?;
    }
    Ok(id)
}

/// The invoice once an amount of what is outstanding was paid.
async fn paid(tx: &mut Tx, cx: &Cx, invoice: &Invoice, minor: i64) -> Result<Invoice, Fault> {
    if minor == 0 {
        return Ok(invoice.clone());
    }
    let in_full = minor == invoice.outstanding_minor();
    let invoice = Invoice { paid_minor: invoice.paid_minor + minor, ..invoice.clone() }.touched(cx);
    let invoice = if in_full { invoice.ended(cx, InvoiceState::Paid) } else { invoice };
    update(tx, cx.account, &invoice).await?;
    Ok(invoice)
}

/// Records payments of what is outstanding on every issued invoice of a customer, and marks them paid; how many. The
/// caller holds the customer locked, and writes the audit event: the audit log is locked last.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn pay_outstanding(tx: &mut Tx, cx: &Cx, customer: CustomerId) -> Result<u64, Fault> {
    let issued = lock_issued(tx, cx.account, customer).await?;
    let mut count = 0;
    for invoice in issued {
        let amount_minor = invoice.outstanding_minor();
        let all = Received { amount_minor, tip_minor: 0, method: PaymentMethod::Other, charge: None };
        insert(tx, cx, &invoice, all).await?;
        paid(tx, cx, &invoice, amount_minor).await?;
        count += 1;
    }
    Ok(count)
}
