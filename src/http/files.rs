//! Files in and out, by links that work once: whoever has one needs no other credentials.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tracing::Instrument as _;

use super::gateway::Gateway;
use crate::access::RetryAt;
use crate::i18n;
use crate::personal_data::{self, PersonalDataFormat};
use crate::terms::Lang;
use crate::transfers::{self, Refused};

/// Takes the file of an import: its bytes are the body. It is taken to the end, or refused, whether or not anybody waits
/// for the answer.
pub async fn upload(
    State(gateway): State<Gateway>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(token): Path<String>,
    body: Body,
) -> Response {
    if let Err(retry) = gateway.app().limits.link(Some(peer.ip())) {
        return too_many(&gateway, retry);
    }
    let app = gateway.app().clone();
    let receiving = async move { transfers::receive(&app, &token, body.into_data_stream()).await };
    match gateway.tasks().spawn(receiving.in_current_span()).await {
        Ok(Ok(())) => StatusCode::NO_CONTENT.into_response(),
        Ok(Err(refused)) => said(refused),
        Err(_) => broken(),
    }
}

fn said(refused: Refused) -> Response {
    match refused {
        Refused::NotFound => not_found(),
        Refused::TooLarge { max } => {
            (StatusCode::PAYLOAD_TOO_LARGE, format!("a file has at most {max} bytes\n")).into_response()
        }
        Refused::Broken => (StatusCode::BAD_REQUEST, "the upload broke off\n").into_response(),
        Refused::Unreadable => {
            let text = "this is not a CSV file with a header in UTF-8\n";
            (StatusCode::UNPROCESSABLE_ENTITY, text).into_response()
        }
        Refused::Fault(fault) => {
            tracing::error!(error = %fault, "an upload failed");
            broken()
        }
    }
}

/// What a link to download says beside its token.
#[derive(Deserialize)]
pub struct Wanted {
    /// The language, as a tag such as `pl`.
    lang: Option<String>,
}

/// Hands out a file. A look at the head alone does not use the link up.
pub async fn download(
    State(gateway): State<Gateway>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    method: Method,
    Path(token): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    if method != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if let Err(retry) = gateway.app().limits.link(Some(peer.ip())) {
        return too_many(&gateway, retry);
    }
    let lang = wanted.lang.as_deref().map_or(Lang::En, i18n::language);
    match transfers::download(gateway.app(), &token, lang).await {
        Ok(None) => not_found(),
        Ok(Some(file)) => {
            let headers = [
                (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.file_name)),
                (CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, Body::from_stream(file.bytes)).into_response()
        }
        Err(fault) => {
            tracing::error!(error = %fault, "a download failed");
            broken()
        }
    }
}

/// Hands out what is known of a customer. A look at the head alone does not use the link up.
pub async fn personal_data(
    State(gateway): State<Gateway>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    method: Method,
    Path((format, token)): Path<(String, String)>,
) -> Response {
    if method != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if let Err(retry) = gateway.app().limits.link(Some(peer.ip())) {
        return too_many(&gateway, retry);
    }
    let Some(format) = PersonalDataFormat::of_path(&format) else { return not_found() };
    match personal_data::download(gateway.app(), format, &token).await {
        Ok(None) => not_found(),
        Ok(Some(bytes)) => {
            let headers = [
                (CONTENT_TYPE, format.content_type().to_owned()),
                (CONTENT_DISPOSITION, format!("attachment; filename=\"personal-data.{}\"", format.path())),
                (CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, Body::from_stream(bytes)).into_response()
        }
        Err(fault) => {
            tracing::error!(error = %fault, "a download failed");
            broken()
        }
    }
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "this link does not work, or not any more\n").into_response()
}

fn broken() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side\n").into_response()
}

fn too_many(gateway: &Gateway, RetryAt(at): RetryAt) -> Response {
    let seconds = at.signed_duration_since(gateway.app().now()).num_seconds().max(1);
    (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())], "try again later\n").into_response()
}
