//! The quotes' face: what staff do.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::context::{Admit, given, permit};
use super::errors::answer;
use super::quotes::Quote;
use super::scalars::{CurrencyCode, Date, DateTime, Decimal};
use crate::mutation_result;
use crate::quotes::{self, NewQuoteLine, QuoteDraft};

/// A line of a quote to write: a service at its price, or whatever else.
#[derive(InputObject)]
pub struct QuoteLineInput {
    /// The service that it is for.
    service_id: Option<ID>,
    /// What it is for; at most 500 characters. The service's name when left out.
    description: Option<String>,
    /// How much of it: more than nothing, at most a million, with at most three decimals.
    #[graphql(default_with = "Decimal(rust_decimal::Decimal::ONE)")]
    quantity: Decimal,
    /// What one costs, in the quote's currency. What the service costs now when left out.
    unit_price: Option<Decimal>,
}

impl From<QuoteLineInput> for NewQuoteLine {
    fn from(input: QuoteLineInput) -> Self {
        Self {
            service: input.service_id.map(|id| id.to_string()),
            description: input.description,
            quantity: input.quantity.0,
            unit_price: input.unit_price.map(|price| price.0),
        }
    }
}

/// A quote to draft.
#[derive(InputObject)]
pub struct QuoteCreateInput {
    /// Whose it is.
    customer_id: ID,
    /// What it is about, in a line of at most 200 characters.
    title: String,
    /// What the customer should know beside the lines; at most 10,000 characters.
    note: Option<String>,
    /// The currency; the account's when left out.
    currency: Option<CurrencyCode>,
    /// What would be done; at most 50 lines.
    #[graphql(default)]
    lines: Vec<QuoteLineInput>,
    /// The last day on which it can be accepted; 30 days from when it is sent when left out.
    valid_until: Option<Date>,
    /// Who would do it.
    provider_id: Option<ID>,
    /// When the work would begin; left to whoever accepts when left out.
    starts_at: Option<DateTime>,
    /// How long the work takes, at most 31 days; as long as its services when left out, or an hour without any.
    duration_minutes: Option<i32>,
}

/// Changes to a draft. What is left out stays; null empties.
#[derive(InputObject)]
pub struct QuoteUpdateInput {
    /// The quote.
    id: ID,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// What it is about, in a line of at most 200 characters.
    title: Option<String>,
    /// What the customer should know beside the lines; at most 10,000 characters.
    note: MaybeUndefined<String>,
    /// What would be done, instead of what it was; at most 50 lines.
    lines: Option<Vec<QuoteLineInput>>,
    /// The last day on which it can be accepted.
    valid_until: MaybeUndefined<Date>,
    /// Who would do it.
    provider_id: MaybeUndefined<ID>,
    /// When the work would begin.
    starts_at: MaybeUndefined<DateTime>,
    /// How long the work takes, at most 31 days.
    duration_minutes: MaybeUndefined<i32>,
}

/// A draft to send.
#[derive(InputObject)]
pub struct QuoteSendInput {
    /// The quote.
    id: ID,
    /// The version that was read: with it, nothing is sent that was not seen.
    expected_version: Option<i32>,
}

/// A quote to send once more.
#[derive(InputObject)]
pub struct QuoteResendInput {
    /// The quote.
    id: ID,
}

/// A quote to take back.
#[derive(InputObject)]
pub struct QuoteCancelInput {
    /// The quote.
    id: ID,
}

/// A quote to accept for its customer.
#[derive(InputObject)]
pub struct QuoteAcceptInput {
    /// The quote.
    id: ID,
    /// When the work begins; as the quote proposes when left out.
    starts_at: Option<DateTime>,
}

/// A quote to decline for its customer.
#[derive(InputObject)]
pub struct QuoteDeclineInput {
    /// The quote.
    id: ID,
}

/// A quote was created or changed.
#[derive(SimpleObject)]
pub struct QuoteSaved {
    /// The quote as it is now.
    quote: Quote,
}

/// A quote was accepted, and its booking made.
#[derive(SimpleObject)]
pub struct QuoteAccepted {
    /// The quote as it is now.
    quote: Quote,
    /// The booking that was made from it.
    booking_id: ID,
}

mutation_result! {
    /// How drafting a quote ended.
    QuoteCreateResult =
        QuoteSaved | NotPermitted | CustomerNotFound | RecordNotFound | CustomerAlreadyDeleted | InvalidInput
}

mutation_result! {
    /// How changing a draft ended.
    QuoteUpdateResult = QuoteSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict
        | WrongState | InvalidInput
}

mutation_result! {
    /// How sending a quote ended.
    QuoteSendResult = QuoteSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict
        | WrongState | InvalidInput
}

mutation_result! {
    /// How sending a quote once more ended.
    QuoteResendResult = QuoteSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState
}

