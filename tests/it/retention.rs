//! Retention runs: whom a rule lists, exactly that list approved, carried out by any node, and told of when it is done.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use lethe::db::Query;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::legal_holds::{hold, release};
use crate::masks::{found, known};
use crate::merges::merged;
use crate::support::desk::Desk;
use crate::support::{Client, Engine, TestApp};

pub const RUN: &str =
    "id name state act keepFields removeFields noPurchaseSince customers excluded held listHash approvalsNeeded
    approvals { by { name } } done leftOut by { kind } endedAt
    candidates(first: 100) { nodes { customerId lastPurchaseOn outcome blockedBy customer { displayName } } }";

/// A box office: everything open is kept by a delete, and erasures are final at once.
pub async fn box_office(engine: Engine) -> (TestApp, Client) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    preset(&owner, "BOX_OFFICE").await;
    (app, owner)
}

async fn preset(owner: &Client, preset: &str) {
    let saved = owner.mutate("deletionPolicySet", json!({ "preset": preset, "deletesPerHour": 10_000 }), "").await;
    assert_eq!(saved["__typename"], "DeletionPolicySaved", "{saved}");
}

/// What a rule says: no purchase for three years, purged, and one person suffices; with changes.
pub fn said(changes: Value) -> Value {
    let mut input = json!({ "name": "Three years", "condition": { "noPurchaseYears": 3 }, "act": "PURGE" });
    for (name, value) in changes.as_object().expect("changes") {
        input[name] = value.clone();
    }
    input
}

/// Adds a rule; its id.
pub async fn rule(owner: &Client, changes: Value) -> String {
    let saved = owner.mutate("retentionRuleSet", said(changes), "... on RetentionRuleSaved { rule { id } }").await;
    saved["rule"]["id"].as_str().unwrap_or_else(|| panic!("no rule: {saved}")).to_owned()
}

/// Some days later, with the Owner who is signed in then.
pub async fn later(app: &TestApp, days: i64) -> Client {
    app.clock.advance(Duration::days(days)).expect("a manual clock");
    app.client(Role::Owner).await
}

pub async fn try_start(client: &Client, rule: &str) -> Value {
    let fields =
        format!("... on RetentionRunSaved {{ run {{ {RUN} }} }} ... on Error {{ ... on WrongState {{ state }} }}");
    client.mutate("retentionRunStart", json!({ "ruleId": rule }), &fields).await
}

/// Starts a run; the run.
pub async fn started(client: &Client, rule: &str) -> Value {
    let saved = try_start(client, rule).await;
    assert_eq!(saved["__typename"], "RetentionRunSaved", "{saved}");
    saved["run"].clone()
}

/// Tries to approve the list as it was seen; the whole answer.
pub async fn approve(client: &Client, run: &Value) -> Value {
    let fields = format!(
        "... on RetentionRunSaved {{ run {{ {RUN} }} }} ... on Error {{ ... on CountMismatch {{ found }}
            ... on RetentionListChanged {{ listHash count takenOut takenOutCount }} ... on WrongState {{ state }}
            ... on InvalidInput {{ fields {{ field }} }} }}"
    );
    let input = json!({ "id": run["id"], "listHash": run["listHash"], "count": run["customers"] });
    client.mutate("retentionRunApprove", input, &fields).await
}

/// Takes customers out of a list; the whole answer.
pub async fn exclude(client: &Client, run: &Value, customers: &[&str]) -> Value {
    let fields =
        format!("... on RetentionRunSaved {{ run {{ {RUN} }} }} ... on Error {{ ... on WrongState {{ state }} }}");
    client.mutate("retentionRunExclude", json!({ "id": run["id"], "customerIds": customers }), &fields).await
}

/// Decides what becomes of everybody on a list; the whole answer.
pub async fn decide(client: &Client, run: &Value, act: &str, keep: &[&str]) -> Value {
    let fields = format!(
        "... on RetentionRunSaved {{ run {{ {RUN} }} }} ... on Error {{ ... on WrongState {{ state }}
            ... on InvalidInput {{ fields {{ field }} }} }}"
    );
    client.mutate("retentionRunDecide", json!({ "id": run["id"], "act": act, "keepFields": keep }), &fields).await
}

/// A run as it is now.
pub async fn seen(client: &Client, run: &Value) -> Value {
    let query = format!("query ($id: ID!) {{ retentionRun(id: $id) {{ {RUN} }} }}");
    client.run(&query, json!({ "id": run["id"] })).await["retentionRun"].clone()
}

