//! When a provider works: their weekly hours less their time off.

use std::collections::HashMap;

use chrono_tz::Tz;

use super::absences::absences_during;
use super::hours::{Hours, hours_of, open_times};
use crate::accounts::Account;
use crate::db::Exec;
use crate::error::Fault;
use crate::ids::ProviderId;
use crate::spans::{Span, merged, without};

/// When a provider works, for a stretch of time that it was read for.
#[derive(Clone, Debug)]
pub struct Schedule {
    zone: Tz,
    hours: Vec<Hours>,
    /// Merged.
    absences: Vec<Span>,
}

impl Schedule {
    /// Hours of a week in a time zone, and time off.
    pub fn new(zone: Tz, hours: Vec<Hours>, absences: Vec<Span>) -> Self {
        Self { zone, hours, absences: merged(absences) }
    }

    /// When they work from the day of one moment to the day of another; merged.
    pub fn working(&self, span: Span) -> Vec<Span> {
        without(&open_times(&self.hours, self.zone, span.from, span.until), &self.absences)
    }

    /// Whether they work all of a stretch of time.
    pub fn works(&self, span: Span) -> bool {
        self.working(span).iter().any(|working| working.covers(&span))
    }
}

/// The schedules of several providers for a stretch of time.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn schedules(
    on: impl Into<Exec<'_>>,
    account: &Account,
    providers: &[ProviderId],
    span: Span,
) -> Result<HashMap<ProviderId, Schedule>, Fault> {
    let mut on = on.into();
    let ids: Vec<_> = providers.iter().map(|id| id.uuid()).collect();
    let mut absences: HashMap<_, Vec<Span>> = HashMap::new();
    for absence in absences_during(on.reborrow(), account.id, ids.clone(), span).await? {
        absences.entry(absence.provider_id).or_default().push(absence.span());
    }
    let mut hours: HashMap<_, Vec<Hours>> = HashMap::new();
    for stretch in hours_of(on, account.id, ids).await? {
        hours.entry(stretch.provider_id).or_default().push(stretch.into());
    }
    let zone = account.zone();
    let mut schedule = |id: &ProviderId| {
        let (hours, absences) = (hours.remove(id).unwrap_or_default(), absences.remove(id).unwrap_or_default());
        (*id, Schedule::new(zone, hours, absences))
    };
    Ok(providers.iter().map(&mut schedule).collect())
}

/// Whether a provider works all of a stretch of time.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn works(
    on: impl Into<Exec<'_>>,
    account: &Account,
    provider: ProviderId,
    span: Span,
) -> Result<bool, Fault> {
    let schedules = schedules(on, account, &[provider], span).await?;
    Ok(schedules.get(&provider).is_some_and(|schedule| schedule.works(span)))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use chrono_tz::Europe::London;

    use super::*;
    use crate::clock::Timestamp;

    #[test]
    fn somebody_works_within_their_hours_and_not_in_their_time_off() {
        let monday: Timestamp = "2026-06-01T00:00:00+01:00".parse().expect("a time");
        let at = |hour: i64| monday + TimeDelta::hours(hour);
        let hours = [(9, 12), (12, 17)].map(|(from, until)| Hours {
            weekday: 1,
            from_minute: from * 60,
            until_minute: until * 60,
        });
        let schedule = Schedule::new(London, hours.to_vec(), vec![Span::new(at(15), at(16))]);
        let works = |from, until| schedule.works(Span::new(at(from), at(until)));
        assert!(works(9, 15) && works(11, 13) && works(16, 17));
        assert!(!works(8, 10) && !works(14, 16) && !works(15, 16) && !works(16, 18) && !works(33, 34));
    }
}