mutation_result! {
    /// How taking a quote back ended.
    QuoteCancelResult = QuoteSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState
}

mutation_result! {
    /// How accepting a quote ended.
    QuoteAcceptResult = QuoteAccepted | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState | SlotTaken
        | InvalidInput
}

mutation_result! {
    /// How declining a quote ended.
    QuoteDeclineResult = QuoteSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState
}

fn saved(quote: quotes::Quote) -> QuoteSaved {
    QuoteSaved { quote: quote.into() }
}

fn lines(input: Vec<QuoteLineInput>) -> Vec<NewQuoteLine> {
    input.into_iter().map(NewQuoteLine::from).collect()
}

#[derive(Default)]
pub struct QuoteMutations;

#[Object(guard = "Admit")]
impl QuoteMutations {
    /// Drafts a quote for a customer. Needs `quotes.write`; audited as `quote.created`.
    async fn quote_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote to draft.")] input: QuoteCreateInput,
    ) -> async_graphql::Result<QuoteCreateResult> {
        let draft = QuoteDraft {
            title: Some(input.title),
            note: Some(input.note),
            valid_until: Some(input.valid_until.map(|day| day.0)),
            provider: Some(input.provider_id.map(|id| id.to_string())),
            starts_at: Some(input.starts_at.map(|at| at.0)),
            duration_minutes: Some(input.duration_minutes.map(i64::from)),
            lines: Some(lines(input.lines)),
        };
        let currency = input.currency.map(|currency| currency.0.code());
        let done = async { quotes::create(&permit(ctx)?, &input.customer_id, currency, &draft).await };
        answer(ctx, done.await, saved)
    }

    /// Changes a draft, if nobody else has since it was read. Needs `quotes.write`; audited as `quote.updated`.
    async fn quote_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: QuoteUpdateInput,
    ) -> async_graphql::Result<QuoteUpdateResult> {
        let version = i64::from(input.expected_version);
        let draft = QuoteDraft {
            title: input.title,
            note: given(input.note),
            valid_until: given(input.valid_until).map(|day| day.map(|day| day.0)),
            provider: given(input.provider_id).map(|id| id.map(|id| id.to_string())),
            starts_at: given(input.starts_at).map(|at| at.map(|at| at.0)),
            duration_minutes: given(input.duration_minutes).map(|minutes| minutes.map(i64::from)),
            lines: input.lines.map(lines),
        };
        answer(ctx, async { quotes::update(&permit(ctx)?, &input.id, version, &draft).await }.await, saved)
    }

    /// Sends a draft to its customer: from now on they can accept or decline it, by a mailed link and in the portal, and
    /// it can no longer be changed. Needs `quotes.write`; audited as `quote.sent`.
    async fn quote_send(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: QuoteSendInput,
    ) -> async_graphql::Result<QuoteSendResult> {
        let version = input.expected_version.map(i64::from);
        answer(ctx, async { quotes::send(&permit(ctx)?, &input.id, version).await }.await, saved)
    }

    /// Mails a quote that was sent once more, with a new link; earlier links end. Needs `quotes.write`; audited as
    /// `quote.resent`.
    async fn quote_resend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote.")] input: QuoteResendInput,
    ) -> async_graphql::Result<QuoteResendResult> {
        answer(ctx, async { quotes::resend(&permit(ctx)?, &input.id).await }.await, saved)
    }

    /// Takes back a draft, or a quote that was sent and not decided. Needs `quotes.write`; audited as `quote.cancelled`.
    async fn quote_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote.")] input: QuoteCancelInput,
    ) -> async_graphql::Result<QuoteCancelResult> {
        answer(ctx, async { quotes::cancel(&permit(ctx)?, &input.id).await }.await, saved)
    }

    /// Accepts a quote for its customer, and makes its booking at the prices that were quoted: scheduled when the quote
    /// names a provider, else requested. When the provider's time is taken, nothing changes. Needs `quotes.write`;
    /// audited as `booking.created` and `quote.accepted`.
    async fn quote_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote.")] input: QuoteAcceptInput,
    ) -> async_graphql::Result<QuoteAcceptResult> {
        let starts_at = input.starts_at.map(|at| at.0);
        let done = async { quotes::accept(&permit(ctx)?, &input.id, starts_at).await };
        answer(ctx, done.await, |accepted| QuoteAccepted {
            quote: accepted.quote.into(),
            booking_id: accepted.booking.id.to_string().into(),
        })
    }

    /// Declines a quote for its customer. Needs `quotes.write`; audited as `quote.declined`.
    async fn quote_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote.")] input: QuoteDeclineInput,
    ) -> async_graphql::Result<QuoteDeclineResult> {
        answer(ctx, async { quotes::decline(&permit(ctx)?, &input.id).await }.await, saved)
    }
}