pub async fn work(app: &TestApp) {
    worker::drain(&app.app).await.expect("the worker");
}

/// Has a run approved by the Owner and carried out; the run then.
pub async fn carried_out(app: &TestApp, owner: &Client, run: &Value) -> Value {
    let approved = approve(owner, run).await;
    assert_eq!(approved["run"]["state"], "APPROVED", "{approved}");
    work(app).await;
    seen(owner, run).await
}

pub async fn bought(owner: &Client, customer: &str) {
    owner.pay(&owner.invoice(customer, "20.00").await).await;
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Who is on a list, with what became of them.
pub fn fates(run: &Value) -> BTreeMap<String, String> {
    let nodes = run["candidates"]["nodes"].as_array().expect("candidates");
    nodes.iter().map(|node| (text(&node["customerId"]), text(&node["outcome"]))).collect()
}

pub fn expected<const N: usize>(fates: [(&str, &str); N]) -> BTreeMap<String, String> {
    fates.map(|(customer, outcome)| (customer.to_owned(), outcome.to_owned())).into()
}

/// One customer on a list.
pub fn candidate(run: &Value, customer: &str) -> Value {
    let nodes = run["candidates"]["nodes"].as_array().expect("candidates");
    nodes.iter().find(|node| node["customerId"] == customer).expect("on the list").clone()
}

pub async fn active(owner: &Client) -> Value {
    owner.run("{ customers { nodes { displayName } } }", json!({})).await["customers"]["nodes"].clone()
}

/// Adds customers by a file.
pub async fn many(app: &TestApp, owner: &Client, number: usize) {
    let rows: String = (0..number).map(|n| format!("Pop {n:04}\n")).collect();
    owner.imported(app, "CUSTOMERS", &format!("family_name\n{rows}")).await;
}

pub async fn count(app: &TestApp, what: &str) -> i64 {
    Query::built(format!("select count(*) from {what}")).scalar(&app.app.db).await.expect("a count").unwrap_or(0)
}

#[rstest]
#[tokio::test]
async fn b5_b8_no_purchase_for_three_years_is_listed_and_whoever_buys_since_is_left_out_and_named(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    let rule = rule(&owner, json!({})).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let cy = owner.customer("Cy Recent").await;
    bought(&owner, &ana).await;
    let owner = later(&app, 800).await;
    bought(&owner, &cy).await;
    owner.customer("Di New").await;
    let owner = later(&app, 300).await;
    let run = started(&owner, &rule).await;
    let listed = |id: &str, name: &str, on: Option<&str>| {
        json!({ "customerId": id, "lastPurchaseOn": on, "outcome": "LISTED", "blockedBy": [],
            "customer": { "displayName": name } })
    };
    assert_eq!((&run["state"], &run["customers"]), (&json!("REVIEW"), &json!(2)), "{run}");
    assert_eq!(candidate(&run, &ana), listed(&ana, "Ana Pop", Some("2026-03-02")));
    assert_eq!(candidate(&run, &bo), listed(&bo, "Bo Lind", None));
    assert_eq!(run["noPurchaseSince"], "2026-03-06");
    bought(&owner, &bo).await;
    let done = carried_out(&app, &owner, &run).await;
    assert_eq!((&done["state"], &done["done"], &done["leftOut"]), (&json!("DONE"), &json!(2), &json!(1)), "{done}");
    assert_eq!(fates(&done), expected([(&ana, "SCHEDULED"), (&bo, "BOUGHT_SINCE")]));
    assert_eq!(candidate(&done, &ana)["customer"], Value::Null, "purged");
    let stay = ["Bo Lind", "Cy Recent", "Di New"].map(|name| json!({ "displayName": name }));
    assert_eq!(active(&owner).await, json!(stay));
}

#[rstest]
#[tokio::test]
async fn whoever_comes_to_fit_after_the_list_was_made_is_not_parted_with(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    let rule = rule(&owner, json!({})).await;
    let ana = owner.customer("Ana Pop").await;
    let owner = later(&app, 600).await;
    owner.customer("Bo Late").await;
    let owner = later(&app, 500).await;
    let run = started(&owner, &rule).await;
    let owner = later(&app, 700).await;
    let done = carried_out(&app, &owner, &run).await;
    assert_eq!(fates(&done), expected([(&ana, "SCHEDULED")]));
    assert_eq!(active(&owner).await, json!([{ "displayName": "Bo Late" }]), "whom the rule fits by now");
    assert_eq!(started(&owner, &rule).await["customers"], 1);
}

#[rstest]
#[tokio::test]
async fn b1_a_rule_fits_whom_all_of_its_conditions_fit(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let (app, owner) = (&desk.app, &desk.owner);
    preset(owner, "BOX_OFFICE").await;
    let (ana, bo, cy) =
        (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await, owner.customer("Cy Dahl").await);
    let firm = json!({ "kind": "BUSINESS", "companyName": "Northern Ltd" });
    let firm = owner.mutate("customerCreate", firm, "... on CustomerSaved { customer { id } }").await;
    let owner = later(app, 805).await;
    let desk = Desk { owner: owner.clone(), ..desk };
    desk.book(&bo, "2028-05-16T10:00:00Z").await;
    owner.complete(&owner.work_order(&cy, None).await).await;
    let owner = later(&desk.app, 300).await;
    let fitting = async |condition: Value| {
        let rule = rule(&owner, json!({ "condition": condition })).await;
        fates(&started(&owner, &rule).await).into_keys().collect::<BTreeSet<_>>()
    };
    let firm = text(&firm["customer"]["id"]);
    let these = |ids: &[&String]| ids.iter().map(|id| (*id).clone()).collect::<BTreeSet<_>>();
    assert_eq!(fitting(json!({ "noPurchaseYears": 3, "kind": "PERSON" })).await, these(&[&ana, &bo, &cy]));
    assert_eq!(fitting(json!({ "noPurchaseYears": 3, "kind": "BUSINESS" })).await, these(&[&firm]));
    assert_eq!(fitting(json!({ "noPurchaseYears": 3, "noBooking": true })).await, these(&[&ana, &cy, &firm]));
    assert_eq!(fitting(json!({ "noPurchaseYears": 3, "noWorkOrder": true })).await, these(&[&ana, &bo, &firm]));
    assert_eq!(fitting(json!({ "noPurchaseYears": 3, "createdBefore": "2026-03-02" })).await, these(&[]));
    assert_eq!(fitting(json!({ "noPurchaseYears": 4 })).await, these(&[]));
}

#[rstest]
#[tokio::test]
async fn nobody_is_listed_who_is_masked_or_erased_nor_the_unknown_customer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    for (name, act) in [("Ana Pop", "PURGE"), ("Bo Lind", "ERASE")] {
        let id = owner.customer(name).await;
        owner.delete(&id).await;
        let input = json!({ "whom": { "ids": [id] }, "count": 1, "act": act });
        assert_eq!(owner.mutate("customersErase", input, "").await["__typename"], "ErasureBegun");
        work(&app).await;
    }
    let masked = owner.customer("Cy Dahl").await;
    owner.delete(&masked).await;
    let mask = json!({ "id": masked, "confirmation": "DELETE" });
    assert_eq!(owner.mutate("customerMask", mask, "").await["__typename"], "CustomerMaskDone");
    let (deleted, active) = (owner.customer("Di Gone").await, owner.customer("Ed Here").await);
    owner.delete(&deleted).await;
    let owner = later(&app, 1_100).await;
    work(&app).await;
    let both = started(&owner, &rule(&owner, json!({})).await).await;
    assert_eq!(fates(&both), expected([(&deleted, "LISTED"), (&active, "LISTED")]));
    let condition = json!({ "noPurchaseYears": 3, "lifecycle": ["ACTIVE"] });
    let some = started(&owner, &rule(&owner, json!({ "condition": condition })).await).await;
    assert_eq!(fates(&some), expected([(&active, "LISTED")]));
}

