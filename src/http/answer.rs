//! What clients are told: a result as it is written, with every error coded and nothing of the inside let out.

use std::collections::BTreeMap;

use async_graphql::{ServerError, Value, value};
use axum::http::StatusCode;
use serde::Serialize;

use super::codes::{Code, Rejection, set_code};
use super::media::Media;

/// How many errors an answer names at most.
const MAX_ERRORS: usize = 20;

/// A GraphQL response. `data` is absent when nothing was executed.
#[derive(Debug, Serialize)]
pub struct Answer {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extensions: BTreeMap<String, Value>,
}

impl Answer {
    /// The answer to an operation that was asked of the schema.
    pub fn of(response: async_graphql::Response, request_id: &str) -> Self {
        let mut errors = response.errors;
        let refused = response.data == Value::Null && !errors.is_empty() && errors.iter().all(|e| e.path.is_empty());
        errors.truncate(MAX_ERRORS);
        for error in &mut errors {
            settle(error, refused, request_id);
        }
        Self { errors, data: (!refused).then_some(response.data), extensions: response.extensions }
    }

    /// Says what the operation cost.
    #[must_use]
    pub fn with_cost(mut self, requested: u32, limit: u64) -> Self {
        self.extensions.insert("cost".into(), value!({ "requested": requested, "limit": limit }));
        self
    }

    /// The answer when something inside broke off.
    pub fn broken(request_id: &str) -> Self {
        Rejection::new(Code::Internal, internal_text(request_id)).into()
    }

    /// The HTTP status, by the media type of the answer.
    pub fn status(&self, media: Media) -> StatusCode {
        if self.data.is_some() {
            return StatusCode::OK;
        }
        match self.code() {
            Some("UNAUTHENTICATED") => StatusCode::UNAUTHORIZED,
            Some("FORBIDDEN") => StatusCode::FORBIDDEN,
            Some("RATE_LIMITED") => StatusCode::TOO_MANY_REQUESTS,
            Some("INTERNAL_SERVER_ERROR") => StatusCode::INTERNAL_SERVER_ERROR,
            _ if media == Media::GraphqlResponse => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        }
    }

    /// The first error's code.
    pub fn code(&self) -> Option<&str> {
        self.errors.first().and_then(code_of)
    }

    /// As JSON. What cannot be written cannot have been read from a database: it gives an empty object.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".into())
    }
}

impl From<Rejection> for Answer {
    fn from(rejection: Rejection) -> Self {
        Self { errors: vec![rejection.into()], data: None, extensions: BTreeMap::new() }
    }
}

fn code_of(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        _ => None,
    }
}

/// Gives an error a code. What resolvers did not word for clients goes to the log, and a neutral text out.
fn settle(error: &mut ServerError, refused: bool, request_id: &str) {
    if code_of(error).is_some() {
        return;
    }
    let input = ["Invalid value for argument", "Failed to parse \"", "Expected input type \""];
    if input.iter().any(|start| error.message.starts_with(start)) {
        set_code(error, Code::BadUserInput);
    } else if refused {
        set_code(error, Code::ValidationFailed);
    } else {
        tracing::error!(request_id, reason = %error.message, path = ?error.path, "a resolver failed");
        error.message = internal_text(request_id);
        set_code(error, Code::Internal);
    }
}

fn internal_text(request_id: &str) -> String {
    format!("something went wrong on our side; the request was {request_id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{PathSegment, Response};

    fn failed(message: &str, path: &[&str]) -> Answer {
        let path = path.iter().map(|name| PathSegment::Field((*name).to_owned())).collect();
        Answer::of(Response::from_errors(vec![ServerError::new(message, None).with_path(path)]), "r1")
    }

    #[test]
    fn what_breaks_inside_is_not_told() {
        let answer = failed("database: secret", &["customers"]);
        assert_eq!(answer.code(), Some("INTERNAL_SERVER_ERROR"));
        assert!(!answer.json().contains("secret") && answer.json().contains("r1"));
        assert_eq!(answer.status(Media::GraphqlResponse), StatusCode::OK, "it was executed, data is null");
        assert!(answer.json().contains("\"data\":null"));
    }

    #[test]
    fn what_was_not_executed_has_no_data() {
        let answer = failed("Unknown field", &[]);
        assert_eq!(answer.code(), Some("GRAPHQL_VALIDATION_FAILED"));
        assert!(!answer.json().contains("data"));
        assert_eq!(answer.status(Media::GraphqlResponse), StatusCode::BAD_REQUEST);
        assert_eq!(answer.status(Media::Json), StatusCode::OK);
    }

    #[test]
    fn variables_that_do_not_fit_are_bad_input() {
        let answer = failed("Invalid value for argument \"id\", expected type \"ID\"", &[]);
        assert_eq!(answer.code(), Some("BAD_USER_INPUT"));
    }
}
