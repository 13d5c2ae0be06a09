//! What takes providers' time: bookings that have not ended, and requests that wait for a person to decide.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::Exec;
use crate::error::Fault;
use crate::ids::{AccountId, BookingId, ProviderId};
use crate::spans::Span;
use crate::sql;

/// No booking is longer: what began earlier has ended.
const LONGEST: TimeDelta = TimeDelta::days(31);

/// Time that a provider has no more.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Busy {
    pub provider_id: ProviderId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

impl Busy {
    /// The time that it takes.
    pub fn span(&self) -> Span {
        Span::new(self.starts_at, self.ends_at)
    }
}

/// What takes several providers' time during a span. A request from the public page that waits counts like a booking, so
/// that nobody can tell from free times which of the two theirs became. A booking that is to be moved does not count.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn busy_during(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    providers: &[ProviderId],
    span: Span,
    moving: Option<BookingId>,
) -> Result<Vec<Busy>, Fault> {
    let ids: Vec<_> = providers.iter().map(|id| id.uuid()).collect();
    sql!(
        "select busy_provider_id as provider_id, starts_at, ends_at from bookings
         where account_id = $1 and busy_provider_id [ids:$2] and starts_at < $3 and starts_at > $4 and ends_at > $5
            and id <> $6
         union all
         select busy_provider_id as provider_id, starts_at, ends_at from booking_requests
         where account_id = $1 and busy_provider_id [ids:$2] and starts_at < $3 and starts_at > $4 and ends_at > $5"
    )
    .bind(account)
    .bind(ids)
    .bind(span.until)
    .bind(span.from.checked_sub_signed(LONGEST).unwrap_or(span.from))
    .bind(span.from)
    .bind(moving.map_or(Uuid::nil(), BookingId::uuid))
    .all(on)
    .await
}