#[rstest]
#[tokio::test]
async fn b3_b9_anonymise_keeps_what_the_rule_names_and_leaves_nothing_else_readable(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    let rule = rule(&owner, json!({ "act": "ANONYMISE", "keepFields": ["POSTCODE"] })).await;
    let ana = known(&app, &owner).await;
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    assert_eq!(fates(&run), expected([(&ana, "LISTED")]));
    carried_out(&app, &owner, &run).await;
    assert_eq!(found(&app.state().await), ["needle.addresses.postcode"]);
    let query = "query ($id: ID!) { customer(id: $id) { lifecycle displayName addresses { line1 postcode } } }";
    let kept = json!({ "lifecycle": "ERASED", "displayName": "*****",
        "addresses": [{ "line1": "*****", "postcode": "needle.addresses.postcode" }] });
    assert_eq!(owner.run(query, json!({ "id": ana })).await["customer"], kept);
}

#[rstest]
#[tokio::test]
async fn b3_b9_the_reviewer_decides_what_becomes_of_everybody_on_the_list(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    let rule = rule(&owner, json!({ "act": "PURGE" })).await;
    known(&app, &owner).await;
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    let all = ["NAME", "EMAIL", "PHONE", "STREET", "CITY", "POSTCODE", "COUNTRY", "VEHICLE_IDENTITY"];
    let rest = ["PAYMENT_DETAILS", "FREE_TEXT", "REFERENCE"];
    let fields =
        |keep: &[&str]| json!(all.iter().chain(&rest).filter(|field| !keep.contains(field)).collect::<Vec<_>>());
    assert_eq!((&run["keepFields"], &run["removeFields"]), (&json!([]), &fields(&[])));
    let decided = decide(&owner, &run, "ANONYMISE", &["POSTCODE", "CITY", "POSTCODE"]).await["run"].clone();
    assert_eq!((&decided["act"], &decided["keepFields"]), (&json!("ANONYMISE"), &json!(["CITY", "POSTCODE"])));
    assert_eq!(decided["removeFields"], fields(&["CITY", "POSTCODE"]));
    carried_out(&app, &owner, &decided).await;
    let kept = ["needle.addresses.city", "needle.addresses.region", "needle.addresses.postcode"];
    assert_eq!(found(&app.state().await), kept);
}

