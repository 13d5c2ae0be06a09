//! Settling unpaid invoices within a delete by recording that they were paid.

use crate::app::Cx;
use crate::db::Tx;
use crate::error::Fault;
use crate::ids::{CustomerId, InvoiceId, PaymentKind};
use crate::sql;

/// Records a payment of what is outstanding on each issued invoice of a customer; how many there were.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn take_payment(tx: &mut Tx, cx: &Cx, id: CustomerId) -> Result<i64, Fault> {
    let owed: Vec<(InvoiceId, i64, String)> = sql!(
        "select id, total_minor - paid_minor, currency from invoices
         where account_id = $1 and open_customer_id = $2 and state = 'ISSUED' order by id [lock:for update]"
    )
    .bind(cx.account)
    .bind(id)
    .all(&mut *tx)
    .await?;
    for (invoice, outstanding, currency) in &owed {
        sql!(
            "insert into payments (account_id, id, invoice_id, amount_minor, currency, method, paid_at, recorded_by)
             values ($1, $2, $3, $4, $5, 'OTHER', $6, $7)"
        )
        .bind(cx.account)
        .bind(cx.id::<PaymentKind>())
        .bind(*invoice)
        .bind(*outstanding)
        .bind(currency)
        .bind(cx.now())
        .bind(cx.who.actor().id)
        .run(&mut *tx)
        .await?;
    }
    sql!(
        "update invoices set paid_minor = total_minor, state = 'PAID', settled_at = $3, updated_at = $3,
            version = version + 1
         where account_id = $1 and open_customer_id = $2 and state = 'ISSUED'"
    )
    .bind(cx.account)
    .bind(id)
    .bind(cx.now())
    .run(tx)
    .await?;
    Ok(i64::try_from(owed.len()).unwrap_or(i64::MAX))
}
