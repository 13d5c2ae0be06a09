//! The letter to those who approved a run, once it is done: numbers and reasons, and nothing about anybody (B10).

use super::{RetentionOutcome, candidates, runs};
use crate::access::staff;
use crate::accounts;
use crate::app::{App, Cx};
use crate::error::Fault;
use crate::i18n::{self, args};
use crate::ids::{AccountId, RetentionRunId, StaffId};
use crate::jobs::Letter;

/// The letter about a run to somebody who approved it; `None` when they do not work there any more.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn letter(app: &App, account: AccountId, run: RetentionRunId, to: StaffId) -> Result<Option<Letter>, Fault> {
    let cx = Cx::system(app, account);
    let person = staff::find(&cx, &app.db, to).await?.filter(|person| person.deactivated_at.is_none());
    let (Some(person), Some(run)) = (person, runs::find(&app.db, account, run).await?) else { return Ok(None) };
    let business = accounts::get(&app.db, account).await?;
    let lang = business.locale;
    let line = |(outcome, count): &(RetentionOutcome, i64)| {
        let key = format!("retention-{}", outcome.as_str().to_lowercase().replace('_', "-"));
        i18n::text(lang, &key, &args([("count", (*count).into())]))
    };
    let outcomes = candidates::outcomes(&app.db, account, run.id).await?;
    let words = args([
        ("account", business.name.as_str().into()),
        ("name", run.name.as_str().into()),
        ("details", outcomes.iter().map(line).collect::<Vec<_>>().join("\n").into()),
    ]);
    let text = |part: &str| i18n::text(lang, &format!("letter-retention-done-{part}"), &words);
    Ok(Some(Letter::new(person.email, text("subject"), text("text"))))
}
