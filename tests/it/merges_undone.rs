//! Taking a merge back: exactly what moved, as long as it can be told apart.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::duplicates::{lives_at, person};
use crate::masks::known;
use crate::merges::{merge, merged, rows_of, survivor};
use crate::payments::{credit_of, pay};
use crate::support::{Client, Engine, TestApp, redact};

pub const UNMERGED: &str = "... on CustomersUnmerged {
    survivor { id displayName email phone lifecycle } customers { id displayName lifecycle mergedInto { id } }
    merge { undoneAt } restored { kind count } notRestored { kind id because } fieldsNotRestored }
    ... on Error { ... on WrongState { kind state } }";

/// Takes a merge back; the whole answer.
pub async fn undo(client: &Client, merge: &str) -> Value {
    client.mutate("customersMergeUndo", json!({ "mergeId": merge }), UNMERGED).await
}

fn because(done: &Value) -> Vec<(String, String)> {
    let left = done["notRestored"].as_array().unwrap_or_else(|| panic!("{done}"));
    left.iter()
        .map(|row| (row["kind"].as_str().expect("a kind").into(), row["because"].as_str().expect("why").into()))
        .collect()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(kind, why)| ((*kind).to_owned(), (*why).to_owned())).collect()
}

#[rstest]
#[tokio::test]
async fn b11_an_undo_puts_every_row_back_and_nothing_else(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = survivor(&owner).await;
    let own = owner.vehicle(&ana, "BO1").await;
    owner.work_order(&ana, Some(&own)).await;
    app.card(&ana, "ok").await;
    let twin = known(&app, &owner).await;
    let card = app.card(&twin, "ok").await;
    let before = app.state().await;
    let (hers, theirs) = (rows_of(&app, &ana).await, rows_of(&app, &twin).await);
    let id = merged(&owner, &ana, &twin).await;
    let done = undo(&owner, &id).await;
    insta::assert_json_snapshot!("unmerged", redact(&done));
    assert_eq!((rows_of(&app, &ana).await, rows_of(&app, &twin).await), (hers, theirs));
    // The terms are written anew, from what the needles say.
    let moved_on = ["customers", "customer_terms", "merges", "merge_rows", "audit_events", "audit_heads"];
    let same = moved_on
        .iter()
        .fold((before, app.state().await), |(before, after), table| (before.without(table), after.without(table)));
    same.0.assert_unchanged(&same.1);
    let query = "query ($id: ID!) { customer(id: $id) { paymentMethods { id isDefault } } }";
    let seen = owner.run(query, json!({ "id": twin })).await;
    assert_eq!(seen["customer"]["paymentMethods"], json!([{ "id": card, "isDefault": true }]));
}

