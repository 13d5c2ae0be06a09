//! The adapter for Stripe, against a server that speaks its documented shapes.

use chrono::TimeDelta;
use iso_currency::Currency;
use lethe::access::Keys;
use lethe::config::{PaymentProviderKind, Settings};
use lethe::ids::{AccountId, ChargeId, CustomerId, Id, RefundId};
use lethe::money::Amount;
use lethe::payment_providers::{
    ChargeOutcome, KeptMethod, NewCharge, NewRefund, NewSetup, PaymentProvider, ProviderError, Taken, Unverified,
};
use rstest::rstest;
use serde_json::json;
use uuid::Uuid;

use crate::support::payments::with_stripe;
use crate::support::start_of_time;
use crate::support::stripe::{FakeStripe, event};

fn id<K: lethe::ids::Kind>(n: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(n))
}

fn provider(settings: &Settings) -> PaymentProvider {
    PaymentProvider::new(settings, &Keys::derive(&[7; 32]).expect("a secret")).expect("settings that fit")
}

async fn connected() -> (PaymentProvider, FakeStripe) {
    let stripe = FakeStripe::start().await;
    (provider(&with_stripe(Settings::default(), &stripe)), stripe)
}

fn charge(n: u128, payment_method: &str) -> NewCharge {
    NewCharge {
        account: id(1),
        charge: id(n),
        token: format!("cus_9/{payment_method}"),
        amount: Amount { minor: 148_50, currency: Currency::GBP },
        created_at: start_of_time(),
        reference: None,
    }
}

fn succeeded(reference: &str) -> Taken {
    Taken { reference: Some(reference.to_owned()), outcome: ChargeOutcome::Succeeded }
}

#[tokio::test]
async fn d7_a_card_is_left_at_checkout_and_comes_back_as_a_token() {
    let (provider, stripe) = connected().await;
    let (account, customer): (AccountId, CustomerId) = (id(1), id(2));
    let return_url = "https://lethe.example/portal/payment-method".to_owned();
    let new = NewSetup { account, customer, key: Uuid::from_u128(3), return_url };
    let started = provider.start_setup(&new).await.expect("a session");
    assert_eq!(started.url, format!("https://checkout.stripe.com/c/pay/{}", started.reference));
    let [made, session] = stripe.posts().try_into().expect("two requests");
    assert_eq!((made.path.as_str(), made.version.as_str()), ("customers", "2024-06-20"));
    assert_eq!(
        json!(made.form),
        json!({ "metadata[customer]": customer.to_string(),
        "metadata[account]": account.to_string() }),
        "no name and no address leaves"
    );
    assert_eq!(session.key, new.key.to_string());
    assert_eq!(
        json!(session.form),
        json!({ "mode": "setup", "payment_method_types[0]": "card", "customer": "cus_1",
        "client_reference_id": customer.to_string(),
        "success_url": "https://lethe.example/portal/payment-method?setup={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://lethe.example/portal/payment-method" })
    );

    let finished = async |reference: &str, customer| provider.finished_setup(reference, customer).await;
    assert_eq!(finished(&started.reference, customer).await, Ok(None), "nothing is typed yet");
    stripe.type_card(&started.reference, "pm_1");
    assert_eq!(finished(&started.reference, id(4)).await, Ok(None), "it is somebody else's");
    assert_eq!(finished("cs_unknown", customer).await, Ok(None));
    assert_eq!(finished("cs_1/../../refunds", customer).await, Ok(None));
    let kept = KeptMethod {
        token: "cus_1/pm_1".to_owned(),
        brand: "visa".to_owned(),
        last_four: "4242".to_owned(),
        expires_year: 2031,
        expires_month: 8,
    };
    assert_eq!(finished(&started.reference, customer).await, Ok(Some(kept)));
}

