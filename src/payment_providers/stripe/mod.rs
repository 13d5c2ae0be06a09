//! Stripe: cards are left at its Checkout in setup mode, and charged off session through PaymentIntents.

mod answers;
mod http;

pub(super) use answers::read_news;

use answers::{Created, Intent, Intents, Refund, Session};
use http::{Http, HttpError};

use super::{Answer, KeptMethod, NewCharge, NewRefund, NewSetup, ProviderError, SetupStarted, Taken};
use crate::config::Settings;
use crate::error::Fault;
use crate::ids::CustomerId;
use crate::money::{Amount, exponent};

/// The connection to Stripe's API.
#[derive(Clone, Debug)]
pub struct Stripe {
    http: Http,
    webhook_secrets: WebhookSecrets,
}

#[derive(Clone)]
struct WebhookSecrets(Vec<String>);

impl std::fmt::Debug for WebhookSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl Stripe {
    /// By the settings.
    ///
    /// # Errors
    /// [`Fault::Config`] when the secret key or the webhook's secret is missing.
    pub fn new(settings: &Settings) -> Result<Self, Fault> {
        if settings.stripe_webhook_secrets.is_empty() {
            return Err(Fault::config("stripe_webhook_secret: Stripe shows it beside the webhook's endpoint: whsec_…"));
        }
        Ok(Self {
            http: Http::new(settings)?,
            webhook_secrets: WebhookSecrets(settings.stripe_webhook_secrets.clone()),
        })
    }

    pub(super) fn webhook_secrets(&self) -> &[String] {
        &self.webhook_secrets.0
    }

    /// Whether Stripe takes the key. What `doctor` asks.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn ping(&self) -> Answer<()> {
        Ok(self.http.get::<Intents>("payment_intents", &[("limit", "1")]).await.map(|_| ())?)
    }

    /// A card can be charged off session only through a customer of Stripe's that it is attached to; that customer has
    /// no name there.
    pub(super) async fn start_setup(&self, new: &NewSetup) -> Answer<SetupStarted> {
        let (customer, account) = (new.customer.to_string(), new.account.to_string());
        let named = [("metadata[customer]", customer.as_str()), ("metadata[account]", &account)];
        let kept: Created = self.http.post("customers", &named, &format!("{customer}-{}", new.key)).await?;
        let done = format!("{}?setup={{CHECKOUT_SESSION_ID}}", new.return_url);
        let form = [
            ("mode", "setup"),
            ("payment_method_types[0]", "card"),
            ("customer", &kept.id),
            ("client_reference_id", &customer),
            ("success_url", &done),
            ("cancel_url", &new.return_url),
        ];
        let session: Session = self.http.post("checkout/sessions", &form, &new.key.to_string()).await?;
        let url = session.url.ok_or_else(|| ProviderError::Unclear(String::from("a session without a page")))?;
        Ok(SetupStarted { reference: session.id, url })
    }

    pub(super) async fn finished_setup(&self, reference: &str, customer: CustomerId) -> Answer<Option<KeptMethod>> {
        if !is_id(reference, "cs_") {
            return Ok(None);
        }
        let path = format!("checkout/sessions/{reference}");
        let session: Session = match self.http.get(&path, &[("expand[]", "setup_intent.payment_method")]).await {
            Err(HttpError::Status(404, _)) => return Ok(None),
            answer => answer?,
        };
        let ours = session.client_reference_id.as_deref() == Some(customer.to_string().as_str());
        Ok(session.kept().filter(|_| ours))
    }

    pub(super) async fn charge(&self, new: &NewCharge) -> Answer<Taken> {
        let (customer, method) = token_parts(&new.token)?;
        let amount = smallest_units(new.amount)?.to_string();
        let currency = new.amount.currency.code().to_lowercase();
        let (account, charge) = (new.account.to_string(), new.charge.to_string());
        let form = [
            ("amount", amount.as_str()),
            ("currency", &currency),
            ("customer", customer),
            ("payment_method", method),
            ("off_session", "true"),
            ("confirm", "true"),
            ("metadata[account]", &account),
            ("metadata[charge]", &charge),
        ];
        match self.http.post::<Intent>("payment_intents", &form, &charge).await {
            Err(HttpError::Status(402, error)) => Ok(error.taken()),
            answer => Ok(answer?.taken()),
        }
    }

    /// By its reference if that is known; else among what was charged to the same card at the time.
    pub(super) async fn find_charge(&self, new: &NewCharge) -> Answer<Option<Taken>> {
        if let Some(reference) = new.reference.as_deref().filter(|reference| is_id(reference, "pi_")) {
            let intent: Intent = self.http.get(&format!("payment_intents/{reference}"), &[]).await?;
            return Ok(Some(intent.taken()));
        }
        let (customer, _) = token_parts(&new.token)?;
        let at = new.created_at.timestamp();
        let (since, until) = ((at - CLOCKS_APART).to_string(), (at + CLOCKS_APART).to_string());
        let about = [("customer", customer), ("created[gte]", &since), ("created[lte]", &until), ("limit", "100")];
        let found: Intents = self.http.get("payment_intents", &about).await?;
        let charge = new.charge.to_string();
        Ok(found.data.into_iter().find(|intent| intent.metadata.charge.as_ref() == Some(&charge)).map(Intent::taken))
    }

    pub(super) async fn call_off(&self, reference: &str) -> Answer<Taken> {
        if !is_id(reference, "pi_") {
            return Err(ProviderError::Refused(String::from("resource_missing")));
        }
        let path = format!("payment_intents/{reference}/cancel");
        let why = [("cancellation_reason", "abandoned")];
        match self.http.post::<Intent>(&path, &why, &format!("{reference}-cancel")).await {
            // It has come to its end in between.
            Err(HttpError::Status(400, error)) if error.payment_intent.is_some() => Ok(error.taken()),
            answer => Ok(answer?.taken()),
        }
    }

    pub(super) async fn refund(&self, new: &NewRefund) -> Answer<()> {
        let (amount, refund) = (smallest_units(new.amount)?.to_string(), new.refund.to_string());
        let form =
            [("payment_intent", new.reference.as_str()), ("amount", &amount), ("metadata[refund]", refund.as_str())];
        let refund: Refund = self.http.post("refunds", &form, &refund).await?;
        match refund.status.as_deref() {
            Some("failed" | "canceled") => {
                Err(ProviderError::Refused(refund.failure_reason.unwrap_or_else(|| String::from("refund_failed"))))
            }
            _ => Ok(()),
        }
    }
}

