//! The built-in provider: it takes no money and remembers nothing. What becomes of a charge is written in the token.

use data_encoding::HEXLOWER as HEX;

use super::{ChargeOutcome, KeptMethod, NewCharge, NewSetup, SetupStarted, Taken, signature};
use crate::access::Keys;
use crate::clock::Timestamp;
use crate::config::Settings;
use crate::ids::{AccountId, ChargeId, CustomerId};

/// The built-in provider.
#[derive(Clone)]
pub struct TestProvider {
    page: String,
    webhook_secret: [String; 1],
}

impl std::fmt::Debug for TestProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TestProvider(…)")
    }
}

/// A card of the built-in provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestCard {
    /// Every charge succeeds.
    Ok,
    /// Every charge is declined.
    Declined,
    /// Every charge waits for news.
    Pending,
}

impl TestCard {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ok, Self::Declined, Self::Pending];

    /// How references spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Declined => "declined",
            Self::Pending => "pending",
        }
    }

    /// What people recognise it by.
    pub fn face(self) -> (&'static str, &'static str) {
        match self {
            Self::Ok => ("visa", "4242"),
            Self::Declined => ("visa", "0002"),
            Self::Pending => ("mastercard", "3220"),
        }
    }

    fn of_token(token: &str) -> Option<Self> {
        let spelled = token.strip_prefix("tok_")?.split('_').next()?;
        Self::ALL.into_iter().find(|card| card.as_str() == spelled)
    }

    fn outcome(self) -> ChargeOutcome {
        match self {
            Self::Ok => ChargeOutcome::Succeeded,
            Self::Declined => ChargeOutcome::Failed(String::from("card_declined")),
            Self::Pending => ChargeOutcome::Pending,
        }
    }
}

/// What a setup's reference starts with: the customer, the key and, once a card was chosen, the card follow.
const SETUP: &str = "setup";

impl TestProvider {
    pub(super) fn new(settings: &Settings, keys: &Keys) -> Self {
        let webhook_secret = [HEX.encode(&keys.test_payments())];
        Self { page: format!("{}/payments/test", settings.public_url), webhook_secret }
    }

    pub(super) fn webhook_secrets(&self) -> &[String] {
        &self.webhook_secret
    }

    pub(super) fn start_setup(&self, new: &NewSetup) -> SetupStarted {
        let reference = format!("{SETUP}.{}.{}", new.customer, new.key.simple());
        let back = new.return_url.rsplit('/').next().unwrap_or_default();
        SetupStarted { url: format!("{}/{reference}?back={back}", self.page), reference }
    }

    pub(super) fn finished_setup(&self, reference: &str, customer: CustomerId) -> Option<KeptMethod> {
        let mut parts = reference.split('.');
        let whose: CustomerId = parts.next().filter(|kind| *kind == SETUP).and(parts.next())?.parse().ok()?;
        let key: uuid::Uuid = parts.next()?.parse().ok()?;
        let chosen = parts.next()?;
        let card = TestCard::ALL.into_iter().find(|card| card.as_str() == chosen)?;
        let (brand, last_four) = card.face();
        (whose == customer && parts.next().is_none()).then(|| KeptMethod {
            token: format!("tok_{}_{}", card.as_str(), key.simple()),
            brand: brand.to_owned(),
            last_four: last_four.to_owned(),
            expires_year: 2034,
            expires_month: 12,
        })
    }

    pub(super) fn charge(&self, new: &NewCharge) -> Taken {
        let unknown = || ChargeOutcome::Failed(String::from("token_unknown"));
        let outcome = TestCard::of_token(&new.token).map_or_else(unknown, TestCard::outcome);
        Taken { reference: Some(format!("test_{}", new.charge)), outcome }
    }

    /// News of a charge, signed: the body and its signature.
    pub fn news_of(
        &self,
        event: &str,
        (account, charge): (AccountId, ChargeId),
        succeeded: bool,
        now: Timestamp,
    ) -> (String, String) {
        let (kind, error) = if succeeded {
            ("payment_intent.succeeded", serde_json::Value::Null)
        } else {
            ("payment_intent.payment_failed", serde_json::json!({ "code": "card_declined" }))
        };
        let status = if succeeded { "succeeded" } else { "requires_payment_method" };
        let metadata = serde_json::json!({ "account": account.to_string(), "charge": charge.to_string() });
        let object = serde_json::json!({ "id": format!("test_{charge}"), "object": "payment_intent", "status": status,
            "metadata": metadata, "last_payment_error": error });
        let body = serde_json::json!({ "id": event, "object": "event", "type": kind, "data": { "object": object } });
        let body = body.to_string();
        let [secret] = &self.webhook_secret;
        let signature = signature::sign(secret, body.as_bytes(), now);
        (body, signature)
    }
}