#[tokio::test]
async fn a_charge_is_made_off_session_once_however_often_it_is_sent() {
    let (provider, stripe) = connected().await;
    let new = charge(7, "pm_card_visa");
    assert_eq!(provider.charge(&new).await, Ok(succeeded("pi_1")));
    assert_eq!(provider.charge(&new).await, Ok(succeeded("pi_1")));
    let sent = &stripe.posts()[0];
    assert_eq!((sent.path.as_str(), &sent.key), ("payment_intents", &new.charge.to_string()));
    assert_eq!(
        json!(sent.form),
        json!({ "amount": "14850", "currency": "gbp", "customer": "cus_9",
        "payment_method": "pm_card_visa", "off_session": "true", "confirm": "true",
        "metadata[account]": new.account.to_string(), "metadata[charge]": new.charge.to_string() })
    );
    let yen = NewCharge { amount: Amount { minor: 500, currency: Currency::JPY }, ..charge(8, "pm_card_visa") };
    provider.charge(&yen).await.expect("an answer");
    assert_eq!(stripe.posts()[2].form["amount"], "500");
}

#[rstest]
#[case::declined("pm_declined", Ok(ChargeOutcome::Failed("insufficient_funds".to_owned())))]
#[case::to_be_approved("pm_to_approve", Ok(ChargeOutcome::Pending))]
#[case::with_a_slow_bank("pm_slow_bank", Ok(ChargeOutcome::Pending))]
#[case::of_a_card_that_is_gone("pm_detached", Err(ProviderError::Refused("payment_method_unexpected_state".to_owned())))]
#[case::in_a_rush("pm_busy", Err(ProviderError::Unclear("status 429 rate_limit".to_owned())))]
#[case::in_trouble("pm_down", Err(ProviderError::Unclear("status 500 api_error".to_owned())))]
#[case::without_an_answer("pm_too_slow", Err(ProviderError::Unclear("it took too long".to_owned())))]
#[tokio::test]
async fn a_charge_ends_as_it_is_documented(
    #[case] payment_method: &str,
    #[case] ends: Result<ChargeOutcome, ProviderError>,
) {
    let (provider, _stripe) = connected().await;
    let taken = provider.charge(&charge(7, payment_method)).await;
    if let Ok(taken) = &taken {
        assert_eq!(taken.reference.as_deref(), Some("pi_1"));
    }
    assert_eq!(taken.map(|taken| taken.outcome), ends);
}

#[tokio::test]
async fn what_became_of_a_charge_can_be_asked() {
    let (provider, stripe) = connected().await;
    let (lost, down) = (charge(7, "pm_answer_lost"), charge(8, "pm_down"));
    assert!(matches!(provider.charge(&lost).await, Err(ProviderError::Unclear(_))));
    assert!(matches!(provider.charge(&down).await, Err(ProviderError::Unclear(_))));
    assert_eq!(provider.find_charge(&lost).await, Ok(Some(succeeded("pi_1"))));
    assert_eq!(provider.find_charge(&down).await, Ok(None), "it never arrived");
    let slow = charge(9, "pm_slow_bank");
    let taken = provider.charge(&slow).await.expect("an answer");
    let by_reference = NewCharge { reference: taken.reference, ..slow };
    let pending = Taken { reference: Some("pi_2".to_owned()), outcome: ChargeOutcome::Pending };
    assert_eq!(provider.find_charge(&by_reference).await, Ok(Some(pending)));
    let called_off = Taken { outcome: ChargeOutcome::Failed("canceled".to_owned()), ..succeeded("pi_2") };
    assert_eq!(provider.call_off("pi_2").await, Ok(called_off));
    assert_eq!(provider.call_off("pi_1").await, Ok(succeeded("pi_1")), "it is too late to call it off");
    assert_eq!(
        stripe.posts().iter().filter(|sent| sent.path == "payment_intents").count(),
        3,
        "nothing is charged anew"
    );
}