#[rstest]
#[tokio::test]
async fn b11_what_was_added_since_stays_with_the_survivor_and_keeps_what_it_refers_to(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, twin) = (owner.customer("Ana Pop").await, owner.customer("Ana Popescu").await);
    let (kept, other) = (owner.vehicle(&twin, "AA1").await, owner.vehicle(&twin, "BB2").await);
    owner.work_order(&twin, Some(&kept)).await;
    let free = owner.work_order(&twin, Some(&other)).await;
    let address = lives_at(&owner, &twin, "1 High St", "LS1 4AP").await;
    let id = merged(&owner, &ana, &twin).await;
    let new = owner.work_order(&ana, Some(&kept)).await;
    owner.mutate("addressRemove", json!({ "id": address }), "").await;
    let done = undo(&owner, &id).await;
    let left =
        pairs(&[("ADDRESS", "GONE"), ("VEHICLE", "IN_USE"), ("REGISTRATION", "IN_USE"), ("WORK_ORDER", "IN_USE")]);
    assert_eq!(because(&done), left, "{done}");
    let restored = json!([{ "kind": "VEHICLE", "count": 1 }, { "kind": "REGISTRATION", "count": 1 },
        { "kind": "WORK_ORDER", "count": 1 }]);
    assert_eq!(done["restored"], restored, "{done}");
    let query = "query ($a: ID!, $b: ID!, $c: ID!) { a: vehicle(id: $a) { customer { id } }
        b: workOrder(id: $b) { customer { id } } c: workOrder(id: $c) { customer { id } } }";
    let seen = owner.run(query, json!({ "a": kept, "b": new, "c": free })).await;
    let whose = |id: &str| json!({ "customer": { "id": id } });
    assert_eq!(seen, json!({ "a": whose(&ana), "b": whose(&ana), "c": whose(&twin) }));
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn b11_credit_that_was_spent_since_stays_whole(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] spent: bool,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, twin) = (owner.customer("Ana Pop").await, owner.customer("Ana Popescu").await);
    let give = async |customer: &str| {
        owner.mutate("customerCreditAdd", json!({ "customerId": customer, "amount": "30.00" }), "").await;
    };
    give(&ana).await;
    give(&twin).await;
    let id = merged(&owner, &ana, &twin).await;
    let invoice = owner.invoice(&ana, if spent { "40.00" } else { "30.00" }).await;
    let paid = pay(&owner, &invoice, json!({ "method": "CREDIT" })).await;
    assert_eq!(paid["invoice"]["state"], "PAID", "{paid}");
    let done = undo(&owner, &id).await;
    let gbp = |amount: &str| json!([{ "amount": amount, "currency": "GBP" }]);
    if spent {
        assert_eq!(because(&done), pairs(&[("CREDIT", "SPENT")]), "{done}");
        assert_eq!(credit_of(&owner, &ana).await, gbp("20.00"));
    } else {
        assert_eq!(because(&done), pairs(&[]), "{done}");
        assert_eq!(credit_of(&owner, &twin).await, gbp("30.00"));
    }
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn b11_fields_come_back_unless_they_were_changed_since(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = person(&owner, "Ana", "Pop", None, None).await;
    let twin = person(&owner, "Ana", "Pop", Some("ana@example.com"), Some("07700 900123")).await;
    let done = merge(&owner, &ana, &twin, json!({})).await;
    assert_eq!(
        (&done["survivor"]["email"], &done["survivor"]["phone"]),
        (&json!("ana@example.com"), &json!("07700 900123"))
    );
    let update = json!({ "id": ana, "expectedVersion": 2, "email": "new@example.com" });
    let saved = owner.mutate("customerUpdate", update, "").await;
    assert_eq!(saved["__typename"], "CustomerSaved", "{saved}");
    let done = undo(&owner, done["merge"]["id"].as_str().expect("a merge")).await;
    assert_eq!((&done["survivor"]["email"], &done["survivor"]["phone"]), (&json!("new@example.com"), &Value::Null));
    assert_eq!(done["fieldsNotRestored"], json!(["EMAIL"]));
    let search = "query ($text: String!) { customers(where: { search: $text }) { nodes { id } } }";
    let found = owner.run(search, json!({ "text": "ana@example.com" })).await;
    assert_eq!(found["customers"]["nodes"], json!([{ "id": twin }]));
}

#[rstest]
#[tokio::test]
async fn merges_on_merges_are_taken_back_from_the_outside_in(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo, cy) =
        (owner.customer("Ana Pop").await, owner.customer("Bo Pop").await, owner.customer("Cy Pop").await);
    let vehicle = owner.vehicle(&cy, "CY1").await;
    let inner = merged(&owner, &bo, &cy).await;
    let outer = merged(&owner, &ana, &bo).await;
    app.assert_sound().await;
    let early = undo(&owner, &inner).await;
    assert_eq!((&early["code"], &early["state"]), (&json!("WRONG_STATE"), &json!("MERGED")), "{early}");
    let whose = "query ($id: ID!) { vehicle(id: $id) { customer { id } } }";
    let owner_of = async || owner.run(whose, json!({ "id": vehicle })).await["vehicle"]["customer"]["id"].clone();
    assert_eq!(owner_of().await, json!(ana));
    undo(&owner, &outer).await;
    assert_eq!(owner_of().await, json!(bo));
    app.assert_sound().await;
    undo(&owner, &inner).await;
    assert_eq!(owner_of().await, json!(cy));
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_taken_back_is_said_and_nothing_changes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, twin) = (owner.customer("Ana Pop").await, owner.customer("Ana Popescu").await);
    let id = merged(&owner, &ana, &twin).await;
    let (advisor, foreign) = (app.client(Role::ServiceAdvisor).await, app.foreign().await);
    let token = owner.delete(&ana).await;
    let before = app.state().await;
    assert_eq!(undo(&owner, &id).await["code"], "CUSTOMER_ALREADY_DELETED");
    assert_eq!(undo(&advisor, &id).await["code"], "NOT_PERMITTED");
    assert_eq!(undo(&owner, "mrg_nonsense").await["code"], "NOT_FOUND");
    assert_eq!(undo(&foreign, &id).await["code"], "NOT_FOUND");
    before.assert_unchanged(&app.state().await);
    owner.try_undo(&token).await;
    let input = json!({ "mergeId": id, "idempotencyKey": "once" });
    let done = owner.mutate("customersMergeUndo", input.clone(), UNMERGED).await;
    assert_eq!(done["__typename"], "CustomersUnmerged", "{done}");
    let after = app.state().await;
    assert_eq!(owner.mutate("customersMergeUndo", input, UNMERGED).await, done, "sent again");
    let again = undo(&owner, &id).await;
    assert_eq!((&again["code"], &again["state"]), (&json!("WRONG_STATE"), &json!("UNDONE")), "{again}");
    after.assert_unchanged(&app.state().await);
}
