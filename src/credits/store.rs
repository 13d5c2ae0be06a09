//! The credits' SQL.

use iso_currency::Currency;
use uuid::Uuid;

use super::Credit;
use crate::app::Cx;
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::Fault;
use crate::ids::{AccountId, CreditId, CustomerId};
use crate::money::Amount;
use crate::sql;

const COLUMNS: &str = "id, customer_id, amount_minor, currency, reason, invoice_id, payment_id, recorded_at";

pub(super) async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: CreditId) -> Result<Option<Credit>, Fault> {
    sql!(COLUMNS, "select {columns} from credits where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

pub(super) async fn insert(tx: &mut Tx, cx: &Cx, credit: &Credit) -> Result<(), Fault> {
    sql!(
        "insert into credits (account_id, id, customer_id, amount_minor, currency, reason, invoice_id, payment_id,
            recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(cx.account)
    .bind(credit.id)
    .bind(credit.customer_id)
    .bind(credit.amount_minor)
    .bind(&credit.currency)
    .bind(credit.reason.clone())
    .bind(credit.invoice_id)
    .bind(credit.payment_id)
    .bind(cx.who.actor().id)
    .bind(credit.recorded_at)
    .run(tx)
    .await?;
    Ok(())
}

/// The credit that a customer has in a currency, in minor units.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn balance(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customer: CustomerId,
    currency: Currency,
) -> Result<i64, Fault> {
    let (sum,): (i64,) = sql!(
        "select cast(coalesce(sum(amount_minor), 0) as bigint) from credits
         where account_id = $1 and customer_id = $2 and currency = $3"
    )
    .bind(account)
    .bind(customer)
    .bind(currency.code())
    .one(on)
    .await?;
    Ok(sum)
}

/// The credit that customers have, by customer and currency; nothing where it is all spent.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn balances(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customers: Vec<Uuid>,
) -> Result<Vec<(CustomerId, Amount)>, Fault> {
    let rows: Vec<(CustomerId, String, i64)> = sql!(
        "select customer_id, currency, cast(sum(amount_minor) as bigint) from credits
         where account_id = $1
            and customer_id [ids:$2]
         group by customer_id, currency having sum(amount_minor) <> 0 order by customer_id, currency"
    )
    .bind(account)
    .bind(customers)
    .all(on)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, currency, minor)| Some((id, Amount { minor, currency: Currency::from_code(&currency)? })))
        .collect())
}

impl Keyed for Credit {
    fn key(&self, column: &str) -> Value {
        match column {
            "recorded_at" => self.recorded_at.into(),
            _ => self.id.into(),
        }
    }
}

/// The entries of an account, the latest first.
pub fn list(account: AccountId) -> List {
    let body = Query::built("from credits where account_id = $1").bind(account);
    List::new("credits", COLUMNS, body, OrderKey::latest_first("recorded_at"))
}
