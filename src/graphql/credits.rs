//! The credits' face.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::connection::{Connection, ListSource};
use super::context::{Admit, permit};
use super::errors::answer;
use super::invoices::Invoice;
use super::loaders::load;
use super::money::Money;
use super::scalars::{CurrencyCode, DateTime, Decimal};
use crate::credits::{self, NewCredit};
use crate::mutation_result;

/// An entry of what the account owes a customer. Entries are never changed.
#[derive(Clone)]
pub struct Credit(credits::Credit);

impl From<credits::Credit> for Credit {
    fn from(credit: credits::Credit) -> Self {
        Self(credit)
    }
}

/// Where a list of credit is read from.
pub type CreditConnection = Connection<ListSource<credits::Credit, Credit>>;

/// An entry of what the account owes a customer. Entries are never changed. Needs `invoices.read`.
#[Object]
impl Credit {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// More than zero when it was given, less when it was spent.
    async fn amount(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.amount_minor, &self.0.currency)?)
    }

    /// Why it was given.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The invoice that it was spent on, that it was too much for, or that it went back from.
    async fn invoice(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Invoice>> {
        match self.0.invoice_id {
            Some(id) => Ok(load(ctx, id).await?.map(Invoice::from)),
            None => Ok(None),
        }
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }
}

/// Credit to give.
#[derive(InputObject)]
pub struct CustomerCreditAddInput {
    /// Whose it will be.
    customer_id: ID,
    /// How much, more than zero.
    amount: Decimal,
    /// The currency; the account's when left out.
    currency: Option<CurrencyCode>,
    /// Why; at most 500 characters.
    reason: Option<String>,
    /// A key of your own, at most 100 characters: the same request with the same key happens once.
    idempotency_key: Option<String>,
}

/// A customer has more credit.
#[derive(SimpleObject)]
pub struct CustomerCreditAdded {
    /// The entry.
    credit: Credit,
}

mutation_result! {
    /// How giving credit ended.
    CustomerCreditAddResult = CustomerCreditAdded | NotPermitted | CustomerNotFound | CustomerAlreadyDeleted
        | IdempotencyConflict | InvalidInput
}

#[derive(Default)]
pub struct CreditMutations;

#[Object(guard = "Admit")]
impl CreditMutations {
    /// Gives a customer credit: paid in advance, or in goodwill. It is spent with `invoicePay`, and never below zero.
    /// Needs `invoices.write`; audited as `credit.added`.
    async fn customer_credit_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The credit.")] input: CustomerCreditAddInput,
    ) -> async_graphql::Result<CustomerCreditAddResult> {
        let new = NewCredit {
            customer: input.customer_id.to_string(),
            amount: input.amount.0,
            currency: input.currency.map(|currency| currency.0.code().to_owned()),
            reason: input.reason,
            idempotency_key: input.idempotency_key,
        };
        answer(ctx, async { credits::add(&permit(ctx)?, &new).await }.await, |credit| CustomerCreditAdded {
            credit: credit.into(),
        })
    }
}
