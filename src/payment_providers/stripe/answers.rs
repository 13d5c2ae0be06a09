//! What Stripe answers and tells, as far as it is needed.

use serde::Deserialize;

use crate::payment_providers::{ChargeNews, ChargeOutcome, KeptMethod, News, Taken};

/// Something that was created, of which the id is enough.
#[derive(Deserialize)]
pub(super) struct Created {
    pub id: String,
}

/// A Checkout session in setup mode.
#[derive(Deserialize)]
pub(super) struct Session {
    pub id: String,
    pub url: Option<String>,
    pub client_reference_id: Option<String>,
    status: Option<String>,
    customer: Option<String>,
    setup_intent: Option<SetupIntent>,
}

/// Only an id until it is expanded.
#[derive(Deserialize)]
#[serde(untagged)]
enum SetupIntent {
    Expanded {
        status: String,
        payment_method: Option<Method>,
    },
    #[allow(dead_code, reason = "an id that was not expanded is read and left")]
    Id(String),
}

#[derive(Deserialize)]
struct Method {
    id: String,
    card: Option<Card>,
}

#[derive(Deserialize)]
struct Card {
    brand: String,
    last4: String,
    exp_month: i64,
    exp_year: i64,
}

impl Session {
    /// The card that was left, once the session is complete.
    pub fn kept(self) -> Option<KeptMethod> {
        let complete = self.status.as_deref() == Some("complete");
        let SetupIntent::Expanded { status, payment_method } = self.setup_intent.filter(|_| complete)? else {
            return None;
        };
        let method = payment_method.filter(|_| status == "succeeded")?;
        let card = method.card?;
        Some(KeptMethod {
            token: format!("{}/{}", self.customer?, method.id),
            brand: card.brand,
            last_four: card.last4,
            expires_year: card.exp_year,
            expires_month: card.exp_month,
        })
    }
}

/// A PaymentIntent.
#[derive(Debug, Deserialize)]
pub(super) struct Intent {
    id: String,
    status: String,
    #[serde(default)]
    pub metadata: Metadata,
    last_payment_error: Option<ApiError>,
}

/// What we said about a charge.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Metadata {
    pub charge: Option<String>,
    account: Option<String>,
}

/// A page of PaymentIntents.
#[derive(Deserialize)]
pub(super) struct Intents {
    pub data: Vec<Intent>,
}

impl Intent {
    /// What became of it.
    pub fn taken(self) -> Taken {
        let outcome = match self.status.as_str() {
            "succeeded" => ChargeOutcome::Succeeded,
            "canceled" => ChargeOutcome::Failed(String::from("canceled")),
            "requires_payment_method" => self.last_payment_error.unwrap_or_default().outcome(),
            _ => ChargeOutcome::Pending,
        };
        Taken { reference: Some(self.id), outcome }
    }
}

/// A refund.
#[derive(Deserialize)]
pub(super) struct Refund {
    pub status: Option<String>,
    pub failure_reason: Option<String>,
}

/// The body of an answer that is not a success.
#[derive(Deserialize)]
pub(super) struct ErrorBody {
    pub error: ApiError,
}

/// What went wrong. Its message may name people, so it is not read.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ApiError {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub code: Option<String>,
    pub decline_code: Option<String>,
    pub payment_intent: Option<Box<Intent>>,
}

impl ApiError {
    /// What became of the charge that this is the answer to.
    pub fn taken(self) -> Taken {
        let outcome = self.outcome();
        match self.payment_intent.map(|intent| intent.taken()) {
            Some(taken) if taken.outcome == ChargeOutcome::Succeeded => taken,
            Some(taken) => Taken { outcome, ..taken },
            None => Taken { reference: None, outcome },
        }
    }

    /// A charge has not failed for good while the customer can still approve it.
    fn outcome(&self) -> ChargeOutcome {
        let (code, decline) = (self.code.as_deref(), self.decline_code.as_deref());
        if [code, decline].contains(&Some("authentication_required")) {
            ChargeOutcome::Pending
        } else {
            ChargeOutcome::Failed(decline.or(code).unwrap_or("declined").to_owned())
        }
    }
}

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: EventData,
}

#[derive(Deserialize)]
struct EventData {
    object: serde_json::Value,
}

/// Kinds of news that tell how a charge stands.
const OF_CHARGES: [&str; 4] = [
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "payment_intent.processing",
];

/// Reads an event. One that is not about a charge of ours has none.
pub(in crate::payment_providers) fn read_news(body: &[u8]) -> Option<News> {
    let event: Event = serde_json::from_slice(body).ok()?;
    let about = OF_CHARGES.contains(&event.kind.as_str()).then_some(event.data.object);
    let charge = about.and_then(|object| charge_news(serde_json::from_value(object).ok()?));
    Some(News { id: event.id, kind: event.kind, charge })
}

fn charge_news(intent: Intent) -> Option<ChargeNews> {
    let account = intent.metadata.account.as_deref()?.parse().ok()?;
    let charge = intent.metadata.charge.as_deref()?.parse().ok()?;
    Some(ChargeNews { account, charge, taken: intent.taken() })
}
