//! What customers do with their own bookings, as far as the account's settings let them (D8).

use chrono::TimeDelta;

use super::progress::step;
use super::schedule::{Move, lock_to_move, move_locked};
use super::{Booking, BookingState, items, lock, store};
use crate::access::Principal;
use crate::app::Cx;
use crate::availability::{self, DayRange, Slot, Wanted, Window, Work};
use crate::clock::Timestamp;
use crate::db::Exec;
use crate::error::{Failure, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::BookingId;
use crate::terms::RecordKind;
use crate::{account_settings, accounts, in_tx};

/// Until when a customer may do something with a booking that is allowed so many hours before its start; never, when
/// it is not allowed at all.
pub fn possible_until(booking: &Booking, hours: Option<i64>) -> Option<Timestamp> {
    hours.map(|hours| booking.starts_at - TimeDelta::hours(hours))
}

/// Cancels a booking of the customer in the portal.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`], [`Refusal::TooLate`], [`Refusal::InvalidInput`] for the reason.
pub async fn cancel_by_customer(cx: &Cx, id: &str, reason: Option<&str>) -> Outcome<Booking> {
    let id: BookingId = cx.parse(RecordKind::Booking, id)?;
    in_tx!(cx, |tx| {
        own(&mut *tx, cx, id).await?;
        let booking = lock(tx, cx, id).await.map_err(unseen)?;
        not_begun(&booking, BookingState::Cancelled)?;
        let hours = account_settings::of(&mut *tx, cx.account).await?.portal_cancel_hours;
        in_time(cx, &booking, hours)?;
        step(tx, cx, booking, BookingState::Cancelled, reason).await
    })
}

/// Moves a booking of the customer in the portal to another time, which must be free and within what can be booked
/// online.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`], [`Refusal::TooLate`], [`Refusal::SlotTaken`],
/// [`Refusal::InvalidInput`].
pub async fn reschedule_by_customer(cx: &Cx, id: &str, starts_at: Timestamp) -> Outcome<Booking> {
    let id: BookingId = cx.parse(RecordKind::Booking, id)?;
    in_tx!(cx, |tx| {
        own(&mut *tx, cx, id).await?;
        let booking = lock_to_move(tx, cx, id, None).await.map_err(unseen)?;
        not_begun(&booking, BookingState::Scheduled)?;
        let settings = account_settings::of(&mut *tx, cx.account).await?;
        in_time(cx, &booking, settings.portal_reschedule_hours)?;
        let first = cx.now() + TimeDelta::minutes(settings.notice_minutes);
        if starts_at < first || starts_at > cx.now() + TimeDelta::days(settings.horizon_days) {
            let because = "this time cannot be booked online";
            return Err(FieldProblem::new("startsAt", Problem::NotAllowed { because }).into());
        }
        let to = Move { starts_at: Some(starts_at), ..Move::default() };
        move_locked(tx, cx, booking, &to).await
    })
}

/// The times to which the customer in the portal may move a booking: when its provider, or anybody where it has none, is
/// free for as long as it takes, its own time included. None once it cannot be moved here any more.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn free_slots_by_customer(cx: &Cx, id: &str, days: DayRange) -> Outcome<Vec<Slot>> {
    let id: BookingId = cx.parse(RecordKind::Booking, id)?;
    let booking = own(&cx.db, cx, id).await?;
    let settings = account_settings::of(&cx.db, cx.account).await?;
    let movable = not_begun(&booking, BookingState::Scheduled);
    if movable.and_then(|()| in_time(cx, &booking, settings.portal_reschedule_hours)).is_err() {
        return Ok(Vec::new());
    }
    let services = store::services_of(&cx.db, cx.account, vec![id.uuid()]).await?;
    let its = booking.span();
    let work = Work { services: items::ids(&services), length: its.until - its.from };
    let wanted = Wanted {
        work: &work,
        moving: Some(id),
        provider: booking.provider_id,
        days,
        window: Window::for_public(&settings, cx.now()),
        slot_minutes: settings.slot_minutes,
    };
    let account = accounts::get(&cx.db, cx.account).await?;
    Ok(availability::free_slots(&cx.db, &account, &wanted).await?)
}

/// The booking, if it is the asking customer's.
async fn own(on: impl Into<Exec<'_>>, cx: &Cx, id: BookingId) -> Outcome<Booking> {
    let found = store::find(on, cx.account, id).await?;
    match (&cx.who, found) {
        (Principal::Portal(who), Some(booking)) if booking.customer_id == who.customer => Ok(booking),
        _ => Err(Refusal::NotFound(RecordKind::Booking).into()),
    }
}

/// What somebody is told whose delete came first: nothing.
fn unseen(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(Refusal::CustomerDeleted(_) | Refusal::CustomerMerged { .. }) => {
            Refusal::NotFound(RecordKind::Booking).into()
        }
        failure => failure,
    }
}

fn not_begun(booking: &Booking, next: BookingState) -> Result<(), Refusal> {
    let possible = booking.state != BookingState::InProgress && booking.state.leads_to(next);
    if possible { Ok(()) } else { Err(booking.wrong_state()) }
}

fn in_time(cx: &Cx, booking: &Booking, hours: Option<i64>) -> Result<(), Refusal> {
    let until = possible_until(booking, hours);
    if until.is_some_and(|until| cx.now() <= until) { Ok(()) } else { Err(Refusal::TooLate { until }) }
}
