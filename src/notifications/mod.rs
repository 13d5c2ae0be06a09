//! What Lethe tells customers: one row for each message, with why it was sent or not. A row is written in the transaction
//! of what it is about; whether it leaves is decided after commit, when the customer may be gone.

mod delivery;
mod facts;
mod letters;
mod preferences;
mod providers;
mod store;
mod timed;
mod unsubscribe;

pub use delivery::{Delivery, deliver};
pub use preferences::{Preference, PreferenceChange, preferences_of, set_preference, set_preference_by_customer};
pub use providers::{ProviderNews, letter_to_provider, tell_providers};
pub use store::list;
pub use timed::queue_due;
pub use unsubscribe::{Subscription, subscription, unsubscribe};

use uuid::Uuid;

use crate::app::Cx;
use crate::clock::Timestamp;
use crate::conversations::Channel;
use crate::db::{Keyed, Tx, Value};
use crate::error::Fault;
use crate::ids::{CustomerId, NotificationId};
use crate::jobs::outbox::{self, Task};
use crate::term;
use crate::terms::RecordKind;

term! {
    /// What a message to a customer is about.
    NotificationKind {
        /// A booking was made.
        BookingMade = "BOOKING_MADE",
        /// A booking was moved to another time or provider.
        BookingMoved = "BOOKING_MOVED",
        /// A booking was cancelled.
        BookingCancelled = "BOOKING_CANCELLED",
        /// A booking is about to begin.
        BookingReminder = "BOOKING_REMINDER",
        /// A quote was sent.
        QuoteSent = "QUOTE_SENT",
        /// An invoice was issued.
        InvoiceIssued = "INVOICE_ISSUED",
        /// A payment was received.
        PaymentReceived = "PAYMENT_RECEIVED",
        /// A payment method is asked for.
        PaymentMethodAsked = "PAYMENT_METHOD_ASKED",
        /// A rating is asked for.
        RatingAsked = "RATING_ASKED",
    }
}

term! {
    /// What a message is for: what customers allow or refuse by channel (D6).
    NotificationPurpose {
        /// What was agreed: bookings, quotes, invoices and payments.
        Transactional = "TRANSACTIONAL",
        /// Reminders of bookings.
        Reminders = "REMINDERS",
        /// Questions about how it was.
        Feedback = "FEEDBACK",
        /// Offers and news.
        Marketing = "MARKETING",
    }
}

term! {
    /// What became of a message.
    NotificationState {
        /// It waits, or is tried again later.
        Queued = "QUEUED",
        /// It left.
        Sent = "SENT",
        /// It was not sent, on purpose.
        Skipped = "SKIPPED",
        /// It could not be sent.
        Failed = "FAILED",
    }
}

term! {
    /// Why a message was sent, or why not.
    NotificationReason {
        /// Sent: the customer agreed to messages of this purpose.
        CustomerAgreed = "CUSTOMER_AGREED",
        /// Sent: messages of this purpose are sent unless the customer refuses, who did not.
        NotRefused = "NOT_REFUSED",
        /// Not sent: the customer is deleted.
        CustomerDeleted = "CUSTOMER_DELETED",
        /// Not sent: the customer has no address for this channel.
        NoAddress = "NO_ADDRESS",
        /// Not sent: no mail server is configured.
        MailDisabled = "MAIL_DISABLED",
        /// Not sent: the customer refuses messages of this purpose, or has not agreed where that takes consent.
        RefusedByCustomer = "REFUSED_BY_CUSTOMER",
        /// Not sent: the record has moved on since. A cancelled booking is not reminded of.
        Outdated = "OUTDATED",
        /// Not sent: the address does not make one that mail can be sent to.
        AddressUnusable = "ADDRESS_UNUSABLE",
        /// Not sent: the mail server refused it for good.
        RefusedByServer = "REFUSED_BY_SERVER",
        /// Not sent: the mail server could not be reached, however often it was tried.
        ServerUnreachable = "SERVER_UNREACHABLE",
        /// Sending was interrupted: whether it left is not known. It is not sent again.
        Interrupted = "INTERRUPTED",
    }
}

impl NotificationKind {
    /// What it is for.
    pub fn purpose(self) -> NotificationPurpose {
        match self {
            Self::BookingReminder => NotificationPurpose::Reminders,
            Self::RatingAsked => NotificationPurpose::Feedback,
            _ => NotificationPurpose::Transactional,
        }
    }
}

/// A message to a customer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Notification {
    pub id: NotificationId,
    pub customer_id: CustomerId,
    pub kind: NotificationKind,
    pub purpose: NotificationPurpose,
    pub channel: Channel,
    pub record_kind: RecordKind,
    /// The record that it is about.
    pub record_id: Uuid,
    pub state: NotificationState,
    /// Why it was sent or not; `None` while it waits.
    pub because: Option<NotificationReason>,
    pub queued_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

impl Keyed for Notification {
    fn key(&self, column: &str) -> Value {
        match column {
            "queued_at" => self.queued_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Leaves a message to a customer in the outbox, about a record. Tokens of links are made when it is written.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn queue(
    tx: &mut Tx,
    cx: &Cx,
    customer: CustomerId,
    kind: NotificationKind,
    (record_kind, record_id): (RecordKind, Uuid),
) -> Result<NotificationId, Fault> {
    let message = Notification {
        id: cx.id(),
        customer_id: customer,
        kind,
        purpose: kind.purpose(),
        channel: Channel::Email,
        record_kind,
        record_id,
        state: NotificationState::Queued,
        because: None,
        queued_at: cx.now(),
        settled_at: None,
    };
    store::insert(tx, cx.account, &message).await?;
    outbox::enqueue(&cx.app, tx, cx.account, &Task::Notification { id: message.id.uuid() }).await?;
    Ok(message.id)
}
