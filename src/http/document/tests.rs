use std::fmt::Write as _;
use std::time::{Duration, Instant};

use async_graphql::{Variables, value};
use proptest::prelude::*;

use super::*;

const SDL: &str = "
    type Query { customers(first: Int, last: Int): CustomerConnection! nodes(ids: [ID!]!): [Customer]! }
    type CustomerConnection { nodes: [Customer!]! totalCount: Int! }
    type Customer { id: ID! vehicles(first: Int): VehicleConnection! }
    type VehicleConnection { nodes: [Vehicle!]! }
    type Vehicle { id: ID! }
";

fn checker() -> Checker {
    Checker::new(&Settings::default(), SDL)
}

fn refusal(query: &str) -> String {
    checker().check(query, None, &Variables::default()).expect_err("refused").message
}

fn cost(query: &str) -> u32 {
    checker().check(query, None, &Variables::default()).expect("taken").cost
}

#[test]
fn doubling_fragments_are_refused_at_once() {
    let mut query = String::from("{ ...f0 }");
    for n in 0..25 {
        write!(query, "fragment f{n} on Query{{...f{m} ...f{m}}}", m = n + 1).expect("memory");
    }
    query.push_str("fragment f25 on Query{id}");
    let start = Instant::now();
    assert!(refusal(&query).contains("5000 selections"));
    assert!(start.elapsed() < Duration::from_millis(200));
}

#[test]
fn a_chain_of_nine_hundred_fragments_does_not_overflow() {
    let mut query = String::from("{ ...f0 }");
    for n in 0..900 {
        write!(query, "fragment f{n} on Q{{...f{}}}", n + 1).expect("memory");
    }
    assert!(refusal(&query).contains("32 levels"));
}

#[test]
fn fragments_in_a_circle_are_refused() {
    let circle = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }";
    assert!(refusal(circle).contains("leads back to itself"));
}

#[test]
fn a_thousand_aliases_are_refused() {
    let fields: String = (0..1_000).map(|n| format!("a{n}: id ")).collect();
    assert!(refusal(&format!("{{ customer {{ {fields} }} }}")).contains("30 aliases"));
    assert!(refusal(&format!("{{ {fields} }}")).contains("30 root fields"));
}

#[test]
fn depth_is_bounded_and_introspection_has_a_bound_of_its_own() {
    let deep = format!("{{ {}id{} }}", "a {".repeat(20), "}".repeat(20));
    assert!(refusal(&deep).contains("16 levels"));
    let types = format!("{{ __schema {{ types {{ {}name{} }} }} }}", "ofType {".repeat(20), "}".repeat(20));
    assert_eq!(cost(&types), 50);
    let around = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    assert!(refusal(around).contains("goes around"));
}

#[test]
fn introspection_can_be_switched_off() {
    let settings = Settings { introspection: false, ..Settings::default() };
    let checker = Checker::new(&settings, SDL);
    let check = |query| checker.check(query, None, &Variables::default());
    assert!(check("{ __typename }").is_ok());
    assert!(check("{ ...a } fragment a on Query { x: __schema { types { name } } }").is_err());
}

#[test]
fn e20_one_customer_at_a_time() {
    for query in [
        "mutation { a: customerDelete(input: {}) { x } b: customerDelete(input: {}) { x } }",
        "mutation { customerDelete(input: {}) { x } customerRestore(input: {}) { x } }",
        "mutation { ...m customerRestore { x } } fragment m on Mutation { customerDeleteUndo { x } }",
    ] {
        assert!(refusal(query).contains("customer"), "{query}");
    }
}

#[test]
fn the_same_mutation_twice_is_refused() {
    assert!(refusal("mutation { a: x b: x }").contains("once"));
    assert!(refusal("mutation { ...m ...m } fragment m on Mutation { x }").contains("once"));
    assert_eq!(cost("mutation { a: __typename b: __typename x y }"), 4);
}

#[test]
fn a_subscription_has_one_field() {
    assert!(refusal("subscription { a b }").contains("exactly one"));
}

#[test]
fn cost_multiplies_by_pages() {
    assert_eq!(cost("{ customers(first: 2) { nodes { id } totalCount } }"), 1 + 1 + 2 + 1);
    assert_eq!(cost("{ customers { nodes { vehicles { nodes { id } } } } }"), 1 + 1 + 20 * (1 + 1 + 20));
    assert_eq!(cost("{ customers(first: 100000) { nodes { id } } }"), 1 + 1 + 100);
    assert_eq!(cost("{ nodes(ids: [\"a\", \"b\", \"c\"]) { id } }"), 1 + 3);
    assert!(refusal("{ customers(first: 100) { nodes { vehicles(first: 100) { nodes { id } } } } }").contains("10202"));
}

#[test]
fn cost_reads_variables_and_their_defaults() {
    let query = "query($n: Int = 7) { customers(first: $n) { nodes { id } } }";
    let check = |variables| checker().check(query, None, &Variables::from_value(variables)).expect("taken").cost;
    assert_eq!(check(value!({})), 9);
    assert_eq!(check(value!({ "n": 3 })), 5);
}

#[test]
fn the_operation_is_chosen_by_name() {
    let query = "query A { a } mutation B { b }";
    let kind = |name| checker().check(query, name, &Variables::default()).map(|checked| checked.kind);
    assert_eq!(kind(Some("B")), Ok(OperationType::Mutation));
    assert!(kind(Some("C")).is_err());
    assert!(kind(None).is_err());
}

proptest! {
    #[test]
    fn any_document_is_checked_without_panic(query in "[{}()\\[\\]a-c:$@!.\"# \n1]{0,200}") {
        let _ = checker().check(&query, None, &Variables::default());
    }

    #[test]
    fn any_fragments_are_checked_quickly(spreads in proptest::collection::vec((0..12usize, 0..12usize), 0..200)) {
        let mut bodies = vec![String::from("id "); 12];
        for (from, to) in spreads {
            write!(bodies[from], "...f{to} ").expect("memory");
        }
        let fragments = bodies.iter().enumerate().map(|(n, body)| format!("fragment f{n} on Q {{ {body} }}"));
        let query = format!("{{ ...f0 }} {}", fragments.collect::<String>());
        let start = Instant::now();
        let _ = checker().check(&query, None, &Variables::default());
        prop_assert!(start.elapsed() < Duration::from_millis(500));
    }
}
