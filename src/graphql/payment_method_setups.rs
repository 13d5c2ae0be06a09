//! How customers leave payment methods: by a link, without signing in. The card itself is typed at the provider's page.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::context::{Admit, ContextExt};
use super::errors::answer;
use super::scalars::int;
use crate::access::RetryAt;
use crate::error::{Outcome, Refusal};
use crate::mutation_result;
use crate::payment_methods;
use crate::payment_providers;

/// A link's token.
#[derive(InputObject)]
pub struct PaymentMethodSetupByLinkInput {
    /// The token: what follows `#token=` in the link.
    token: String,
}

/// A link's token, and the setup that was finished.
#[derive(InputObject)]
pub struct PaymentMethodSetupFinishInput {
    /// The token: what follows `#token=` in the link. It works until a setup was finished.
    token: String,
    /// The setup: what the provider added to the page's address as `setup=`.
    setup: String,
}

/// A page of the payment provider waits for the customer.
#[derive(SimpleObject)]
pub struct PaymentMethodSetupStarted {
    /// Where to send the customer. They come back to this server's portal, with `setup=` in the address.
    url: String,
    /// What the provider calls the setup; some providers add to it before it comes back.
    setup: String,
}

impl From<payment_providers::SetupStarted> for PaymentMethodSetupStarted {
    fn from(started: payment_providers::SetupStarted) -> Self {
        Self { url: started.url, setup: started.reference }
    }
}

/// A card, as the customer who left it sees it.
#[derive(SimpleObject)]
pub struct PortalPaymentMethod {
    /// The id.
    id: async_graphql::ID,
    /// The card's brand, as the provider spells it: `visa`.
    brand: String,
    /// The card's last four digits.
    last_four: String,
    /// The year of its last month.
    expires_year: i32,
    /// Its last month, from 1 to 12.
    expires_month: i32,
    /// Whether it is the one that is charged when none is named.
    is_default: bool,
}

impl From<payment_methods::PaymentMethod> for PortalPaymentMethod {
    fn from(method: payment_methods::PaymentMethod) -> Self {
        Self {
            id: method.id.to_string().into(),
            brand: method.brand,
            last_four: method.last_four,
            expires_year: int(method.expires_year),
            expires_month: int(method.expires_month),
            is_default: method.is_default,
        }
    }
}

/// The business has the customer's card now, at the provider's.
#[derive(SimpleObject)]
pub struct PortalPaymentMethodSaved {
    /// The card as it is now.
    payment_method: PortalPaymentMethod,
}

pub(super) fn kept(method: payment_methods::PaymentMethod) -> PortalPaymentMethodSaved {
    PortalPaymentMethodSaved { payment_method: method.into() }
}

mutation_result! {
    /// How starting to leave a payment method by a link ended.
    PaymentMethodSetupByLinkResult = PaymentMethodSetupStarted | RecordNotFound | PaymentsUnavailable | RateLimited
}

mutation_result! {
    /// How leaving a payment method by a link ended.
    PaymentMethodSetupFinishResult =
        PortalPaymentMethodSaved | RecordNotFound | InvalidInput | PaymentsUnavailable | RateLimited
}

/// Counts the use of links, by address.
fn within_limits(ctx: &Context<'_>) -> Outcome<()> {
    let caller = ctx.caller();
    let too_many = |RetryAt(retry_at)| Refusal::RateLimited { retry_at };
    Ok(caller.app.limits.link(caller.peer).map_err(too_many)?)
}

#[derive(Default)]
pub struct PaymentMethodSetupMutations;

#[Object(guard = "Admit")]
impl PaymentMethodSetupMutations {
    /// Opens the payment provider's page for the customer to whom a link was sent. For everyone who has the link; a link
    /// that is unknown, used or expired reads the same.
    async fn payment_method_setup_by_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token.")] input: PaymentMethodSetupByLinkInput,
    ) -> async_graphql::Result<PaymentMethodSetupByLinkResult> {
        let caller = ctx.caller();
        let started = async {
            within_limits(ctx)?;
            payment_methods::start_by_link(&caller.app, &input.token, caller.lang).await
        };
        answer(ctx, started.await, PaymentMethodSetupStarted::from)
    }

    /// Keeps the card that a customer left at the payment provider's page, and uses the link up. For everyone who has
    /// the link; audited as `payment_method.added`.
    async fn payment_method_setup_finish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token and the setup.")] input: PaymentMethodSetupFinishInput,
    ) -> async_graphql::Result<PaymentMethodSetupFinishResult> {
        let caller = ctx.caller();
        let finished = async {
            within_limits(ctx)?;
            payment_methods::finish_by_link(&caller.app, &input.token, &input.setup, caller.lang).await
        };
        answer(ctx, finished.await, kept)
    }
}
