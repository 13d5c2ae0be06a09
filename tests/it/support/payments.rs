//! Cards that customers leave, and money that is charged to them.

use std::time::Duration;

use chrono::TimeDelta;
use lethe::app::Cx;
use lethe::config::{PaymentProviderKind, Settings};
use lethe::error::Fault;
use lethe::ids::{AccountId, CustomerId};
use lethe::in_tx;
use lethe::links::{self, LinkPurpose, NewLink};
use serde_json::{Value, json};

use super::stripe::{FakeStripe, KEY, WEBHOOK_SECRET};
use super::{Client, Engine, TestApp};

/// What a mutation says of a charge.
pub const CHARGED: &str = "... on InvoiceCharged { charge { id state failure amount { amount } tip { amount } }
    invoice { state outstanding { amount } } } ... on PaymentDeclined { declineCode }
    ... on InvalidInput { fields { field } }";

impl TestApp {
    /// Starts with Stripe as the payment provider.
    pub async fn start_with_stripe(engine: Engine) -> (Self, FakeStripe) {
        let stripe = FakeStripe::start().await;
        let app = Self::start_with(engine, |settings| *settings = with_stripe(settings.clone(), &stripe)).await;
        (app, stripe)
    }

    /// The token of a new link by which a customer leaves a payment method.
    pub async fn card_link(&self, customer: &str) -> String {
        self.card_link_in(self.account, customer).await
    }

    async fn card_link_in(&self, account: AccountId, customer: &str) -> String {
        let customer: CustomerId = customer.parse().expect("a customer's id");
        let expires_at = Some(self.app.now() + TimeDelta::days(7));
        let purpose = LinkPurpose::PaymentMethod;
        let new = NewLink { purpose, customer: Some(customer), record: customer.uuid(), expires_at };
        let cx = Cx::system(&self.app, account);
        let made: Result<String, Fault> = async { in_tx!(self.app, |tx| { links::make(tx, &cx, new).await }) }.await;
        made.expect("a link")
    }

    /// A customer leaves a card of the built-in provider: `ok`, `declined` or `pending`; the payment method's id.
    pub async fn card(&self, customer: &str, kind: &str) -> String {
        self.card_in(self.account, customer, kind).await
    }

    /// The same, of a customer of either business.
    pub async fn card_in(&self, account: AccountId, customer: &str, kind: &str) -> String {
        let token = self.card_link_in(account, customer).await;
        let setup = started(&self.anonymous(), &token).await["setup"].as_str().expect("a setup").to_owned();
        finished(&self.anonymous(), &token, &format!("{setup}.{kind}")).await
    }

    /// A customer leaves a card with Stripe; the payment method's id.
    pub async fn stripe_card(&self, stripe: &FakeStripe, customer: &str, payment_method: &str) -> String {
        let token = self.card_link(customer).await;
        let setup = started(&self.anonymous(), &token).await["setup"].as_str().expect("a setup").to_owned();
        stripe.type_card(&setup, payment_method);
        finished(&self.anonymous(), &token, &setup).await
    }

    /// Sends news of payments; the status.
    pub async fn news(&self, (body, signature): (String, String)) -> u16 {
        self.news_at(&self.origin, super::SLUG, (body, signature)).await
    }

    /// Sends news of payments to a node, for an account; the status.
    pub async fn news_at(&self, origin: &str, slug: &str, (body, signature): (String, String)) -> u16 {
        let request = reqwest::Client::builder().tls_certs_only([]).build().expect("a client");
        let request = request.post(format!("{origin}/webhooks/payments/{slug}")).body(body);
        request.header("stripe-signature", signature).send().await.expect("an answer").status().as_u16()
    }
}

/// The settings, with Stripe as the payment provider.
pub fn with_stripe(settings: Settings, stripe: &FakeStripe) -> Settings {
    Settings {
        payment_provider: PaymentProviderKind::Stripe,
        payment_timeout: Duration::from_millis(700),
        stripe_secret_key: Some(KEY.to_owned()),
        stripe_webhook_secrets: vec![WEBHOOK_SECRET.to_owned()],
        stripe_api_url: stripe.origin.clone(),
        ..settings
    }
}

/// Starts a setup by a link; the whole answer.
pub async fn started(client: &Client, token: &str) -> Value {
    let fields = "... on PaymentMethodSetupStarted { url setup }";
    client.mutate("paymentMethodSetupByLink", json!({ "token": token }), fields).await
}

/// Finishes a setup by a link; the payment method's id.
pub async fn finished(client: &Client, token: &str, setup: &str) -> String {
    let fields = "... on PortalPaymentMethodSaved { paymentMethod { id } }";
    let saved = client.mutate("paymentMethodSetupFinish", json!({ "token": token, "setup": setup }), fields).await;
    saved["paymentMethod"]["id"].as_str().unwrap_or_else(|| panic!("{saved}")).to_owned()
}

impl Client {
    /// Charges an invoice; the whole answer.
    pub async fn charge(&self, invoice: &str, method: &str, key: &str) -> Value {
        let input = json!({ "invoiceId": invoice, "paymentMethodId": method, "idempotencyKey": key });
        self.mutate("invoiceCharge", input, CHARGED).await
    }
}
