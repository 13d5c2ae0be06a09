//! When a booking is and who does it. A provider's time is taken under the provider's lock, so that of two who want it
//! one waits and then finds it taken; the schema's trigger is the guard behind.

use chrono::{SubsecRound as _, TimeDelta};

use super::items;
use super::{Booking, BookingState, lock, save, store, tell};
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{BookingId, ProviderId, ServiceId};
use crate::notifications::NotificationKind;
use crate::spans::Span;
use crate::terms::{Permission, RecordKind};
use crate::{accounts, customers, in_tx, providers, services};

/// How far from now a booking may be, either way.
const MAX_AWAY: TimeDelta = TimeDelta::days(3_660);
/// How long a booking may take.
const MAX_LENGTH: TimeDelta = TimeDelta::days(31);

/// The time of a booking, from a start to an end, or for as long as it takes.
///
/// # Errors
/// A [`FieldProblem`] that names `startsAt` or `endsAt`.
pub(super) fn time(
    cx: &Cx,
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
    takes: TimeDelta,
) -> Result<Span, FieldProblem> {
    let not = |field: &str, because| Err(FieldProblem::new(field, Problem::NotAllowed { because }));
    if (starts_at - cx.now()).abs() > MAX_AWAY {
        return not("startsAt", "because-booking-too-far");
    }
    let from = starts_at.trunc_subsecs(0);
    let length = ends_at.map_or(takes, |ends_at| ends_at.trunc_subsecs(0) - from);
    if length <= TimeDelta::zero() {
        return not("endsAt", "because-booking-ends-first");
    }
    if length > MAX_LENGTH {
        return not("endsAt", "because-booking-too-long");
    }
    Ok(Span::new(from, from + length))
}

/// Where a booking is to be moved. What is `None` stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Move {
    /// Moves it only if it is still at this version.
    pub expected_version: Option<i64>,
    pub starts_at: Option<Timestamp>,
    /// When left out, the booking takes as long as before.
    pub ends_at: Option<Timestamp>,
    /// `Some(None)` takes it from its provider.
    pub provider: Option<Option<ProviderId>>,
    /// Whether the provider works then at all, and does such work, is staff's to know.
    pub force: bool,
}

/// Moves a booking of a live customer to another time, another provider, or both. One that was dispatched has to be
/// dispatched again.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (booking or provider), [`Refusal::CustomerDeleted`],
/// [`Refusal::VersionConflict`], [`Refusal::WrongState`], [`Refusal::SlotTaken`], [`Refusal::InvalidInput`].
pub async fn reschedule(cx: &Cx, id: &str, to: &Move) -> Outcome<Booking> {
    cx.require(Permission::BookingsWrite)?;
    let id: BookingId = cx.parse(RecordKind::Booking, id)?;
    in_tx!(cx, |tx| { reschedule_in(tx, cx, id, to).await })
}

/// Moves a booking within somebody else's transaction, which has checked who may.
///
/// # Errors
/// As [`reschedule`], but for the permission.
pub async fn reschedule_in(tx: &mut Tx, cx: &Cx, id: BookingId, to: &Move) -> Outcome<Booking> {
    let booking = lock_to_move(tx, cx, id, to.provider).await?;
    booking.at_version(to.expected_version)?;
    move_locked(tx, cx, booking, to).await
}

/// Locks in order: the customer, the provider who is to have it, the booking.
pub(super) async fn lock_to_move(
    tx: &mut Tx,
    cx: &Cx,
    id: BookingId,
    provider: Option<Option<ProviderId>>,
) -> Outcome<Booking> {
    let found = store::find(&mut *tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::Booking))?;
    customers::hold_owner(tx, cx, found.customer_id).await?;
    if let Some(provider) = provider.unwrap_or(found.provider_id) {
        providers::hold(tx, cx, provider).await?;
    }
    lock(tx, cx, id).await
}

pub(super) async fn move_locked(tx: &mut Tx, cx: &Cx, booking: Booking, to: &Move) -> Outcome<Booking> {
    let provider = to.provider.unwrap_or(booking.provider_id);
    let state = if provider.is_some() { BookingState::Scheduled } else { BookingState::Requested };
    if !booking.state.leads_to(state) {
        return Err(booking.wrong_state().into());
    }
    let its = booking.span();
    let span = time(cx, to.starts_at.unwrap_or(its.from), to.ends_at, its.until - its.from)?;
    if span == its && provider == booking.provider_id {
        return Ok(booking);
    }
    if let Some(provider) = provider {
        reserve_again(tx, cx, &booking, provider, span, to.force).await?;
    }
    let moved = Booking { provider_id: provider, state, starts_at: span.from, ends_at: span.until, ..booking };
    let moved = moved.touched(cx);
    tell(tx, cx, &moved, NotificationKind::BookingMoved).await?;
    save(tx, cx, &moved, state.audited_as()).await?;
    Ok(moved)
}

/// Makes sure that a provider can take a booking that is there already.
pub(super) async fn reserve_again(
    tx: &mut Tx,
    cx: &Cx,
    booking: &Booking,
    provider: ProviderId,
    span: Span,
    force: bool,
) -> Outcome<()> {
    let services = store::services_of(&mut *tx, cx.account, vec![booking.id.uuid()]).await?;
    reserve(tx, cx, booking.id, provider, span, &items::ids(&services), force).await
}

/// Makes sure that a provider can take a booking then, under the provider's lock. Nobody is in two places, whoever
/// forces it.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`] for an archived provider, [`Refusal::SlotTaken`],
/// [`Refusal::InvalidInput`] when they do not work then, or do not such work.
pub(super) async fn reserve(
    tx: &mut Tx,
    cx: &Cx,
    booking: BookingId,
    provider: ProviderId,
    span: Span,
    booked: &[ServiceId],
    force: bool,
) -> Outcome<()> {
    providers::hold(tx, cx, provider).await?;
    if let Some(busy) = store::overlapping(tx, cx.account, provider, booking, span).await? {
        return Err(Refusal::SlotTaken { from: busy.starts_at, until: busy.ends_at }.into());
    }
    if force {
        return Ok(());
    }
    let not = |field: &str, because| Err(FieldProblem::new(field, Problem::NotAllowed { because }).into());
    let account = accounts::get(&mut *tx, cx.account).await?;
    if !providers::works(&mut *tx, &account, provider, span).await? {
        return not("startsAt", "the provider does not work then");
    }
    let needed = services::single_services(&mut *tx, cx.account, booked).await?;
    let done = providers::services_of(tx, cx.account, vec![provider.uuid()]).await?;
    if !done.is_empty() && needed.iter().any(|needed| done.iter().all(|(_, its)| its != needed)) {
        return not("providerId", "the provider does not do such work");
    }
    Ok(())
}