#[rstest]
#[tokio::test]
async fn b6_b7_the_list_is_downloaded_once_and_opens_safely(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    let file = "given_name,family_name,phone,line1,city,postcode\n=HYPERLINK(0),Pop,+44 20 7946 0000,1 Rose Rd,Leeds,LS1 1AA\n";
    owner.imported(&app, "CUSTOMERS", file).await;
    let rule = rule(&owner, json!({})).await;
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    let link = async |client: &Client| {
        let query = "query ($id: ID!) { retentionRun(id: $id) { downloadUrl } }";
        client.post(query, json!({ "id": run["id"] })).await.body
    };
    let url = link(&owner).await["data"]["retentionRun"]["downloadUrl"].as_str().expect("a link").to_owned();
    let (status, sent) = app.fetch(&url).await;
    assert_eq!((status.as_u16(), app.fetch(&url).await.0.as_u16()), (200, 404), "a link works once");
    let id = run["candidates"]["nodes"][0]["customerId"].as_str().expect("an id");
    let file = format!(
        "\u{feff}customer,lifecycle,kind,given_name,family_name,company_name,email,phone,city,postcode,added_on,last_purchase_on,outcome\r\n\
         {id},ACTIVE,PERSON,'=HYPERLINK(0),Pop,,,'+44 20 7946 0000,Leeds,LS1 1AA,2026-03-02,,LISTED\r\n"
    );
    assert_eq!(sent, file);
    let late = link(&owner).await["data"]["retentionRun"]["downloadUrl"].as_str().expect("a link").to_owned();
    app.clock.advance(Duration::minutes(16)).expect("a manual clock");
    assert_eq!(app.fetch(&late).await.0.as_u16(), 404);
    let partner = app.partner(&[lethe::terms::Permission::RetentionReview]).await;
    assert_eq!(link(&partner).await["errors"][0]["extensions"]["permission"], "CUSTOMERS_READ");
    assert_eq!(count(&app, "audit_events where action = 'retention_run.downloaded'").await, 1);
}

