//! How a sent quote ends: accepted, which makes the booking, or declined; by staff, by the customer in the portal, or by
//! whoever holds the link. A quote is accepted with its booking or not at all.

use chrono::TimeDelta;

use super::{Quote, QuoteLine, QuoteState, lines_of, lock, offered, save, store};
use crate::access::Principal;
use crate::app::{App, Cx};
use crate::bookings::{self, Agreed, Booking, BookingSource, Items, NewBooking};
use crate::clock::Timestamp;
use crate::customers;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{ProviderId, QuoteId};
use crate::in_tx;
use crate::links::{self, Link, LinkPurpose};
use crate::terms::{Lang, Permission, RecordKind};

/// The most of one service that a booking has; more is booked as one of the whole.
const MAX_QUANTITY: i64 = 1_000;
/// How long work takes that nothing says the duration of, in minutes.
const USUAL_MINUTES: i64 = 60;
/// The longest that a booking takes.
const MAX_MINUTES: i64 = 31 * 24 * 60;

/// A quote that was accepted, and the booking that came of it.
#[derive(Clone, Debug)]
pub struct Accepted {
    pub quote: Quote,
    pub booking: Booking,
}

/// Accepts a sent quote for its customer, at the time that it proposes or at another.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`],
/// [`Refusal::SlotTaken`], [`Refusal::InvalidInput`] without a time to come.
pub async fn accept(cx: &Cx, id: &str, starts_at: Option<Timestamp>) -> Outcome<Accepted> {
    cx.require(Permission::QuotesWrite)?;
    let id: QuoteId = cx.parse(RecordKind::Quote, id)?;
    in_tx!(cx, |tx| {
        let quote = lock(tx, cx, id).await?;
        accept_in(tx, cx, quote, starts_at).await
    })
}

/// Declines a sent quote for its customer.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`].
pub async fn decline(cx: &Cx, id: &str) -> Outcome<Quote> {
    cx.require(Permission::QuotesWrite)?;
    let id: QuoteId = cx.parse(RecordKind::Quote, id)?;
    in_tx!(cx, |tx| {
        let quote = lock(tx, cx, id).await?;
        decline_in(tx, cx, quote).await
    })
}

/// Accepts a quote of the customer who is signed in to the portal. A time of their own choice is a request: a person
/// confirms it.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`], [`Refusal::SlotTaken`], [`Refusal::InvalidInput`].
pub async fn accept_by_customer(cx: &Cx, id: &str, starts_at: Option<Timestamp>) -> Outcome<Accepted> {
    let id: QuoteId = cx.parse(RecordKind::Quote, id)?;
    in_tx!(cx, |tx| {
        let quote = lock_own(tx, cx, id).await?;
        accept_in(tx, cx, quote, starts_at).await
    })
}

/// Declines a quote of the customer who is signed in to the portal.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`].
pub async fn decline_by_customer(cx: &Cx, id: &str) -> Outcome<Quote> {
    let id: QuoteId = cx.parse(RecordKind::Quote, id)?;
    in_tx!(cx, |tx| {
        let quote = lock_own(tx, cx, id).await?;
        decline_in(tx, cx, quote).await
    })
}

/// The quote that a link leads to, and the request of whoever holds it. A deleted customer's link reads like an unknown
/// one.
///
/// # Errors
/// [`Refusal::NotFound`] of a link.
pub async fn find_by_link(app: &App, lang: Lang, token: &str) -> Outcome<(Cx, Quote)> {
    let link = find_link(app, token).await?;
    let cx = link.cx(app, lang);
    let quote = store::find(&cx.db, cx.account, QuoteId::from_uuid(link.record_id)).await?;
    Ok((cx, quote.ok_or(Refusal::NotFound(RecordKind::Link))?))
}

/// Accepts the quote that a link leads to. A time of the customer's own choice is a request: a person confirms it.
///
/// # Errors
/// [`Refusal::NotFound`] of a link, [`Refusal::WrongState`], [`Refusal::SlotTaken`], [`Refusal::InvalidInput`].
pub async fn accept_by_link(
    app: &App,
    lang: Lang,
    token: &str,
    starts_at: Option<Timestamp>,
) -> Outcome<(Cx, Accepted)> {
    let link = find_link(app, token).await?;
    let cx = link.cx(app, lang);
    let accepted = in_tx!(app, |tx| {
        let quote = lock_linked(tx, &cx, &link).await?;
        accept_in(tx, &cx, quote, starts_at).await
    })?;
    Ok((cx, accepted))
}

/// Declines the quote that a link leads to.
///
/// # Errors
/// [`Refusal::NotFound`] of a link, [`Refusal::WrongState`].
pub async fn decline_by_link(app: &App, lang: Lang, token: &str) -> Outcome<(Cx, Quote)> {
    let link = find_link(app, token).await?;
    let cx = link.cx(app, lang);
    let quote = in_tx!(app, |tx| {
        let quote = lock_linked(tx, &cx, &link).await?;
        decline_in(tx, &cx, quote).await
    })?;
    Ok((cx, quote))
}

