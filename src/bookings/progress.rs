//! From scheduled to done, or not done.

use super::create::{Place, location};
use super::schedule::{lock_to_move, reserve_again};
use super::{Booking, BookingState, lock, save, tell};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem};
use crate::ids::{BookingId, ProviderId};
use crate::notifications::NotificationKind;
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, text};

/// Moves a booking of a live customer on to its next state: in progress, completed, cancelled or no-show. A reason
/// belongs to cancelling.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::VersionConflict`],
/// [`Refusal::WrongState`], [`Refusal::InvalidInput`] for a reason that cannot be, and for a no-show before the start.
pub async fn advance(
    cx: &Cx,
    id: &str,
    next: BookingState,
    expected_version: Option<i64>,
    reason: Option<&str>,
) -> Outcome<Booking> {
    cx.require(Permission::BookingsWrite)?;
    let id: BookingId = cx.parse(RecordKind::Booking, id)?;
    in_tx!(cx, |tx| {
        let booking = lock(tx, cx, id).await?;
        booking.at_version(expected_version)?;
        step(tx, cx, booking, next, reason).await
    })
}

/// Cancels a booking within somebody else's transaction, which has checked who may.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`], [`Refusal::InvalidInput`] for the reason.
pub async fn cancel_in(tx: &mut Tx, cx: &Cx, id: BookingId, reason: Option<&str>) -> Outcome<Booking> {
    let booking = lock(tx, cx, id).await?;
    step(tx, cx, booking, BookingState::Cancelled, reason).await
}

pub(super) async fn step(
    tx: &mut Tx,
    cx: &Cx,
    booking: Booking,
    next: BookingState,
    reason: Option<&str>,
) -> Outcome<Booking> {
    if !booking.state.leads_to(next) {
        return Err(booking.wrong_state().into());
    }
    if next == BookingState::NoShow && cx.now() < booking.starts_at {
        return Err(FieldProblem::new("id", Problem::NotAllowed { because: "the booking has not begun" }).into());
    }
    let booking = Booking {
        state: next,
        cancel_reason: text::optional_line("reason", reason, 500)?,
        ended_at: (!next.is_open()).then(|| cx.now()),
        ..booking
    }
    .touched(cx);
    if next == BookingState::Cancelled {
        tell(tx, cx, &booking, NotificationKind::BookingCancelled).await?;
    }
    save(tx, cx, &booking, next.audited_as()).await?;
    Ok(booking)
}

/// Sends a provider to a booking of a live customer: the one who has it, unless another one is named.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (booking or provider), [`Refusal::CustomerDeleted`],
/// [`Refusal::VersionConflict`], [`Refusal::WrongState`], [`Refusal::SlotTaken`], [`Refusal::InvalidInput`] when nobody
/// has it.
pub async fn dispatch(
    cx: &Cx,
    id: &str,
    provider: Option<ProviderId>,
    expected_version: Option<i64>,
    force: bool,
) -> Outcome<Booking> {
    cx.require(Permission::BookingsWrite)?;
    let id: BookingId = cx.parse(RecordKind::Booking, id)?;
    in_tx!(cx, |tx| {
        let booking = lock_to_move(tx, cx, id, provider.map(Some)).await?;
        booking.at_version(expected_version)?;
        if !booking.state.leads_to(BookingState::Dispatched) {
            return Err(booking.wrong_state().into());
        }
        let sent = provider.or(booking.provider_id);
        let sent = sent.ok_or_else(|| FieldProblem::new("providerId", Problem::Required))?;
        if booking.provider_id != Some(sent) {
            reserve_again(tx, cx, &booking, sent, booking.span(), force).await?;
        }
        step(tx, cx, Booking { provider_id: Some(sent), ..booking }, BookingState::Dispatched, None).await
    })
}

/// Words to change. What is `None` stays; `Some(None)` empties.
#[derive(Clone, Debug, Default)]
pub struct BookingChange {
    pub place: Option<Option<Place>>,
    pub note: Option<Option<String>>,
}

/// Rewords a booking that has not ended, if it is still at the version that was read.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (booking or address), [`Refusal::CustomerDeleted`],
/// [`Refusal::VersionConflict`], [`Refusal::WrongState`], [`Refusal::InvalidInput`].
pub async fn update(cx: &Cx, id: &str, expected_version: i64, change: &BookingChange) -> Outcome<Booking> {
    cx.require(Permission::BookingsWrite)?;
    let id: BookingId = cx.parse(RecordKind::Booking, id)?;
    in_tx!(cx, |tx| {
        let booking = lock(tx, cx, id).await?;
        booking.at_version(Some(expected_version))?;
        if !booking.state.is_open() {
            return Err(booking.wrong_state().into());
        }
        let location = match &change.place {
            Some(place) => location(tx, cx, booking.customer_id, place.as_ref()).await?,
            None => booking.location.clone(),
        };
        let note = match &change.note {
            Some(note) => text::optional_paragraph("note", note.as_deref(), 10_000)?,
            None => booking.note.clone(),
        };
        let booking = Booking { location, note, ..booking }.touched(cx);
        save(tx, cx, &booking, "booking.updated").await?;
        Ok(booking)
    })
}
