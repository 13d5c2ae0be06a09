//! Purge: the customer's record goes, and what the business must keep moves to its Unknown Customer (B2).

use crate::app::Cx;
use crate::customers;
use crate::db::{Query, Tx};
use crate::erasures;
use crate::error::Fault;
use crate::ids::CustomerId;
use crate::records::columns::{Owner, Purged, Table, tables};
use crate::sql;

/// Moves what stays, and removes the rest with the customer. Both are masked by now, and the customer is locked.
pub(super) async fn purge(tx: &mut Tx, cx: &Cx, customer: CustomerId) -> Result<(), Fault> {
    let unknown = customers::unknown(tx, cx).await?.id;
    for text in [
        "update work_orders set vehicle_id = null where account_id = $1 and customer_id [ids:$2]",
        "update charges set payment_method_id = null where account_id = $1 and customer_id [ids:$2]",
    ] {
        run(tx, cx, text.to_owned(), customer).await?;
    }
    erasures::hand_over(tx, cx.account, customer).await?;
    for table in tables().filter(|table| table.owner == Owner::Customer && table.purged == Purged::Moves) {
        let Some(theirs) = table.of_customers() else { continue };
        let text = format!("update {} set customer_id = $3 where account_id = $1 and {theirs}", table.name);
        Query::built(text).bind(cx.account).bind(vec![customer.uuid()]).bind(unknown).run(&mut *tx).await?;
    }
    remember(tx, cx, customer).await?;
    // Rows go before those that they refer to, which are declared first.
    let gone: Vec<&Table> = tables().filter(|table| table.goes_with_its_customer()).collect();
    for table in gone.into_iter().rev() {
        if let Some(theirs) = table.of_customers() {
            run(tx, cx, format!("delete from {} where account_id = $1 and {theirs}", table.name), customer).await?;
        }
    }
    Ok(())
}

/// When the customer, and whoever was part of it, was added: reports say the same before and after.
async fn remember(tx: &mut Tx, cx: &Cx, customer: CustomerId) -> Result<(), Fault> {
    sql!(
        "insert into purged_customers (account_id, customer_id, created_at)
         select account_id, id, created_at from customers where account_id = $1 and (id = $2 or merged_into = $2)
         on conflict do nothing"
    )
    .bind(cx.account)
    .bind(customer)
    .run(tx)
    .await?;
    Ok(())
}

async fn run(tx: &mut Tx, cx: &Cx, text: String, customer: CustomerId) -> Result<(), Fault> {
    Query::built(text).bind(cx.account).bind(vec![customer.uuid()]).run(tx).await?;
    Ok(())
}
