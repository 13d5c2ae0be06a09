//! Payment providers: where customers leave their cards, and who takes the money. Lethe never sees a card; it keeps the
//! token that the provider knows it by.
//!
//! Two adapters speak the same four sentences: start and read a setup, charge, refund, hear the news.

mod signature;
mod stripe;
mod test_cards;

pub use signature::{SIGNATURE, Unverified, sign};
pub use stripe::Stripe;
pub use test_cards::{TestCard, TestProvider};

use crate::access::Keys;
use crate::clock::Timestamp;
use crate::config::{PaymentProviderKind, Settings};
use crate::error::Fault;
use crate::ids::{AccountId, ChargeId, CustomerId, RefundId};
use crate::money::Amount;

/// Who takes the money. Cheap to clone.
#[derive(Clone, Debug)]
pub enum PaymentProvider {
    /// Nobody: payment methods are neither asked for nor charged.
    Disabled,
    /// The built-in one: it takes no money and says what its cards tell it to.
    Test(TestProvider),
    /// Stripe's HTTP API.
    Stripe(Stripe),
}

/// A customer is to leave a payment method.
#[derive(Clone, Debug)]
pub struct NewSetup {
    pub account: AccountId,
    pub customer: CustomerId,
    /// Names this setup: the same one started twice is one.
    pub key: uuid::Uuid,
    /// Where the provider sends the customer when they are done; the setup's reference follows as `?setup=`.
    pub return_url: String,
}

/// Where a customer leaves a payment method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupStarted {
    /// What the provider knows the setup by.
    pub reference: String,
    /// The provider's page.
    pub url: String,
}

/// A payment method that the provider keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMethod {
    /// What the provider knows it by.
    pub token: String,
    /// `visa`, say.
    pub brand: String,
    pub last_four: String,
    pub expires_year: i64,
    pub expires_month: i64,
}

/// Money to take.
#[derive(Clone, Debug)]
pub struct NewCharge {
    pub account: AccountId,
    /// Also the idempotency key: the same charge is taken once however often it is sent.
    pub charge: ChargeId,
    /// The payment method's token.
    pub token: String,
    pub amount: Amount,
    /// When it was first asked for.
    pub created_at: Timestamp,
    /// What the provider knows it by, once it is known.
    pub reference: Option<String>,
}

/// Money to give back.
#[derive(Clone, Debug)]
pub struct NewRefund {
    /// Also the idempotency key.
    pub refund: RefundId,
    /// What the provider knows the charge by.
    pub reference: String,
    pub amount: Amount,
}

/// What became of a charge, as far as the provider knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What the provider knows it by.
    pub reference: Option<String>,
    pub outcome: ChargeOutcome,
}

/// How a charge stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeOutcome {
    Succeeded,
    /// The bank, or the customer, has not decided.
    Pending,
    /// The provider's code: `insufficient_funds`, say.
    Failed(String),
}

/// What a provider tells unasked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Tells one piece of news from another.
    pub id: String,
    /// As the provider calls it: `payment_intent.succeeded`, say.
    pub kind: String,
    /// When it is about one of our charges.
    pub charge: Option<ChargeNews>,
}

/// News of a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeNews {
    pub account: AccountId,
    pub charge: ChargeId,
    pub taken: Taken,
}

/// Why a provider did not do something. Never names anybody.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    #[error("there is no payment provider")]
    Disabled,
    /// It may or may not have been done: no answer, or one that does not tell.
    #[error("the payment provider gave no clear answer: {0}")]
    Unclear(String),
    /// It was not done, and would not be if it were sent again; with the provider's code.
    #[error("the payment provider refused: {0}")]
    Refused(String),
}

type Answer<T> = Result<T, ProviderError>;

impl PaymentProvider {
    /// By the settings.
    ///
    /// # Errors
    /// [`Fault::Config`] when a key is missing or cannot be sent.
    pub fn new(settings: &Settings, keys: &Keys) -> Result<Self, Fault> {
        Ok(match settings.payment_provider {
            PaymentProviderKind::None => Self::Disabled,
            PaymentProviderKind::Test => Self::Test(TestProvider::new(settings, keys)),
            PaymentProviderKind::Stripe => Self::Stripe(Stripe::new(settings)?),
        })
    }

    /// What records call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Disabled => "none",
            Self::Test(_) => "test",
            Self::Stripe(_) => "stripe",
        }
    }

    /// Starts a setup: the customer enters the card at the provider's page, never at ours.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn start_setup(&self, new: &NewSetup) -> Answer<SetupStarted> {
        match self {
            Self::Disabled => Err(ProviderError::Disabled),
            Self::Test(test) => Ok(test.start_setup(new)),
            Self::Stripe(stripe) => stripe.start_setup(new).await,
        }
    }

    /// The payment method that a customer's setup ended with; `None` while it has not, and for a setup that is unknown
    /// or somebody else's.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn finished_setup(&self, reference: &str, customer: CustomerId) -> Answer<Option<KeptMethod>> {
        match self {
            Self::Disabled => Err(ProviderError::Disabled),
            Self::Test(test) => Ok(test.finished_setup(reference, customer)),
            Self::Stripe(stripe) => stripe.finished_setup(reference, customer).await,
        }
    }

    /// Takes money.
    ///
    /// # Errors
    /// [`ProviderError`]: after [`ProviderError::Unclear`] it may have been taken.
    pub async fn charge(&self, new: &NewCharge) -> Answer<Taken> {
        match self {
            Self::Disabled => Err(ProviderError::Disabled),
            Self::Test(test) => Ok(test.charge(new)),
            Self::Stripe(stripe) => stripe.charge(new).await,
        }
    }

    /// What became of a charge; `None` when the provider never heard of it.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn find_charge(&self, charge: &NewCharge) -> Answer<Option<Taken>> {
        match self {
            Self::Disabled => Err(ProviderError::Disabled),
            Self::Test(test) => Ok(Some(test.charge(charge))),
            Self::Stripe(stripe) => stripe.find_charge(charge).await,
        }
    }

    /// Calls a charge off that is still pending; what became of it.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn call_off(&self, reference: &str) -> Answer<Taken> {
        match self {
            Self::Disabled => Err(ProviderError::Disabled),
            Self::Test(_) => Ok(Taken {
                reference: Some(reference.to_owned()),
                outcome: ChargeOutcome::Failed(String::from("canceled")),
            }),
            Self::Stripe(stripe) => stripe.call_off(reference).await,
        }
    }

    /// Gives money back, once however often it is sent.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn refund(&self, new: &NewRefund) -> Answer<()> {
        match self {
            Self::Disabled => Err(ProviderError::Disabled),
            Self::Test(_) => Ok(()),
            Self::Stripe(stripe) => stripe.refund(new).await,
        }
    }

    /// Reads news, once its signature is found to be the provider's and recent.
    ///
    /// # Errors
    /// [`Unverified`].
    pub fn news(&self, signature: &str, body: &[u8], now: Timestamp) -> Result<News, Unverified> {
        let secrets = match self {
            Self::Disabled => return Err(Unverified),
            Self::Test(test) => test.webhook_secrets(),
            Self::Stripe(stripe) => stripe.webhook_secrets(),
        };
        signature::verify(secrets, signature, body, now)?;
        stripe::read_news(body).ok_or(Unverified)
    }
}
