//! The schema as a thing that clients read: committed, described, and kept to its conventions.

use async_graphql::Request;
use lethe::config::Settings;
use lethe::graphql;
use serde_json::Value;

/// Everything that introspection shows.
pub async fn introspect() -> Value {
    let query = "{ __schema { queryType { name } mutationType { name } types { kind name description specifiedByURL
        fields(includeDeprecated: true) { name description type { ...Shape }
            args { name description type { ...Shape } } }
        inputFields { name description defaultValue type { ...Shape } }
        possibleTypes { name } interfaces { name }
        enumValues(includeDeprecated: true) { name description } } } }
        fragment Shape on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
    let answer = graphql::schema(&Settings::default()).execute(Request::new(query)).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    let data = answer.data.into_json().expect("JSON");
    data["__schema"].clone()
}

/// The types that are Lethe's own.
pub fn own_types(schema: &Value) -> impl Iterator<Item = &Value> {
    const BUILT_IN: [&str; 5] = ["String", "Int", "Float", "Boolean", "ID"];
    list(schema, "types").iter().filter(|its| !name(its).starts_with("__") && !BUILT_IN.contains(&name(its)))
}

/// A list that may be absent.
pub fn list<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

/// A thing's name.
pub fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}

/// `Customer`, behind any list and non-null.
pub fn named_type(shape: &Value) -> &str {
    if shape["ofType"].is_object() { named_type(&shape["ofType"]) } else { name(shape) }
}

#[test]
fn the_committed_schema_is_the_code_s() {
    let committed = std::fs::read_to_string("schema.graphql").unwrap_or_default();
    if std::env::var_os("LETHE_UPDATE").is_some() {
        return std::fs::write("schema.graphql", graphql::sdl()).expect("the schema is written");
    }
    assert!(committed == graphql::sdl(), "schema.graphql is not the code's: run `LETHE_UPDATE=1 scripts/test schema`");
}

#[tokio::test]
async fn everything_is_described() {
    let schema = introspect().await;
    let mut missing = Vec::new();
    let mut check = |path: String, thing: &Value| {
        if thing["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
            missing.push(path);
        }
    };
    for its in own_types(&schema) {
        check(name(its).to_owned(), its);
        for part in ["fields", "inputFields", "enumValues"].iter().flat_map(|kind| list(its, kind)) {
            check(format!("{}.{}", name(its), name(part)), part);
            for arg in list(part, "args") {
                check(format!("{}.{}({})", name(its), name(part), name(arg)), arg);
            }
        }
    }
    assert!(missing.is_empty(), "without a description: {missing:#?}");
}

#[tokio::test]
async fn every_scalar_says_where_it_is_specified() {
    let schema = introspect().await;
    for scalar in own_types(&schema).filter(|its| its["kind"] == "SCALAR") {
        assert!(scalar["specifiedByURL"].is_string(), "{}", name(scalar));
    }
}

/// Mutations that need no more than who asks.
const ASK_NOTHING: [&str; 2] = ["signOut", "portalPaymentMethodSetup"];

#[tokio::test]
async fn every_mutation_answers_with_its_own_union_whose_failures_are_errors() {
    let schema = introspect().await;
    let find = |wanted: &str| own_types(&schema).find(|its| name(its) == wanted).expect("a type");
    let errors: Vec<&str> = list(find("Error"), "possibleTypes").iter().map(name).collect();
    for mutation in list(find("Mutation"), "fields") {
        let result = find(named_type(&mutation["type"]));
        let members: Vec<&str> = list(result, "possibleTypes").iter().map(name).collect();
        if result["kind"] != "UNION" {
            continue;
        }
        let successes: Vec<_> = members.iter().filter(|member| !errors.contains(member)).collect();
        assert!(!successes.is_empty() && successes.len() <= 2, "{}: {members:?}", name(mutation));
        let asks_nothing = ASK_NOTHING.contains(&name(mutation));
        assert_eq!(list(mutation, "args").len(), usize::from(!asks_nothing), "{} takes one input", name(mutation));
    }
}
