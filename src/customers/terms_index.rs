//! The search index: folded words of names, e-mail addresses, phone numbers and plates. Search is a range of one index,
//! alike on both engines.

use std::collections::BTreeSet;

use crate::db::Tx;
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId};
use crate::{sql, text};

/// The shortest tail of a phone number that finds it.
const PHONE_TAIL: usize = 4;

/// Writes a customer's terms anew, from the customer and its current plates.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn reindex(tx: &mut Tx, account: AccountId, id: CustomerId) -> Result<(), Fault> {
    let Some(customer) = super::store::find(&mut *tx, account, id).await? else { return Ok(()) };
    let plates: Vec<(String,)> =
        sql!("select plate from registrations where account_id = $1 and customer_id = $2 and released_at is null")
            .bind(account)
            .bind(id)
            .all(&mut *tx)
            .await?;
    let mut terms = BTreeSet::new();
    for name in [&customer.given_name, &customer.family_name, &customer.company_name].into_iter().flatten() {
        terms.extend(text::words(name));
    }
    if let Some(email) = &customer.email {
        terms.insert(text::fold(email));
        terms.extend(text::words(email));
    }
    terms.extend(customer.phone.as_deref().map(phone_terms).unwrap_or_default());
    for (plate,) in &plates {
        terms.insert(text::plate_key(plate));
        terms.extend(text::words(plate));
    }
    sql!("delete from customer_terms where account_id = $1 and customer_id = $2")
        .bind(account)
        .bind(id)
        .run(&mut *tx)
        .await?;
    sql!(
        "insert into customer_terms (account_id, customer_id, term)
         select $1, $2, [pg:term from unnest($3::text[]) as term][lite:value from json_each($3)]"
    )
    .bind(account)
    .bind(id)
    .bind(terms.into_iter().collect::<Vec<_>>())
    .run(tx)
    .await?;
    Ok(())
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
