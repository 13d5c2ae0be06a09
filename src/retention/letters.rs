//! The letters about a run: to those who may approve it once its list waits, and to those who did once it is done. Numbers
//! and reasons, and nothing about anybody (B8, B10).

use fluent_bundle::FluentValue;

use super::{RetentionOutcome, RetentionRun, RetentionRunState, candidates, runs};
use crate::access::staff::{self, Staff};
use crate::accounts::{self, Account};
use crate::app::{App, Cx};
use crate::error::Fault;
use crate::i18n::{self, args};
use crate::ids::{AccountId, RetentionRunId, StaffId};
use crate::jobs::Letter;
use crate::terms::Permission;

/// The letter about a list that waits; `None` when it does not any more, or they may not approve it by now.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn letter_of_the_list(
    app: &App,
    account: AccountId,
    run: RetentionRunId,
    to: StaffId,
) -> Result<Option<Letter>, Fault> {
    let Some((business, person, run)) = found(app, account, run, to).await? else { return Ok(None) };
    let may = person.overrides.applied_to(person.role).contains(&Permission::RetentionApprove);
    if run.state != RetentionRunState::Review || !may {
        return Ok(None);
    }
    Ok(Some(worded(&business, person, &run, "waits", ("count", run.customers().into()))))
}

/// The letter about a run that is done; `None` when they do not work there any more.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn letter_of_the_end(
    app: &App,
    account: AccountId,
    run: RetentionRunId,
    to: StaffId,
) -> Result<Option<Letter>, Fault> {
    let Some((business, person, run)) = found(app, account, run, to).await? else { return Ok(None) };
    let line = |(outcome, count): &(RetentionOutcome, i64)| {
        let key = format!("retention-{}", outcome.as_str().to_lowercase().replace('_', "-"));
        i18n::text(business.locale, &key, &args([("count", (*count).into())]))
    };
    let outcomes = candidates::outcomes(&app.db, account, run.id).await?;
    let details = outcomes.iter().map(line).collect::<Vec<_>>().join("\n");
    Ok(Some(worded(&business, person, &run, "done", ("details", details.into()))))
}

async fn found(
    app: &App,
    account: AccountId,
    run: RetentionRunId,
    to: StaffId,
) -> Result<Option<(Account, Staff, RetentionRun)>, Fault> {
    let person = staff::find(&Cx::system(app, account), &app.db, to).await?;
    let person = person.filter(|person| person.deactivated_at.is_none());
    let (Some(person), Some(run)) = (person, runs::find(&app.db, account, run).await?) else { return Ok(None) };
    Ok(Some((accounts::get(&app.db, account).await?, person, run)))
}

fn worded(business: &Account, to: Staff, run: &RetentionRun, key: &str, own: (&str, FluentValue<'_>)) -> Letter {
    let words = args([("account", business.name.as_str().into()), ("name", run.name.as_str().into()), own]);
    let text = |part: &str| i18n::text(business.locale, &format!("letter-retention-{key}-{part}"), &words);
    Letter::new(to.email, text("subject"), text("text"))
}
