//! Rows about records that are there already: listed before anything is written, then skipped, changed or created.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::transfers::IMPORT;
use crate::support::{Client, Engine, TestApp};

const THERE: &str = "external_ref,given_name,family_name,email,phone\n\
    1,Ana,Pop,ana@example.com,020 7946 0001\n2,Ben,Ash,,020 7946 0002\n";

/// By reference, e-mail address and name, phone number and name; then an earlier row; then nobody.
const FILE: &str = "external_ref,given_name,family_name,email,phone\n\
    1,Anna,Popa,,\n\
    ,ANA,POP,Ana@Example.com,\n\
    ,Ben,Ash,ben@example.com,+020-7946 0002\n\
    ,Cleo,Hart,cleo@example.com,\n\
    ,Cleo,Hart,cleo@example.com,\n\
    ,Ana,Pop,other@example.com,\n";

async fn checked(app: &TestApp, owner: &Client) -> String {
    owner.imported(app, "CUSTOMERS", THERE).await;
    owner.checked(app, "CUSTOMERS", FILE).await
}

async fn names(owner: &Client) -> Vec<Value> {
    let found = owner.run("{ customers { nodes { displayName email } } }", json!({})).await;
    found["customers"]["nodes"].as_array().expect("customers").clone()
}

async fn run(app: &TestApp, owner: &Client, id: &str, duplicates: &str) -> Value {
    owner.mutate("importRun", json!({ "id": id, "duplicates": duplicates }), IMPORT).await;
    app.work().await;
    owner.import(id, "state rowsWritten rowsUpdated rowsDuplicate rowsRefused").await
}

#[rstest]
#[tokio::test]
async fn duplicates_are_listed_before_anything_is_written(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = checked(&app, &owner).await;
    let import = owner.import(&id, "rowsWritten rowsDuplicate rows { nodes { line outcome likeness recordId } }").await;
    assert_eq!((&import["rowsWritten"], &import["rowsDuplicate"]), (&json!(2), &json!(4)));
    let told: Vec<_> = import["rows"]["nodes"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (row["line"].clone(), row["likeness"].clone(), row["recordId"].is_null()))
        .collect();
    assert_eq!(
        told,
        [
            (json!(2), json!("EXTERNAL_REF"), false),
            (json!(3), json!("EMAIL"), false),
            (json!(4), json!("PHONE"), false),
            (json!(6), json!("EMAIL"), true),
        ]
    );
    assert_eq!(names(&owner).await.len(), 2, "nothing was written");
}

#[rstest]
#[tokio::test]
async fn skipped_duplicates_leave_the_records_as_they_are(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = checked(&app, &owner).await;
    let ended = json!({ "state": "DONE", "rowsWritten": 2, "rowsUpdated": 0, "rowsDuplicate": 4, "rowsRefused": 0 });
    assert_eq!(run(&app, &owner, &id, "SKIP").await, ended);
    let names = names(&owner).await;
    assert_eq!(names.len(), 4);
    assert!(names.contains(&json!({ "displayName": "Ben Ash", "email": null })));
}

#[rstest]
#[tokio::test]
async fn changed_duplicates_say_what_the_row_says_and_keep_what_it_leaves_blank(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = checked(&app, &owner).await;
    let ended = run(&app, &owner, &id, "UPDATE").await;
    // The second row about Cleo says nothing new.
    assert_eq!(
        ended,
        json!({ "state": "DONE", "rowsWritten": 2, "rowsUpdated": 3, "rowsDuplicate": 1, "rowsRefused": 0 })
    );
    let names = names(&owner).await;
    assert_eq!(names.len(), 4);
    assert!(names.contains(&json!({ "displayName": "Ben Ash", "email": "ben@example.com" })));
    assert!(names.contains(&json!({ "displayName": "ANA POP", "email": "Ana@Example.com" })), "{names:?}");
}

#[rstest]
#[tokio::test]
async fn likenesses_can_be_created_anyway_but_a_reference_is_one_record_s(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = checked(&app, &owner).await;
    let ended = run(&app, &owner, &id, "CREATE").await;
    assert_eq!(
        ended,
        json!({ "state": "DONE", "rowsWritten": 5, "rowsUpdated": 0, "rowsDuplicate": 1, "rowsRefused": 0 })
    );
    assert_eq!(owner.lines(&id, "DUPLICATE").await, [2]);
}

#[rstest]
#[tokio::test]
async fn a_deleted_customer_s_reference_is_not_given_again(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.imported(&app, "CUSTOMERS", "external_ref,family_name\n1,Pop\n").await;
    let found = owner.run("{ customers { nodes { id } } }", json!({})).await;
    owner.delete(found["customers"]["nodes"][0]["id"].as_str().expect("an id")).await;
    let before = app.state().await.count("customers");
    let id = owner.checked(&app, "CUSTOMERS", "external_ref,family_name\n1,Popescu\n").await;
    let ended = run(&app, &owner, &id, "UPDATE").await;
    assert_eq!((&ended["rowsRefused"], &ended["rowsUpdated"]), (&json!(1), &json!(0)));
    assert_eq!(app.state().await.count("customers"), before);
}
