//! Why something of a customer who is gone is still kept, as clients see it.

use async_graphql::SimpleObject;

use super::scalars::{Date, int};
use crate::lifecycle::{self, KeptBecause};
use crate::terms::RecordKind;

/// Records that are still kept for one reason, until one day.
#[derive(SimpleObject)]
pub struct KeptRecord {
    /// The kind of record.
    kind: RecordKind,
    /// How many.
    count: i32,
    /// Why.
    because: KeptBecause,
    /// The last day on which they are kept; null when nobody knows yet. Documents go by themselves after it, once their
    /// customer is masked or erased.
    until: Option<Date>,
}

impl From<lifecycle::KeptRecord> for KeptRecord {
    fn from(kept: lifecycle::KeptRecord) -> Self {
        Self { kind: kept.kind, count: int(kept.count), because: kept.because, until: kept.until.map(Date) }
    }
}
