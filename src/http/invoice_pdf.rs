//! An invoice's PDF, for whoever may see the invoice: with the same bearer token as the API.

use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY, WWW_AUTHENTICATE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::codes::Code;
use super::gateway::Gateway;
use super::visitor::Visitor;
use crate::app::Cx;
use crate::ids::InvoiceId;
use crate::invoice_pdf::{self, Pdf};

/// What a PDF takes of the request budget: about as much as a page of nested lists.
const COST: u32 = 100;

/// `GET /invoices/{id}.pdf`.
pub async fn invoice(State(gateway): State<Gateway>, Path(file): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let Ok(visitor) = Visitor::of(&parts) else { return unauthenticated() };
    let who = match gateway.recognise(&visitor).await {
        Ok(who) => who,
        Err(rejection) if rejection.code == Code::Unauthenticated => return unauthenticated(),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let Some(account) = who.account() else { return unauthenticated() };
    if gateway.app().limits.spend(&who, visitor.peer, COST).is_err() {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    let Some(id) = file.strip_suffix(".pdf").and_then(|id| id.parse().ok()) else { return not_found() };
    let cx = Cx { app: gateway.app().clone(), who, account, lang: visitor.lang };
    answer(&cx, id, &visitor.request_id).await
}

async fn answer(cx: &Cx, id: InvoiceId, request_id: &str) -> Response {
    match invoice_pdf::of(cx, id).await {
        Ok(Some(pdf)) => written(pdf),
        Ok(None) => not_found(),
        Err(fault) => {
            tracing::error!(request_id, reason = %fault, "an invoice could not be printed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn written(pdf: Pdf) -> Response {
    let disposition = format!("inline; filename=\"{}\"", pdf.file_name);
    let headers: [(HeaderName, &str); 4] = [
        (CONTENT_TYPE, "application/pdf"),
        (CONTENT_DISPOSITION, &disposition),
        (CACHE_CONTROL, "no-store"),
        (VARY, "authorization"),
    ];
    (headers, pdf.bytes).into_response()
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "there is no such invoice\n").into_response()
}

fn unauthenticated() -> Response {
    (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")], "sign in first\n").into_response()
}
