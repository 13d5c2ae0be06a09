//! The demo's controls, for the playground: whom to act as, the mailbox, and the clock.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::cast::{self, Group, Persona};
use crate::access::partners::{self, PartnerToken};
use crate::access::portal;
use crate::access::sessions::{self, Credentials};
use crate::accounts::{self, Account};
use crate::app::{App, Cx};
use crate::clock::Timestamp;
use crate::db::PageArgs;
use crate::error::{Failure, Fault, Refusal};
use crate::http::Gateway;
use crate::text;

/// The demo's paths.
pub fn routes() -> Router<Gateway> {
    Router::new()
        .route("/demo/personas", get(personas))
        .route("/demo/act-as", post(act_as))
        .route("/demo/advance", post(advance))
        .route("/demo/mail", get(mail))
}

async fn personas(State(gateway): State<Gateway>) -> Json<serde_json::Value> {
    Json(serde_json::json!({ "now": gateway.app().now(), "personas": cast::personas() }))
}

#[derive(Deserialize)]
struct ActAs {
    key: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Acting {
    access_token: String,
    expires_at: Option<Timestamp>,
    label: String,
    account_label: &'static str,
}

/// Why somebody cannot be acted as.
enum Trouble {
    /// There is no such persona, or the customer is not live any more.
    Gone(&'static str),
    Failure(Failure),
}

impl<E: Into<Failure>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        match self {
            Self::Gone(why) => (StatusCode::NOT_FOUND, why).into_response(),
            Self::Failure(Failure::Refused(Refusal::RateLimited { .. })) => {
                StatusCode::TOO_MANY_REQUESTS.into_response()
            }
            Self::Failure(failure) => {
                tracing::error!(?failure, "the demo cannot act");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

async fn act_as(State(gateway): State<Gateway>, Json(wanted): Json<ActAs>) -> Result<Json<Acting>, Trouble> {
    let app = gateway.app();
    let persona = cast::personas().into_iter().find(|persona| persona.key == wanted.key);
    let persona = persona.ok_or(Trouble::Gone("there is nobody with this key"))?;
    let account = accounts::by_slug(&app.db, persona.account).await?;
    let account = account.ok_or(Trouble::Gone("the demo has no such account; start it with --fresh"))?;
    let (access_token, expires_at) = match persona.group {
        Group::Staff => staff_token(app, &persona).await?,
        Group::Partner => partner_token(app, &account).await?,
        Group::Portal => portal_token(app, &account, &persona).await?,
    };
    let Persona { label, account_label, .. } = persona;
    Ok(Json(Acting { access_token, expires_at, label, account_label }))
}

/// How long the secret before still works.
const OVERLAP_HOURS: i64 = 24;

type Token = (String, Option<Timestamp>);

async fn staff_token(app: &App, persona: &Persona) -> Result<Token, Trouble> {
    let (account, email) = (persona.account.to_owned(), persona.email.clone());
    let typed = Credentials { account, email, password: cast::PASSWORD.to_owned() };
    let access = sessions::sign_in(app, None, &typed).await?.access;
    Ok((access.token, Some(access.expires_at)))
}

/// Rotates the token, since its secret is nowhere to be read. The one before works on for a while.
async fn partner_token(app: &App, account: &Account) -> Result<Token, Trouble> {
    let cx = Cx::system(app, account.id);
    let page = PageArgs::default().check().map_err(Failure::from)?;
    let tokens = partners::list(account.id).page::<PartnerToken>(&app.db, &page).await;
    let tokens = tokens.map_err(|_| Fault::bug("a first page has no cursor"))?;
    let ours = |token: &PartnerToken| token.name == cast::PARTNER && token.revoked_at.is_none();
    let token = tokens.rows.into_iter().map(|(_, token)| token).find(ours);
    let token = token.ok_or(Trouble::Gone("the partner's token was revoked"))?;
    let (token, secret) = partners::rotate(&cx, token.id, OVERLAP_HOURS).await?;
    Ok((secret.reveal(), token.expires_at))
}

async fn portal_token(app: &App, account: &Account, persona: &Persona) -> Result<Token, Trouble> {
    let links = portal::make_links(app, account.id, &text::fold(&persona.email)).await?;
    let token = links.first().and_then(|link| link.url.split_once("token="));
    let (_, token) = token.ok_or(Trouble::Gone("this customer is not there any more"))?;
    let access = portal::sign_in(app, token).await?.access;
    Ok((access.token, Some(access.expires_at)))
}

#[derive(Deserialize)]
struct Advance {
    seconds: i64,
}

/// The furthest jump: a year.
const FURTHEST: i64 = 366 * 24 * 60 * 60;

async fn advance(State(gateway): State<Gateway>, Json(wanted): Json<Advance>) -> Response {
    if !(1..=FURTHEST).contains(&wanted.seconds) {
        return (StatusCode::BAD_REQUEST, "seconds should be from 1 to 31622400").into_response();
    }
    match gateway.app().clock.advance(Duration::seconds(wanted.seconds)) {
        Ok(now) => Json(serde_json::json!({ "now": now })).into_response(),
        Err(refused) => (StatusCode::CONFLICT, refused.to_string()).into_response(),
    }
}

#[derive(Serialize)]
struct Mail {
    at: DateTime<Utc>,
    to: String,
    subject: String,
    text: String,
}

async fn mail(State(gateway): State<Gateway>) -> Json<Vec<Mail>> {
    let delivered = gateway.app().mailer.delivered();
    Json(
        delivered
            .into_iter()
            .map(|mail| Mail { at: mail.at, to: mail.letter.to, subject: mail.letter.subject, text: mail.letter.text })
            .collect(),
    )
}
