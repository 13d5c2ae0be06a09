//! The ratings' SQL.

use uuid::Uuid;

use super::{Average, Rating};
use crate::db::{Exec, List, OrderKey, Query, Tx};
use crate::error::Fault;
use crate::ids::AccountId;
use crate::sql;

const COLUMNS: &str = "id, customer_id, booking_id, provider_id, stars, comment, given_by_kind, given_at";

/// Ratings, the latest first.
pub fn list(account: AccountId) -> List {
    let body = Query::built("from ratings where account_id = $1").bind(account);
    List::new("ratings", COLUMNS, body, OrderKey::latest_first("given_at"))
}

/// The ratings of bookings, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_bookings(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    bookings: Vec<Uuid>,
) -> Result<Vec<Rating>, Fault> {
    sql!(COLUMNS, "select {columns} from ratings where account_id = $1 and booking_id [ids:$2]")
        .bind(account)
        .bind(bookings)
        .all(on)
        .await
}

/// What the ratings of providers come to; those without any are left out.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn averages(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    providers: Vec<Uuid>,
) -> Result<Vec<Average>, Fault> {
    sql!(
        "select provider_id, count(*) as count, cast(sum(stars) as bigint) as stars from ratings
         where account_id = $1 and provider_id [ids:$2] group by provider_id"
    )
    .bind(account)
    .bind(providers)
    .all(on)
    .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, rating: &Rating) -> Result<(), Fault> {
    sql!(
        "insert into ratings (account_id, id, customer_id, booking_id, provider_id, stars, comment, given_by_kind,
            given_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(account)
    .bind(rating.id)
    .bind(rating.customer_id)
    .bind(rating.booking_id)
    .bind(rating.provider_id)
    .bind(rating.stars)
    .bind(rating.comment.clone())
    .bind(rating.given_by_kind)
    .bind(rating.given_at)
    .run(tx)
    .await?;
    Ok(())
}
