//! What letters say about records, read when they are written: `None` where a record has moved on since.

use chrono::{Duration, NaiveDate};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Notification, NotificationKind as Kind};
use crate::accounts::Account;
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Fault, Outcome};
use crate::i18n::{self, args};
use crate::links::{self, LinkPurpose, NewLink};
use crate::money::{self, Amount};
use crate::sql;
use crate::terms::RecordKind;

/// How long a link works that asks for a rating.
const RATING_LINK: Duration = Duration::days(30);
/// How long a link works that asks for a payment method.
const PAYMENT_METHOD_LINK: Duration = Duration::days(7);

/// What a letter says.
pub(super) struct Facts {
    /// What people call the record.
    pub number: String,
    /// What there is to know, line by line.
    pub lines: Vec<String>,
    /// Where to go from here.
    pub url: String,
}

/// The facts of a message's record, if it still deserves the message.
pub(super) async fn of(tx: &mut Tx, cx: &Cx, account: &Account, message: &Notification) -> Outcome<Option<Facts>> {
    let id = message.record_id;
    match message.kind {
        Kind::BookingMade | Kind::BookingMoved | Kind::BookingCancelled | Kind::BookingReminder => {
            booking(tx, cx, account, message.kind, id).await
        }
        Kind::RatingAsked => rating(tx, cx, account, message).await,
        Kind::QuoteSent => quote(tx, cx, account, message).await,
        Kind::InvoiceIssued => invoice(tx, cx, account, id).await,
        Kind::PaymentReceived => payment(tx, cx, account, message).await,
        Kind::PaymentMethodAsked => payment_method(tx, cx, message).await,
    }
}

fn portal(cx: &Cx) -> String {
    format!("{}/portal", cx.settings.public_url)
}

/// The address of the link that opens a message's record; those of earlier letters end.
async fn link(
    tx: &mut Tx,
    cx: &Cx,
    message: &Notification,
    purpose: LinkPurpose,
    expires_at: Option<Timestamp>,
) -> Result<String, Fault> {
    let new = NewLink { purpose, customer: Some(message.customer_id), record: message.record_id, expires_at };
    let page = purpose.as_str().to_lowercase().replace('_', "-");
    links::renew(tx, cx, new, &page).await
}

/// One line: `When: Monday, 2 March 2026, 09:00`.
fn line(account: &Account, name: &str, value: impl Into<String>) -> String {
    i18n::text(account.locale, &format!("letter-line-{name}"), &args([("value", value.into().into())]))
}

fn amount(account: &Account, minor: i64, currency: &str) -> Result<String, Fault> {
    let known = money::currency("currency", currency).map_err(|_| Fault::bug(format!("the currency {currency}")))?;
    Ok(Amount { minor, currency: known }.formatted(account.locale))
}

#[derive(FromRow)]
struct Booking {
    number: i64,
    state: String,
    starts_at: Timestamp,
    location: Option<String>,
    provider: Option<String>,
    currency: String,
    total_minor: i64,
    ratings: i64,
}

impl Booking {
    async fn find(tx: &mut Tx, cx: &Cx, id: Uuid) -> Result<Option<Self>, Fault> {
        sql!(
            "select b.number, b.state, b.starts_at, b.location, p.name as provider, b.currency, b.total_minor,
                (select count(*) from ratings r where r.account_id = b.account_id and r.booking_id = b.id) as ratings
             from bookings b left join providers p on p.account_id = b.account_id and p.id = b.provider_id
             where b.account_id = $1 and b.id = $2"
        )
        .bind(cx.account)
        .bind(id)
        .optional(tx)
        .await
    }

    fn deserves(&self, kind: Kind, now: Timestamp) -> bool {
        let is = |states: &[&str]| states.contains(&self.state.as_str());
        let ahead = self.starts_at > now;
        match kind {
            Kind::BookingCancelled => is(&["CANCELLED"]),
            Kind::BookingReminder => ahead && is(&["SCHEDULED", "DISPATCHED"]),
            Kind::RatingAsked => is(&["COMPLETED"]) && self.ratings == 0,
            _ => ahead && is(&["REQUESTED", "SCHEDULED", "DISPATCHED"]),
        }
    }

    async fn lines(&self, tx: &mut Tx, cx: &Cx, account: &Account, id: Uuid) -> Result<Vec<String>, Fault> {
        let services: Vec<(String, i64)> = sql!(
            "select name, quantity from booking_services where account_id = $1 and booking_id = $2 order by position"
        )
        .bind(cx.account)
        .bind(id)
        .all(tx)
        .await?;
        let what: Vec<String> = services
            .into_iter()
            .map(|(name, quantity)| if quantity > 1 { format!("{quantity} × {name}") } else { name })
            .collect();
        let what = (!what.is_empty()).then(|| what.join(", "));
        let place = self.location.as_ref().map(|place| place.lines().collect::<Vec<_>>().join(", "));
        let mut lines = vec![line(account, "when", i18n::moment(account.locale, self.starts_at, account.zone()))];
        lines.extend(what.map(|what| line(account, "what", what)));
        lines.extend(self.provider.as_ref().map(|who| line(account, "who", who)));
        lines.extend(place.map(|place| line(account, "where", place)));
        Ok(lines)
    }
}

