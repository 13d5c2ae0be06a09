//! Weekly working hours: minutes of the day where the business is, several stretches a day, never overlapping.

use chrono::{Datelike as _, LocalResult, NaiveDate, NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::app::Cx;
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::{Fault, FieldProblem, Problem};
use crate::ids::{AccountId, ProviderId};
use crate::spans::{Span, merged};
use crate::sql;

/// The most stretches of a week.
const MAX_STRETCHES: usize = 70;
/// The minutes of a day.
pub const DAY: i64 = 1_440;

/// A stretch of working hours of one weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours {
    /// 1 is Monday, 7 Sunday.
    pub weekday: i64,
    /// Minutes since midnight.
    pub from_minute: i64,
    /// Minutes since midnight, up to 1,440.
    pub until_minute: i64,
}

/// A stretch of a provider's hours.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct HoursOf {
    pub provider_id: ProviderId,
    weekday: i64,
    from_minute: i64,
    until_minute: i64,
}

impl From<HoursOf> for Hours {
    fn from(its: HoursOf) -> Self {
        Self { weekday: its.weekday, from_minute: its.from_minute, until_minute: its.until_minute }
    }
}

/// Puts the hours of a week in order.
///
/// # Errors
/// A [`FieldProblem`] for stretches that are empty, end after their day or overlap.
pub fn check(hours: &[Hours]) -> Result<Vec<Hours>, FieldProblem> {
    if hours.len() > MAX_STRETCHES {
        return Err(FieldProblem::new("hours", Problem::TooMany { max: MAX_STRETCHES }));
    }
    let mut hours = hours.to_vec();
    hours.sort_unstable();
    let fits = |its: &Hours| {
        (1..=7).contains(&its.weekday) && (0..its.until_minute).contains(&its.from_minute) && its.until_minute <= DAY
    };
    if !hours.iter().all(fits) {
        let because = "working hours end after they start, on the same day";
        return Err(FieldProblem::new("hours", Problem::NotAllowed { because }));
    }
    let apart = |one: &Hours, next: &Hours| one.weekday != next.weekday || one.until_minute <= next.from_minute;
    if !hours.is_sorted_by(apart) {
        return Err(FieldProblem::new("hours", Problem::NotAllowed { because: "working hours do not overlap" }));
    }
    Ok(hours)
}

/// When the hours of a week fall from the day of one moment to the day of another. A stretch that the clocks' change
/// cuts into is shorter or longer by that hour.
pub fn open_times(hours: &[Hours], zone: Tz, from: Timestamp, until: Timestamp) -> Vec<Span> {
    let last = until.with_timezone(&zone).date_naive();
    let days = from.with_timezone(&zone).date_naive().iter_days().take_while(|day| *day <= last);
    let spans = days.flat_map(|day| {
        let weekday = i64::from(day.weekday().number_from_monday());
        let todays = hours.iter().filter(move |its| its.weekday == weekday);
        todays.map(move |its| {
            let (starts, ends) = (moments(zone, day, its.from_minute), moments(zone, day, its.until_minute));
            Span::new(starts.0, ends.1)
        })
    });
    merged(spans.collect())
}

/// The first and the last moment at which the clocks of a zone show a minute of a day: two when they were set back; the
/// moment of the change, when they skip it.
fn moments(zone: Tz, day: NaiveDate, minute: i64) -> (Timestamp, Timestamp) {
    let local = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute);
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => (at.to_utc(), at.to_utc()),
        LocalResult::Ambiguous(first, last) => (first.to_utc(), last.to_utc()),
        LocalResult::None => {
            let after = change_after(zone, day, minute);
            (after, after)
        }
    }
}

/// The first moment that the clocks of a zone show after a minute that they skip.
fn change_after(zone: Tz, day: NaiveDate, minute: i64) -> Timestamp {
    let local = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute);
    let shown = (1..=DAY).find_map(|later| zone.from_local_datetime(&(local + TimeDelta::minutes(later))).earliest());
    shown.map_or_else(|| local.and_utc(), |at| at.to_utc())
}

/// Every moment of a day at which the clocks of a zone show a multiple of so many minutes since midnight.
pub fn moments_of_day(zone: Tz, day: NaiveDate, step_minutes: i64) -> Vec<Timestamp> {
    let step = usize::try_from(step_minutes.clamp(1, DAY)).unwrap_or(1);
    let locals = (0..DAY).step_by(step).map(|minute| day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute));
    let shown = locals.flat_map(|local| match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => vec![at.to_utc()],
        LocalResult::Ambiguous(first, last) => vec![first.to_utc(), last.to_utc()],
        LocalResult::None => Vec::new(),
    });
    let mut moments: Vec<_> = shown.collect();
    moments.sort_unstable();
    moments
}

