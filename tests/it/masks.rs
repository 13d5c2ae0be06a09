//! Making unreadable what is known of a customer, and taking that back in time.

use chrono::Duration;
use lethe::db::Query;
use lethe::ids::CustomerId;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::deletion::{DELETED, RESTORED};
use crate::support::{Client, Engine, NEEDLE, Snapshot, TestApp, needles, plant, redact, write};

pub const MASKED: &str = "... on CustomerMaskDone {
    customer { id lifecycle masked displayName }
    erasure { id act state dueAt endedAt keepFields historyIdentity reason removed { table rows } }
    undo { token expiresAt } }";

const UNMASKED: &str = "... on CustomerUnmasked { customer { id lifecycle masked displayName } }";

/// A customer of whom every personal column says something.
pub async fn known(app: &TestApp, owner: &Client) -> String {
    let ana = owner.customer("Ana Pop").await;
    plant(&app.app.db, app.account, ana.parse::<CustomerId>().expect("an id")).await;
    ana
}

/// The needles that the database still holds.
pub fn found(state: &Snapshot) -> Vec<String> {
    needles().into_iter().filter(|needle| state.holds(needle)).collect()
}

async fn delete_and_mask(client: &Client, id: &str) -> Value {
    client.mutate("customerDelete", json!({ "id": id, "confirmation": "DELETE", "mode": "MASK" }), DELETED).await
}

async fn mask(client: &Client, id: &str) -> Value {
    client.mutate("customerMask", json!({ "id": id, "confirmation": "delete", "reason": "Asked to" }), MASKED).await
}

async fn wait_for_the_end(app: &TestApp) {
    app.clock.advance(Duration::seconds(31)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
}

async fn policy(owner: &Client, change: Value) {
    let saved = owner.mutate("deletionPolicySet", change, "").await;
    assert_eq!(saved["__typename"], "DeletionPolicySaved", "{saved}");
}

#[rstest]
#[tokio::test]
async fn a5_a6_delete_and_mask_leaves_nothing_readable_in_any_personal_column(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    policy(&owner, json!({ "preset": "FIELD_SERVICE" })).await;
    let ana = known(&app, &owner).await;
    assert_eq!(found(&app.state().await), needles());
    let deleted = delete_and_mask(&owner, &ana).await;
    insta::assert_json_snapshot!("deleted_and_masked", redact(&deleted));
    assert_eq!(found(&app.state().await), Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a8_a_masked_customer_is_recognised_as_masked_and_shows_asterisks(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    delete_and_mask(&owner, &ana).await;
    let query = "query ($id: ID!) { customer(id: $id) { masked displayName givenName email phone
        addresses { line1 postcode } erasures { act state } } }";
    let seen = owner.run(query, json!({ "id": ana })).await;
    let expected = json!({ "masked": true, "displayName": "*****", "givenName": "*****", "email": "*****",
        "phone": "*****", "addresses": [{ "line1": "*****", "postcode": "*****" }],
        "erasures": [{ "act": "MASK", "state": "SEALED" }] });
    assert_eq!(seen["customer"], expected);
}

#[rstest]
#[tokio::test]
async fn e12_undo_of_a_masking_delete_makes_everything_readable_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    let before = app.state().await;
    let deleted = delete_and_mask(&owner, &ana).await;
    app.clock.advance(Duration::seconds(30)).expect("a manual clock");
    let restored = owner.mutate("customerDeleteUndo", json!({ "undoToken": deleted["undo"]["token"] }), RESTORED).await;
    assert_eq!(restored["__typename"], "CustomerRestored", "{restored}");
    let after = app.state().await;
    assert_eq!(found(&after), needles());
    assert_eq!(after.count("seals"), 0);
    for table in ["addresses", "messages", "invoice_lines", "charges", "consents", "credits"] {
        assert_eq!(before.rows(table), after.rows(table), "{table}");
    }
}

