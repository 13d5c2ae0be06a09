//! The SQL of importing customers.

use super::{Address, Draft, Known};
use crate::app::Cx;
use crate::customers::{self, Customer};
use crate::db::{Exec, NewRows, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, AddressKind, CustomerId};
use crate::import::Likeness;
use crate::{sql, text};

/// Customers that are like any of a batch, by what they are recognised by. A reference finds deleted ones too.
pub(super) async fn known(mut on: Exec<'_>, account: AccountId, batch: &[Draft]) -> Result<Known, Fault> {
    let refs = batch.iter().filter_map(|draft| draft.external_ref.clone()).collect();
    let by_ref = customers::external_ids(on.reborrow(), account, refs).await?;
    let mut known: Known = by_ref.into_iter().map(|(text, id)| ((Likeness::ExternalRef, text), id)).collect();
    for (id, name, email) in by_email(on.reborrow(), account, batch).await? {
        known.entry((Likeness::Email, format!("{email} {name}"))).or_insert(id);
    }
    for (id, name, phone) in by_phone(on, account, batch).await? {
        known.entry((Likeness::Phone, format!("{} {name}", text::digits(&phone)))).or_insert(id);
    }
    Ok(known)
}

type Found = Vec<(CustomerId, String, String)>;

async fn by_email(on: Exec<'_>, account: AccountId, batch: &[Draft]) -> Result<Found, Fault> {
    let emails: Vec<_> = batch.iter().filter_map(|draft| draft.customer.email.as_deref().map(text::fold)).collect();
    sql!(
        "select id, name_key, email_key from customers where account_id = $1 and lifecycle = 'ACTIVE'
            and email_key [texts:$2]
         order by id"
    )
    .bind(account)
    .bind(emails)
    .all(on)
    .await
}

async fn by_phone(on: Exec<'_>, account: AccountId, batch: &[Draft]) -> Result<Found, Fault> {
    let phones: Vec<_> = batch.iter().filter_map(|draft| draft.customer.phone.as_deref().map(text::digits)).collect();
    sql!(
        "select c.id, c.name_key, c.phone from customer_terms t
         join customers c on c.account_id = t.account_id and c.id = t.customer_id
         where t.account_id = $1 and c.lifecycle = 'ACTIVE' and c.phone is not null
            and t.term [texts:$2]
         order by c.id"
    )
    .bind(account)
    .bind(phones)
    .all(on)
    .await
}

pub(super) async fn insert_addresses(
    cx: &Cx,
    tx: &mut Tx,
    at_home: impl Iterator<Item = (&Customer, &Address)>,
) -> Result<(), Fault> {
    let mut rows = NewRows::of(
        "addresses (account_id, id, customer_id, purpose, line1, line2, city, region, postcode, country, address_key,
            version, created_at, updated_at)",
    );
    for (customer, home) in at_home {
        rows.push([
            cx.account.into(),
            cx.id::<AddressKind>().into(),
            customer.id.into(),
            "HOME".into(),
            home.line1.as_str().into(),
            home.line2.clone().into(),
            home.city.clone().into(),
            home.region.clone().into(),
            home.postcode.clone().into(),
            home.country.clone().into(),
            text::address_key(&home.line1, home.postcode.as_deref(), home.city.as_deref()).into(),
            1.into(),
            customer.created_at.into(),
            customer.created_at.into(),
        ]);
    }
    rows.insert(tx).await
}
