//! Whose a row's record is: a customer by reference or by e-mail address.

use std::collections::{BTreeMap, BTreeSet};

use super::values::Cells;
use crate::app::Cx;
use crate::customers::{self, Customer};
use crate::db::Exec;
use crate::error::{Failure, Fault};
use crate::ids::{AccountId, CustomerId};
use crate::{sql, text};

/// A customer as a row names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// By the other system's reference.
    Reference(String),
    /// By a folded e-mail address.
    Email(String),
}

impl Owner {
    /// The reference if there is one, else the e-mail address.
    pub fn of(cells: &mut Cells<'_>) -> Option<Self> {
        let reference = cells.optional("customer", |field, cell| text::line(field, cell, 100));
        if let Some(reference) = reference {
            return Some(Self::Reference(reference));
        }
        let email = cells.required("customer_email", text::email)?;
        Some(Self::Email(text::fold(&email)))
    }

    /// The field that names them.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Reference(_) => "customer",
            Self::Email(_) => "customer_email",
        }
    }
}

/// Customers as rows name them: who it is, or why it cannot be.
pub(super) type Owners = BTreeMap<Owner, Result<Customer, &'static str>>;

/// The live customers whom rows name. Within a transaction they are locked, in the order of their ids: what a customer
/// is found by follows their vehicles' plates.
pub(super) async fn owners<'o>(
    mut on: Exec<'_>,
    cx: &Cx,
    named: impl Iterator<Item = &'o Owner>,
) -> Result<Owners, Failure> {
    let (mut refs, mut emails) = (Vec::new(), Vec::new());
    for owner in named {
        match owner {
            Owner::Reference(reference) => refs.push(reference.clone()),
            Owner::Email(email) => emails.push(email.clone()),
        }
    }
    let by_ref = customers::external_ids(on.reborrow(), cx.account, refs).await?;
    let mut found: BTreeMap<Owner, BTreeSet<CustomerId>> = BTreeMap::new();
    for (reference, id) in by_ref {
        found.entry(Owner::Reference(reference)).or_default().insert(id);
    }
    for (email, id) in by_email(on.reborrow(), cx.account, emails).await? {
        found.entry(Owner::Email(email)).or_default().insert(id);
    }
    let mut customers = BTreeMap::new();
    for id in found.values().flatten().copied().collect::<BTreeSet<_>>() {
        let customer = match &mut on {
            Exec::Tx(tx) => customers::lock(tx, cx.account, id).await?,
            Exec::Db(db) => customers::find(*db, cx.account, id).await?,
        };
        customers.insert(id, customer.filter(Customer::is_active).ok_or("import-customer-deleted"));
    }
    let of = |ids: BTreeSet<CustomerId>| match ids.first().filter(|_| ids.len() == 1) {
        Some(id) => customers.get(id).cloned().unwrap_or(Err("import-customer-deleted")),
        None => Err("import-several-customers"),
    };
    Ok(found.into_iter().map(|(owner, ids)| (owner, of(ids))).collect())
}

async fn by_email(on: Exec<'_>, account: AccountId, emails: Vec<String>) -> Result<Vec<(String, CustomerId)>, Fault> {
    sql!(
        "select email_key, id from customers where account_id = $1 and lifecycle = 'ACTIVE'
            and email_key [texts:$2]"
    )
    .bind(account)
    .bind(emails)
    .all(on)
    .await
}
