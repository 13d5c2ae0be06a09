//! What payment providers reach: the door for their news, and the page where the built-in one's cards are left.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::gateway::Gateway;
use crate::app::App;
use crate::payment_providers::{PaymentProvider, SIGNATURE, TestCard};
use crate::{accounts, charges};

/// The paths that the settings switch on.
pub fn router(gateway: &Gateway) -> Router<Gateway> {
    let router = Router::new().route("/webhooks/payments/{account}", post(hear));
    match gateway.app().payments {
        PaymentProvider::Test(_) => router.route("/payments/test/{setup}", get(test_cards)),
        _ => router,
    }
}

/// The work outlives a connection that breaks off.
async fn hear(State(gateway): State<Gateway>, Path(slug): Path<String>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let app = gateway.app().clone();
    let heard = gateway.tasks().spawn(async move { take_in(&app, &slug, &headers, &body).await }).await;
    heard.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The signature comes first: nothing else is read of what is not the provider's.
async fn take_in(app: &App, slug: &str, headers: &HeaderMap, body: &[u8]) -> StatusCode {
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Ok(news) = app.payments.news(signature, body, app.now()) else {
        tracing::warn!("news of payments came without a signature that fits");
        return StatusCode::BAD_REQUEST;
    };
    let account = match accounts::by_slug(&app.db, slug).await {
        Ok(Some(account)) => account,
        Ok(None) => return StatusCode::NOT_FOUND,
        Err(fault) => {
            tracing::error!(error = %fault, "news of payments could not be taken in");
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
    };
    match charges::hear(app, account.id, &news).await {
        Ok(()) => StatusCode::OK,
        Err(failure) => {
            tracing::error!(?failure, kind = news.kind, "news of payments could not be taken in");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

#[derive(Deserialize)]
struct Back {
    back: String,
}

/// No script, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The built-in provider's page: the customer chooses a card instead of typing one.
async fn test_cards(
    State(gateway): State<Gateway>,
    Path(setup): Path<String>,
    Query(Back { back }): Query<Back>,
) -> Response {
    let plain = |text: &str, more: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
    if !plain(&setup, "._") || !plain(&back, "-") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let portal = format!("{}/portal/{back}", gateway.app().settings.public_url);
    let cards = TestCard::ALL.map(|card| {
        let (brand, last_four) = card.face();
        let says = match card {
            TestCard::Ok => "every charge succeeds",
            TestCard::Declined => "every charge is declined",
            TestCard::Pending => "every charge waits for the bank",
        };
        format!("<li><a href=\"{portal}?setup={setup}.{}\">{brand} {last_four}</a>: {says}</li>", card.as_str())
    });
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Test cards</title>\n<h1>Test cards</h1>\n\
         <p>This is the built-in payment provider. It takes no money.</p>\n<ul>\n{}\n</ul>\n\
         <p><a href=\"{portal}\">Leave no card</a></p>\n</html>\n",
        cards.join("\n")
    );
    let headers =
        [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store"), (CONTENT_SECURITY_POLICY, POLICY)];
    (headers, page).into_response()
}