#[rstest]
#[tokio::test]
async fn whoever_was_restored_or_merged_or_fits_no_more_or_is_blocked_is_left_out_with_the_reason(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let mut ids = Vec::new();
    for name in ["Ana Restored", "Bo Working", "Cy Blocked", "Di Deleted", "Ed Merged", "Fay Both"] {
        ids.push(owner.customer(name).await);
    }
    let [restored, working, blocked, deleted, part, whole] = &ids[..] else { panic!("six customers") };
    owner.delete(restored).await;
    let condition = json!({ "noPurchaseYears": 3, "noWorkOrder": true });
    let rule = rule(&owner, json!({ "condition": condition, "act": "ANONYMISE" })).await;
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    assert_eq!(run["customers"], 6, "{run}");
    merged(&owner, whole, part).await;
    let back = owner.mutate("customerRestore", json!({ "id": restored, "reason": "came back" }), "").await;
    assert_eq!(back["__typename"], "CustomerRestored", "{back}");
    owner.complete(&owner.work_order(working, None).await).await;
    owner.conversation(blocked).await;
    owner.delete(deleted).await;
    let done = carried_out(&app, &owner, &run).await;
    let outcomes = expected([
        (restored, "RESTORED"),
        (working, "NO_LONGER_FITS"),
        (blocked, "BLOCKED"),
        (deleted, "SCHEDULED"),
        (part, "NO_LONGER_FITS"),
        (whole, "NO_LONGER_FITS"),
    ]);
    assert_eq!(fates(&done), outcomes);
    assert_eq!(candidate(&done, blocked)["blockedBy"], json!(["CONVERSATION"]));
    assert_eq!((&done["done"], &done["leftOut"]), (&json!(6), &json!(5)));
    let stay = ["Ana Restored", "Bo Working", "Cy Blocked", "Fay Both"].map(|name| json!({ "displayName": name }));
    assert_eq!(active(&owner).await, json!(stay));
}

#[rstest]
#[tokio::test]
async fn b8_whoever_was_merged_into_somebody_on_the_list_since_was_never_approved(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    let rule = rule(&owner, json!({})).await;
    let (ana, twin) = (owner.customer("Ana Pop").await, owner.customer("Ana Twin").await);
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    let run = exclude(&owner, &run, &[&twin]).await["run"].clone();
    merged(&owner, &ana, &twin).await;
    let done = carried_out(&app, &owner, &run).await;
    assert_eq!(fates(&done), expected([(&ana, "NO_LONGER_FITS"), (&twin, "EXCLUDED")]), "{done}");
    assert_eq!(active(&owner).await, json!([{ "displayName": "Ana Pop" }]));
}

#[rstest]
#[tokio::test]
async fn whom_a_legal_hold_keeps_is_named_and_stays(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = box_office(engine).await;
    let rule = rule(&owner, json!({})).await;
    let mut ids = Vec::new();
    for name in ["Ana Held", "Bo Later", "Cy Released", "Di Gone"] {
        ids.push(owner.customer(name).await);
    }
    let [held, later_held, released, gone] = &ids[..] else { panic!("four customers") };
    hold(&owner, held, None).await;
    release(&owner, &hold(&owner, released, None).await).await;
    hold(&owner, gone, Some("2027-01-01T00:00:00Z")).await;
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    let listed = [(held, "HELD"), (later_held, "LISTED"), (released, "LISTED"), (gone, "LISTED")];
    assert_eq!(fates(&run), expected(listed.map(|(id, outcome)| (id.as_str(), outcome))));
    assert_eq!((&run["customers"], &run["held"]), (&json!(3), &json!(1)), "{run}");
    hold(&owner, later_held, None).await;
    let done = carried_out(&app, &owner, &run).await;
    let parted = [(held, "HELD"), (later_held, "HELD"), (released, "SCHEDULED"), (gone, "SCHEDULED")];
    assert_eq!(fates(&done), expected(parted.map(|(id, outcome)| (id.as_str(), outcome))));
    assert_eq!((&done["state"], &done["done"], &done["leftOut"]), (&json!("DONE"), &json!(3), &json!(1)));
    assert_eq!(active(&owner).await, json!([{ "displayName": "Ana Held" }, { "displayName": "Bo Later" }]));
    let again = started(&owner, &rule).await;
    assert_eq!((&again["state"], &again["held"]), (&json!("DONE"), &json!(2)), "nobody is left to review");
}

#[rstest]
#[tokio::test]
async fn the_policy_s_delay_passes_before_it_is_final_and_customers_can_be_called_off_until_then(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    preset(&owner, "PRINT_SHOP").await;
    let rule = rule(&owner, json!({})).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    carried_out(&app, &owner, &run).await;
    let off = owner.mutate("customerErasureCallOff", json!({ "id": ana }), "").await;
    assert_eq!(off["__typename"], "ErasureCalledOff", "{off}");
    let owner = later(&app, 31).await;
    work(&app).await;
    let query = "query ($id: ID!) { customer(id: $id) { displayName lifecycle } }";
    let kept = json!({ "displayName": "Ana Pop", "lifecycle": "DELETED" });
    assert_eq!(owner.run(query, json!({ "id": ana })).await["customer"], kept);
    assert_eq!(owner.run(query, json!({ "id": bo })).await["customer"], Value::Null);
}
