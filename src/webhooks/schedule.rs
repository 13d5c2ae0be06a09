//! When a delivery that failed is tried again: the pauses that Standard Webhooks recommends, each up to a fifth longer, so
//! that what failed together does not come back together.

use chrono::Duration;

use crate::entropy::Entropy;

/// The pauses between attempts, in seconds: the last comes some three days after the first.
const PAUSES: [i64; 9] =
    [5, 5 * 60, 30 * 60, 2 * 60 * 60, 5 * 60 * 60, 10 * 60 * 60, 14 * 60 * 60, 20 * 60 * 60, 24 * 60 * 60];

/// How long to wait after so many attempts; `None` when that was the last.
pub(super) fn pause(attempts: i64, entropy: &Entropy) -> Option<Duration> {
    let seconds = *PAUSES.get(usize::try_from(attempts.checked_sub(1)?).ok()?)?;
    let chance = i64::from(u16::from_be_bytes(entropy.bytes()));
    Some(Duration::milliseconds(seconds * 1_000 + seconds * 200 * chance / i64::from(u16::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_day_and_end_after_three() {
        let entropy = Entropy::seeded(7);
        let pauses: Vec<_> = (1..).map_while(|attempts| pause(attempts, &entropy)).collect();
        assert_eq!(pauses.len(), PAUSES.len());
        for (pause, seconds) in pauses.iter().zip(PAUSES) {
            let least = Duration::seconds(seconds);
            assert!(*pause >= least && *pause <= least + least / 5, "{pause}");
        }
        let whole: Duration = pauses.iter().sum();
        assert!(whole > Duration::days(3) && whole < Duration::days(4), "{whole}");
        assert_eq!(pause(0, &entropy), None);
    }

    #[test]
    fn two_deliveries_that_failed_together_come_back_apart() {
        let entropy = Entropy::seeded(7);
        assert_ne!(pause(4, &entropy), pause(4, &entropy));
    }
}
