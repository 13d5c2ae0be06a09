//! Requests to Stripe: forms with a key and a version, answers in JSON, errors by their status and code.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Client, RequestBuilder, redirect};
use serde::de::DeserializeOwned;

use super::answers::{ApiError, ErrorBody};
use crate::config::Settings;
use crate::error::Fault;
use crate::payment_providers::ProviderError;

/// The version of the API that the shapes here are of.
const VERSION: &str = "2024-06-20";
/// How long Stripe may take to be reached.
const CONNECT: Duration = Duration::from_secs(5);

/// A client with the key and the version in every request.
#[derive(Clone, Debug)]
pub(super) struct Http {
    client: Client,
    base: String,
}

impl Http {
    pub fn new(settings: &Settings) -> Result<Self, Fault> {
        let key = settings.stripe_secret_key.as_deref().unwrap_or_default();
        let mut bearer = HeaderValue::from_str(&format!("Bearer {key}"))
            .ok()
            .filter(|_| !key.is_empty())
            .ok_or_else(|| Fault::config("stripe_secret_key: Stripe shows it among the API keys: sk_live_…"))?;
        bearer.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, bearer),
            (reqwest::header::HeaderName::from_static("stripe-version"), HeaderValue::from_static(VERSION)),
        ]);
        let client = Client::builder()
            .default_headers(headers)
            .user_agent(concat!("lethe/", env!("CARGO_PKG_VERSION")))
            .timeout(settings.payment_timeout)
            .connect_timeout(CONNECT.min(settings.payment_timeout))
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| Fault::config(format!("the payment provider cannot be reached: {error}")))?;
        Ok(Self { client, base: format!("{}/v1", settings.stripe_api_url) })
    }

    /// `query` holds what needs no escaping: ids and numbers.
    pub async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T, HttpError> {
        let query = query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        answer(self.client.get(format!("{}/{path}?{query}", self.base))).await
    }

    /// `key` makes the same request sent twice count once.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &[(&str, &str)],
        key: &str,
    ) -> Result<T, HttpError> {
        let request = self.client.post(format!("{}/{path}", self.base)).form(form).header("idempotency-key", key);
        answer(request).await
    }
}

/// Why a request was not answered as hoped.
pub(super) enum HttpError {
    /// No answer, or none that is understood.
    Unclear(&'static str),
    /// A status that is not a success, with what was said about it.
    Status(u16, Box<ApiError>),
}

impl From<HttpError> for ProviderError {
    /// After a conflict, too many requests or trouble at Stripe's, sending the same again may end otherwise.
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Unclear(why) => Self::Unclear(why.to_owned()),
            HttpError::Status(status @ (409 | 429 | 500..), error) => {
                Self::Unclear(format!("status {status} {}", error.code.or(error.kind).unwrap_or_default()))
            }
            HttpError::Status(status, error) => {
                Self::Refused(error.code.or(error.kind).unwrap_or_else(|| format!("status_{status}")))
            }
        }
    }
}

async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, HttpError> {
    let lost = |error: reqwest::Error| {
        HttpError::Unclear(if error.is_timeout() { "it took too long" } else { "the connection failed" })
    };
    let response = request.send().await.map_err(lost)?;
    let status = response.status();
    let body = response.bytes().await.map_err(lost)?;
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(|_| HttpError::Unclear("the answer is not understood"));
    }
    let error = serde_json::from_slice::<ErrorBody>(&body).map(|body| body.error).unwrap_or_default();
    Err(HttpError::Status(status.as_u16(), Box::new(error)))
}
