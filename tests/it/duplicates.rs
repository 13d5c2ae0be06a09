//! Duplicates: found by what customers share, scored, dismissed.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const PAIRS: &str = "query ($min: Int, $first: Int, $after: String) {
    duplicateCustomers(minScore: $min, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { score reasons one { id } other { id } } } }";

/// A person with contact details; the customer's id.
pub async fn person(client: &Client, given: &str, family: &str, email: Option<&str>, phone: Option<&str>) -> String {
    let input = json!({ "givenName": given, "familyName": family, "email": email, "phone": phone });
    let saved = client.mutate("customerCreate", input, "... on CustomerSaved { customer { id } }").await;
    saved["customer"]["id"].as_str().unwrap_or_else(|| panic!("{saved}")).to_owned()
}

/// Adds an address; its id.
pub async fn lives_at(client: &Client, customer: &str, line1: &str, postcode: &str) -> String {
    let input = json!({ "customerId": customer, "purpose": "HOME", "line1": line1, "postcode": postcode });
    let saved = client.mutate("addressCreate", input, "... on AddressSaved { address { id } }").await;
    saved["address"]["id"].as_str().unwrap_or_else(|| panic!("{saved}")).to_owned()
}

async fn pairs(client: &Client, min: Option<i32>) -> Value {
    client.run(PAIRS, json!({ "min": min })).await["duplicateCustomers"]["nodes"].clone()
}

fn pair(one: &str, other: &str, score: i32, reasons: &[&str]) -> Value {
    let (one, other) = (one.min(other), one.max(other));
    json!({ "score": score, "reasons": reasons, "one": { "id": one }, "other": { "id": other } })
}

#[rstest]
#[tokio::test]
async fn b11_duplicates_are_found_by_what_they_share_however_it_is_written(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = person(&owner, "Ána", "Pop", Some("Ana@Example.com"), Some("+44 7700 900123")).await;
    let twin = person(&owner, "ana", "POP", Some("ana@example.com"), Some("07700 900-123")).await;
    let flat = person(&owner, "Bo", "Lind", None, Some("07700 900124")).await;
    let mate = person(&owner, "Cy", "Lind", None, Some("+447700900124")).await;
    person(&owner, "Ana", "Other", None, Some("123456")).await;
    person(&owner, "Di", "Other", None, Some("123456")).await;
    lives_at(&owner, &ana, "1, High St.", "LS1 4AP").await;
    lives_at(&owner, &twin, "1 high st", "ls14ap").await;
    lives_at(&owner, &flat, "2 High St", "LS1 4AP").await;
    lives_at(&owner, &mate, "2 High St", "LS1 4AP").await;
    let everything = pair(&ana, &twin, 100, &["EMAIL", "PHONE", "NAME", "ADDRESS"]);
    let flatmates = pair(&flat, &mate, 45, &["PHONE", "ADDRESS"]);
    assert_eq!(pairs(&owner, None).await, json!([everything, flatmates]));
    assert_eq!(pairs(&owner, Some(46)).await, json!([everything]));
    let update = json!({ "id": twin, "expectedVersion": 1, "email": "else@example.com", "phone": null });
    owner.mutate("customerUpdate", update, "").await;
    assert_eq!(pairs(&owner, None).await, json!([flatmates, pair(&ana, &twin, 40, &["NAME", "ADDRESS"])]));
}

#[rstest]
#[tokio::test]
async fn b11_pairs_come_page_by_page_with_a_count(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    for n in 0..3 {
        person(&owner, &format!("Ana{n}"), "Pop", Some("shared@example.com"), None).await;
    }
    let first = owner.run(PAIRS, json!({ "first": 2 })).await["duplicateCustomers"].clone();
    assert_eq!((&first["totalCount"], &first["pageInfo"]["hasNextPage"]), (&json!(3), &json!(true)));
    let after = first["pageInfo"]["endCursor"].clone();
    let rest = owner.run(PAIRS, json!({ "first": 2, "after": after })).await["duplicateCustomers"].clone();
    let mut seen: Vec<_> = [&first, &rest]
        .into_iter()
        .flat_map(|page| page["nodes"].as_array().expect("a page").clone())
        .map(|node| format!("{} {}", node["one"]["id"], node["other"]["id"]))
        .collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

#[rstest]
#[tokio::test]
async fn what_many_share_tells_nobody_apart(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let mut all = Vec::new();
    for n in 0..21 {
        all.push(person(&owner, &format!("Ana{n}"), "Pop", Some("desk@example.com"), None).await);
    }
    assert_eq!(pairs(&owner, Some(1)).await, json!([]));
    owner.delete(&all[0]).await;
    assert_eq!(pairs(&owner, Some(1)).await.as_array().map(Vec::len), Some(20), "a page of 190 pairs");
}

#[rstest]
#[tokio::test]
async fn deleted_masked_and_dismissed_customers_never_appear(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = person(&owner, "Ana", "Pop", Some("ana@example.com"), None).await;
    let twin = person(&owner, "Ana", "Pop", Some("ana@example.com"), None).await;
    let found = json!([pair(&ana, &twin, 55, &["EMAIL", "NAME"])]);
    assert_eq!(pairs(&owner, None).await, found);
    let token = owner.delete(&twin).await;
    assert_eq!(pairs(&owner, None).await, json!([]));
    owner.try_undo(&token).await;
    assert_eq!(pairs(&owner, None).await, found);
    let dismiss = async |one: &str, other: &str| {
        let input = json!({ "oneId": one, "otherId": other });
        owner.mutate("duplicateDismiss", input, "... on DuplicateDismissed { customers { id } }").await
    };
    let dismissed = dismiss(&twin, &ana).await;
    assert_eq!(
        dismissed["customers"],
        json!([{ "id": (&ana).min(&twin) }, { "id": (&ana).max(&twin) }]),
        "{dismissed}"
    );
    assert_eq!(pairs(&owner, None).await, json!([]));
    let before = app.state().await;
    assert_eq!(dismiss(&ana, &twin).await["customers"], dismissed["customers"], "said again");
    before.assert_unchanged(&app.state().await);
    for name in ["Bo", "Bo"] {
        let bo = person(&owner, name, "Lind", Some("bo@example.com"), None).await;
        owner.mutate("customerDelete", json!({ "id": bo, "confirmation": "DELETE", "mode": "MASK" }), "").await;
    }
    assert_eq!(pairs(&owner, Some(1)).await, json!([]));
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_asked_or_dismissed_is_said(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, gone) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    owner.delete(&gone).await;
    let advisor = app.client(Role::ServiceAdvisor).await;
    let before = app.state().await;
    for (client, other, code) in [
        (&owner, ana.as_str(), "INVALID_INPUT"),
        (&owner, gone.as_str(), "CUSTOMER_ALREADY_DELETED"),
        (&owner, "cus_nonsense", "NOT_FOUND"),
        (&advisor, gone.as_str(), "NOT_PERMITTED"),
    ] {
        let answer = client.mutate("duplicateDismiss", json!({ "oneId": ana, "otherId": other }), "").await;
        assert_eq!(answer["code"], code, "{other}");
    }
    for min in [0, 101] {
        let answer = owner.post(PAIRS, json!({ "min": min })).await;
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{min}");
    }
    let closed = advisor.post(PAIRS, json!({})).await;
    assert_eq!(closed.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{}", closed.body);
    before.assert_unchanged(&app.state().await);
}
