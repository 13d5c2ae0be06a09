//! The arithmetic of free times: nothing but spans and moments.

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::spans::Span;

/// The moments of a grid from which on so much time lies within one free span. The grid is in order, the spans are
/// merged.
pub fn free_starts(free: &[Span], grid: &[Timestamp], length: TimeDelta) -> Vec<Timestamp> {
    let mut free = free.iter().peekable();
    let mut starts = Vec::new();
    for start in grid {
        let Some(end) = start.checked_add_signed(length) else { break };
        while free.next_if(|span| span.until < end).is_some() {}
        match free.peek() {
            Some(span) if span.covers(&Span::new(*start, end)) => starts.push(*start),
            Some(_) => {}
            None => break,
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spans::{merged, without};

    fn at(minute: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        let span = (0..300_i64, 1..90_i64).prop_map(|(from, length)| Span::new(at(from), at(from + length)));
        prop::collection::vec(span, 0..8).prop_map(merged)
    }

    proptest! {
        #[test]
        fn a_time_is_offered_if_and_only_if_all_of_it_is_worked_and_free(
            working in spans(),
            busy in spans(),
            step in 1..40_usize,
            length in 1..120_i64,
        ) {
            let grid: Vec<_> = (0..400).step_by(step).map(at).collect();
            let length = TimeDelta::minutes(length);
            let offered = free_starts(&without(&working, &busy), &grid, length);
            for start in grid {
                let slot = Span::new(start, start + length);
                let fits = working.iter().any(|span| span.covers(&slot)) && !busy.iter().any(|span| span.overlaps(&slot));
                prop_assert_eq!(offered.contains(&start), fits, "{}", start);
            }
        }

        #[test]
        fn what_is_offered_is_on_the_grid_and_in_order(free in spans(), length in 1..120_i64) {
            let grid: Vec<_> = (0..400).step_by(15).map(at).collect();
            let offered = free_starts(&free, &grid, TimeDelta::minutes(length));
            prop_assert!(offered.is_sorted_by(|one, next| one < next));
            prop_assert!(offered.iter().all(|start| grid.contains(start)));
        }
    }
}
