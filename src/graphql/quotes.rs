//! The quotes' face: what is read.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use iso_currency::Currency;

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, id_in_filter};
use super::customers::{Customer, customer_of};
use super::loaders::{QuoteLinesOf, load};
use super::money::Money;
use super::providers::{Provider, provider_of};
use super::scalars::{Date, DateTime, Decimal, int};
use crate::ids::QuoteId;
use crate::money::Amount;
use crate::quotes::{self, QuoteFilter, QuoteState};
use crate::terms::ActorKind;

/// What work would cost, offered to a customer for a time.
#[derive(Clone)]
pub struct Quote(pub Arc<quotes::Quote>);

impl From<quotes::Quote> for Quote {
    fn from(quote: quotes::Quote) -> Self {
        Self(Arc::new(quote))
    }
}

/// What work would cost, offered to a customer for a time. It stays on file when the customer is deleted, and is
/// read-only then; one that is not decided is cancelled with the customer, unless the policy keeps it (A14). Needs
/// `quotes.read`.
#[Object]
impl Quote {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The number, with the account's prefix: `Q-000123`.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// Where it stands now.
    async fn state(&self, ctx: &Context<'_>) -> QuoteState {
        self.0.state_at(ctx.caller().app.now())
    }

    /// Whose it is; null when you may not see the customer: a deleted one takes `customers.restore`.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }

    /// The customer's name when it was created.
    async fn customer_name(&self) -> &str {
        &self.0.customer_name
    }

    /// What it is about, in a line.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What the customer should know beside the lines.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// What would be done; at most 50 lines.
    async fn lines(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<QuoteLine>> {
        let currency = self.0.currency()?;
        let lines = load(ctx, QuoteLinesOf(self.0.id)).await?.unwrap_or_default();
        Ok(lines.iter().map(|line| QuoteLine::new(line, currency)).collect())
    }

    /// What its lines come to.
    async fn total(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.total()?))
    }

    /// The last day on which it can be accepted, where the business is. Null until it is sent, unless a day was said.
    async fn valid_until(&self) -> Option<Date> {
        self.0.valid_until.map(Date)
    }

    /// Who would do the work; null too when you may not see providers.
    async fn provider(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Provider>> {
        match self.0.provider_id {
            Some(id) => provider_of(ctx, id).await,
            None => Ok(None),
        }
    }

    /// When the work would begin; null leaves that to whoever accepts.
    async fn starts_at(&self) -> Option<DateTime> {
        self.0.starts_at.map(DateTime::from)
    }

    /// How long the work takes; null for as long as its services take.
    async fn duration_minutes(&self) -> Option<i32> {
        self.0.duration_minutes.map(int)
    }

    /// When it was sent first.
    async fn sent_at(&self) -> Option<DateTime> {
        self.0.sent_at.map(DateTime::from)
    }

    /// When it was accepted, declined or cancelled, or found to be expired.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime::from)
    }

    /// Who accepted, declined or cancelled it: staff, the customer in the portal, whoever held the link.
    async fn decided_by(&self) -> Option<ActorKind> {
        self.0.decided_by_kind
    }

    /// Goes up with each change; send it back as `expectedVersion`.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// A line of a quote, as customers see it.
#[derive(Clone, SimpleObject)]
pub struct PortalQuoteLine {
    /// What it is for.
    description: String,
    /// How much of it, to the thousandth.
    quantity: Decimal,
    /// What one costs.
    unit_price: Money,
    /// Quantity times unit price, rounded half away from zero to the currency's smallest unit.
    amount: Money,
}

impl PortalQuoteLine {
    pub(super) fn new(line: &quotes::QuoteLine, currency: Currency) -> Self {
        let money = |minor| Money(Amount { minor, currency });
        Self {
            description: line.description.clone(),
            quantity: rust_decimal::Decimal::new(line.quantity_milli, 3).normalize().into(),
            unit_price: money(line.unit_minor),
            amount: money(line.amount_minor),
        }
    }
}

/// A line of a quote.
#[derive(Clone, SimpleObject)]
pub struct QuoteLine {
    /// The id.
    id: ID,
    /// The id of the service that it is for.
    service_id: Option<ID>,
    #[graphql(flatten)]
    priced: PortalQuoteLine,
}

impl QuoteLine {
    fn new(line: &quotes::QuoteLine, currency: Currency) -> Self {
        Self {
            id: line.id.to_string().into(),
            service_id: line.service_id.map(|id| id.to_string().into()),
            priced: PortalQuoteLine::new(line, currency),
        }
    }
}

/// Where a list of quotes is read from.
pub type QuoteConnection = Connection<ListSource<quotes::Quote, Quote>>;

/// Which quotes to list. All that is given must fit.
#[derive(InputObject, Default)]
pub struct QuoteWhere {
    /// Those of this customer.
    customer_id: Option<ID>,
    /// Those that propose this provider.
    provider_id: Option<ID>,
    /// Those in one of these states now.
    state: Option<Vec<QuoteState>>,
    /// The one with this number.
    number: Option<String>,
}

impl From<QuoteWhere> for QuoteFilter {
    fn from(wanted: QuoteWhere) -> Self {
        Self {
            customer: wanted.customer_id.as_ref().map(id_in_filter),
            provider: wanted.provider_id.as_ref().map(id_in_filter),
            state: wanted.state.unwrap_or_default(),
            number: wanted.number,
            sent: false,
        }
    }
}

#[derive(Default)]
pub struct QuoteQueries;

#[Object(guard = "Admit")]
impl QuoteQueries {
    /// One quote; null when there is none. Needs `quotes.read`.
    async fn quote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote's id.")] id: ID,
    ) -> async_graphql::Result<Option<Quote>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<QuoteId>() else { return Ok(None) };
        Ok(quotes::find(&cx.db, cx.account, id).await?.map(Quote::from))
    }

    /// Quotes that fit a filter, the newest first, those of deleted customers among them. Needs `quotes.read`.
    async fn quotes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which quotes; all when left out.")] r#where: Option<QuoteWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<QuoteConnection> {
        let list = quotes::list(ctx.account()?, &r#where.unwrap_or_default().into(), ctx.caller().app.now());
        connection(list, Quote::from, (first, after, last, before))
    }
}
