//! Top-level errors: the codes that clients know, and requests turned away before anything runs.

use async_graphql::{ErrorExtensionValues, Pos, ServerError};

/// What went wrong, in the vocabulary that GraphQL clients share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The document is not GraphQL.
    ParseFailed,
    /// The document asks for what the schema does not have, or for too much.
    ValidationFailed,
    /// Parameters or variables have the wrong shape.
    BadUserInput,
    /// The credentials are wrong, or not good any more.
    Unauthenticated,
    /// The principal may not do this at all.
    Forbidden,
    /// The persisted query is unknown; the client sends the whole text next.
    PersistedQueryNotFound,
    /// Something inside failed.
    Internal,
    /// The request budget is spent.
    RateLimited,
}

impl Code {
    /// The text in `extensions.code`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::Internal => "INTERNAL_SERVER_ERROR",
            Self::RateLimited => "RATE_LIMITED",
        }
    }
}

/// A request turned away before it ran.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    pub code: Code,
    pub message: String,
    /// Where in the document, if anywhere.
    pub at: Option<Pos>,
}

impl Rejection {
    /// A rejection of the whole request.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), at: None }
    }

    /// A document that asks for too much, or for something that is switched off.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::ValidationFailed, message)
    }

    /// The same, with the place in the document.
    #[must_use]
    pub fn at(self, pos: Pos) -> Self {
        Self { at: Some(pos), ..self }
    }
}

impl From<Rejection> for ServerError {
    fn from(rejection: Rejection) -> Self {
        let mut error = Self::new(rejection.message, rejection.at);
        set_code(&mut error, rejection.code);
        error
    }
}

/// Marks an error with a code.
pub(super) fn set_code(error: &mut ServerError, code: Code) {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code.as_str());
}
