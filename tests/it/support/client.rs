//! A GraphQL client over HTTP, as one principal.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::live::Events;

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

    /// Somebody else at the same node.
    #[must_use]
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self { token: token.map(str::to_owned), ..self.clone() }
    }

    /// The same principal, asking for texts in a language: `pl`.
    #[must_use]
    pub fn speaking(&self, language: &str) -> Self {
        Self { language: Some(language.to_owned()), ..self.clone() }
    }

    /// Sends an operation, whatever comes back.
    pub async fn post(&self, query: &str, variables: Value) -> Answer {
        let answer = self.send(query, variables, "application/graphql-response+json").await;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.expect("a whole body");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Answer { status, headers, body }
    }

    /// Follows an operation as server-sent events.
    pub async fn follow(&self, query: &str, variables: Value) -> Events {
        Events::of(self.send(query, variables, "text/event-stream").await)
    }

    /// Follows an operation up to its first result; `data` is null when it has none.
    pub async fn first(&self, query: &str, variables: Value) -> Answer {
        let answer = self.send(query, variables, "text/event-stream").await;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = Events::of(answer).next().await.unwrap_or_else(|| json!({ "data": null }));
        Answer { status, headers, body }
    }

    async fn send(&self, query: &str, variables: Value, accept: &str) -> reqwest::Response {
        let mut request = self.http.post(&self.url).json(&json!({ "query": query, "variables": variables }));
        request = request.header("accept", accept);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(language) = &self.language {
            request = request.header("accept-language", language);
        }
        request.send().await.expect("the server answers")
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
