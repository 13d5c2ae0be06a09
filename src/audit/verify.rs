//! Recomputes a chain from its start.

use super::{chain, store};
use crate::db::Db;
use crate::error::Fault;
use crate::ids::AccountId;

/// A chain that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub events: i64,
    /// The head's hash in hexadecimal: written down elsewhere, it also shows that the end was not cut off.
    pub head: String,
}

/// The first place where a chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("entry {seq} was changed, or one before it")]
    Changed { seq: i64 },
    #[error("entry {seq} is missing")]
    Missing { seq: i64 },
    #[error("the chain ends at {found}, its head says {expected}")]
    Head { expected: i64, found: i64 },
}

/// Walks an account's chain.
///
/// # Errors
/// [`Fault`] when the database fails. The inner error is the first break.
pub async fn verify(db: &Db, account: AccountId) -> Result<Result<Verified, Broken>, Fault> {
    let (head_seq, head_hash) = store::head(db, account).await?.unwrap_or_default();
    let (mut seq, mut hash) = (0, Vec::new());
    loop {
        let stretch = store::stretch(db, account, seq).await?;
        if stretch.is_empty() {
            break;
        }
        for event in stretch {
            if event.seq != seq + 1 {
                return Ok(Err(Broken::Missing { seq: seq + 1 }));
            }
            hash = chain(&hash, account.uuid(), &event);
            seq = event.seq;
            if hash != event.hash {
                return Ok(Err(Broken::Changed { seq }));
            }
        }
    }
    // Entries appended since the head was read are fine; a head beyond the last entry is not.
    if seq < head_seq || (seq == head_seq && hash != head_hash) {
        return Ok(Err(Broken::Head { expected: head_seq, found: seq }));
    }
    Ok(Ok(Verified { events: seq, head: data_encoding::HEXLOWER.encode(&hash) }))
}
