//! The letters that Lethe writes, in the account's language.

use super::Letter;
use crate::accounts::Account;
use crate::i18n::{self, args};

/// The mailed link to the portal. `minutes` is how long it can be used.
pub(super) fn portal_link(account: &Account, to: String, url: &str, minutes: u64) -> Letter {
    let words = args([("account", account.name.as_str().into()), ("url", url.into()), ("minutes", minutes.into())]);
    let text = |key: &str| i18n::text(account.locale, key, &words);
    Letter { to, subject: text("portal-link-subject"), text: text("portal-link-text") }
}
