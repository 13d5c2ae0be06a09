//! The letters that Lethe writes, in the account's language.

use fluent_bundle::FluentArgs;

use super::Letter;
use crate::accounts::Account;
use crate::i18n::{self, args};

/// The mailed link to the portal. `minutes` is how long it can be used.
pub(super) fn portal_link(account: &Account, to: String, url: &str, minutes: u64) -> Letter {
    let words = args([("account", account.name.as_str().into()), ("url", url.into()), ("minutes", minutes.into())]);
    letter(account, to, "portal-link", &words)
}

/// The mailed link that confirms a customer's new address. `minutes` is how long it can be used.
pub(super) fn email_change(account: &Account, to: String, url: &str, minutes: i64) -> Letter {
    let words = args([("account", account.name.as_str().into()), ("url", url.into()), ("minutes", minutes.into())]);
    letter(account, to, "email-change", &words)
}

/// Tells a customer at the old address that there is a new one.
pub(super) fn email_changed(account: &Account, to: String) -> Letter {
    letter(account, to, "email-changed", &args([("account", account.name.as_str().into())]))
}

fn letter(account: &Account, to: String, name: &str, words: &FluentArgs<'_>) -> Letter {
    let text = |part: &str| i18n::text(account.locale, &format!("{name}-{part}"), words);
    Letter::new(to, text("subject"), text("text"))
}
