//! What Lethe tells customers: one row for each message, with why it was sent or not. A row is written in the transaction
//! of what it is about; whether it leaves is decided after commit, when the customer may be gone.

use uuid::Uuid;

use crate::app::{App, Cx};
use crate::conversations::Channel;
use crate::db::Tx;
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, NotificationId};
use crate::jobs::outbox::{self, Task};
use crate::terms::RecordKind;
use crate::{in_tx, sql, term};

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

/// Leaves a message to a customer in the outbox, about a record. Tokens of links are made when it is written.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn queue(
    tx: &mut Tx,
    cx: &Cx,
    customer: CustomerId,
    kind: NotificationKind,
    (record_kind, record): (RecordKind, Uuid),
) -> Result<NotificationId, Fault> {
    let id: NotificationId = cx.id();
    sql!(
        "insert into notifications (account_id, id, customer_id, kind, purpose, channel, record_kind, record_id, state,
            queued_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'QUEUED', $9)"
    )
    .bind(cx.account)
    .bind(id)
    .bind(customer)
    .bind(kind)
    .bind(kind.purpose())
    .bind(Channel::Email)
    .bind(record_kind)
    .bind(record)
    .bind(cx.now())
    .run(&mut *tx)
    .await?;
    outbox::enqueue(&cx.app, tx, cx.account, &Task::Notification { id: id.uuid() }).await?;
    Ok(id)
}

/// Settles a message that waits: nobody is told anything as long as mail is not set up.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn deliver(app: &App, account: AccountId, id: NotificationId) -> Result<(), Fault> {
    in_tx!(app, |tx| {
        let skip = sql!(
            "update notifications set state = 'SKIPPED', because = 'MAIL_DISABLED', settled_at = $3
             where account_id = $1 and id = $2 and state = 'QUEUED'"
        );
        skip.bind(account).bind(id).bind(app.now()).run(tx).await.map(|_| ())
    })
}
