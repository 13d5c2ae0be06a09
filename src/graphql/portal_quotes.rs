//! Quotes as their customers see them: in the portal.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::connection::{Connection, ListSource};
use super::context::{Admit, ContextExt, permit};
use super::errors::answer;
use super::loaders::{QuoteLinesOf, load};
use super::money::Money;
use super::quotes::PortalQuoteLine;
use super::scalars::{Date, DateTime};
use crate::bookings::BookingState;
use crate::mutation_result;
use crate::quotes::{self, Accepted, QuoteState};

/// What customers see of a quote, wherever they look at it.
#[derive(Clone)]
pub struct SentQuote(pub quotes::Quote);

/// What customers see of a quote.
#[Object]
impl SentQuote {
    /// The number.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// Where it stands now.
    async fn state(&self, ctx: &Context<'_>) -> QuoteState {
        self.0.state_at(ctx.caller().app.now())
    }

    /// What it is about, in a line.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What to know beside the lines.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// What its lines come to.
    async fn total(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.total()?))
    }

    /// The last day on which it can be accepted, where the business is.
    async fn valid_until(&self) -> Option<Date> {
        self.0.valid_until.map(Date)
    }

    /// When the work would begin; null: say so when accepting.
    async fn starts_at(&self) -> Option<DateTime> {
        self.0.starts_at.map(DateTime::from)
    }

    /// When it was sent.
    async fn sent_at(&self) -> Option<DateTime> {
        self.0.sent_at.map(DateTime::from)
    }

    /// When it was accepted, declined or cancelled.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime::from)
    }
}

/// A quote, as its customer sees it.
#[derive(Clone)]
pub struct PortalQuote(pub quotes::Quote);

/// Where a list of quotes is read from.
pub type PortalQuoteConnection = Connection<ListSource<quotes::Quote, PortalQuote>>;

/// A quote, as its customer sees it.
#[Object]
impl PortalQuote {
    /// The id, to accept or decline it.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    #[graphql(flatten)]
    async fn sent(&self, _ctx: &Context<'_>) -> SentQuote {
        SentQuote(self.0.clone())
    }

    /// What would be done.
    async fn lines(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PortalQuoteLine>> {
        let currency = self.0.currency()?;
        let lines = load(ctx, QuoteLinesOf(self.0.id)).await?.unwrap_or_default();
        Ok(lines.iter().map(|line| PortalQuoteLine::new(line, currency)).collect())
    }
}

/// When it was agreed that the work begins.
#[derive(Clone, Copy, SimpleObject)]
pub struct AgreedStart {
    /// When the work begins.
    at: DateTime,
    /// Whether that is settled; else the business confirms it first.
    confirmed: bool,
}

impl From<&Accepted> for AgreedStart {
    fn from(accepted: &Accepted) -> Self {
        let booking = &accepted.booking;
        Self { at: booking.starts_at.into(), confirmed: booking.state == BookingState::Scheduled }
    }
}

/// A quote of yours to accept.
#[derive(InputObject)]
pub struct PortalQuoteAcceptInput {
    /// The quote.
    id: ID,
    /// When the work should begin; as the quote proposes when left out. Another time is a request that the business
    /// confirms.
    starts_at: Option<DateTime>,
}

/// A quote of yours to decline.
#[derive(InputObject)]
pub struct PortalQuoteDeclineInput {
    /// The quote.
    id: ID,
}

/// The quote was accepted, and is booked.
#[derive(SimpleObject)]
pub struct PortalQuoteAccepted {
    /// The quote as it is now.
    quote: PortalQuote,
    /// When the work begins.
    start: AgreedStart,
}

/// The quote was declined.
#[derive(SimpleObject)]
pub struct PortalQuoteDeclined {
    /// The quote as it is now.
    quote: PortalQuote,
}

mutation_result! {
    /// How accepting a quote ended.
    PortalQuoteAcceptResult = PortalQuoteAccepted | RecordNotFound | WrongState | SlotTaken | InvalidInput
}

mutation_result! {
    /// How declining a quote ended.
    PortalQuoteDeclineResult = PortalQuoteDeclined | RecordNotFound | WrongState
}

#[derive(Default)]
pub struct PortalQuoteMutations;

#[Object(guard = "Admit")]
impl PortalQuoteMutations {
    /// Accepts a quote and books its work. When the proposed time has been taken meanwhile, nothing changes: ask for
    /// another. For customers in the portal; audited as `booking.created` and `quote.accepted`.
    async fn portal_quote_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote.")] input: PortalQuoteAcceptInput,
    ) -> async_graphql::Result<PortalQuoteAcceptResult> {
        let starts_at = input.starts_at.map(|at| at.0);
        let done = async { quotes::accept_by_customer(&permit(ctx)?, &input.id, starts_at).await };
        answer(ctx, done.await, |accepted| PortalQuoteAccepted {
            start: (&accepted).into(),
            quote: PortalQuote(accepted.quote),
        })
    }

    /// Declines a quote. For customers in the portal; audited as `quote.declined`.
    async fn portal_quote_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote.")] input: PortalQuoteDeclineInput,
    ) -> async_graphql::Result<PortalQuoteDeclineResult> {
        let done = async { quotes::decline_by_customer(&permit(ctx)?, &input.id).await };
        answer(ctx, done.await, |quote| PortalQuoteDeclined { quote: PortalQuote(quote) })
    }
}
