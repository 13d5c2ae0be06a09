//! The parameters of a GraphQL request (GraphQL over HTTP, section 5.1): one operation, never a batch.

use async_graphql::Variables;
use serde_json::{Map, Value};

use super::codes::{Code, Rejection};

/// What a client asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    pub query: String,
    pub operation_name: Option<String>,
    pub variables: Variables,
}

impl Params {
    /// Reads a request body. The JSON reader bounds nesting itself.
    ///
    /// # Errors
    /// BAD_USER_INPUT that says what is wrong with the shape.
    pub fn from_slice(body: &[u8]) -> Result<Self, Rejection> {
        let value = serde_json::from_slice(body).map_err(|error| wrong(format!("the body is not JSON: {error}")))?;
        Self::from_json(value)
    }

    /// Reads parameters that are JSON already.
    ///
    /// # Errors
    /// BAD_USER_INPUT that says what is wrong with the shape.
    pub fn from_json(value: Value) -> Result<Self, Rejection> {
        let mut fields = match value {
            Value::Object(fields) => fields,
            Value::Array(_) => return Err(wrong("batches are not taken: send one operation a request")),
            _ => return Err(wrong("the request must be a JSON object")),
        };
        let extensions = object(&mut fields, "extensions")?;
        let query = match fields.remove("query") {
            Some(Value::String(query)) => query,
            None | Some(Value::Null) if extensions.contains_key("persistedQuery") => {
                return Err(Rejection::new(Code::PersistedQueryNotFound, "PersistedQueryNotFound"));
            }
            _ => return Err(wrong("`query` must be a string")),
        };
        let operation_name = match fields.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(wrong("`operationName` must be a string or null")),
        };
        let variables = Variables::from_json(Value::Object(object(&mut fields, "variables")?));
        Ok(Self { query, operation_name, variables })
    }
}

fn object(fields: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Rejection> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(wrong(format!("`{name}` must be an object or null"))),
    }
}

fn wrong(message: impl Into<String>) -> Rejection {
    Rejection::new(Code::BadUserInput, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refusal(value: Value) -> String {
        Params::from_json(value).expect_err("refused").message
    }

    #[test]
    fn shapes_are_checked() {
        assert!(refusal(json!([{ "query": "{ a }" }])).contains("batches"));
        assert!(refusal(json!("{ a }")).contains("object"));
        assert!(refusal(json!({ "query": 1 })).contains("query"));
        assert!(refusal(json!({ "query": "{ a }", "operationName": [] })).contains("operationName"));
        assert!(refusal(json!({ "query": "{ a }", "variables": "{}" })).contains("variables"));
        assert!(refusal(json!({ "query": "{ a }", "extensions": 0 })).contains("extensions"));
    }

    #[test]
    fn nulls_and_absence_are_the_same() {
        let bare = Params::from_json(json!({ "query": "{ a }" }));
        let nulls = json!({ "query": "{ a }", "operationName": null, "variables": null, "extensions": null });
        assert_eq!(Params::from_json(nulls), bare);
    }

    #[test]
    fn a_persisted_query_is_asked_for_in_full() {
        let hash = json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "ab" } } });
        assert_eq!(Params::from_json(hash).expect_err("unknown").code, Code::PersistedQueryNotFound);
    }

    #[test]
    fn deeply_nested_variables_are_refused() {
        let body = format!(r#"{{"query":"{{a}}","variables":{{"v":{}{}}}}}"#, "[".repeat(1_600), "]".repeat(1_600));
        assert!(Params::from_slice(body.as_bytes()).is_err());
    }
}
