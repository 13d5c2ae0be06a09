//! The delete quota: so many successful deletes for one person in a rolling hour, across all nodes (E21).

use chrono::Duration;

use crate::app::Cx;
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::sql;

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub limit: i64,
    pub used: i64,
    /// When the delete that has to leave the hour for the next one will.
    frees_at: Option<Timestamp>,
}

impl Quota {
    /// How many deletes are left.
    pub fn remaining(&self) -> i64 {
        (self.limit - self.used).max(0)
    }

    /// When one more delete becomes possible, once the quota is used up.
    pub fn next_slot_at(&self) -> Option<Timestamp> {
        self.frees_at.filter(|_| self.remaining() == 0)
    }

    /// Where somebody stands after one more delete.
    pub(super) fn one_more(self, at: Timestamp) -> Self {
        Self { used: self.used + 1, frees_at: self.frees_at.or(Some(at + hour())), ..self }
    }
}

/// Makes everyone who deletes as the same person wait: counted without the lock, ten become eighteen.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn lock(tx: &mut Tx, cx: &Cx) -> Result<(), Fault> {
    sql!(
        "insert into delete_quotas (account_id, actor_id) values ($1, $2)
         on conflict (account_id, actor_id) do update set actor_id = excluded.actor_id"
    )
    .bind(cx.account)
    .bind(cx.who.actor_id())
    .run(tx)
    .await?;
    Ok(())
}

/// Where the asker stands, by the deletions of the last hour.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of(on: impl Into<Exec<'_>>, cx: &Cx, limit: i64) -> Result<Quota, Fault> {
    // As many as the limit suffice: the last of them is the one that has to leave the hour.
    let at: Vec<(Timestamp,)> =
        sql!("select at from deletions where account_id = $1 and by_id = $2 and at > $3 order by at desc")
            .bind(cx.account)
            .bind(cx.who.actor_id())
            .bind(cx.now() - hour())
            .all(on)
            .await?;
    let used = i64::try_from(at.len()).unwrap_or(i64::MAX);
    let last_counted = usize::try_from(limit - 1).ok().and_then(|index| at.get(index)).or(at.last());
    Ok(Quota { limit, used, frees_at: last_counted.map(|(at,)| *at + hour()) })
}

fn hour() -> Duration {
    Duration::hours(1)
}
