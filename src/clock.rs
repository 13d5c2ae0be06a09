//! Time, handed in. Everything that needs to know the time asks a [`Clock`]; nothing else may read the system's.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// A moment in UTC, cut to microseconds, which is what both database engines keep.
pub type Timestamp = DateTime<Utc>;

/// Where the time comes from: the system, the system plus a journey (the demo), or a hand on the dial (tests).
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    System,
    Travelling { offset_micros: AtomicI64 },
    Manual { micros: AtomicI64 },
}

/// The clock follows the system and cannot be moved.
#[derive(Debug, thiserror::Error)]
#[error("this clock follows the system's time and cannot be moved; only the demo's can")]
pub struct NotMovable;

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self(Arc::new(Source::System))
    }

    /// The system's time plus whatever [`Clock::advance`] has added.
    pub fn travelling() -> Self {
        Self(Arc::new(Source::Travelling { offset_micros: AtomicI64::new(0) }))
    }

    /// A clock that stands still at `start` until it is advanced.
    pub fn manual(start: Timestamp) -> Self {
        Self(Arc::new(Source::Manual { micros: AtomicI64::new(start.timestamp_micros()) }))
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        match &*self.0 {
            Source::System => system_now(),
            Source::Travelling { offset_micros } => {
                system_now() + Duration::microseconds(offset_micros.load(Ordering::SeqCst))
            }
            Source::Manual { micros } => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
            }
        }
    }

    /// Moves the clock forward.
    ///
    /// # Errors
    /// [`NotMovable`] for the system's clock.
    pub fn advance(&self, by: Duration) -> Result<Timestamp, NotMovable> {
        let micros = by.num_microseconds().unwrap_or(0).max(0);
        match &*self.0 {
            Source::System => return Err(NotMovable),
            Source::Travelling { offset_micros: dial } | Source::Manual { micros: dial } => {
                dial.fetch_add(micros, Ordering::SeqCst);
            }
        }
        Ok(self.now())
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
fn system_now() -> Timestamp {
    Utc::now().trunc_subsecs(6)
}
