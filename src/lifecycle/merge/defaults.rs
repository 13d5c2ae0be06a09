//! Of the payment methods of customers who become one, one stays the default; with an undo each has its own again.

use crate::db::Tx;
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, MergeId};
use crate::sql;

/// Leaves the survivor with one default: its own, else one that was somebody's.
pub(super) async fn keep_one(
    tx: &mut Tx,
    account: AccountId,
    survivor: CustomerId,
    merge: MergeId,
) -> Result<(), Fault> {
    sql!(
        "update payment_methods set is_default = false from merge_rows m
         where payment_methods.account_id = $1 and m.account_id = $1 and m.merge_id = $2
            and m.table_name = 'payment_methods' and m.was_default
            and payment_methods.id = [pg:cast(encode(m.row_key, 'hex') as uuid)][lite:m.row_key]"
    )
    .bind(account)
    .bind(merge)
    .run(&mut *tx)
    .await?;
    some(tx, account, survivor, merge).await
}

/// Has every method that went back be the default that it was.
pub(super) async fn give_back(tx: &mut Tx, account: AccountId, merge: MergeId) -> Result<(), Fault> {
    sql!(
        "update payment_methods set is_default = m.was_default from merge_rows m
         where payment_methods.account_id = $1 and m.account_id = $1 and m.merge_id = $2
            and m.table_name = 'payment_methods' and m.state = 'MOVED'
            and payment_methods.id = [pg:cast(encode(m.row_key, 'hex') as uuid)][lite:m.row_key]"
    )
    .bind(account)
    .bind(merge)
    .run(tx)
    .await?;
    Ok(())
}

/// Gives a customer who has none a default: one that was somebody's before the merge, else the newest.
pub(super) async fn some(tx: &mut Tx, account: AccountId, customer: CustomerId, merge: MergeId) -> Result<(), Fault> {
    sql!(
        "update payment_methods set is_default = true
         where account_id = $1 and not exists (select 1 from payment_methods d where d.account_id = $1
                and d.customer_id = $2 and d.is_default and d.removed_at is null)
            and id = (select p.id from payment_methods p
                left join merge_rows m on m.account_id = $1 and m.merge_id = $3 and m.table_name = 'payment_methods'
                    and m.row_key = [pg:uuid_send(p.id)][lite:p.id]
                where p.account_id = $1 and p.customer_id = $2 and p.removed_at is null
                order by coalesce(m.was_default, false) desc, p.id desc limit 1)"
    )
    .bind(account)
    .bind(customer)
    .bind(merge)
    .run(tx)
    .await?;
    Ok(())
}
