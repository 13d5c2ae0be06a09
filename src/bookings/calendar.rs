//! What happens when, and who does it.

use std::collections::{BTreeSet, HashMap};

use super::{Booking, store};
use crate::accounts::{self, Account};
use crate::app::Cx;
use crate::db::Exec;
use crate::error::Fault;
use crate::ids::ProviderId;
use crate::providers::{self, Absence, Provider};
use crate::spans::{Span, merged, without};

/// The most providers of one calendar.
const MAX_PROVIDERS: usize = 50;

/// A stretch of an account's calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub account: Account,
    /// By name.
    pub providers: Vec<ProviderCalendar>,
    /// Bookings that nobody does yet, by when they start.
    pub unassigned: Vec<Booking>,
}

/// A provider's part of it.
#[derive(Clone, Debug)]
pub struct ProviderCalendar {
    pub provider: Provider,
    /// By when they start; without cancelled ones.
    pub bookings: Vec<Booking>,
    /// By when they start.
    pub absences: Vec<Absence>,
    /// Working hours that neither time off nor a booking takes.
    pub free: Vec<Span>,
}

/// The calendar of a stretch of time: of the providers named, else of the first 50 by name.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn calendar(cx: &Cx, span: Span, named: Option<&[ProviderId]>) -> Result<Calendar, Fault> {
    let account = accounts::get(&cx.db, cx.account).await?;
    let mut shown = providers::able(&cx.db, cx.account, &BTreeSet::new()).await?;
    shown.retain(|provider| named.is_none_or(|named| named.contains(&provider.id)));
    shown.truncate(MAX_PROVIDERS);
    let ids: Vec<_> = shown.iter().map(|provider| provider.id).collect();
    let uuids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let schedules = providers::schedules(&cx.db, &account, &ids, span).await?;
    let mut absences =
        by(providers::absences_during(&cx.db, cx.account, uuids.clone(), span).await?, |its| its.provider_id);
    let mut bookings: HashMap<Option<ProviderId>, Vec<Booking>> =
        by(store::during(&cx.db, cx.account, uuids, span).await?, |its| its.provider_id);
    let providers = shown.into_iter().map(|provider| {
        let bookings = bookings.remove(&Some(provider.id)).unwrap_or_default();
        let mut absences = absences.remove(&provider.id).unwrap_or_default();
        absences.sort_by_key(|absence| (absence.starts_at, absence.id));
        let working = schedules.get(&provider.id).map(|schedule| schedule.working(span)).unwrap_or_default();
        let free = free(working, span, &bookings);
        ProviderCalendar { provider, bookings, absences, free }
    });
    Ok(Calendar {
        providers: providers.collect(),
        account,
        unassigned: store::unassigned(&cx.db, cx.account, span).await?,
    })
}

fn by<K: Eq + std::hash::Hash, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

fn free(working: Vec<Span>, within: Span, bookings: &[Booking]) -> Vec<Span> {
    let cut = working.into_iter().map(|its| Span::new(its.from.max(within.from), its.until.min(within.until)));
    let busy = bookings.iter().filter(|booking| booking.state.is_open()).map(Booking::span);
    without(&merged(cut.collect()), &merged(busy.collect()))
}

/// The time that open bookings hold of several providers within a stretch.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn held(
    on: impl Into<Exec<'_>>,
    cx: &Cx,
    providers: &[ProviderId],
    span: Span,
) -> Result<Vec<(ProviderId, Span)>, Fault> {
    let ids = providers.iter().map(|id| id.uuid()).collect();
    let bookings = store::during(on, cx.account, ids, span).await?;
    let open = bookings.into_iter().filter(|booking| booking.state.is_open());
    Ok(open.filter_map(|booking| Some((booking.provider_id?, booking.span()))).collect())
}
