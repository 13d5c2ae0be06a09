//! What providers are told when a delete cancels their bookings, and when an undo or restore brings them back: one letter
//! a provider, with numbers and times, and nothing about the customer.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use super::letters;
use crate::app::{App, Cx};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::Fault;
use crate::ids::{AccountId, DeletionId};
use crate::jobs::Letter;
use crate::jobs::outbox::{self, Task};
use crate::{accounts, sql};

/// What became of a provider's bookings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderNews {
    /// They were cancelled.
    Cancelled,
    /// They take place after all.
    Back,
}

/// A booking as its provider's letter lists it.
#[derive(Clone, Copy, Debug, FromRow)]
pub(super) struct Listed {
    pub number: i64,
    pub starts_at: Timestamp,
}

/// Leaves a letter in the outbox for each provider of bookings that a deletion cancelled. Call it once they are cancelled,
/// and before they are put back; only what has come true by then is told when the letter is written.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn tell_providers(tx: &mut Tx, cx: &Cx, deletion: DeletionId, news: ProviderNews) -> Result<(), Fault> {
    let cancelled: Vec<(Uuid, Uuid)> = sql!(
        "select provider_id, id from bookings where account_id = $1 and deletion_id = $2 and state = 'CANCELLED'
         and state_before is not null and provider_id is not null order by provider_id, starts_at, id"
    )
    .bind(cx.account)
    .bind(deletion)
    .all(&mut *tx)
    .await?;
    for of_one in cancelled.chunk_by(|(one, _), (other, _)| one == other) {
        let Some((provider, _)) = of_one.first() else { continue };
        let bookings = of_one.iter().map(|(_, booking)| *booking).collect();
        let task = Task::ProviderNotice { provider: *provider, bookings, news };
        outbox::enqueue(&cx.app, tx, cx.account, &task).await?;
    }
    Ok(())
}

/// The letter to a provider about those bookings of which the news still holds; `None` when there is none, or no address.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn letter_to_provider(
    app: &App,
    account: AccountId,
    provider: Uuid,
    bookings: Vec<Uuid>,
    news: ProviderNews,
) -> Result<Option<Letter>, Fault> {
    let address = sql!(
        "select coalesce(p.email, s.email) from providers p
         left join staff s on s.account_id = p.account_id and s.id = p.staff_id where p.account_id = $1 and p.id = $2"
    );
    let address = address.bind(account).bind(provider).scalar::<Option<String>>(&app.db).await?.flatten();
    let listed: Vec<Listed> = sql!(
        "select number, starts_at from bookings where account_id = $1 and provider_id = $2 and id [ids:$3]
         and (state = 'CANCELLED') = $4 order by starts_at, number"
    )
    .bind(account)
    .bind(provider)
    .bind(bookings)
    .bind(news == ProviderNews::Cancelled)
    .all(&app.db)
    .await?;
    match address {
        Some(to) if !listed.is_empty() => {
            Ok(Some(letters::to_provider(&accounts::get(&app.db, account).await?, to, &listed, news)))
        }
        _ => Ok(None),
    }
}
