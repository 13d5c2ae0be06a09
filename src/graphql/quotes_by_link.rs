//! Quotes as whoever holds a mailed link sees them, without signing in.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::context::{Admit, ContextExt, rate_limited};
use super::errors::answer;
use super::portal_quotes::{AgreedStart, SentQuote};
use super::quotes::PortalQuoteLine;
use super::scalars::DateTime;
use crate::access::RetryAt;
use crate::app::Cx;
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::quotes::{self, Quote};
use crate::{accounts, mutation_result};

/// A quote, as whoever holds its link sees it.
#[derive(SimpleObject)]
pub struct LinkedQuote {
    /// The business.
    business_name: String,
    /// Its time zone, by its IANA name.
    time_zone: String,
    #[graphql(flatten)]
    sent: SentQuote,
    /// What would be done.
    lines: Vec<PortalQuoteLine>,
}

impl LinkedQuote {
    async fn read(cx: &Cx, quote: Quote) -> Result<Self, Fault> {
        let currency = quote.currency()?;
        let lines = quotes::lines_of(&cx.db, cx.account, vec![quote.id.uuid()]).await?;
        let business = accounts::get(&cx.db, cx.account).await?;
        Ok(Self {
            business_name: business.name,
            time_zone: business.time_zone,
            lines: lines.iter().map(|line| PortalQuoteLine::new(line, currency)).collect(),
            sent: SentQuote(quote),
        })
    }
}

#[derive(Default)]
pub struct LinkedQuoteQueries;

#[Object(guard = "Admit")]
impl LinkedQuoteQueries {
    /// The quote of a mailed link; null when the link is unknown, or does not work any more. For everyone who has one;
    /// too many attempts end in the error RATE_LIMITED.
    async fn quote_by_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token: what follows `#token=`.")] token: String,
    ) -> async_graphql::Result<Option<LinkedQuote>> {
        let caller = ctx.caller();
        caller.app.limits.link(caller.peer).map_err(|RetryAt(at)| rate_limited("too many attempts", at))?;
        match quotes::find_by_link(&caller.app, caller.lang, &token).await {
            Ok((cx, quote)) => Ok(Some(LinkedQuote::read(&cx, quote).await?)),
            Err(Failure::Refused(_)) => Ok(None),
            Err(Failure::Fault(fault)) => Err(fault.into()),
        }
    }
}

/// The link to a quote to accept.
#[derive(InputObject)]
pub struct QuoteByLinkAcceptInput {
    /// The link's token: what follows `#token=`.
    token: String,
    /// When the work should begin; as the quote proposes when left out. Another time is a request that the business
    /// confirms.
    starts_at: Option<DateTime>,
}

/// The link to a quote to decline.
#[derive(InputObject)]
pub struct QuoteByLinkDeclineInput {
    /// The link's token: what follows `#token=`.
    token: String,
}

/// The quote was accepted, and is booked.
#[derive(SimpleObject)]
pub struct LinkedQuoteAccepted {
    /// The quote as it is now.
    quote: LinkedQuote,
    /// When the work begins.
    start: AgreedStart,
}

/// The quote was declined.
#[derive(SimpleObject)]
pub struct LinkedQuoteDeclined {
    /// The quote as it is now.
    quote: LinkedQuote,
}

mutation_result! {
    /// How accepting a quote by its link ended.
    QuoteByLinkAcceptResult =
        LinkedQuoteAccepted | RecordNotFound | WrongState | SlotTaken | InvalidInput | RateLimited
}

mutation_result! {
    /// How declining a quote by its link ended.
    QuoteByLinkDeclineResult = LinkedQuoteDeclined | RecordNotFound | WrongState | RateLimited
}

fn admit(ctx: &Context<'_>) -> Result<(), Refusal> {
    let caller = ctx.caller();
    caller.app.limits.link(caller.peer).map_err(|RetryAt(retry_at)| Refusal::RateLimited { retry_at })
}

#[derive(Default)]
pub struct LinkedQuoteMutations;

#[Object(guard = "Admit")]
impl LinkedQuoteMutations {
    /// Accepts the quote of a mailed link and books its work. When the proposed time has been taken meanwhile, nothing
    /// changes: ask for another. For everyone who has a link; audited as `booking.created` and `quote.accepted`.
    async fn quote_by_link_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: QuoteByLinkAcceptInput,
    ) -> async_graphql::Result<QuoteByLinkAcceptResult> {
        let (caller, starts_at) = (ctx.caller(), input.starts_at.map(|at| at.0));
        let done: Outcome<_> = async {
            admit(ctx)?;
            let (cx, accepted) = quotes::accept_by_link(&caller.app, caller.lang, &input.token, starts_at).await?;
            let start = AgreedStart::from(&accepted);
            Ok(LinkedQuoteAccepted { quote: LinkedQuote::read(&cx, accepted.quote).await?, start })
        }
        .await;
        answer(ctx, done, |accepted| accepted)
    }

    /// Declines the quote of a mailed link. For everyone who has a link; audited as `quote.declined`.
    async fn quote_by_link_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: QuoteByLinkDeclineInput,
    ) -> async_graphql::Result<QuoteByLinkDeclineResult> {
        let caller = ctx.caller();
        let done: Outcome<_> = async {
            admit(ctx)?;
            let (cx, quote) = quotes::decline_by_link(&caller.app, caller.lang, &input.token).await?;
            Ok(LinkedQuoteDeclined { quote: LinkedQuote::read(&cx, quote).await? })
        }
        .await;
        answer(ctx, done, |declined| declined)
    }
}
