//! The search index: folded words of names, e-mail addresses, phone numbers and plates. Search is a range of one index,
//! alike on both engines.

use std::collections::BTreeSet;

use super::Customer;
use crate::db::{NewRows, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId};
use crate::{sql, text};

/// The shortest tail of a phone number that finds it.
const PHONE_TAIL: usize = 4;

/// Writes a customer's terms anew, from the customer, those merged into it, and its current plates. A merged customer has
/// none: it is found as the one that it is part of.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn reindex(tx: &mut Tx, account: AccountId, id: CustomerId) -> Result<(), Fault> {
    let mut said = super::store::with_merged(tx, account, id).await?;
    said.retain(|customer| customer.id != id || customer.merged_into.is_none());
    let plates: Vec<(String,)> =
        sql!("select plate from registrations where account_id = $1 and customer_id = $2 and released_at is null")
            .bind(account)
            .bind(id)
            .all(&mut *tx)
            .await?;
    sql!("delete from customer_terms where account_id = $1 and customer_id = $2")
        .bind(account)
        .bind(id)
        .run(&mut *tx)
        .await?;
    write(tx, account, [(id, terms_of(&said, &plates))]).await
}

/// Writes the terms of new customers, who have no plates yet.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn index_all(tx: &mut Tx, account: AccountId, new: &[&Customer]) -> Result<(), Fault> {
    write(tx, account, new.iter().map(|customer| (customer.id, terms_of([*customer], &[])))).await
}

async fn write(
    tx: &mut Tx,
    account: AccountId,
    terms: impl IntoIterator<Item = (CustomerId, BTreeSet<String>)>,
) -> Result<(), Fault> {
    let mut rows = NewRows::of("customer_terms (account_id, customer_id, term)");
    for (customer, terms) in terms {
        for term in terms {
            rows.push([account.into(), customer.into(), term.into()]);
        }
    }
    rows.insert(tx).await
}

fn terms_of<'c>(said: impl IntoIterator<Item = &'c Customer>, plates: &[(String,)]) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for customer in said {
        for name in [&customer.given_name, &customer.family_name, &customer.company_name].into_iter().flatten() {
            terms.extend(text::words(name));
        }
        if let Some(email) = &customer.email {
            terms.insert(text::fold(email));
            terms.extend(text::words(email));
        }
        terms.extend(customer.phone.as_deref().map(phone_terms).unwrap_or_default());
    }
    for (plate,) in plates {
        terms.insert(text::plate_key(plate));
        terms.extend(text::words(plate));
    }
    terms
}

/// Every tail of the digits, so that any stretch of a number finds it.
fn phone_terms(phone: &str) -> Vec<String> {
    let digits = text::digits(phone);
    let tails = digits.len().saturating_sub(PHONE_TAIL) + 1;
    (0..tails).filter_map(|start| digits.get(start..).map(str::to_owned)).collect()
}

/// What a search text asks for: each part must be the beginning of a term.
pub(super) fn search_terms(search: &str) -> Vec<String> {
    let parts = search
        .split_whitespace()
        .flat_map(|part| if part.contains('@') { vec![text::fold(part)] } else { text::words(part) });
    parts.take(8).collect()
}
