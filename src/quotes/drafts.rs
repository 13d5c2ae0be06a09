//! Writing a quote.

use chrono::{NaiveDate, SubsecRound as _};

use super::lines::{self, NewQuoteLine, QuoteLine};
use super::{Quote, QuoteState, lock, note, offered, save, store};
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::customers::{self, Customer};
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem};
use crate::ids::{CustomerId, QuoteId};
use crate::terms::{Permission, RecordKind};
use crate::{account_settings, accounts, in_tx, money, text};

/// The longest that work takes, in minutes: 31 days.
const MAX_MINUTES: i64 = 44_640;

/// What people say about a quote. What is `None` stays as it is; `Some(None)` empties.
#[derive(Clone, Debug, Default)]
pub struct QuoteDraft {
    pub title: Option<String>,
    pub note: Option<Option<String>>,
    pub valid_until: Option<Option<NaiveDate>>,
    pub provider: Option<Option<String>>,
    /// Cut to the second.
    pub starts_at: Option<Option<Timestamp>>,
    /// At most 31 days.
    pub duration_minutes: Option<Option<i64>>,
    /// Instead of those that it has.
    pub lines: Option<Vec<NewQuoteLine>>,
}

/// Drafts a quote for a live customer, in the account's currency unless another is said.
///
/// # Errors
/// [`Refusal`](crate::error::Refusal): `NotPermitted`, `NotFound` (customer, service or provider), `CustomerDeleted`,
/// `InvalidInput`.
pub async fn create(cx: &Cx, customer: &str, currency: Option<&str>, draft: &QuoteDraft) -> Outcome<Quote> {
    cx.require(Permission::QuotesWrite)?;
    let customer: CustomerId = cx.parse(RecordKind::Customer, customer)?;
    let code = match currency {
        Some(code) => money::currency("currency", code)?.code().to_owned(),
        None => accounts::get(&cx.db, cx.account).await?.currency,
    };
    in_tx!(cx, |tx| {
        let customer = customers::hold(tx, cx, customer).await?;
        let blank = blank(cx, &customer, code.clone());
        let (quote, lines) = draft.applied_to(tx, cx, blank).await?;
        let prefix = account_settings::of(&mut *tx, cx.account).await?.quote_prefix;
        let number = accounts::next_number(tx, cx.account, "quote").await?;
        let quote = Quote { number: format!("{prefix}{number:06}"), ..quote };
        store::insert(tx, cx.account, &quote).await?;
        store::replace_lines(tx, cx.account, quote.id, &lines.unwrap_or_default()).await?;
        note(tx, cx, &quote, "quote.created").await?;
        Ok(quote)
    })
}

fn blank(cx: &Cx, customer: &Customer, currency: String) -> Quote {
    Quote {
        id: cx.id(),
        customer_id: customer.id,
        number: String::new(),
        customer_name: customer.display_name.clone(),
        title: String::new(),
        note: None,
        state: QuoteState::Draft,
        currency,
        total_minor: 0,
        valid_until: None,
        expires_at: None,
        provider_id: None,
        starts_at: None,
        duration_minutes: None,
        sent_at: None,
        decided_at: None,
        decided_by_kind: None,
        version: 0,
        created_at: cx.now(),
        updated_at: cx.now(),
    }
}

/// Changes a draft, if it is still at the version that was read.
///
/// # Errors
/// [`Refusal`](crate::error::Refusal): `NotPermitted`, `NotFound` (quote, service or provider), `CustomerDeleted`,
/// `VersionConflict`, `WrongState`, `InvalidInput`.
pub async fn update(cx: &Cx, id: &str, expected_version: i64, draft: &QuoteDraft) -> Outcome<Quote> {
    cx.require(Permission::QuotesWrite)?;
    let id: QuoteId = cx.parse(RecordKind::Quote, id)?;
    in_tx!(cx, |tx| {
        let quote = lock(tx, cx, id).await?;
        quote.at_version(Some(expected_version))?;
        quote.needs(cx, &[QuoteState::Draft])?;
        let (quote, lines) = draft.applied_to(tx, cx, quote).await?;
        if let Some(lines) = lines {
            store::replace_lines(tx, cx.account, id, &lines).await?;
        }
        save(tx, cx, &quote, "quote.updated").await?;
        Ok(quote)
    })
}

impl QuoteDraft {
    /// The quote with the draft's fields, checked; and its new lines, if they are to be replaced.
    async fn applied_to(&self, tx: &mut Tx, cx: &Cx, quote: Quote) -> Outcome<(Quote, Option<Vec<QuoteLine>>)> {
        let checked = match &self.lines {
            Some(new) => Some(lines::check(tx, cx, quote.id, new, quote.currency()?).await?),
            None => None,
        };
        let provider_id = match &self.provider {
            Some(Some(id)) => Some(offered::provider(tx, cx, cx.parse(RecordKind::Provider, id)?).await?),
            Some(None) => None,
            None => quote.provider_id,
        };
        let quote = Quote {
            title: text::line("title", self.title.as_ref().unwrap_or(&quote.title), 200)?,
            note: match &self.note {
                Some(note) => text::optional_paragraph("note", note.as_deref(), 10_000)?,
                None => quote.note,
            },
            total_minor: checked.as_ref().map_or(quote.total_minor, |checked| checked.total_minor),
            valid_until: self.valid_until.unwrap_or(quote.valid_until),
            provider_id,
            starts_at: self.starts_at.unwrap_or(quote.starts_at).map(|at| at.trunc_subsecs(0)),
            duration_minutes: self.duration_minutes.map_or(Ok(quote.duration_minutes), duration)?,
            ..quote
        };
        Ok((quote.touched(cx), checked.map(|checked| checked.lines)))
    }
}

fn duration(minutes: Option<i64>) -> Result<Option<i64>, FieldProblem> {
    match minutes {
        Some(minutes) if !(1..=MAX_MINUTES).contains(&minutes) => {
            Err(FieldProblem::new("durationMinutes", Problem::OutOfRange { min: 1, max: MAX_MINUTES }))
        }
        minutes => Ok(minutes),
    }
}