async fn booking(tx: &mut Tx, cx: &Cx, account: &Account, kind: Kind, id: Uuid) -> Outcome<Option<Facts>> {
    let found = Booking::find(tx, cx, id).await?;
    let Some(booking) = found.filter(|booking| booking.deserves(kind, cx.now())) else { return Ok(None) };
    let mut lines = booking.lines(tx, cx, account, id).await?;
    if kind != Kind::BookingCancelled {
        lines.push(line(account, "price", amount(account, booking.total_minor, &booking.currency)?));
    }
    Ok(Some(Facts { number: booking.number.to_string(), lines, url: portal(cx) }))
}

async fn rating(tx: &mut Tx, cx: &Cx, account: &Account, message: &Notification) -> Outcome<Option<Facts>> {
    let found = Booking::find(tx, cx, message.record_id).await?;
    let Some(booking) = found.filter(|booking| booking.deserves(message.kind, cx.now())) else { return Ok(None) };
    let lines = booking.lines(tx, cx, account, message.record_id).await?;
    let url = link(tx, cx, message, LinkPurpose::Rating, Some(cx.now() + RATING_LINK)).await?;
    Ok(Some(Facts { number: booking.number.to_string(), lines, url }))
}

#[derive(FromRow)]
struct Quote {
    number: String,
    state: String,
    title: String,
    currency: String,
    total_minor: i64,
    valid_until: Option<NaiveDate>,
    expires_at: Option<Timestamp>,
}

async fn quote(tx: &mut Tx, cx: &Cx, account: &Account, message: &Notification) -> Outcome<Option<Facts>> {
    let found: Option<Quote> = sql!(
        "select number, state, title, currency, total_minor, valid_until, expires_at from quotes
         where account_id = $1 and id = $2"
    )
    .bind(cx.account)
    .bind(message.record_id)
    .optional(&mut *tx)
    .await?;
    let open = |quote: &Quote| quote.state == "SENT" && quote.expires_at.is_none_or(|end| end > cx.now());
    let Some(quote) = found.filter(open) else { return Ok(None) };
    let mut lines = vec![
        line(account, "what", quote.title),
        line(account, "total", amount(account, quote.total_minor, &quote.currency)?),
    ];
    lines.extend(quote.valid_until.map(|day| line(account, "valid", i18n::day(account.locale, day))));
    let url = link(tx, cx, message, LinkPurpose::Quote, quote.expires_at).await?;
    Ok(Some(Facts { number: quote.number, lines, url }))
}

#[derive(FromRow)]
struct Invoice {
    number: Option<String>,
    state: String,
    currency: String,
    total_minor: i64,
    due_on: Option<NaiveDate>,
}

async fn invoice(tx: &mut Tx, cx: &Cx, account: &Account, id: Uuid) -> Outcome<Option<Facts>> {
    let found: Option<Invoice> =
        sql!("select number, state, currency, total_minor, due_on from invoices where account_id = $1 and id = $2")
            .bind(cx.account)
            .bind(id)
            .optional(tx)
            .await?;
    let Some(invoice) = found.filter(|invoice| ["ISSUED", "PAID"].contains(&invoice.state.as_str())) else {
        return Ok(None);
    };
    let mut lines = vec![line(account, "total", amount(account, invoice.total_minor, &invoice.currency)?)];
    lines.extend(invoice.due_on.map(|day| line(account, "due", i18n::day(account.locale, day))));
    Ok(Some(Facts { number: invoice.number.unwrap_or_default(), lines, url: portal(cx) }))
}

#[derive(FromRow)]
struct Payment {
    number: Option<String>,
    /// With the tip.
    received_minor: i64,
    currency: String,
    on: Timestamp,
}

/// What came in; where it all became credit, what the invoice has been paid.
async fn payment(tx: &mut Tx, cx: &Cx, account: &Account, message: &Notification) -> Outcome<Option<Facts>> {
    let found = if message.record_kind == RecordKind::Payment {
        sql!(
            "select i.number, p.amount_minor + p.tip_minor as received_minor, p.currency, p.paid_at as \"on\"
             from payments p join invoices i on i.account_id = p.account_id and i.id = p.invoice_id
             where p.account_id = $1 and p.id = $2"
        )
    } else {
        sql!(
            "select number, paid_minor as received_minor, currency, updated_at as \"on\" from invoices
             where account_id = $1 and id = $2"
        )
    };
    let found: Option<Payment> = found.bind(cx.account).bind(message.record_id).optional(tx).await?;
    let Some(payment) = found else { return Ok(None) };
    let lines = vec![
        line(account, "amount", amount(account, payment.received_minor, &payment.currency)?),
        line(account, "paid", i18n::day(account.locale, account.day_of(payment.on))),
    ];
    Ok(Some(Facts { number: payment.number.unwrap_or_default(), lines, url: portal(cx) }))
}

async fn payment_method(tx: &mut Tx, cx: &Cx, message: &Notification) -> Outcome<Option<Facts>> {
    let url = link(tx, cx, message, LinkPurpose::PaymentMethod, Some(cx.now() + PAYMENT_METHOD_LINK)).await?;
    Ok(Some(Facts { number: String::new(), lines: Vec::new(), url }))
}
