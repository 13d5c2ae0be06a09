//! Stretches of time, and what they come to together: lists of spans are in order, apart from one another and not empty.

use crate::clock::Timestamp;

/// A stretch of time: from a moment on, before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Span {
    /// From a moment on, before another.
    pub fn new(from: Timestamp, until: Timestamp) -> Self {
        Self { from, until }
    }

    /// Whether both have a moment in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// Whether all of the other lies within.
    pub fn covers(&self, other: &Self) -> bool {
        self.from <= other.from && other.until <= self.until
    }
}

/// Puts spans in order, and those that touch or overlap together. Empty ones go.
pub fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.from < span.until);
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
            _ => merged.push(span),
        }
    }
    merged
}

/// What is left of spans without others. Both are merged.
pub fn without(spans: &[Span], taken: &[Span]) -> Vec<Span> {
    let mut left = Vec::new();
    let mut taken = taken.iter().peekable();
    for span in spans {
        let mut from = span.from;
        while let Some(next) = taken.peek().filter(|next| next.from < span.until) {
            if from < next.from {
                left.push(Span::new(from, next.from));
            }
            from = from.max(next.until);
            if next.until > span.until {
                break;
            }
            taken.next();
        }
        if from < span.until {
            left.push(Span::new(from, span.until));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        let span = (0..60_i64, 0..12_i64).prop_map(|(from, length)| Span::new(at(from), at(from + length)));
        prop::collection::vec(span, 0..8)
    }

    fn within(spans: &[Span], minute: i64) -> bool {
        spans.iter().any(|span| span.covers(&Span::new(at(minute), at(minute + 1))))
    }

    fn is_merged(spans: &[Span]) -> bool {
        spans.iter().all(|span| span.from < span.until) && spans.is_sorted_by(|one, next| one.until < next.from)
    }

    proptest! {
        #[test]
        fn merging_keeps_every_minute_and_nothing_else(all in spans()) {
            let merged = merged(all.clone());
            prop_assert!(is_merged(&merged));
            for minute in 0..80 {
                let any = all.iter().any(|span| span.covers(&Span::new(at(minute), at(minute + 1))));
                prop_assert_eq!(within(&merged, minute), any, "minute {}", minute);
            }
        }

        #[test]
        fn what_is_left_is_what_was_there_and_not_taken(all in spans(), taken in spans()) {
            let (all, taken) = (merged(all), merged(taken));
            let left = without(&all, &taken);
            prop_assert!(left.iter().all(|span| span.from < span.until));
            prop_assert!(left.is_sorted_by(|one, next| one.until <= next.from));
            for minute in 0..80 {
                prop_assert_eq!(within(&left, minute), within(&all, minute) && !within(&taken, minute));
            }
        }
    }
}
