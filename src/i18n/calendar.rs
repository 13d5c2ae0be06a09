//! Days and times as people of each language write them.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::{args, text};
use crate::clock::Timestamp;
use crate::terms::Lang;

/// A day: 2 March 2026.
pub fn day(lang: Lang, day: NaiveDate) -> String {
    let month = text(lang, "calendar-month", &args([("month", i64::from(day.month()).into())]));
    let (number, year) = (day.day().to_string(), day.year().to_string());
    text(lang, "calendar-day", &args([("day", number.into()), ("month", month.into()), ("year", year.into())]))
}

/// A moment where the clocks of a zone hang: Monday, 2 March 2026 at 09:00.
pub fn moment(lang: Lang, at: Timestamp, zone: Tz) -> String {
    let there = at.with_timezone(&zone);
    let weekday = i64::from(there.weekday().number_from_monday());
    let weekday = text(lang, "calendar-weekday", &args([("weekday", weekday.into())]));
    let time = there.format("%H:%M").to_string();
    let date = day(lang, there.date_naive());
    text(lang, "calendar-moment", &args([("weekday", weekday.into()), ("date", date.into()), ("time", time.into())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_read_as_people_of_each_language_write_them() {
        let at = "2026-03-02T09:00:00Z".parse().expect("a moment");
        assert_eq!(moment(Lang::En, at, Tz::Europe__London), "Monday, 2 March 2026 at 09:00");
        assert_eq!(moment(Lang::Pl, at, Tz::Europe__Warsaw), "poniedziałek, 2 marca 2026, godz. 10:00");
        assert_eq!(moment(Lang::Ro, at, Tz::Europe__Bucharest), "luni, 2 martie 2026, ora 11:00");
    }

    #[test]
    fn a_moment_falls_on_the_day_that_it_is_there() {
        let at = "2026-12-31T23:30:00Z".parse().expect("a moment");
        assert_eq!(moment(Lang::Pl, at, Tz::Europe__Warsaw), "piątek, 1 stycznia 2027, godz. 00:30");
    }
}
