//! Customers as rows, each with the address that an import would give it.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Page, cell, read};
use crate::addresses::{self, Address, AddressPurpose};
use crate::app::Cx;
use crate::customers::{self, Customer};
use crate::db::List;
use crate::error::Fault;

pub(super) async fn page(cx: &Cx, list: &List, after: Option<String>) -> Result<Page, Fault> {
    let (found, next) = read::<Customer>(cx, list, after).await?;
    let ids: Vec<Uuid> = found.iter().map(|customer| customer.id.uuid()).collect();
    let refs: BTreeMap<_, _> = customers::external_refs(&cx.db, cx.account, ids.clone()).await?.into_iter().collect();
    let mut homes = BTreeMap::new();
    for address in addresses::by_customers(&cx.db, cx.account, ids).await? {
        if address.purpose == AddressPurpose::Home {
            homes.insert(address.customer_id, address);
        }
    }
    let rows = found.iter().map(|customer| row(customer, refs.get(&customer.id), homes.get(&customer.id)));
    Ok(Page { rows: rows.collect(), next })
}

/// In the order of the import's fields.
fn row(customer: &Customer, external_ref: Option<&String>, home: Option<&Address>) -> Vec<String> {
    let of_home = |part: fn(&Address) -> Option<&String>| cell(home.and_then(part));
    vec![
        cell(external_ref),
        customer.kind.as_str().to_owned(),
        cell(customer.given_name.as_ref()),
        cell(customer.family_name.as_ref()),
        cell(customer.company_name.as_ref()),
        cell(customer.email.as_ref()),
        cell(customer.phone.as_ref()),
        of_home(|home| Some(&home.line1)),
        of_home(|home| home.line2.as_ref()),
        of_home(|home| home.city.as_ref()),
        of_home(|home| home.region.as_ref()),
        of_home(|home| home.postcode.as_ref()),
        of_home(|home| home.country.as_ref()),
    ]
}