#[rstest]
#[tokio::test]
async fn a6_after_the_undo_window_the_key_is_destroyed_and_nothing_brings_the_customer_back(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    let deleted = delete_and_mask(&owner, &ana).await;
    let keys = || async { app.app.key_store.after(uuid::Uuid::nil(), 10).await.expect("the key store").len() };
    assert_eq!(keys().await, 1);
    assert_eq!(worker::drain(&app.app).await.expect("the worker"), 0, "not due yet");
    wait_for_the_end(&app).await;
    assert_eq!(keys().await, 0);
    assert_eq!(app.state().await.count("seals"), 0);
    let before = app.state().await;
    let undo = owner.mutate("customerDeleteUndo", json!({ "undoToken": deleted["undo"]["token"] }), RESTORED).await;
    assert_eq!(undo["__typename"], "UndoExpired", "{undo}");
    let input = json!({ "id": ana, "reason": "came back" });
    let restore = owner.mutate("customerRestore", input, RESTORED).await;
    insta::assert_json_snapshot!("restore_of_a_masked_customer", restore);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a11_a_customer_deleted_earlier_can_be_masked_and_unmasked_within_the_window(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    app.clock.advance(Duration::days(1)).expect("a manual clock");
    let owner = app.client(Role::Owner).await;
    let masked = mask(&owner, &ana).await;
    insta::assert_json_snapshot!("masked_later", redact(&masked));
    assert_eq!(mask(&owner, &ana).await["__typename"], "CustomerMasked");
    let token = json!({ "undoToken": masked["undo"]["token"] });
    let unmasked = owner.mutate("customerMaskUndo", token.clone(), UNMASKED).await;
    insta::assert_json_snapshot!("unmasked", redact(&unmasked));
    assert_eq!(found(&app.state().await), needles());
    let again = owner.mutate("customerMaskUndo", token, UNMASKED).await;
    assert_eq!(again["__typename"], "UndoTokenUnknown", "{again}");
    let masked = mask(&owner, &ana).await;
    wait_for_the_end(&app).await;
    let late = owner.mutate("customerMaskUndo", json!({ "undoToken": masked["undo"]["token"] }), UNMASKED).await;
    assert_eq!(late["__typename"], "UndoExpired", "{late}");
}

#[rstest]
#[tokio::test]
async fn a7_what_the_policy_keeps_stays_readable(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    policy(&owner, json!({ "keepFields": ["POSTCODE", "COUNTRY"], "historyIdentity": "NAME_AT_ISSUE" })).await;
    let ana = known(&app, &owner).await;
    delete_and_mask(&owner, &ana).await;
    let stays = [
        "needle.addresses.postcode",
        "needle.addresses.country",
        "needle.work_orders.customer_name",
        "needle.quotes.customer_name",
        "needle.bookings.customer_name",
        "needle.invoices.name_at_issue",
        "needle.invoices.address_at_issue",
    ];
    let mut left = found(&app.state().await);
    left.sort_unstable();
    let mut expected = stays.map(str::to_owned);
    expected.sort_unstable();
    assert_eq!(left, expected);
}

#[rstest]
#[tokio::test]
async fn invoices_that_the_law_wants_kept_stay_as_they_were_issued(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(("2020-03-02", true), ("2020-03-01", false))] (issued, stays): (&str, bool),
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    policy(&owner, json!({ "historyIdentity": "MASKED", "keepYears": [{ "kind": "INVOICE", "years": 6 }] })).await;
    let ana = known(&app, &owner).await;
    let paid = Query::built("update invoices set state = 'PAID', issued_on = $1 where number = '900'");
    let day: chrono::NaiveDate = issued.parse().expect("a date");
    write(&app.app.db, paid.bind(day)).await.expect("an invoice");
    delete_and_mask(&owner, &ana).await;
    let mut left = found(&app.state().await);
    left.sort_unstable();
    let kept =
        ["needle.invoice_lines.description", "needle.invoices.address_at_issue", "needle.invoices.name_at_issue"];
    assert_eq!(left, if stays { &kept[..] } else { &[] });
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_masked_is_said_and_nothing_changes(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let active = owner.customer("Bo Lind").await;
    let deleted = owner.customer("Ana Pop").await;
    owner.delete(&deleted).await;
    let manager = app.client(Role::Manager).await;
    let before = app.state().await;
    let refused = |client: Client, id: String, word: &'static str| async move {
        let input = json!({ "id": id, "confirmation": word });
        client.mutate("customerMask", input, MASKED).await["__typename"].clone()
    };
    assert_eq!(refused(owner.clone(), active.clone(), "DELETE").await, "CustomerNotDeleted");
    assert_eq!(refused(owner.clone(), deleted.clone(), "MASK").await, "ConfirmationMismatch");
    assert_eq!(refused(owner.clone(), "cus_nonsense".into(), "DELETE").await, "CustomerNotFound");
    assert_eq!(refused(manager.clone(), deleted.clone(), "DELETE").await, "NotPermitted");
    let both = delete_and_mask(&manager, &active).await;
    assert_eq!(both["__typename"], "NotPermitted", "{both}");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn an_undo_without_the_key_says_so_and_changes_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    let deleted = delete_and_mask(&owner, &ana).await;
    let keys = app.app.key_store.after(uuid::Uuid::nil(), 10).await.expect("the key store");
    app.app.key_store.destroy(keys).await.expect("the key store");
    let before = app.state().await;
    let undo = owner.mutate("customerDeleteUndo", json!({ "undoToken": deleted["undo"]["token"] }), RESTORED).await;
    insta::assert_json_snapshot!("originals_lost", undo);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn no_needle_is_in_the_key_store_or_in_the_seals(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    delete_and_mask(&owner, &ana).await;
    for entry in std::fs::read_dir(app.keys_at.path()).expect("the key store's folder") {
        let bytes = std::fs::read(entry.expect("a file").path()).expect("a file");
        assert!(!bytes.windows(NEEDLE.len()).any(|part| part == NEEDLE.as_bytes()));
    }
}

#[rstest]
#[tokio::test]
async fn what_was_written_after_the_mask_stays_when_the_rest_comes_back(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    write(&app.app.db, Query::built("update charges set provider_ref = null")).await.expect("a charge under way");
    let deleted = delete_and_mask(&owner, &ana).await;
    let settled = "update charges set provider_ref = 'since'";
    write(&app.app.db, Query::built(settled)).await.expect("the provider answers");
    owner.mutate("customerDeleteUndo", json!({ "undoToken": deleted["undo"]["token"] }), RESTORED).await;
    let state = app.state().await;
    assert!(state.rows("charges")[0].contains("provider_ref='since'"), "{:?}", state.rows("charges"));
    assert!(state.rows("messages")[0].contains("needle.messages.body"), "{:?}", state.rows("messages"));
}
