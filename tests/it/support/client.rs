//! A GraphQL client over HTTP, as one principal.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

/// Sends operations with one principal's credentials.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
    language: Option<String>,
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Client {
    /// A client of the server at `origin` (`http://127.0.0.1:PORT`).
    pub fn new(http: reqwest::Client, origin: &str, token: Option<String>) -> Self {
        Self { http, url: format!("{origin}/graphql"), token, language: None }
    }

    /// The credentials that it sends.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The same principal at another node.
    #[must_use]
    pub fn at(&self, origin: &str) -> Self {
        Self { url: format!("{origin}/graphql"), ..self.clone() }
    }

    /// The same principal, asking for texts in a language: `pl`.
    #[must_use]
    pub fn speaking(&self, language: &str) -> Self {
        Self { language: Some(language.to_owned()), ..self.clone() }
    }

    /// Sends an operation, whatever comes back.
    pub async fn post(&self, query: &str, variables: Value) -> Answer {
        let mut request = self.http.post(&self.url).json(&json!({ "query": query, "variables": variables }));
        request = request.header("accept", "application/graphql-response+json");
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(language) = &self.language {
            request = request.header("accept-language", language);
        }
        let answer = request.send().await.expect("the server answers");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.expect("a whole body");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Answer { status, headers, body }
    }

    /// Sends an operation that must succeed at the top level, and gives its data.
    pub async fn run(&self, query: &str, variables: Value) -> Value {
        let answer = self.post(query, variables).await;
        assert!(
            answer.status == 200 && answer.body["errors"].is_null(),
            "{query}\n{} {:#}",
            answer.status,
            answer.body
        );
        answer.body["data"].clone()
    }

    /// Runs one mutation `name` with its `input`, selecting `fields` of its union besides `__typename` and the common
    /// `code` and `message` of failures; gives the member.
    pub async fn mutate(&self, name: &str, input: Value, fields: &str) -> Value {
        let kind: String = name[..1].to_uppercase() + &name[1..];
        let query = format!(
            "mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ __typename {fields} \
             ... on Error {{ code message }} }} }}"
        );
        self.run(&query, json!({ "input": input })).await[name].clone()
    }
}
