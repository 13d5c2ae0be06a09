//! Quotes: what work would cost, offered for a time. Sent as a link; accepted or declined in the portal, by the link or
//! by staff. Accepting one makes the booking in the same transaction.

mod deciding;
mod drafts;
mod expiry;
mod lines;
mod list;
mod offered;
mod sending;
mod store;

pub use deciding::{
    Accepted, accept, accept_by_customer, accept_by_link, decline, decline_by_customer, decline_by_link, find_by_link,
};
pub use drafts::{QuoteDraft, create, update};
pub use expiry::expire;
pub use lines::{NewQuoteLine, QuoteLine, lines_of};
pub use list::{QuoteFilter, list};
pub use sending::{cancel, resend, send};
pub use store::{by_ids, find};

use chrono::NaiveDate;
use iso_currency::Currency;

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{CustomerId, ProviderId, QuoteId};
use crate::money::Amount;
use crate::terms::{ActorKind, RecordKind};
use crate::{customers, term};

term! {
    /// Where a quote stands.
    QuoteState {
        /// Being written; customers do not see it.
        Draft = "DRAFT",
        /// The customer can accept or decline it.
        Sent = "SENT",
        /// Accepted: there is a booking for it.
        Accepted = "ACCEPTED",
        /// Declined by the customer.
        Declined = "DECLINED",
        /// Nobody accepted or declined it in time.
        Expired = "EXPIRED",
        /// Taken back.
        Cancelled = "CANCELLED",
    }
}

/// A quote.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Quote {
    pub id: QuoteId,
    pub customer_id: CustomerId,
    /// `Q-000123`.
    pub number: String,
    /// The customer's name when it was created.
    pub customer_name: String,
    pub title: String,
    pub note: Option<String>,
    /// As it was written last; [`Quote::state_at`] says what it is by now.
    pub state: QuoteState,
    /// ISO 4217.
    pub currency: String,
    pub total_minor: i64,
    /// The last day on which it can be accepted.
    pub valid_until: Option<NaiveDate>,
    /// When that day ends where the business is; known once it is sent.
    pub expires_at: Option<Timestamp>,
    /// Who would do it.
    pub provider_id: Option<ProviderId>,
    /// When it would be done.
    pub starts_at: Option<Timestamp>,
    /// How long it takes; as long as its services when left out.
    pub duration_minutes: Option<i64>,
    pub sent_at: Option<Timestamp>,
    /// When it was accepted, declined, cancelled, or found to be expired.
    pub decided_at: Option<Timestamp>,
    pub decided_by_kind: Option<ActorKind>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Quote {
    /// Where it stands at a time: a sent quote expires by itself.
    pub fn state_at(&self, now: Timestamp) -> QuoteState {
        let over = self.state == QuoteState::Sent && self.expires_at.is_some_and(|at| at <= now);
        if over { QuoteState::Expired } else { self.state }
    }

    /// The currency.
    ///
    /// # Errors
    /// [`Fault`] when the database holds a code that is none.
    pub fn currency(&self) -> Result<Currency, Fault> {
        Currency::from_code(&self.currency).ok_or_else(|| Fault::bug(format!("{:?} is no currency", self.currency)))
    }

    /// What its lines come to.
    ///
    /// # Errors
    /// [`Fault`] when the database holds a code that is no currency.
    pub fn total(&self) -> Result<Amount, Fault> {
        Ok(Amount { minor: self.total_minor, currency: self.currency()? })
    }

    fn touched(self, cx: &Cx) -> Self {
        Self { version: self.version + 1, updated_at: cx.now(), ..self }
    }

    fn ended(self, cx: &Cx, state: QuoteState) -> Self {
        let by = cx.who.actor().kind;
        Self { state, decided_at: Some(cx.now()), decided_by_kind: Some(by), ..self }.touched(cx)
    }

    fn needs(&self, cx: &Cx, states: &[QuoteState]) -> Result<(), Refusal> {
        let state = self.state_at(cx.now());
        if states.contains(&state) {
            Ok(())
        } else {
            Err(Refusal::WrongState { kind: RecordKind::Quote, state: state.as_str() })
        }
    }

    fn at_version(&self, expected: Option<i64>) -> Result<(), Refusal> {
        match expected {
            Some(expected) if expected != self.version => Err(Refusal::VersionConflict { current: self.version }),
            _ => Ok(()),
        }
    }
}

/// A quote, locked together with its live customer. It is locked before the provider's time is taken: no other act takes
/// the two the other way round.
async fn lock(tx: &mut Tx, cx: &Cx, id: QuoteId) -> Outcome<Quote> {
    let unknown = Refusal::NotFound(RecordKind::Quote);
    let found = store::find(&mut *tx, cx.account, id).await?.ok_or(unknown.clone())?;
    customers::hold_owner(tx, cx, found.customer_id).await?;
    Ok(store::lock(tx, cx.account, id).await?.ok_or(unknown)?)
}

/// Writes a changed quote, and who changed it.
async fn save(tx: &mut Tx, cx: &Cx, quote: &Quote, action: &'static str) -> Outcome<()> {
    store::update(tx, cx.account, quote).await?;
    note(tx, cx, quote, action).await
}

async fn note(tx: &mut Tx, cx: &Cx, quote: &Quote, action: &'static str) -> Outcome<()> {
    customers::announce(tx, cx, quote.customer_id);
    let data = serde_json::json!({ "number": quote.number, "state": quote.state, "minor": quote.total_minor });
    let entry = Entry::of(action, RecordKind::Quote, quote.id.uuid(), Some(quote.customer_id)).with(data);
    audit::record(tx, cx, entry).await?;
    Ok(())
}
