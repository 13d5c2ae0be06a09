//! The calendar's face: what happens when, who does it, and links for calendar programs.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::TimeDelta;

use super::bookings::Booking;
use super::context::{Admit, ContextExt, Needs, coded, id_in_filter, permit};
use super::errors::{TopLevel, answer};
use super::providers::{Absence, Provider};
use super::scalars::{DateTime, Url};
use crate::bookings::{self, ProviderCalendar as Part};
use crate::ids::ProviderId;
use crate::mutation_result;
use crate::spans::Span;
use crate::terms::Permission;

/// The longest stretch that is shown at once.
const MAX_LENGTH: TimeDelta = TimeDelta::days(62);

/// A stretch of the account's calendar.
pub struct Calendar {
    span: Span,
    calendar: bookings::Calendar,
}

/// A stretch of the account's calendar: what happens when, and who does it.
#[Object]
impl Calendar {
    /// From this moment on.
    async fn from(&self) -> DateTime {
        self.span.from.into()
    }

    /// Before this moment.
    async fn until(&self) -> DateTime {
        self.span.until.into()
    }

    /// The account's time zone, by its IANA name: show times in it.
    async fn time_zone(&self) -> &str {
        &self.calendar.account.time_zone
    }

    /// The providers, by name.
    async fn providers(&self) -> Vec<ProviderCalendar> {
        self.calendar.providers.iter().cloned().map(ProviderCalendar).collect()
    }

    /// Bookings that nobody does yet, by when they start; at most 500. Needs `bookings.read`.
    #[graphql(guard = "Needs(Permission::BookingsRead)")]
    async fn unassigned(&self) -> Vec<Booking> {
        self.calendar.unassigned.iter().cloned().map(Booking::from).collect()
    }
}

/// A provider's part of the calendar.
pub struct ProviderCalendar(Part);

/// A provider's part of the calendar.
#[Object]
impl ProviderCalendar {
    /// The provider.
    async fn provider(&self) -> Provider {
        self.0.provider.clone().into()
    }

    /// What they do, by when it starts; without what was cancelled. Needs `bookings.read`.
    #[graphql(guard = "Needs(Permission::BookingsRead)")]
    async fn bookings(&self) -> Vec<Booking> {
        self.0.bookings.iter().cloned().map(Booking::from).collect()
    }

    /// Their time off, by when it starts.
    async fn absences(&self) -> Vec<Absence> {
        self.0.absences.iter().cloned().map(Absence).collect()
    }

    /// Working hours that neither time off nor a booking takes.
    async fn free(&self) -> Vec<TimeSpan> {
        self.0.free.iter().map(|span| TimeSpan { from: span.from.into(), until: span.until.into() }).collect()
    }
}

/// A stretch of time.
#[derive(SimpleObject)]
pub struct TimeSpan {
    /// From this moment on.
    from: DateTime,
    /// Before this moment.
    until: DateTime,
}

#[derive(Default)]
pub struct CalendarQueries;

#[Object(guard = "Admit")]
impl CalendarQueries {
    /// What happens when, and who does it, in at most 62 days. Needs `providers.read`.
    async fn calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From this moment on.")] from: DateTime,
        #[graphql(desc = "Before this moment, at most 62 days later.")] until: DateTime,
        #[graphql(desc = "Of these providers; of the first 50 by name when left out.")] provider_ids: Option<Vec<ID>>,
    ) -> async_graphql::Result<Calendar> {
        let span = Span::new(from.0, until.0);
        if span.until <= span.from || span.until - span.from > MAX_LENGTH {
            return Err(coded("until: must be after from, and at most 62 days", TopLevel::BadUserInput));
        }
        let named: Option<Vec<ProviderId>> = provider_ids.map(|ids| ids.iter().map(id_in_filter).collect());
        let calendar = bookings::calendar(&ctx.cx()?, span, named.as_deref()).await?;
        Ok(Calendar { span, calendar })
    }
}

/// A provider's calendar to link to.
#[derive(InputObject)]
pub struct CalendarLinkCreateInput {
    /// The provider.
    provider_id: ID,
}

/// A provider's calendar that is not to be linked to any more.
#[derive(InputObject)]
pub struct CalendarLinkRevokeInput {
    /// The provider.
    provider_id: ID,
}

/// A link to a provider's calendar was made.
#[derive(SimpleObject)]
pub struct CalendarLinkCreated {
    /// The provider.
    provider: Provider,
    /// The calendar's address, for a calendar program. It is shown this once; whoever has it sees the calendar.
    url: Url,
}

/// There is no link to a provider's calendar any more.
#[derive(SimpleObject)]
pub struct CalendarLinkRevoked {
    /// The provider.
    provider: Provider,
}

mutation_result! {
    /// How making a link to a calendar ended.
    CalendarLinkCreateResult = CalendarLinkCreated | NotPermitted | RecordNotFound | WrongState
}

mutation_result! {
    /// How revoking the link to a calendar ended.
    CalendarLinkRevokeResult = CalendarLinkRevoked | NotPermitted | RecordNotFound
}

#[derive(Default)]
pub struct CalendarMutations;

#[Object(guard = "Admit")]
impl CalendarMutations {
    /// Makes a link to a provider's calendar, for a calendar program that follows it; the one before stops working.
    /// Needs `providers.write`; audited as `calendar_link.created`.
    async fn calendar_link_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose calendar.")] input: CalendarLinkCreateInput,
    ) -> async_graphql::Result<CalendarLinkCreateResult> {
        let made = async { bookings::make_calendar_link(&permit(ctx)?, &input.provider_id).await };
        answer(ctx, made.await, |(provider, url)| CalendarLinkCreated { provider: provider.into(), url: Url(url) })
    }

    /// Revokes the link to a provider's calendar: calendar programs find nothing there any more. Needs
    /// `providers.write`; audited as `calendar_link.revoked`.
    async fn calendar_link_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose calendar.")] input: CalendarLinkRevokeInput,
    ) -> async_graphql::Result<CalendarLinkRevokeResult> {
        let revoked = async { bookings::revoke_calendar_link(&permit(ctx)?, &input.provider_id).await };
        answer(ctx, revoked.await, |provider| CalendarLinkRevoked { provider: provider.into() })
    }
}
