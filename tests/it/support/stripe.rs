//! A server that speaks Stripe's documented shapes, and fails in the documented ways. What becomes of a charge is told by
//! the payment method's id.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use serde_json::{Value, json};

/// The key that it takes.
pub const KEY: &str = "sk_test_lethe";
/// What its news are signed with.
pub const WEBHOOK_SECRET: &str = "whsec_lethe";

type Fields = BTreeMap<String, String>;
type Answer = (StatusCode, Json<Value>);

/// A running server.
#[derive(Clone)]
pub struct FakeStripe {
    /// `http://127.0.0.1:PORT`.
    pub origin: String,
    state: Shared,
}

type Shared = Arc<Mutex<Kept>>;

#[derive(Default)]
struct Kept {
    posts: Vec<Post>,
    sessions: BTreeMap<String, Value>,
    intents: Vec<Value>,
    /// Answers by idempotency key: the same request sent twice is answered the same.
    answers: BTreeMap<String, (StatusCode, Value)>,
}

/// A request that changes something.
#[derive(Clone, Debug)]
pub struct Post {
    pub path: String,
    pub key: String,
    pub version: String,
    pub form: Fields,
}

impl FakeStripe {
    pub async fn start() -> Self {
        let state = Shared::default();
        let routes = Router::new()
            .route("/v1/customers", post(customer))
            .route("/v1/checkout/sessions", post(open_session))
            .route("/v1/checkout/sessions/{id}", get(session))
            .route("/v1/payment_intents", post(charge).get(intents))
            .route("/v1/payment_intents/{id}", get(intent))
            .route("/v1/payment_intents/{id}/cancel", post(cancel))
            .route("/v1/refunds", post(refund))
            .layer(middleware::from_fn(admit))
            .with_state(state.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { origin, state }
    }

    /// Requests that changed something, in their order.
    pub fn posts(&self) -> Vec<Post> {
        self.lock().posts.clone()
    }

    /// The customer types a card at the session's page.
    pub fn type_card(&self, session: &str, payment_method: &str) {
        let mut kept = self.lock();
        let session = kept.sessions.get_mut(session).expect("a session");
        let card = json!({ "brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2031 });
        session["status"] = json!("complete");
        session["setup_intent"] = json!({ "id": "seti_1", "object": "setup_intent", "status": "succeeded",
            "payment_method": { "id": payment_method, "object": "payment_method", "type": "card", "card": card } });
    }

    /// The bank decides about a charge; the event that tells so, its body and signature.
    pub fn decide(&self, charge: &str, succeeded: bool, at: lethe::clock::Timestamp) -> (String, String) {
        let mut kept = self.lock();
        let intent = kept.intents.iter_mut().find(|intent| intent["metadata"]["charge"] == charge).expect("a charge");
        let kind = if succeeded {
            intent["status"] = json!("succeeded");
            "payment_intent.succeeded"
        } else {
            intent["status"] = json!("requires_payment_method");
            intent["last_payment_error"] = json!({ "type": "card_error", "code": "card_declined",
                "decline_code": "insufficient_funds" });
            "payment_intent.payment_failed"
        };
        event(&format!("evt_{charge}"), kind, intent, at)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        lock(&self.state)
    }
}

/// An event about an object, and its signature.
pub fn event(id: &str, kind: &str, object: &Value, at: lethe::clock::Timestamp) -> (String, String) {
    let body = json!({ "id": id, "object": "event", "api_version": "2024-06-20", "created": at.timestamp(),
        "type": kind, "livemode": false, "data": { "object": object } })
    .to_string();
    let signature = lethe::payment_providers::sign(WEBHOOK_SECRET, body.as_bytes(), at);
    (body, signature)
}

fn lock(state: &Shared) -> std::sync::MutexGuard<'_, Kept> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn error(status: u16, error: Value) -> Answer {
    (StatusCode::from_u16(status).expect("a status"), Json(json!({ "error": error })))
}

async fn admit(request: Request, next: Next) -> Result<Response, Answer> {
    refused(&request).map_or(Ok(()), Err)?;
    Ok(next.run(request).await)
}

fn refused(request: &Request) -> Option<Answer> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let invalid = |status, code: &str| Some(error(status, json!({ "type": "invalid_request_error", "code": code })));
    if header("authorization") != format!("Bearer {KEY}") {
        return Some(error(401, json!({ "type": "invalid_request_error", "message": "Invalid API Key provided" })));
    }
    let form = header("content-type") == "application/x-www-form-urlencoded";
    let keyed = !header("idempotency-key").is_empty();
    if header("stripe-version").is_empty() || (request.method() == "POST" && !(keyed && form)) {
        return invalid(400, "parameter_missing");
    }
    None
}

/// Notes a request; the answer of the same one sent before, if it was.
fn note(state: &Shared, path: &str, headers: &axum::http::HeaderMap, form: &Fields) -> Option<Answer> {
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let (key, version) = (header("idempotency-key"), header("stripe-version"));
    let mut kept = lock(state);
    let earlier = kept.answers.get(&key).cloned();
    kept.posts.push(Post { path: path.to_owned(), key, version, form: form.clone() });
    earlier.map(|(status, body)| (status, Json(body)))
}

fn remember(state: &Shared, headers: &axum::http::HeaderMap, (status, Json(body)): Answer) -> Answer {
    let key = headers["idempotency-key"].to_str().expect("text").to_owned();
    lock(state).answers.insert(key, (status, body.clone()));
    (status, Json(body))
}

async fn customer(State(state): State<Shared>, headers: axum::http::HeaderMap, Form(form): Form<Fields>) -> Answer {
    if let Some(earlier) = note(&state, "customers", &headers, &form) {
        return earlier;
    }
    let id = format!("cus_{}", lock(&state).posts.len());
    remember(&state, &headers, (StatusCode::OK, Json(json!({ "id": id, "object": "customer" }))))
}

async fn open_session(State(state): State<Shared>, headers: axum::http::HeaderMap, Form(form): Form<Fields>) -> Answer {
    if let Some(earlier) = note(&state, "checkout/sessions", &headers, &form) {
        return earlier;
    }
    let id = format!("cs_test_{}", lock(&state).posts.len());
    let session = json!({ "id": id, "object": "checkout.session", "mode": form["mode"], "status": "open",
        "url": format!("https://checkout.stripe.com/c/pay/{id}"), "customer": form["customer"],
        "client_reference_id": form["client_reference_id"], "setup_intent": "seti_1" });
    lock(&state).sessions.insert(id, session.clone());
    remember(&state, &headers, (StatusCode::OK, Json(session)))
}

async fn session(State(state): State<Shared>, Path(id): Path<String>, Query(query): Query<Fields>) -> Answer {
    assert_eq!(query.get("expand[]").map(String::as_str), Some("setup_intent.payment_method"));
    match lock(&state).sessions.get(&id) {
        Some(session) => (StatusCode::OK, Json(session.clone())),
        None => missing(),
    }
}

fn missing() -> Answer {
    error(404, json!({ "type": "invalid_request_error", "code": "resource_missing" }))
}

fn new_intent(state: &Shared, form: &Fields, status: &str, last_error: Value) -> Value {
    let mut kept = lock(state);
    let intent = json!({ "id": format!("pi_{}", kept.intents.len() + 1), "object": "payment_intent", "status": status,
        "amount": form["amount"].parse::<i64>().expect("a number"), "currency": form["currency"],
        "customer": form["customer"], "last_payment_error": last_error,
        "metadata": { "charge": form["metadata[charge]"], "account": form["metadata[account]"] } });
    kept.intents.push(intent.clone());
    intent
}

async fn charge(State(state): State<Shared>, headers: axum::http::HeaderMap, Form(form): Form<Fields>) -> Answer {
    if let Some(earlier) = note(&state, "payment_intents", &headers, &form) {
        return earlier;
    }
    let declined = |code: &str, decline: &str| {
        let told = json!({ "type": "card_error", "code": code, "decline_code": decline,
            "message": "Your card was declined." });
        let intent = new_intent(&state, &form, "requires_payment_method", told.clone());
        let mut told = told;
        told["payment_intent"] = intent;
        error(402, told)
    };
    let trouble = || error(500, json!({ "type": "api_error", "message": "Something went wrong" }));
    let answer = match form["payment_method"].as_str() {
        "pm_declined" => declined("card_declined", "insufficient_funds"),
        "pm_to_approve" => declined("authentication_required", "authentication_required"),
        "pm_detached" => {
            error(400, json!({ "type": "invalid_request_error", "code": "payment_method_unexpected_state" }))
        }
        "pm_slow_bank" => (StatusCode::OK, Json(new_intent(&state, &form, "processing", Value::Null))),
        "pm_busy" => return error(429, json!({ "type": "invalid_request_error", "code": "rate_limit" })),
        "pm_down" => return trouble(),
        "pm_answer_lost" => {
            new_intent(&state, &form, "succeeded", Value::Null);
            trouble()
        }
        "pm_too_slow" => {
            new_intent(&state, &form, "succeeded", Value::Null);
            tokio::time::sleep(Duration::from_secs(5)).await;
            trouble()
        }
        _ => (StatusCode::OK, Json(new_intent(&state, &form, "succeeded", Value::Null))),
    };
    remember(&state, &headers, answer)
}

async fn intents(State(state): State<Shared>, Query(query): Query<Fields>) -> Answer {
    let kept = lock(&state);
    let about = query.get("customer");
    let found = kept.intents.iter().filter(|intent| about.is_none_or(|customer| intent["customer"] == *customer));
    (StatusCode::OK, Json(json!({ "object": "list", "has_more": false, "data": found.collect::<Vec<_>>() })))
}

async fn intent(State(state): State<Shared>, Path(id): Path<String>) -> Answer {
    match lock(&state).intents.iter().find(|intent| intent["id"] == id) {
        Some(intent) => (StatusCode::OK, Json(intent.clone())),
        None => missing(),
    }
}

async fn cancel(
    State(state): State<Shared>,
    Path(id): Path<String>,
    headers: axum::http::HeaderMap,
    Form(form): Form<Fields>,
) -> Answer {
    note(&state, "cancel", &headers, &form);
    let mut kept = lock(&state);
    let Some(intent) = kept.intents.iter_mut().find(|intent| intent["id"] == id) else { return missing() };
    if intent["status"] == "succeeded" {
        let told = json!({ "type": "invalid_request_error", "code": "payment_intent_unexpected_state",
            "payment_intent": intent });
        return error(400, told);
    }
    intent["status"] = json!("canceled");
    (StatusCode::OK, Json(intent.clone()))
}

async fn refund(State(state): State<Shared>, headers: axum::http::HeaderMap, Form(form): Form<Fields>) -> Answer {
    if let Some(earlier) = note(&state, "refunds", &headers, &form) {
        return earlier;
    }
    let status = if form["payment_intent"] == "pi_refund_fails" { "failed" } else { "succeeded" };
    let refund = json!({ "id": "re_1", "object": "refund", "status": status,
        "failure_reason": if status == "failed" { json!("lost_or_stolen_card") } else { Value::Null } });
    remember(&state, &headers, (StatusCode::OK, Json(refund)))
}
