//! `/calendar/TOKEN.ics`: what a provider has to do, for calendar programs (RFC 5545).

use std::net::SocketAddr;

use aws_lc_rs::digest;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus};

use super::gateway::Gateway;
use crate::bookings::{self, Booking, BookingService, Feed};

/// Answers with a provider's calendar; 404 for whatever is not a link that works.
pub async fn feed(
    State(gateway): State<Gateway>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let app = gateway.app();
    if let Err(retry) = app.limits.link(Some(peer.ip())) {
        let seconds = (retry.0 - app.now()).num_seconds().max(1);
        return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())]).into_response();
    }
    let Some(token) = file.strip_suffix(".ics") else { return StatusCode::NOT_FOUND.into_response() };
    match bookings::feed(app, token).await {
        Ok(Some(feed)) => answer(written(&feed), &headers),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => {
            tracing::error!(reason = %fault, "a calendar could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The calendar, unless the client has it already. Whoever has it asks again each time, so that a revoked link ends.
fn answer(text: String, headers: &HeaderMap) -> Response {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(hash.as_ref()));
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let fresh = known.split(',').map(|its| its.trim().trim_start_matches("W/")).any(|its| its == tag || its == "*");
    let caching = [(ETAG, tag), (CACHE_CONTROL, "private, no-cache".to_owned())];
    if fresh {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
}

fn written(feed: &Feed) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&feed.provider.name);
    for (booking, services) in &feed.events {
        calendar.push(event(booking, services));
    }
    calendar.to_string()
}

/// Nothing in it changes while the booking does not, so that a client can tell that it has it already.
fn event(booking: &Booking, services: &[BookingService]) -> Event {
    let mut event = Event::with_uid(&booking.id.to_string());
    event
        .summary(&format!("{}: {}", booking.customer_name, services.iter().map(counted).collect::<Vec<_>>().join(", ")))
        .starts(booking.starts_at)
        .ends(booking.ends_at)
        .timestamp(booking.updated_at)
        .sequence(u32::try_from(booking.version).unwrap_or(u32::MAX))
        .status(EventStatus::Confirmed);
    if let Some(location) = &booking.location {
        event.location(&location.replace('\n', ", "));
    }
    event
}

fn counted(service: &BookingService) -> String {
    match service.quantity {
        1 => service.name.clone(),
        many => format!("{many} × {}", service.name),
    }
}