/// How far Stripe's clock and ours may be apart, in seconds.
const CLOCKS_APART: i64 = 600;

/// Stripe charges a customer's card: our token names both, with a slash between.
fn token_parts(token: &str) -> Answer<(&str, &str)> {
    token.split_once('/').ok_or_else(|| ProviderError::Refused(String::from("token_unknown")))
}

/// Whether a text can be an id of Stripe's, and so be part of a path.
fn is_id(text: &str, prefix: &str) -> bool {
    text.starts_with(prefix) && text.len() <= 255 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// An amount as Stripe counts it: as ISO 4217 does, but for two currencies without decimals that it counts in
/// hundredths, and thousandths that it takes in tens only.
fn smallest_units(amount: Amount) -> Answer<i64> {
    use iso_currency::Currency::{ISK, UGX};
    let refused = || ProviderError::Refused(String::from("amount_not_divisible"));
    match (amount.currency, exponent(amount.currency)) {
        (ISK | UGX, _) => amount.minor.checked_mul(100).ok_or_else(refused),
        (_, 3) if amount.minor % 10 != 0 => Err(refused()),
        _ => Ok(amount.minor),
    }
}

#[cfg(test)]
mod tests {
    use iso_currency::Currency;

    use super::*;

    #[test]
    fn amounts_are_counted_as_stripe_counts_them() {
        let units = |minor, currency| smallest_units(Amount { minor, currency });
        assert_eq!(units(1050, Currency::GBP), Ok(1050));
        assert_eq!(units(1050, Currency::JPY), Ok(1050));
        assert_eq!(units(1050, Currency::ISK), Ok(105_000));
        assert_eq!(units(1050, Currency::KWD), Ok(1050));
        assert!(units(1051, Currency::KWD).is_err());
    }

    #[test]
    fn only_ids_become_part_of_a_path() {
        assert!(is_id("cs_test_a1B2", "cs_"));
        for wrong in ["", "pi_1", "cs_1/../refunds", "cs_1?x=1", "cs_1%2f", &format!("cs_{}", "a".repeat(300))] {
            assert!(!is_id(wrong, "cs_"), "{wrong}");
        }
    }
}
