//! What could outlive an erasure: requests that nobody attached, words that come late, what search is made from, a reference
//! that somebody else has by now.

use chrono::Duration;
use lethe::app::{App, Cx};
use lethe::customers;
use lethe::db::Query;
use lethe::error::{Failure, Refusal};
use lethe::ids::CustomerId;
use lethe::jobs::sweep;
use lethe::lifecycle::{self, UnmergeRequest, worker};
use lethe::terms::{RecordKind, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::duplicates::{lives_at, person};
use crate::merges::merged;
use crate::merges_undone::undo;
use crate::public_booking::Desk;
use crate::support::backup::Backup;
use crate::support::{Client, Engine, TestApp, state};

async fn erase(app: &TestApp, owner: &Client, id: &str, act: &str, keep: Value) -> Client {
    let input = json!({ "whom": { "ids": [id] }, "count": 1, "act": act, "keepFields": keep });
    let begun = owner.mutate("customersErase", input, "... on InvalidInput { fields { field } }").await;
    assert_eq!(begun["__typename"], "ErasureBegun", "{begun}");
    later(app).await
}

async fn later(app: &TestApp) -> Client {
    app.clock.advance(Duration::days(31)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    worker::tidy(&app.app).await.expect("the worker");
    app.client(Role::Owner).await
}

#[rstest]
#[tokio::test]
async fn what_was_asked_for_on_the_public_page_and_never_attached_goes_too(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] dismissed: bool,
) {
    let desk = Desk::open(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    desk.ask(desk.asked("Anna Pop", "ana.pop@example.com", 10)).await;
    desk.ask(desk.asked("Bo Other", "bo@example.com", 11)).await;
    let waiting = desk.requests("WAITING").await;
    let annas = waiting.iter().find(|request| request["name"] == "Anna Pop").expect("an unclear request");
    if dismissed {
        desk.owner.mutate("bookingRequestDismiss", json!({ "id": annas["id"] }), "").await;
    }
    desk.owner.delete(&ana).await;
    erase(&desk.app, &desk.owner, &ana, "ERASE", Value::Null).await;
    let state = desk.app.state().await;
    assert!(!state.holds("ana.pop@") && !state.holds("Anna Pop"), "nothing of Ana: {state:?}");
    assert!(state.holds("bo@example.com"), "somebody else's request stays");
    desk.app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn a_request_that_was_dismissed_goes_by_itself_after_thirty_days(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    desk.owner.customer("Ana Pop").await;
    desk.ask(desk.asked("Anna Pop", "ana.pop@example.com", 10)).await;
    let waiting = desk.requests("WAITING").await;
    desk.owner.mutate("bookingRequestDismiss", json!({ "id": waiting[0]["id"] }), "").await;
    desk.app.clock.advance(Duration::days(30)).expect("a manual clock");
    sweep::sweep(&desk.app.app).await.expect("swept");
    assert_eq!(desk.app.state().await.count("booking_requests"), 1, "to the day");
    desk.app.clock.advance(Duration::seconds(1)).expect("a manual clock");
    sweep::sweep(&desk.app.app).await.expect("swept");
    assert_eq!(desk.app.state().await.count("booking_requests"), 0);
}

#[rstest]
#[tokio::test]
async fn b9_a_name_or_a_street_that_is_kept_takes_nothing_else_along(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = person(&owner, "Ana", "Pop", Some("secret@example.com"), Some("07700 900123")).await;
    lives_at(&owner, &ana, "1 High St", "LS1 4AP").await;
    owner.delete(&ana).await;
    let owner = erase(&app, &owner, &ana, "ANONYMISE", json!(["NAME", "STREET"])).await;
    let seen = "query ($id: ID!) { customer(id: $id) { displayName email addresses { line1 postcode } } }";
    let seen = owner.run(seen, json!({ "id": ana })).await["customer"].clone();
    let kept = json!({ "displayName": "Ana Pop", "email": "*****",
        "addresses": [{ "line1": "1 High St", "postcode": "*****" }] });
    assert_eq!(seen, kept);
    let state = app.state().await;
    for gone in ["secret", "900123", "ls14ap", "LS1 4AP"] {
        assert!(!state.holds(gone), "{gone}");
    }
}

#[rstest]
#[tokio::test]
async fn what_is_written_in_a_request_after_the_end_is_made_unreadable(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("ERASE", "PURGE")] act: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let saved = "... on PrivacyRequestSaved { privacyRequest { id } }";
    let asked = json!({ "customerId": ana, "kind": "ACCESS", "note": "I am Ana" });
    let asked = owner.mutate("privacyRequestCreate", asked, saved).await["privacyRequest"]["id"].clone();
    owner.mutate("privacyRequestIdentityCheck", json!({ "id": asked }), "").await;
    owner.delete(&ana).await;
    let owner = erase(&app, &owner, &ana, act, Value::Null).await;
    let answer = json!({ "id": asked, "done": false, "ground": "MANIFESTLY_UNFOUNDED", "answer": "Dear Ana" });
    let refused = owner.mutate("privacyRequestDecide", answer, "... on InvalidInput { fields { field } }").await;
    assert_eq!(refused["__typename"], "PrivacyRequestSaved", "{refused}");
    later(&app).await;
    let state = app.state().await;
    assert!(!state.holds("Dear Ana") && !state.holds("I am Ana"), "{act}");
}

#[rstest]
#[tokio::test]
async fn a_customer_whose_reference_somebody_else_has_by_now_comes_back_without_it_and_is_found(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 30, "suppressionYears": 0 }), "").await;
    owner.imported(&app, "CUSTOMERS", "given_name,family_name,email,external_ref\nAna,Pop,ana@example.com,42\n").await;
    let found = "query ($search: String!) { customers(where: { search: $search, lifecycle: [DELETED, ACTIVE] }) {
        nodes { id displayName } } }";
    let ana = owner.run(found, json!({ "search": "ana" })).await["customers"]["nodes"][0]["id"].clone();
    owner.delete(ana.as_str().expect("an id")).await;
    let input = json!({ "whom": { "ids": [ana] }, "count": 1 });
    owner.mutate("customersErase", input, "").await;
    owner.imported(&app, "CUSTOMERS", "given_name,family_name,external_ref\nBo,Lind,42\n").await;
    let back = owner.mutate(
        "customerErasureCallOff",
        json!({ "id": ana }),
        "... on ErasureCalledOff { customer { displayName } }",
    );
    assert_eq!(back.await["customer"], json!({ "displayName": "Ana Pop" }));
    let listed = owner.run(found, json!({ "search": "ana@example" })).await["customers"]["nodes"].clone();
    assert_eq!(listed, json!([{ "id": ana, "displayName": "Ana Pop" }]), "search knows her again");
    app.assert_sound().await;
}

