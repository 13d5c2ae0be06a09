//! Whose a request is. A booking is attached to a customer only when e-mail address and name are theirs and nobody
//! else's; somebody whose address nobody has is a new customer; everything else is for a person to decide. A phone number
//! decides nothing: whoever asks would learn by the answer to their own address whose number it is.

use uuid::Uuid;

use crate::app::Cx;
use crate::customers::{self, Customer};
use crate::db::{Exec, Tx};
use crate::error::{Failure, Fault, Outcome};
use crate::ids::{AccountId, CustomerId};
use crate::{sql, text};

/// How many digits of a phone number's end make it the same: without country and trunk codes.
const PHONE_DIGITS: usize = 9;
/// The most customers that a request is compared with.
const MAX_CANDIDATES: i64 = 20;

/// Whose a request is.
#[derive(Debug)]
pub(super) enum Match {
    /// A live customer's, held.
    Certain(Box<Customer>),
    /// Somebody's whose address nobody has.
    Nobody,
    /// For a person to decide.
    Unclear,
}

/// Looks for the customer whose a request is, and holds them. A customer who is deleted at the same moment is not
/// certain any more.
pub(super) async fn find(tx: &mut Tx, cx: &Cx, name: &str, email: &str) -> Outcome<Match> {
    let candidates = candidates(&mut *tx, cx.account, email, None).await?;
    let fits = |customer: &Customer| {
        customer.is_active()
            && customer.name_key == text::fold(name)
            && customer.email.as_deref().map(text::fold) == Some(text::fold(email))
    };
    let certain: Vec<CustomerId> = candidates.iter().filter(|its| fits(its)).map(|its| its.id).collect();
    match (&certain[..], candidates.is_empty()) {
        (_, true) => Ok(Match::Nobody),
        ([id], false) => match customers::hold(tx, cx, *id).await {
            Ok(customer) if fits(&customer) => Ok(Match::Certain(Box::new(customer))),
            Ok(_) | Err(Failure::Refused(_)) => Ok(Match::Unclear),
            Err(fault) => Err(fault),
        },
        _ => Ok(Match::Unclear),
    }
}

/// Customers, deleted ones among them, who have this e-mail address or a phone number that ends like this one; at most
/// 20.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn candidates(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    email: &str,
    phone: Option<&str>,
) -> Result<Vec<Customer>, Fault> {
    let mut on = on.into();
    let ids = sql!(
        "select coalesce(merged_into, id) from customers where account_id = $1 and email_key = $2
         union
         select customer_id from customer_terms where account_id = $1 and term = $3
         limit $4"
    );
    let ids: Vec<(Uuid,)> = ids
        .bind(account)
        .bind(text::fold(email))
        .bind(phone.map(phone_tail))
        .bind(MAX_CANDIDATES)
        .all(on.reborrow())
        .await?;
    let mut found = customers::by_ids(on, account, ids.into_iter().map(|(id,)| id).collect()).await?;
    found.sort_by_key(|customer| customer.id);
    Ok(found)
}

fn phone_tail(phone: &str) -> String {
    let digits = text::digits(phone);
    digits.get(digits.len().saturating_sub(PHONE_DIGITS)..).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::phone_tail;

    #[test]
    fn phone_numbers_are_the_same_with_and_without_country_code() {
        assert_eq!(phone_tail("+44 7700 900123"), phone_tail("07700 900123"));
        assert_ne!(phone_tail("07700 900123"), phone_tail("07700 900124"));
        assert_eq!(phone_tail("1234"), "1234");
    }
}
