//! Charges: what a payment provider was asked to take. A charge is written down and committed before the provider is
//! asked, and settled once it is known what became of it: from the answer, from news, or by asking again.

mod booking;
mod give_back;
mod invoice;
mod look_after;
mod news;
mod settle;
mod store;

pub use booking::{NewBookingCharge, for_booking};
pub use give_back::{NotGivenBack, give_back};
pub use invoice::{NewInvoiceCharge, for_invoice, for_invoice_by_customer, invoice_of};
pub use look_after::look_after;
pub use news::hear;
pub use settle::settle;
pub use store::{find, list};

use iso_currency::Currency;

use crate::app::Cx;
use crate::clock::Timestamp;
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{BookingId, ChargeId, CustomerId, InvoiceId, PaymentId, PaymentMethodId};
use crate::money::Amount;
use crate::payment_methods::{self, PaymentMethod};
use crate::payment_providers::{ChargeOutcome, NewCharge, PaymentProvider, ProviderError, Taken};
use crate::term;
use crate::terms::RecordKind;

term! {
    /// How a charge stands.
    ChargeState {
        /// Asked for; what became of it is not known yet, or waits for the customer or the bank.
        Pending = "PENDING",
        /// The money was taken.
        Succeeded = "SUCCEEDED",
        /// Nothing was taken.
        Failed = "FAILED",
    }
}

/// What a payment provider was asked to take.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Charge {
    pub id: ChargeId,
    pub customer_id: CustomerId,
    /// What it pays.
    pub invoice_id: Option<InvoiceId>,
    /// What it pays in advance.
    pub booking_id: Option<BookingId>,
    pub payment_method_id: Option<PaymentMethodId>,
    /// Who was asked: `stripe`.
    pub provider: String,
    /// What the provider knows it by.
    pub provider_ref: Option<String>,
    /// Without the tip.
    pub amount_minor: i64,
    /// Taken together with the amount.
    pub tip_minor: i64,
    /// ISO 4217.
    pub currency: String,
    pub state: ChargeState,
    /// The provider's code, when it failed: `insufficient_funds`, say.
    pub failure: Option<String>,
    pub payment_id: Option<PaymentId>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Charge {
    /// An amount in the charge's currency.
    ///
    /// # Errors
    /// [`Fault`] when the database holds a code that is none.
    pub fn amount(&self, minor: i64) -> Result<Amount, Fault> {
        let wrong = || Fault::bug(format!("{:?} is no currency", self.currency));
        Ok(Amount { minor, currency: Currency::from_code(&self.currency).ok_or_else(wrong)? })
    }

    /// As the provider is asked for it.
    async fn as_asked(&self, cx: &Cx) -> Result<NewCharge, Fault> {
        let method = match self.payment_method_id {
            Some(id) => payment_methods::find(&cx.db, cx.account, id).await?,
            None => None,
        };
        Ok(NewCharge {
            account: cx.account,
            charge: self.id,
            token: method.map(|method| method.token).unwrap_or_default(),
            amount: self.amount(self.amount_minor + self.tip_minor)?,
            created_at: self.created_at,
            reference: self.provider_ref.clone(),
        })
    }
}

/// What to charge, once it is clear.
struct Order {
    invoice: Option<InvoiceId>,
    booking: Option<BookingId>,
    amount_minor: i64,
    tip_minor: i64,
    currency: String,
}

fn pending(cx: &Cx, id: ChargeId, method: &PaymentMethod, order: Order) -> Charge {
    Charge {
        id,
        customer_id: method.customer_id,
        invoice_id: order.invoice,
        booking_id: order.booking,
        payment_method_id: Some(method.id),
        provider: method.provider.clone(),
        provider_ref: None,
        amount_minor: order.amount_minor,
        tip_minor: order.tip_minor,
        currency: order.currency,
        state: ChargeState::Pending,
        failure: None,
        payment_id: None,
        created_at: cx.now(),
        updated_at: cx.now(),
    }
}

/// Asks the provider for a charge that is committed, and settles it. One whose end stays unclear stays pending, and is
/// looked after.
async fn take(cx: &Cx, charge: Charge) -> Outcome<Charge> {
    let taken = match cx.payments.charge(&charge.as_asked(cx).await?).await {
        Ok(taken) => taken,
        Err(ProviderError::Refused(code)) => Taken { reference: None, outcome: ChargeOutcome::Failed(code) },
        Err(error) => {
            tracing::warn!(charge = %charge.id, %error, "it is not known yet what became of a charge");
            return Ok(charge);
        }
    };
    told(settle(cx, charge.id, &taken).await?)
}

/// A charge that failed is a refusal.
fn told(charge: Charge) -> Outcome<Charge> {
    match charge.state {
        ChargeState::Failed => {
            Err(Refusal::PaymentDeclined { code: charge.failure.unwrap_or_else(|| String::from("declined")) }.into())
        }
        ChargeState::Pending | ChargeState::Succeeded => Ok(charge),
    }
}

/// Whether anybody can take money.
fn require_provider(cx: &Cx) -> Result<(), Refusal> {
    if matches!(cx.payments, PaymentProvider::Disabled) { Err(Refusal::PaymentsUnavailable) } else { Ok(()) }
}

fn unknown() -> Refusal {
    Refusal::NotFound(RecordKind::Charge)
}
