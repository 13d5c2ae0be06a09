//! The import's SQL: invoices that come with their past.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;

use super::{Draft, Line, State};
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::customers::Customer;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, InvoiceId, InvoiceLineKind, PaymentKind};
use crate::sql;

/// References and numbers that are taken, and by which invoice.
pub(super) struct Known {
    pub refs: BTreeMap<String, InvoiceId>,
    pub numbers: BTreeSet<String>,
}

pub(super) async fn known(mut on: Exec<'_>, account: AccountId, batch: &[Draft]) -> Result<Known, Fault> {
    let refs: Vec<_> = batch.iter().map(|draft| draft.external_ref.clone()).collect();
    let refs: Vec<(String, InvoiceId)> = sql!(
        "select external_ref, id from invoices where account_id = $1
            and external_ref [texts:$2]"
    )
    .bind(account)
    .bind(refs)
    .all(on.reborrow())
    .await?;
    let numbers: Vec<_> = batch.iter().filter_map(|draft| draft.number.clone()).collect();
    let numbers: Vec<(String,)> = sql!(
        "select number from invoices where account_id = $1
            and number [texts:$2]"
    )
    .bind(account)
    .bind(numbers)
    .all(on)
    .await?;
    let numbers = numbers.into_iter().map(|(text,)| text).collect();
    Ok(Known { refs: refs.into_iter().collect(), numbers })
}

pub(super) async fn insert(
    tx: &mut Tx,
    cx: &Cx,
    draft: &Draft,
    customer: &Customer,
    state: State,
) -> Result<InvoiceId, Fault> {
    let id: InvoiceId = cx.id();
    let issued_at = draft.issued_on.and_time(NaiveTime::MIN).and_utc();
    let paid = state == State::Paid;
    sql!(
        "insert into invoices (account_id, id, customer_id, number, external_ref, state, currency, total_minor,
            paid_minor, issued_on, due_on, name_at_issue, address_at_issue, version, created_at, updated_at, settled_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $14, $15)"
    )
    .bind(cx.account)
    .bind(id)
    .bind(customer.id)
    .bind(draft.number.clone())
    .bind(&draft.external_ref)
    .bind(if paid { "PAID" } else { "ISSUED" })
    .bind(draft.currency.code())
    .bind(draft.total_minor)
    .bind(if paid { draft.total_minor } else { 0 })
    .bind(draft.issued_on)
    .bind(draft.due_on)
    .bind(draft.name.as_ref().unwrap_or(&customer.display_name))
    .bind(draft.address.clone())
    .bind(cx.now())
    .bind(paid.then_some(issued_at))
    .run(&mut *tx)
    .await?;
    for (position, line) in (1_i64..).zip(&draft.lines) {
        insert_line(tx, cx, id, position, line).await?;
    }
    if paid && draft.total_minor > 0 {
        insert_payment(tx, cx, id, draft, issued_at).await?;
    }
    Ok(id)
}

async fn insert_line(tx: &mut Tx, cx: &Cx, invoice: InvoiceId, position: i64, line: &Line) -> Result<(), Fault> {
    sql!(
        "insert into invoice_lines (account_id, id, invoice_id, position, description, quantity_milli, unit_minor,
            amount_minor)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(cx.account)
    .bind(cx.id::<InvoiceLineKind>())
    .bind(invoice)
    .bind(position)
    .bind(&line.description)
    .bind(line.quantity_milli)
    .bind(line.unit_minor)
    .bind(line.amount_minor)
    .run(tx)
    .await?;
    Ok(())
}

async fn insert_payment(
    tx: &mut Tx,
    cx: &Cx,
    invoice: InvoiceId,
    draft: &Draft,
    paid_at: Timestamp,
) -> Result<(), Fault> {
    sql!(
        "insert into payments (account_id, id, invoice_id, amount_minor, currency, method, paid_at)
         values ($1, $2, $3, $4, $5, 'OTHER', $6)"
    )
    .bind(cx.account)
    .bind(cx.id::<PaymentKind>())
    .bind(invoice)
    .bind(draft.total_minor)
    .bind(draft.currency.code())
    .bind(paid_at)
    .run(tx)
    .await?;
    Ok(())
}
