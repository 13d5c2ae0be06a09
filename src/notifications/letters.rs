//! The letters' words: the texts of a kind, with what there is to say about its record, in the account's language.

use super::facts::Facts;
use super::providers::{Listed, ProviderNews};
use super::{Notification, facts, unsubscribe};
use crate::accounts::{self, Account};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::Outcome;
use crate::i18n::{self, args};
use crate::jobs::Letter;

/// The letter of a message; `None` when its record has moved on, so that it does not deserve one any more. The customer
/// is held.
pub(super) async fn write(tx: &mut Tx, cx: &Cx, message: &Notification, to: String) -> Outcome<Option<Letter>> {
    let account = accounts::get(&mut *tx, cx.account).await?;
    let Some(facts) = facts::of(tx, cx, &account, message).await? else { return Ok(None) };
    let letter = worded(&account, message, facts, to);
    let Some(ways_out) = unsubscribe::addresses(tx, cx, message).await? else { return Ok(Some(letter)) };
    let refuse = i18n::text(account.locale, "letter-unsubscribe", &args([("url", ways_out.page.into())]));
    let text = format!("{}\n\n{refuse}", letter.text);
    Ok(Some(Letter { text, unsubscribe: Some(ways_out.one_click), ..letter }))
}

fn worded(account: &Account, message: &Notification, facts: Facts, to: String) -> Letter {
    let words = args([
        ("account", account.name.as_str().into()),
        ("number", facts.number.into()),
        ("details", facts.lines.join("\n").into()),
        ("url", facts.url.into()),
    ]);
    let kind = message.kind.as_str().to_lowercase().replace('_', "-");
    let text = |part: &str| i18n::text(account.locale, &format!("letter-{kind}-{part}"), &words);
    Letter::new(to, text("subject"), text("text"))
}

/// The letter to a provider about some of their bookings.
pub(super) fn to_provider(account: &Account, to: String, bookings: &[Listed], news: ProviderNews) -> Letter {
    let lang = account.locale;
    let line = |booking: &Listed| {
        let when = i18n::moment(lang, booking.starts_at, account.zone());
        let words = args([("number", booking.number.to_string().into()), ("when", when.into())]);
        i18n::text(lang, "letter-provider-line", &words)
    };
    let words = args([
        ("account", account.name.as_str().into()),
        ("count", i64::try_from(bookings.len()).unwrap_or(i64::MAX).into()),
        ("details", bookings.iter().map(line).collect::<Vec<_>>().join("\n").into()),
    ]);
    let kind = match news {
        ProviderNews::Cancelled => "cancelled",
        ProviderNews::Back => "back",
    };
    let text = |part: &str| i18n::text(lang, &format!("letter-provider-{kind}-{part}"), &words);
    Letter::new(to, text("subject"), text("text"))
}
