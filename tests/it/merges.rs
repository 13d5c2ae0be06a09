//! Merging: several records of one customer become one, and nothing is lost.

use chrono::Duration;
use lethe::db::Query;
use lethe::ids::CustomerId;
use lethe::lifecycle::worker;
use lethe::records::columns::tables;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::deletion::DELETED;
use crate::duplicates::person;
use crate::legal_holds::{hold, release};
use crate::masks::{found, known};
use crate::merges_undone::undo;
use crate::support::{Client, Engine, TestApp, needles, redact};
use crate::tenancy::webhook;

pub const MERGED: &str = "... on CustomersMerged {
    survivor { id kind displayName email phone lifecycle }
    merge { id reason undoneAt moved { kind count } fields { field from }
        survivor { id } merged { id lifecycle mergedInto { id } } } }
    ... on Error { ... on MergePlanChanged { planHash } ... on InvalidInput { fields { field } } }";

const PLAN: &str = "query ($survivor: ID!, $others: [ID!]!) {
    customersMergePlan(survivorId: $survivor, otherIds: $others) {
        survivor { id } others { id } planHash moves { kind count }
        fields { field from value conflict values { customerId value } } } }";

/// Somebody who says everything that can be taken over.
pub async fn survivor(client: &Client) -> String {
    person(client, "Bo", "Survivor", Some("bo@example.com"), Some("07700 900555")).await
}

/// Merges one customer into another; the whole answer.
pub async fn merge(client: &Client, survivor: &str, other: &str, more: Value) -> Value {
    let mut input = json!({ "survivorId": survivor, "otherIds": [other] });
    input.as_object_mut().expect("an input").extend(more.as_object().expect("more of it").clone());
    client.mutate("customersMerge", input, MERGED).await
}

/// Merges one customer into another; the merge's id.
pub async fn merged(client: &Client, survivor: &str, other: &str) -> String {
    let done = merge(client, survivor, other, json!({})).await;
    done["merge"]["id"].as_str().unwrap_or_else(|| panic!("{done}")).to_owned()
}

/// How many rows of the tables that move with a merge are whose, by table.
pub async fn rows_of(app: &TestApp, customer: &str) -> Vec<(&'static str, i64)> {
    let customer: CustomerId = customer.parse().expect("an id");
    let mut counts = Vec::new();
    for table in tables().filter(|table| table.moves_as().is_some()) {
        let text = format!("select count(*) from {} where customer_id = $1", table.name);
        let count: Option<i64> = Query::built(text).bind(customer).scalar(&app.app.db).await.expect("a count");
        counts.push((table.name, count.unwrap_or(0)));
    }
    counts
}

#[test]
fn every_table_of_customers_says_what_a_merge_does_to_its_rows() {
    use lethe::records::columns::{Merged, Owner};
    for table in tables() {
        let theirs = table.owner == Owner::Customer;
        assert_eq!(
            theirs,
            table.merged != Merged::NotTheirs,
            "say in src/records/columns what becomes of {}",
            table.name
        );
        let has = |name: &str| table.each_column().any(|(_, column)| column == name);
        assert!(table.moves_as().is_none() || has(table.key()), "rows of {} cannot be told apart", table.name);
    }
}