/// Two customers with an address each, the second merged into the first; their ids, and the merge's.
async fn two_as_one(owner: &Client) -> (String, String, String) {
    let ana = person(owner, "Ana", "Pop", Some("ana@example.com"), None).await;
    let bo = person(owner, "Bo", "Lind", Some("bo@example.com"), Some("07700 900555")).await;
    lives_at(owner, &ana, "1 Anas Rd", "LS1 4AP").await;
    lives_at(owner, &bo, "2 Bos Rd", "LS1 4AQ").await;
    let merge = merged(owner, &ana, &bo).await;
    (ana, bo, merge)
}

#[rstest]
#[tokio::test]
async fn a_merge_that_was_undone_after_the_backup_takes_nobody_along_in_the_replay(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("ERASE", "PURGE")] act: &str,
    #[values(true, false)] survivor_goes: bool,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo, merge) = two_as_one(&owner).await;
    let backup = Backup::of(&app).await;
    assert_eq!(undo(&owner, &merge).await["__typename"], "CustomersUnmerged");
    let (goes, gone, stays) = match survivor_goes {
        true => (&ana, ["ana@example.com", "1 Anas Rd"], ["bo@example.com", "2 Bos Rd", "07700 900555"].to_vec()),
        false => (&bo, ["bo@example.com", "2 Bos Rd"], ["ana@example.com", "1 Anas Rd"].to_vec()),
    };
    owner.delete(goes).await;
    erase(&app, &owner, goes, act, Value::Null).await;
    let (_, db) = backup.restore().await;
    let restored = App { db: db.clone(), ..app.app.clone() };
    assert_eq!(lifecycle::replay(&restored).await.expect("the replay"), 1);
    let after = state(&db).await;
    for text in gone {
        assert!(!after.holds(text), "{text} is gone again");
    }
    for text in stays {
        assert!(after.holds(text), "{text} stays: {act}");
    }
    let cx = Cx::system(&restored, app.account);
    let alone: CustomerId = if survivor_goes { &bo } else { &ana }.parse().expect("an id");
    let customer = customers::find(&db, app.account, alone).await.expect("the database").expect("a customer");
    assert_eq!((customer.is_active(), customer.merged_into), (true, None));
    let road = if survivor_goes { "2 Bos Rd" } else { "1 Anas Rd" };
    let roads = Query::built("select line1 from addresses where account_id = $1 and customer_id = $2");
    let roads: Vec<(String,)> = roads.bind(app.account).bind(alone).all(&db).await.expect("addresses");
    assert_eq!(roads, [(road.to_owned(),)]);
    let again = UnmergeRequest { id: merge, idempotency_key: None };
    let again = lifecycle::unmerge(&cx, &again).await.expect_err("it was undone");
    let undone = Failure::Refused(Refusal::WrongState { kind: RecordKind::Merge, state: "UNDONE" });
    let purged = Failure::Refused(Refusal::NotFound(RecordKind::Merge));
    let expected = if act == "PURGE" && survivor_goes { purged } else { undone };
    assert_eq!(format!("{again:?}"), format!("{expected:?}"));
    db.close().await;
}
