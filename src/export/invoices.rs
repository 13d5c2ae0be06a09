//! Invoices as rows, each with its total and without its lines.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Page, cell, read};
use crate::app::Cx;
use crate::customers;
use crate::db::List;
use crate::error::Fault;
use crate::invoices::{self, Invoice};
use crate::money::Amount;

pub(super) async fn page(cx: &Cx, list: &List, after: Option<String>) -> Result<Page, Fault> {
    let (found, next) = read::<Invoice>(cx, list, after).await?;
    let owners: Vec<Uuid> = found.iter().map(|invoice| invoice.customer_id.uuid()).collect();
    let ids: Vec<Uuid> = found.iter().map(|invoice| invoice.id.uuid()).collect();
    let customers: BTreeMap<_, _> = customers::external_refs(&cx.db, cx.account, owners).await?.into_iter().collect();
    let refs: BTreeMap<_, _> = invoices::external_refs(&cx.db, cx.account, ids).await?.into_iter().collect();
    let rows = found.iter().map(|invoice| row(invoice, refs.get(&invoice.id), customers.get(&invoice.customer_id)));
    Ok(Page { rows: rows.collect::<Result<_, _>>()?, next })
}

/// In the order of the import's fields. An invoice without a reference of another system goes by its number.
fn row(invoice: &Invoice, external_ref: Option<&String>, customer_ref: Option<&String>) -> Result<Vec<String>, Fault> {
    let total = Amount { minor: invoice.total_minor, currency: invoice.currency()? };
    let address = invoice.address_at_issue.as_ref().map(|address| address.replace('\n', ", "));
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut cells = vec![
        cell(external_ref.or(invoice.number.as_ref())),
        cell(customer_ref),
        cell(invoice.number.as_ref()),
        day(invoice.issued_on),
        day(invoice.due_on),
        invoice.currency.clone(),
        total.decimal().to_string(),
        invoice.state.as_str().to_owned(),
        String::new(),
        cell(invoice.name_at_issue.as_ref()),
        cell(address.as_ref()),
    ];
    // The address at issue is one text; its parts are not known any more.
    cells.extend(["line2", "city", "region", "postcode", "country"].map(|_| String::new()));
    Ok(cells)
}
