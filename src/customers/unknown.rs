//! The Unknown Customer: whose orders are that are nobody's, because their customer was purged or they never had one (B2).

use super::{Customer, CustomerDraft, CustomerLifecycle, store};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::Fault;
use crate::ids::CustomerId;
use crate::records::columns::UNKNOWN;
use crate::sql;

/// The account's Unknown Customer, locked, made when it is first needed. It is listed with the erased.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn unknown(tx: &mut Tx, cx: &Cx) -> Result<Customer, Fault> {
    match known(tx, cx).await? {
        Some(known) => Ok(known),
        None => made(tx, cx).await,
    }
}

async fn known(tx: &mut Tx, cx: &Cx) -> Result<Option<Customer>, Fault> {
    let id: Option<CustomerId> =
        sql!("select customer_id from unknown_customers where account_id = $1 [lock:for update]")
            .bind(cx.account)
            .scalar(&mut *tx)
            .await?;
    match id {
        Some(id) => store::find(&mut *tx, cx.account, id).await,
        None => Ok(None),
    }
}

/// Of two who need it first at once, one is told that it is there already, starts over, and finds it.
async fn made(tx: &mut Tx, cx: &Cx) -> Result<Customer, Fault> {
    let draft = CustomerDraft { family_name: Some(Some(UNKNOWN.to_owned())), ..CustomerDraft::default() };
    let unknown = Customer::new(cx, &draft).map_err(|_| Fault::bug("the Unknown Customer has a name"))?;
    let unknown = Customer { lifecycle: CustomerLifecycle::Erased, masked: true, ..unknown };
    store::insert(tx, cx.account, &unknown).await?;
    sql!("insert into unknown_customers (account_id, customer_id) values ($1, $2)")
        .bind(cx.account)
        .bind(unknown.id)
        .run(tx)
        .await?;
    Ok(unknown)
}