/// The hours of several providers, by weekday and time.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn hours_of(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    providers: Vec<Uuid>,
) -> Result<Vec<HoursOf>, Fault> {
    sql!(
        "select provider_id, weekday, from_minute, until_minute from provider_hours
         where account_id = $1 and provider_id [ids:$2] order by provider_id, weekday, from_minute"
    )
    .bind(account)
    .bind(providers)
    .all(on)
    .await
}

pub(super) async fn replace(tx: &mut Tx, cx: &Cx, provider: ProviderId, hours: &[Hours]) -> Result<(), Fault> {
    sql!("delete from provider_hours where account_id = $1 and provider_id = $2")
        .bind(cx.account)
        .bind(provider)
        .run(&mut *tx)
        .await?;
    for stretch in hours {
        sql!(
            "insert into provider_hours (account_id, provider_id, weekday, from_minute, until_minute)
             values ($1, $2, $3, $4, $5)"
        )
        .bind(cx.account)
        .bind(provider)
        .bind(stretch.weekday)
        .bind(stretch.from_minute)
        .bind(stretch.until_minute)
        .run(&mut *tx)
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::Timelike as _;
    use chrono_tz::Europe::{London, Warsaw};
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    fn stretch(weekday: i64, from: i64, until: i64) -> Hours {
        Hours { weekday, from_minute: from * 60, until_minute: until * 60 }
    }

    fn utc(day: NaiveDate, hour: u32, minute: u32) -> Timestamp {
        day.and_hms_opt(hour, minute, 0).expect("a time").and_utc()
    }

    #[test]
    fn hours_follow_the_clocks_of_the_zone() {
        let hours = [stretch(1, 9, 17)];
        let (winter, summer) = (day(2026, 3, 23), day(2026, 3, 30));
        let open = open_times(&hours, London, utc(winter, 0, 0), utc(summer, 23, 0));
        let expected = [(utc(winter, 9, 0), utc(winter, 17, 0)), (utc(summer, 8, 0), utc(summer, 16, 0))];
        assert_eq!(open, expected.map(|(from, until)| Span::new(from, until)));
    }

    #[test]
    fn a_stretch_across_the_change_of_clocks_is_an_hour_shorter_or_longer() {
        let nights = [stretch(7, 0, 4)];
        let (spring, autumn) = (day(2026, 3, 29), day(2026, 10, 25));
        for (sunday, hours) in [(spring, 3), (autumn, 5), (day(2026, 6, 7), 4)] {
            let open = open_times(&nights, London, utc(sunday, 0, 0), utc(sunday, 3, 0));
            assert_eq!(open.iter().map(|span| (span.until - span.from).num_hours()).sum::<i64>(), hours, "{sunday}");
        }
        let skipped = [Hours { weekday: 7, from_minute: 75, until_minute: 105 }];
        assert_eq!(open_times(&skipped, London, utc(spring, 0, 0), utc(spring, 23, 0)), []);
    }

    #[test]
    fn a_day_offers_skipped_times_never_and_repeated_times_twice() {
        let count = |day| moments_of_day(Warsaw, day, 30).len();
        assert_eq!([count(day(2026, 3, 29)), count(day(2026, 10, 25)), count(day(2026, 6, 1))], [46, 50, 48]);
    }

    #[test]
    fn hours_that_meet_at_midnight_are_one_stretch() {
        let hours = [stretch(1, 22, 24), stretch(2, 0, 6)];
        let monday = day(2026, 6, 1);
        let open = open_times(&hours, London, utc(monday, 12, 0), utc(monday, 23, 30));
        assert_eq!(open, [Span::new(utc(monday, 21, 0), utc(monday, 21, 0) + TimeDelta::hours(8))]);
    }

    #[test]
    fn hours_that_overlap_are_refused() {
        assert!(check(&[stretch(1, 9, 12), stretch(1, 12, 17), stretch(2, 9, 12)]).is_ok());
        for wrong in [
            vec![stretch(1, 9, 12), stretch(1, 11, 17)],
            vec![stretch(1, 9, 9)],
            vec![stretch(1, 12, 9)],
            vec![stretch(1, 9, 25)],
            vec![stretch(8, 9, 12)],
            vec![stretch(1, 9, 12), stretch(1, 9, 12)],
            vec![stretch(1, -1, 12)],
        ] {
            assert!(check(&wrong).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn moments_of_a_day_show_multiples_in_order(
            offset in 0..800_u64,
            step in prop::sample::select(vec![5_i64, 15, 25, 30, 60]),
        ) {
            let day = day(2025, 12, 1) + chrono::Days::new(offset);
            let moments = moments_of_day(Warsaw, day, step);
            prop_assert!(moments.is_sorted_by(|one, next| one < next));
            for at in moments {
                let local = at.with_timezone(&Warsaw);
                prop_assert_eq!(local.date_naive(), day);
                prop_assert_eq!(i64::from(local.num_seconds_from_midnight()) % (step * 60), 0);
            }
        }
    }
}