#[rstest]
#[tokio::test]
async fn b11_the_plan_says_field_by_field_who_wins_what_conflicts_and_what_moves(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = person(&owner, "Ana", "Pop", Some("ana@example.com"), None).await;
    let twin = person(&owner, "ANA", "Popescu", Some("pop@example.com"), Some("07700 900123")).await;
    let vehicle = owner.vehicle(&twin, "AB12 CDE").await;
    owner.work_order(&twin, Some(&vehicle)).await;
    owner.invoice(&twin, "12.00").await;
    let before = app.state().await;
    let plan = owner.run(PLAN, json!({ "survivor": ana, "others": [twin] })).await;
    insta::assert_json_snapshot!("merge_plan", redact(&plan["customersMergePlan"]));
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn b11_the_survivor_says_what_the_plan_and_the_choices_say(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = person(&owner, "Ana", "Pop", Some("ana@example.com"), None).await;
    let twin = person(&owner, "Ana", "Popescu", Some("pop@example.com"), Some("07700 900123")).await;
    let choose = json!([{ "field": "FAMILY_NAME", "from": twin }, { "field": "EMAIL", "from": ana }]);
    let more = json!({ "choose": choose, "reason": "Came in twice", "idempotencyKey": "once" });
    let done = merge(&owner, &ana, &twin, more.clone()).await;
    insta::assert_json_snapshot!("merged", redact(&done));
    let after = app.state().await;
    assert_eq!(merge(&owner, &ana, &twin, more).await, done, "sent again");
    after.assert_unchanged(&app.state().await);
    let other = merge(&owner, &ana, &twin, json!({ "idempotencyKey": "once" })).await;
    assert_eq!(other["code"], "IDEMPOTENCY_CONFLICT", "{other}");
}

#[rstest]
#[tokio::test]
async fn b11_every_record_of_the_merged_customer_becomes_the_survivor_s(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = survivor(&owner).await;
    let twin = known(&app, &owner).await;
    let before = rows_of(&app, &twin).await;
    let empty: Vec<_> = before.iter().filter(|(_, count)| *count == 0).map(|(table, _)| *table).collect();
    assert_eq!(empty, ["links", "notifications"], "those have no personal data, and are tested elsewhere");
    merged(&owner, &ana, &twin).await;
    assert_eq!(rows_of(&app, &ana).await, before);
    assert!(rows_of(&app, &twin).await.iter().all(|(_, count)| *count == 0));
}

#[rstest]
#[tokio::test]
async fn b11_the_merged_customer_is_hidden_everywhere_and_found_as_the_survivor(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let twin = owner.customer("Anna Popescu").await;
    let portal = app.portal("anna.popescu@example.com").await;
    let vehicle = owner.vehicle(&twin, "AB12 CDE").await;
    let quote = owner.sent_quote(&twin, "9.00", None).await;
    merged(&owner, &ana, &twin).await;
    let search = "query ($text: String!) { customers(where: { search: $text }) { nodes { id } } }";
    for text in ["anna", "popescu", "anna.popescu@example.com", "ab12cde", "ana"] {
        let seen = owner.run(search, json!({ "text": text })).await;
        assert_eq!(seen["customers"]["nodes"], json!([{ "id": ana }]), "{text}");
    }
    let signed_in = portal.post("{ portal { displayName } }", Value::Null).await;
    assert!(signed_in.body["data"]["portal"].is_null(), "{}", signed_in.body);
    let advisor = app.client(Role::ServiceAdvisor).await;
    let one = "query ($id: ID!) { customer(id: $id) { lifecycle mergedInto { id } merges { merged { id } } } }";
    let hidden = "query ($id: ID!) { customer(id: $id) { lifecycle } }";
    assert_eq!(advisor.run(hidden, json!({ "id": twin })).await["customer"], Value::Null);
    let seen = owner.run(one, json!({ "id": twin })).await;
    assert_eq!(seen["customer"], json!({ "lifecycle": "MERGED", "mergedInto": { "id": ana }, "merges": [] }));
    let seen = owner.run(one, json!({ "id": ana })).await;
    let survivor = json!({ "lifecycle": "ACTIVE", "mergedInto": null, "merges": [{ "merged": [{ "id": twin }] }] });
    assert_eq!(seen["customer"], survivor);
    let owned = "query ($v: ID!, $q: ID!) { vehicle(id: $v) { customer { id } } quote(id: $q) { customer { id } } }";
    let owned = owner.run(owned, json!({ "v": vehicle, "q": quote })).await;
    assert_eq!(owned, json!({ "vehicle": { "customer": { "id": ana } }, "quote": { "customer": { "id": ana } } }));
    for (name, input) in [
        ("workOrderCreate", json!({ "customerId": twin, "title": "Brakes" })),
        ("customerDelete", json!({ "id": twin, "confirmation": "DELETE" })),
        ("customerUpdate", json!({ "id": twin, "expectedVersion": 2, "givenName": "Al" })),
    ] {
        let refused = owner.mutate(name, input, "").await;
        assert_eq!(refused["code"], "CUSTOMER_ALREADY_DELETED", "{name}: {refused}");
    }
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn b11_one_payment_method_stays_the_default_and_links_go_on_working(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] survivor_has_one: bool,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, twin) = (owner.customer("Ana Pop").await, owner.customer("Ana Popescu").await);
    let hers = app.card(&twin, "ok").await;
    app.card(&twin, "ok").await;
    let own = if survivor_has_one { app.card(&ana, "ok").await } else { hers.clone() };
    let link = app.card_link(&twin).await;
    merged(&owner, &ana, &twin).await;
    let query = "query ($id: ID!) { customer(id: $id) { paymentMethods { id isDefault } } }";
    let seen = owner.run(query, json!({ "id": ana })).await["customer"]["paymentMethods"].clone();
    let methods = seen.as_array().expect("methods");
    assert_eq!(methods.len(), if survivor_has_one { 3 } else { 2 });
    let defaults: Vec<_> = methods.iter().filter(|its| its["isDefault"] == true).map(|its| its["id"].clone()).collect();
    assert_eq!(defaults, [json!(own)]);
    let started = crate::support::payments::started(&app.anonymous(), &link).await;
    assert_eq!(started["__typename"], "PaymentMethodSetupStarted", "{started}");
}

