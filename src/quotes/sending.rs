//! Handing a quote to its customer, and taking it back.

use chrono::{Days, NaiveDate};

use super::{Quote, QuoteState, lines_of, lock, note, save};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem};
use crate::ids::QuoteId;
use crate::notifications::{self, NotificationKind};
use crate::terms::{Permission, RecordKind};
use crate::{accounts, in_tx};

/// How long a quote is valid that does not say until when.
const VALID: Days = Days::new(30);

/// Sends a draft: from now on the customer can accept or decline it. Without a last day of its own it is valid for 30
/// days.
///
/// # Errors
/// [`Refusal`](crate::error::Refusal): `NotPermitted`, `NotFound`, `CustomerDeleted`, `VersionConflict`, `WrongState`,
/// `InvalidInput` for a quote without lines or whose last day has passed.
pub async fn send(cx: &Cx, id: &str, expected_version: Option<i64>) -> Outcome<Quote> {
    cx.require(Permission::QuotesWrite)?;
    let id: QuoteId = cx.parse(RecordKind::Quote, id)?;
    let account = accounts::get(&cx.db, cx.account).await?;
    in_tx!(cx, |tx| {
        let draft = lock(tx, cx, id).await?;
        draft.at_version(expected_version)?;
        draft.needs(cx, &[QuoteState::Draft])?;
        if lines_of(&mut *tx, cx.account, vec![id.uuid()]).await?.is_empty() {
            return Err(FieldProblem::new("id", Problem::NotAllowed { because: "the quote has no lines" }).into());
        }
        let valid_until = last_day(&draft, account.day_of(cx.now()))?;
        let quote = Quote {
            state: QuoteState::Sent,
            valid_until: Some(valid_until),
            expires_at: Some(account.end_of(valid_until)),
            sent_at: Some(cx.now()),
            ..draft
        }
        .touched(cx);
        tell(tx, cx, &quote).await?;
        save(tx, cx, &quote, "quote.sent").await?;
        Ok(quote)
    })
}

fn last_day(draft: &Quote, today: NaiveDate) -> Result<NaiveDate, FieldProblem> {
    let day = draft.valid_until.or_else(|| today.checked_add_days(VALID)).unwrap_or(today);
    if day >= today {
        Ok(day)
    } else {
        Err(FieldProblem::new("id", Problem::NotAllowed { because: "the last day on which it is valid has passed" }))
    }
}

/// Sends a quote once more, with a new link; earlier ones end once its letter is written.
///
/// # Errors
/// [`Refusal`](crate::error::Refusal): `NotPermitted`, `NotFound`, `CustomerDeleted`, `WrongState`.
pub async fn resend(cx: &Cx, id: &str) -> Outcome<Quote> {
    cx.require(Permission::QuotesWrite)?;
    let id: QuoteId = cx.parse(RecordKind::Quote, id)?;
    in_tx!(cx, |tx| {
        let quote = lock(tx, cx, id).await?;
        quote.needs(cx, &[QuoteState::Sent])?;
        tell(tx, cx, &quote).await?;
        note(tx, cx, &quote, "quote.resent").await?;
        Ok(quote)
    })
}

async fn tell(tx: &mut Tx, cx: &Cx, quote: &Quote) -> Outcome<()> {
    let about = (RecordKind::Quote, quote.id.uuid());
    notifications::queue(tx, cx, quote.customer_id, NotificationKind::QuoteSent, about).await?;
    Ok(())
}

/// Takes a draft or sent quote back.
///
/// # Errors
/// [`Refusal`](crate::error::Refusal): `NotPermitted`, `NotFound`, `CustomerDeleted`, `WrongState`.
pub async fn cancel(cx: &Cx, id: &str) -> Outcome<Quote> {
    cx.require(Permission::QuotesWrite)?;
    let id: QuoteId = cx.parse(RecordKind::Quote, id)?;
    in_tx!(cx, |tx| {
        let quote = lock(tx, cx, id).await?;
        quote.needs(cx, &[QuoteState::Draft, QuoteState::Sent])?;
        let quote = quote.ended(cx, QuoteState::Cancelled);
        save(tx, cx, &quote, "quote.cancelled").await?;
        Ok(quote)
    })
}
