//! A provider's calendar, for calendar programs: whoever has its link sees what the provider has to do, and no more of a
//! customer than their name and the place.

use chrono::TimeDelta;

use super::{Booking, BookingService, BookingState, store};
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::db::Tx;
use crate::error::{Fault, Outcome};
use crate::ids::ProviderId;
use crate::in_tx;
use crate::links::{self, LinkPurpose, NewLink};
use crate::providers::{self, Provider};
use crate::spans::Span;
use crate::terms::{Permission, RecordKind};

/// How far back a feed goes.
const BEHIND: TimeDelta = TimeDelta::days(30);
/// How far ahead a feed goes.
const AHEAD: TimeDelta = TimeDelta::days(366);

/// A provider and what they have to do.
#[derive(Clone, Debug)]
pub struct Feed {
    pub provider: Provider,
    /// By when they start, each with its services.
    pub events: Vec<(Booking, Vec<BookingService>)>,
}

/// Makes the link to a provider's calendar; the one before stops working. Its address, which is shown this once.
///
/// # Errors
/// [`Refusal::NotPermitted`](crate::error::Refusal::NotPermitted),
/// [`Refusal::NotFound`](crate::error::Refusal::NotFound),
/// [`Refusal::WrongState`](crate::error::Refusal::WrongState) for an archived provider.
pub async fn make_calendar_link(cx: &Cx, provider: &str) -> Outcome<(Provider, String)> {
    cx.require(Permission::ProvidersWrite)?;
    let id: ProviderId = cx.parse(RecordKind::Provider, provider)?;
    in_tx!(cx, |tx| {
        let provider = providers::hold(tx, cx, id).await?;
        links::revoke(tx, cx, LinkPurpose::Calendar, id.uuid()).await?;
        let new = NewLink { purpose: LinkPurpose::Calendar, customer: None, record: id.uuid(), expires_at: None };
        let token = links::make(tx, cx, new).await?;
        note(tx, cx, "calendar_link.created", id).await?;
        Ok((provider, format!("{}/calendar/{token}.ics", cx.settings.public_url)))
    })
}

/// Revokes the link to a provider's calendar, if there is one.
///
/// # Errors
/// [`Refusal::NotPermitted`](crate::error::Refusal::NotPermitted),
/// [`Refusal::NotFound`](crate::error::Refusal::NotFound).
pub async fn revoke_calendar_link(cx: &Cx, provider: &str) -> Outcome<Provider> {
    cx.require(Permission::ProvidersWrite)?;
    let id: ProviderId = cx.parse(RecordKind::Provider, provider)?;
    in_tx!(cx, |tx| {
        let provider = providers::find(&mut *tx, cx.account, id).await?;
        let provider = provider.ok_or(crate::error::Refusal::NotFound(RecordKind::Provider))?;
        links::revoke(tx, cx, LinkPurpose::Calendar, id.uuid()).await?;
        note(tx, cx, "calendar_link.revoked", id).await?;
        Ok(provider)
    })
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, provider: ProviderId) -> Outcome<()> {
    audit::record(tx, cx, Entry::of(action, RecordKind::Provider, provider.uuid(), None)).await?;
    Ok(())
}

/// The feed of a link's token; `None` for one that is unknown, revoked, or of a provider who is archived.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn feed(app: &App, token: &str) -> Result<Option<Feed>, Fault> {
    let now = app.now();
    let Some(link) = links::find(&app.db, LinkPurpose::Calendar, token, now).await? else { return Ok(None) };
    let account = link.account_id;
    let provider = providers::find(&app.db, account, ProviderId::from_uuid(link.record_id)).await?;
    let Some(provider) = provider.filter(|provider| provider.archived_at.is_none()) else { return Ok(None) };
    let span = Span::new(now - BEHIND, now + AHEAD);
    let mut bookings = store::during(&app.db, account, vec![provider.id.uuid()], span).await?;
    bookings.retain(|booking| booking.state != BookingState::NoShow);
    let ids = bookings.iter().map(|booking| booking.id.uuid()).collect();
    let services = store::services_of(&app.db, account, ids).await?;
    let events = bookings.into_iter().map(|booking| {
        let its = services.iter().filter(|service| service.booking_id == booking.id).cloned().collect();
        (booking, its)
    });
    Ok(Some(Feed { provider, events: events.collect() }))
}