#[rstest]
#[tokio::test]
async fn what_was_merged_is_masked_with_the_survivor_and_comes_back_with_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "historyIdentity": "MASKED" }), "").await;
    let ana = survivor(&owner).await;
    let twin = known(&app, &owner).await;
    merged(&owner, &ana, &twin).await;
    let everything = needles();
    assert_eq!(found(&app.state().await), everything);
    let input = json!({ "id": ana, "confirmation": "DELETE", "mode": "MASK" });
    let deleted = owner.mutate("customerDelete", input, DELETED).await;
    let state = app.state().await;
    assert_eq!(found(&state), Vec::<String>::new(), "{deleted}");
    assert!(!state.holds("Survivor"));
    let restored = owner.try_undo(deleted["undo"]["token"].as_str().expect("a token")).await;
    assert_eq!(restored["__typename"], "CustomerRestored", "{restored}");
    assert_eq!(found(&app.state().await), everything);
}

#[rstest]
#[tokio::test]
async fn b2_what_was_merged_is_purged_with_the_survivor(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    webhook(&owner, "told", &owner.partner_token("site").await).await;
    let ana = survivor(&owner).await;
    let twin = known(&app, &owner).await;
    merged(&owner, &ana, &twin).await;
    owner.delete(&ana).await;
    let erase = json!({ "whom": { "ids": [ana] }, "count": 1, "act": "PURGE" });
    let begun = owner.mutate("customersErase", erase, "").await;
    assert_eq!(begun["__typename"], "ErasureBegun", "{begun}");
    app.clock.advance(Duration::days(31)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    let state = app.state().await;
    assert_eq!(found(&state), Vec::<String>::new());
    assert_eq!((state.count("customers"), state.count("merges"), state.count("merge_rows")), (1, 0, 0));
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_merged_is_said_and_nothing_changes(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, twin) = (owner.customer("Ana Pop").await, owner.customer("Ana Popescu").await);
    let gone = owner.customer("Bo Gone").await;
    owner.delete(&gone).await;
    let foreign = app.foreign().await.customer("Cy Else").await;
    let advisor = app.client(Role::ServiceAdvisor).await;
    let plan = owner.run(PLAN, json!({ "survivor": ana, "others": [twin] })).await;
    let seen = plan["customersMergePlan"]["planHash"].clone();
    owner.vehicle(&twin, "AB12 CDE").await;
    let before = app.state().await;
    let changed = merge(&owner, &ana, &twin, json!({ "planHash": seen })).await;
    assert_eq!(changed["__typename"], "MergePlanChanged", "{changed}");
    let choose = |field: &str, from: &str| json!({ "choose": [{ "field": field, "from": from }] });
    let twice = json!({ "choose": [{ "field": "EMAIL", "from": ana }, { "field": "EMAIL", "from": twin }] });
    for (client, other, more, code) in [
        (&owner, &ana, json!({}), "INVALID_INPUT"),
        (&owner, &gone, json!({}), "CUSTOMER_ALREADY_DELETED"),
        (&owner, &foreign, json!({}), "NOT_FOUND"),
        (&advisor, &twin, json!({}), "NOT_PERMITTED"),
        (&owner, &twin, choose("PHONE", &twin), "INVALID_INPUT"),
        (&owner, &twin, choose("EMAIL", &foreign), "INVALID_INPUT"),
        (&owner, &twin, twice, "INVALID_INPUT"),
    ] {
        let answer = merge(client, &ana, other, more.clone()).await;
        assert_eq!(answer["code"], code, "{more}: {answer}");
    }
    for others in [json!([]), json!([twin, twin]), json!(vec![twin.as_str(); 11])] {
        let input = json!({ "survivorId": ana, "otherIds": others });
        let answer = owner.mutate("customersMerge", input, MERGED).await;
        assert_eq!(answer["fields"], json!([{ "field": "otherIds" }]), "{answer}");
    }
    before.assert_unchanged(&app.state().await);
    let done = merge(&owner, &ana, &twin, json!({ "planHash": changed["planHash"] })).await;
    assert_eq!(done["__typename"], "CustomersMerged", "{done}");
}

#[rstest]
#[tokio::test]
async fn e17_whoever_is_part_of_another_is_not_deleted_and_parts_with_the_business_as_the_survivor_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, twin) = (owner.customer("Ana Pop").await, owner.customer("Ana Popescu").await);
    merged(&owner, &ana, &twin).await;
    let before = app.state().await;
    let gone = json!({ "id": twin, "confirmation": "DELETE" });
    for (mutation, input, code) in [
        ("customerDelete", gone.clone(), "CUSTOMER_ALREADY_DELETED"),
        ("customerMask", gone, "CUSTOMER_NOT_DELETED"),
        ("customerRestore", json!({ "id": twin, "reason": "back" }), "CUSTOMER_NOT_DELETED"),
        ("customerErasureCallOff", json!({ "id": twin }), "ERASURE_NOT_SCHEDULED"),
        ("customersErase", json!({ "whom": { "ids": [twin] }, "count": 1 }), "CUSTOMER_NOT_DELETED"),
    ] {
        let answer = owner.mutate(mutation, input, "").await;
        assert_eq!(answer["code"], code, "{mutation}: {answer}");
    }
    for (mutation, more) in [
        ("customerUpdate", json!({ "id": twin, "expectedVersion": 1, "givenName": "Else" })),
        ("privacyRequestCreate", json!({ "customerId": twin, "kind": "ERASURE" })),
        ("personalDataExport", json!({ "customerId": twin })),
    ] {
        let refused = owner.mutate(mutation, more, "... on CustomerAlreadyDeleted { mergedInto }").await;
        let said = (&refused["mergedInto"], &refused["message"]);
        assert_eq!(
            said,
            (&json!(ana), &json!("This customer is part of another now. Go on with that one.")),
            "{mutation}"
        );
    }
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn whom_a_legal_hold_keeps_is_neither_merged_nor_taken_apart(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] on_survivor: bool,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, twin) = (owner.customer("Ana Pop").await, owner.customer("Ana Popescu").await);
    let first = hold(&owner, if on_survivor { &ana } else { &twin }, None).await;
    let before = app.state().await;
    assert_eq!(merge(&owner, &ana, &twin, json!({})).await["code"], "CUSTOMER_HELD");
    before.assert_unchanged(&app.state().await);
    release(&owner, &first).await;
    let id = merged(&owner, &ana, &twin).await;
    let place = json!({ "customerId": twin, "reason": "Dispute" });
    let refused = owner.mutate("legalHoldPlace", place, "... on WrongState { state }").await;
    assert_eq!((&refused["__typename"], &refused["state"]), (&json!("WrongState"), &json!("MERGED")), "{refused}");
    hold(&owner, &ana, None).await;
    let before = app.state().await;
    assert_eq!(undo(&owner, &id).await["code"], "CUSTOMER_HELD");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn partners_hear_who_is_masked_with_a_customer_and_that_it_was_taken_back(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 30 }), "").await;
    let heard = json!(["CUSTOMER_MASKED", "CUSTOMER_UNMASKED", "CUSTOMER_ERASED"]);
    let input = json!({ "name": "Newsletter", "url": "https://news.example.com/hook", "events": heard });
    owner.mutate("webhookEndpointCreate", input, "").await;
    let (ana, twin) = (owner.customer("Ana Pop").await, owner.customer("Ana Popescu").await);
    merged(&owner, &ana, &twin).await;
    owner.delete(&ana).await;
    let erase = json!({ "whom": { "ids": [ana] }, "count": 1 });
    let moment = || app.clock.advance(Duration::seconds(1)).expect("a manual clock");
    owner.mutate("customersErase", erase.clone(), "").await;
    moment();
    owner.mutate("customerErasureCallOff", json!({ "id": ana }), "").await;
    moment();
    owner.mutate("customersErase", erase, "").await;
    app.clock.advance(Duration::days(31)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    let query = Query::built("select payload from webhook_deliveries order by queued_at, id");
    let payloads: Vec<(String,)> = query.all(&app.app.db).await.expect("the deliveries");
    let told: Vec<Value> = payloads.iter().map(|(text,)| serde_json::from_str(text).expect("JSON")).collect();
    let said = |at: usize, field: &str| told[at]["data"][field].clone();
    let kinds: Vec<_> = told.iter().map(|told| told["type"].as_str().expect("a type")).collect();
    assert_eq!(kinds, ["customer.masked", "customer.unmasked", "customer.masked", "customer.erased"]);
    assert_eq!((said(0, "customer"), said(0, "merged")), (json!(ana), json!([twin])));
    assert_eq!(said(0, "finalAt"), "2026-04-01T09:00:00Z");
    assert_eq!(said(1, "act"), said(0, "act"), "the same act is taken back");
    assert_eq!((said(3, "merged"), said(3, "leaves")), (json!([twin]), json!("ERASE")));
}