#[tokio::test]
async fn money_is_given_back_once_however_often_it_is_sent() {
    let (provider, stripe) = connected().await;
    let refund: RefundId = id(5);
    let amount = Amount { minor: 10_00, currency: Currency::GBP };
    let new = NewRefund { refund, reference: "pi_1".to_owned(), amount };
    assert_eq!(provider.refund(&new).await, Ok(()));
    let sent = &stripe.posts()[0];
    assert_eq!((sent.path.as_str(), &sent.key), ("refunds", &refund.to_string()));
    assert_eq!(
        json!(sent.form),
        json!({ "payment_intent": "pi_1", "amount": "1000", "metadata[refund]": refund.to_string() })
    );
    let fails = NewRefund { refund: id(6), reference: "pi_refund_fails".to_owned(), amount };
    assert_eq!(provider.refund(&fails).await, Err(ProviderError::Refused("lost_or_stolen_card".to_owned())));
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_nobody_there_is_unclear() {
    let stripe = FakeStripe::start().await;
    let settings = with_stripe(Settings::default(), &stripe);
    let wrong = provider(&Settings { stripe_secret_key: Some("sk_test_other".to_owned()), ..settings.clone() });
    let refused = Err(ProviderError::Refused("invalid_request_error".to_owned()));
    assert_eq!(wrong.charge(&charge(7, "pm_card_visa")).await, refused);
    let nobody = provider(&Settings { stripe_api_url: "http://127.0.0.1:1".to_owned(), ..settings });
    let unclear = Err(ProviderError::Unclear("the connection failed".to_owned()));
    assert_eq!(nobody.charge(&charge(7, "pm_card_visa")).await, unclear);
}

#[tokio::test]
async fn stripe_needs_both_its_secrets() {
    let stripe = FakeStripe::start().await;
    let whole = with_stripe(Settings::default(), &stripe);
    let keys = Keys::derive(&[7; 32]).expect("a secret");
    let complaint = |settings: &Settings| PaymentProvider::new(settings, &keys).expect_err("a setting").to_string();
    let without_key = Settings { stripe_secret_key: None, ..whole.clone() };
    assert!(complaint(&without_key).contains("stripe_secret_key"));
    let without_secret = Settings { stripe_webhook_secrets: Vec::new(), ..whole.clone() };
    assert!(complaint(&without_secret).contains("stripe_webhook_secret"));
    let shown = format!("{:?}", provider(&whole));
    assert!(!shown.contains("sk_test") && !shown.contains("whsec"), "{shown}");
}

#[tokio::test]
async fn news_are_read_when_they_are_signed_lately() {
    let (provider, _stripe) = connected().await;
    let now = start_of_time();
    let (account, charge): (AccountId, ChargeId) = (id(1), id(7));
    let metadata = json!({ "account": account.to_string(), "charge": charge.to_string() });
    let intent = json!({ "id": "pi_1", "object": "payment_intent", "status": "requires_payment_method",
        "last_payment_error": { "code": "card_declined", "decline_code": "lost_card" }, "metadata": metadata });
    let (body, signature) = event("evt_1", "payment_intent.payment_failed", &intent, now);
    let news = provider.news(&signature, body.as_bytes(), now).expect("news");
    assert_eq!((news.id.as_str(), news.kind.as_str()), ("evt_1", "payment_intent.payment_failed"));
    let about = news.charge.expect("news of a charge");
    let failed = ChargeOutcome::Failed("lost_card".to_owned());
    assert_eq!((about.account, about.charge, about.taken.outcome), (account, charge, failed));
    let later = now + TimeDelta::seconds(301);
    assert_eq!(provider.news(&signature, body.as_bytes(), later), Err(Unverified));
    assert_eq!(provider.news(&signature, body.replace("lost", "gone").as_bytes(), now), Err(Unverified));
    let (other, signature) = event("evt_2", "customer.created", &json!({ "id": "cus_1" }), now);
    assert_eq!(provider.news(&signature, other.as_bytes(), now).expect("news").charge, None);
    let (foreign, signature) =
        event("evt_3", "payment_intent.succeeded", &json!({ "id": "pi_2", "status": "succeeded" }), now);
    assert_eq!(provider.news(&signature, foreign.as_bytes(), now).expect("news").charge, None);
    let none = Settings { payment_provider: PaymentProviderKind::None, ..Settings::default() };
    assert_eq!(self::provider(&none).news(&signature, foreign.as_bytes(), now), Err(Unverified));
}
