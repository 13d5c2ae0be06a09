//! Whoever is at the door: what a request says about its sender, before anybody is believed.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION};
use axum::http::request::Parts;

use super::codes::{Code, Rejection};
use super::request_id::RequestId;
use crate::i18n;
use crate::terms::Lang;

/// Who sent a request, as far as the request says.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The token of `Authorization: Bearer`.
    pub bearer: Option<String>,
    pub lang: Lang,
    pub peer: Option<IpAddr>,
    pub request_id: String,
}

impl Visitor {
    /// Reads a request's head.
    ///
    /// # Errors
    /// UNAUTHENTICATED when there is an Authorization header of another kind.
    pub fn of(parts: &Parts) -> Result<Self, Rejection> {
        let bearer = match parts.headers.get(AUTHORIZATION) {
            None => None,
            Some(value) => Some(bearer(value.to_str().unwrap_or_default())?),
        };
        let language = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone());
        Ok(Self {
            bearer,
            lang: language.map_or(Lang::En, i18n::accepted),
            peer: parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip()),
            request_id: request_id.unwrap_or_default(),
        })
    }
}

/// The token in `Bearer …`.
///
/// # Errors
/// UNAUTHENTICATED for any other scheme.
pub fn bearer(text: &str) -> Result<String, Rejection> {
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim().to_owned()),
        _ => Err(unauthenticated()),
    }
}

/// What wrong or worn-out credentials are told.
pub fn unauthenticated() -> Rejection {
    Rejection::new(Code::Unauthenticated, "the credentials are not valid, or not any more: sign in again")
}
