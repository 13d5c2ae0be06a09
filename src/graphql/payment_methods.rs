//! The payment methods' face, for staff.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::context::{Admit, permit};
use super::customers::Customer;
use super::errors::answer;
use super::scalars::{DateTime, int};
use crate::mutation_result;
use crate::payment_methods;

/// A card that a customer left with the payment provider. Lethe knows no more of it than this, and what the provider
/// calls it.
#[derive(Clone)]
pub struct PaymentMethod(pub payment_methods::PaymentMethod);

impl From<payment_methods::PaymentMethod> for PaymentMethod {
    fn from(method: payment_methods::PaymentMethod) -> Self {
        Self(method)
    }
}

/// A card that a customer left with the payment provider. Lethe knows no more of it than this, and what the provider
/// calls it. Needs `payment_methods.read`.
#[Object]
impl PaymentMethod {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who keeps the card: `stripe`, or `test` for the built-in provider.
    async fn provider(&self) -> &str {
        &self.0.provider
    }

    /// The card's brand, as the provider spells it: `visa`.
    async fn brand(&self) -> &str {
        &self.0.brand
    }

    /// The card's last four digits.
    async fn last_four(&self) -> &str {
        &self.0.last_four
    }

    /// The year of its last month.
    async fn expires_year(&self) -> i32 {
        int(self.0.expires_year)
    }

    /// Its last month, from 1 to 12.
    async fn expires_month(&self) -> i32 {
        int(self.0.expires_month)
    }

    /// Whether it is the one that is charged when none is named.
    async fn is_default(&self) -> bool {
        self.0.is_default
    }

    /// When it was left.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was removed, by hand or with its customer; null while it can be charged.
    async fn removed_at(&self) -> Option<DateTime> {
        self.0.removed_at.map(DateTime::from)
    }
}

/// Whom to ask for a payment method.
#[derive(InputObject)]
pub struct PaymentMethodAskInput {
    /// The customer.
    customer_id: ID,
}

/// A payment method to remove.
#[derive(InputObject)]
pub struct PaymentMethodRemoveInput {
    /// The payment method.
    id: ID,
}

/// A payment method to charge from now on.
#[derive(InputObject)]
pub struct PaymentMethodMakeDefaultInput {
    /// The payment method.
    id: ID,
}

/// A customer was asked for a payment method: a letter with a link is on its way.
#[derive(SimpleObject)]
pub struct PaymentMethodAsked {
    /// Who was asked.
    customer: Customer,
}

/// A payment method was changed.
#[derive(SimpleObject)]
pub struct PaymentMethodSaved {
    /// The payment method as it is now.
    payment_method: PaymentMethod,
}

mutation_result! {
    /// How asking for a payment method ended.
    PaymentMethodAskResult =
        PaymentMethodAsked | NotPermitted | CustomerNotFound | CustomerAlreadyDeleted | PaymentsUnavailable
}

mutation_result! {
    /// How removing a payment method ended.
    PaymentMethodRemoveResult =
        PaymentMethodSaved | NotPermitted | RecordNotFound | CustomerNotFound | CustomerAlreadyDeleted
}

mutation_result! {
    /// How choosing the payment method to charge ended.
    PaymentMethodMakeDefaultResult =
        PaymentMethodSaved | NotPermitted | RecordNotFound | CustomerNotFound | CustomerAlreadyDeleted
}

pub(super) fn saved(method: payment_methods::PaymentMethod) -> PaymentMethodSaved {
    PaymentMethodSaved { payment_method: method.into() }
}

#[derive(Default)]
pub struct PaymentMethodMutations;

#[Object(guard = "Admit")]
impl PaymentMethodMutations {
    /// Sends a customer a link by which they leave a card with the payment provider, for later charges. Needs
    /// `payment_methods.write`; audited as `payment_method.asked`.
    async fn payment_method_ask(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to ask.")] input: PaymentMethodAskInput,
    ) -> async_graphql::Result<PaymentMethodAskResult> {
        let asked = async { payment_methods::ask(&permit(ctx)?, &input.customer_id).await };
        answer(ctx, asked.await, |customer| PaymentMethodAsked { customer: customer.into() })
    }

    /// Removes a payment method: nothing can be charged to it any more. Needs `payment_methods.write`; audited as
    /// `payment_method.removed`.
    async fn payment_method_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The payment method.")] input: PaymentMethodRemoveInput,
    ) -> async_graphql::Result<PaymentMethodRemoveResult> {
        answer(ctx, async { payment_methods::remove(&permit(ctx)?, &input.id).await }.await, saved)
    }

    /// Makes a payment method the one that is charged when none is named. Needs `payment_methods.write`; audited as
    /// `payment_method.made_default`.
    async fn payment_method_make_default(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The payment method.")] input: PaymentMethodMakeDefaultInput,
    ) -> async_graphql::Result<PaymentMethodMakeDefaultResult> {
        answer(ctx, async { payment_methods::make_default(&permit(ctx)?, &input.id).await }.await, saved)
    }
}
