//! What customers do with their own bookings, as far as the account's settings let them (D8).

use chrono::TimeDelta;

use super::progress::step;
use super::schedule::{Move, lock_to_move, move_locked};
use super::{Booking, BookingState, lock, store};
use crate::access::Principal;
use crate::account_settings;
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Failure, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::BookingId;
use crate::in_tx;
use crate::terms::RecordKind;

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
        own(tx, cx, id).await?;
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
        own(tx, cx, id).await?;
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

/// Makes sure that a booking is the asking customer's.
async fn own(tx: &mut Tx, cx: &Cx, id: BookingId) -> Outcome<()> {
    let found = store::find(tx, cx.account, id).await?;
    match (&cx.who, found) {
        (Principal::Portal(who), Some(booking)) if booking.customer_id == who.customer => Ok(()),
        _ => Err(Refusal::NotFound(RecordKind::Booking).into()),
    }
}

/// What somebody is told whose delete came first: nothing.
fn unseen(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(Refusal::CustomerDeleted(_)) => Refusal::NotFound(RecordKind::Booking).into(),
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
