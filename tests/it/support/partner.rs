//! A partner that listens: it keeps what it was sent, and answers what it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use lethe::webhooks::{SigningSecret, deliver_due};
use serde_json::{Value, json};

use super::{Client, Engine, TestApp};

/// A running partner.
#[derive(Clone)]
pub struct Partner {
    /// `http://127.0.0.1:PORT/hooks`.
    pub url: String,
    pub port: u16,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    received: Vec<Received>,
    answers: VecDeque<Answer>,
}

/// What it was sent.
#[derive(Clone, Debug)]
pub struct Received {
    pub headers: HeaderMap,
    pub body: String,
}

/// What it answers.
#[derive(Clone, Debug)]
pub enum Answer {
    Status(u16, &'static str),
    /// A success with a body of so many letters.
    Long(usize),
    Redirect(String),
    /// None before the caller has given up.
    Late,
}

impl Partner {
    pub async fn start() -> Self {
        let kept = Arc::<Mutex<Kept>>::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let routes = Router::new().fallback(receive).with_state(Arc::clone(&kept));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url: format!("http://127.0.0.1:{port}/hooks"), port, kept }
    }

    /// Answers like this once, after what it was told before; then with 200 and no body again.
    pub fn answer(&self, answer: Answer) {
        self.lock().answers.push_back(answer);
    }

    /// What it was sent, in its order.
    pub fn received(&self) -> Vec<Received> {
        self.lock().received.clone()
    }

    /// What it was sent last.
    pub fn last(&self) -> Received {
        self.received().pop().expect("something was sent")
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn receive(State(kept): State<Arc<Mutex<Kept>>>, _: Uri, headers: HeaderMap, body: String) -> Response {
    let answer = {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.received.push(Received { headers, body });
        kept.answers.pop_front().unwrap_or(Answer::Status(200, ""))
    };
    let built = match answer {
        Answer::Status(status, body) => {
            Response::builder().status(StatusCode::from_u16(status).expect("a status")).body(Body::from(body))
        }
        Answer::Long(size) => {
            Response::builder().body(Body::from(format!("{{\"confirmed\":true}}{}", " ".repeat(size))))
        }
        Answer::Redirect(to) => Response::builder().status(307).header("location", to).body(Body::empty()),
        Answer::Late => {
            tokio::time::sleep(Duration::from_secs(3)).await;
            Response::builder().body(Body::empty())
        }
    };
    built.expect("an answer")
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// Whether one of its signatures is the secret's: what a partner checks.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let seconds = self.header("webhook-timestamp").parse().expect("seconds");
        let at = chrono::DateTime::from_timestamp(seconds, 0).expect("a time");
        let secret = SigningSecret::parse(secret).expect("a secret");
        let signature = secret.sign(self.header("webhook-id"), at, &self.body);
        self.header("webhook-signature").split(' ').any(|one| one == signature)
    }
}

impl TestApp {
    /// Starts with webhooks that may lead to this machine.
    pub async fn start_with_webhooks(engine: Engine) -> Self {
        Self::start_with(engine, |settings| {
            settings.webhook_allow_private = true;
            settings.webhook_timeout = Duration::from_millis(700);
        })
        .await
    }

    /// Sends every webhook that is due; how many attempts that took.
    pub async fn send_webhooks(&self) -> usize {
        deliver_due(&self.app).await.expect("the database answers")
    }
}

impl Client {
    /// Makes an endpoint that listens to events; its id and secret.
    pub async fn webhook(&self, url: &str, events: &[&str]) -> (String, String) {
        self.webhook_of(url, events, None).await
    }

    /// Makes an endpoint of a partner's; its id and secret.
    pub async fn webhook_of(&self, url: &str, events: &[&str], token: Option<&str>) -> (String, String) {
        let input = json!({ "name": "Booking site", "url": url, "events": events, "partnerTokenId": token });
        let made = self
            .mutate("webhookEndpointCreate", input, "... on WebhookEndpointCreated { secret endpoint { id } }")
            .await;
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        (text(&made["endpoint"]["id"]), text(&made["secret"]))
    }

    /// The deliveries that fit a filter, the latest first.
    pub async fn deliveries(&self, wanted: Value) -> Vec<Value> {
        let query = "query ($where: WebhookDeliveryWhere) { webhookDeliveries(where: $where, first: 100) { nodes {
            id event customerId actId state attempts statusCode answer queuedAt nextTryAt settledAt asksConfirmation
            confirmedAt confirmedBy { kind id } endpoint { id state } } } }";
        let found = self.run(query, json!({ "where": wanted })).await;
        found["webhookDeliveries"]["nodes"].as_array().expect("a list").clone()
    }
}