async fn find_link(app: &App, token: &str) -> Outcome<Link> {
    let link = links::find(&app.db, LinkPurpose::Quote, token, app.now()).await?;
    Ok(link.ok_or(Refusal::NotFound(RecordKind::Link))?)
}

/// A quote that the customer in the portal has been sent, locked together with them.
async fn lock_own(tx: &mut Tx, cx: &Cx, id: QuoteId) -> Outcome<Quote> {
    let quote = lock(tx, cx, id).await.map_err(|failure| failure.unseen(RecordKind::Quote))?;
    match &cx.who {
        Principal::Portal(who) if who.customer == quote.customer_id && quote.sent_at.is_some() => Ok(quote),
        _ => Err(Refusal::NotFound(RecordKind::Quote).into()),
    }
}

/// The quote of a link, locked together with its live customer: whom a delete took meanwhile, the link does not know.
async fn lock_linked(tx: &mut Tx, cx: &Cx, link: &Link) -> Outcome<Quote> {
    let quote = lock(tx, cx, QuoteId::from_uuid(link.record_id)).await;
    quote.map_err(|failure| failure.unseen(RecordKind::Link))
}

async fn decline_in(tx: &mut Tx, cx: &Cx, quote: Quote) -> Outcome<Quote> {
    quote.needs(cx, &[QuoteState::Sent])?;
    let quote = quote.ended(cx, QuoteState::Declined);
    save(tx, cx, &quote, "quote.declined").await?;
    Ok(quote)
}

async fn accept_in(tx: &mut Tx, cx: &Cx, quote: Quote, starts_at: Option<Timestamp>) -> Outcome<Accepted> {
    quote.needs(cx, &[QuoteState::Sent])?;
    let (starts_at, provider) = appointment(cx, &quote, starts_at)?;
    let customer = customers::hold(tx, cx, quote.customer_id).await?;
    let new = booking_of(tx, cx, &quote, starts_at, provider).await?;
    // The quote first: the booking's audit entry is the last lock.
    let quote = quote.ended(cx, QuoteState::Accepted);
    store::update(tx, cx.account, &quote).await?;
    let booking = bookings::create_in(tx, cx, &customer, &new).await?;
    super::note(tx, cx, &quote, "quote.accepted").await?;
    Ok(Accepted { quote, booking })
}

/// When it will be done, and by whom. The provider's time is promised only as the quote proposes it, or as staff say.
fn appointment(
    cx: &Cx,
    quote: &Quote,
    starts_at: Option<Timestamp>,
) -> Result<(Timestamp, Option<ProviderId>), FieldProblem> {
    let start = starts_at.or(quote.starts_at);
    let start = start.ok_or_else(|| FieldProblem::new("startsAt", Problem::Required))?;
    if start <= cx.now() {
        return Err(FieldProblem::new("startsAt", Problem::NotAllowed { because: "the time has passed" }));
    }
    let promised = Some(start) == quote.starts_at || cx.who.may(Permission::QuotesWrite);
    Ok((start, quote.provider_id.filter(|_| promised)))
}

/// The booking that a quote turns into: what was quoted, at the prices that were quoted.
async fn booking_of(
    tx: &mut Tx,
    cx: &Cx,
    quote: &Quote,
    starts_at: Timestamp,
    provider: Option<ProviderId>,
) -> Outcome<NewBooking> {
    let lines = lines_of(&mut *tx, cx.account, vec![quote.id.uuid()]).await?;
    let services = offered::services(tx, cx.account, lines.iter().filter_map(|line| line.service_id)).await?;
    let agreed: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let service = line.service_id.and_then(|id| services.get(&id));
            agreed(line, service.map_or(0, |service| service.duration_minutes))
        })
        .collect();
    let by_services = agreed.iter().map(|agreed| agreed.duration_minutes * agreed.quantity).sum();
    let minutes = quote.duration_minutes.unwrap_or(if by_services > 0 { by_services } else { USUAL_MINUTES });
    Ok(NewBooking {
        items: Items::Agreed(quote.currency.clone(), agreed),
        provider,
        starts_at,
        ends_at: Some(starts_at + TimeDelta::minutes(minutes.min(MAX_MINUTES))),
        place: None,
        note: None,
        quote: Some(quote.id),
        external_ref: None,
        source: BookingSource::Quote,
        state: None,
        force: true,
    })
}

/// A line as a booking has it. Of what is not whole, or too much, one of the whole is booked.
fn agreed(line: QuoteLine, minutes: i64) -> Agreed {
    let whole = line.quantity_milli / 1_000;
    let (service, name) = (line.service_id, line.description);
    if line.quantity_milli % 1_000 == 0 && whole <= MAX_QUANTITY {
        Agreed { service, name, duration_minutes: minutes, quantity: whole, unit_minor: line.unit_minor }
    } else {
        let duration_minutes = (minutes.saturating_mul(line.quantity_milli) + 500) / 1_000;
        Agreed { service, name, duration_minutes, quantity: 1, unit_minor: line.amount_minor }
    }
}
