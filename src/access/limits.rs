//! Request budgets and attempt limits, in memory, one set a node. The exact delete quota is the database's.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::clock::{Clock, Timestamp};
use crate::config::Settings;

type Keyed = RateLimiter<String, DashMapStateStore<String>, Ticks, NoOpMiddleware<Duration>>;

/// The handed-in clock, as governor wants it: time since the epoch.
#[derive(Clone, Debug)]
struct Ticks(Clock);

impl GovernorClock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.now().signed_duration_since(Timestamp::UNIX_EPOCH).to_std().unwrap_or_default()
    }
}

/// All limits of a node.
pub struct Limits {
    clock: Clock,
    budget: Keyed,
    cost_per_minute: u32,
    sign_in: Keyed,
    portal_link: Keyed,
    undo: Keyed,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limits(…)")
    }
}

const QUARTER_HOUR: Duration = Duration::from_secs(15 * 60);

impl Limits {
    /// Limits by the settings, on the given clock.
    pub fn new(settings: &Settings, clock: &Clock) -> Self {
        let limiter = |count: u32, per: Duration| {
            let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
            let quota =
                Quota::with_period(per / count.get()).unwrap_or_else(|| Quota::per_minute(count)).allow_burst(count);
            RateLimiter::new(quota, DashMapStateStore::default(), Ticks(clock.clone()))
        };
        Self {
            clock: clock.clone(),
            budget: limiter(settings.cost_per_minute, Duration::from_secs(60)),
            cost_per_minute: settings.cost_per_minute,
            sign_in: limiter(settings.sign_in_attempts, QUARTER_HOUR),
            portal_link: limiter(settings.portal_link_attempts, QUARTER_HOUR),
            undo: limiter(30, Duration::from_secs(60)),
        }
    }
}
