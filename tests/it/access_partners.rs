//! Partner tokens: scoped, expiring, rotated with an overlap.

use chrono::Duration;
use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const MADE: &str = "... on PartnerTokenCreated { secret token { id scopes expiresAt } } \
                    ... on InvalidInput { fields { field } } ... on NotPermitted { permission }";
const ROTATED: &str = "... on PartnerTokenRotated { secret token { id } } ... on InvalidInput { fields { field } }";
const REVOKED: &str = "... on PartnerTokenRevoked { token { revokedAt } }";

async fn make(client: &Client, input: Value) -> Value {
    client.mutate("partnerTokenCreate", input, MADE).await
}

fn bearer(app: &TestApp, answer: &Value) -> Client {
    app.bearer(answer["secret"].as_str().unwrap_or_else(|| panic!("no secret: {answer}")))
}

async fn works(client: &Client) -> bool {
    client.post("{ viewer { __typename } }", Value::Null).await.body["data"]["viewer"]["__typename"] == "PartnerViewer"
}

#[rstest]
#[tokio::test]
async fn a_token_does_what_its_scopes_allow_and_no_more(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let partner = app.partner(&[Permission::CustomersRead]).await;
    partner.run("{ customers { nodes { id } } viewer { ... on PartnerViewer { permissions } } }", Value::Null).await;
    let input = json!({ "familyName": "Pop" });
    assert_eq!(partner.mutate("customerCreate", input, "").await["__typename"], "NotPermitted");
}

#[rstest]
#[tokio::test]
async fn nobody_makes_a_token_that_may_do_more_than_they(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (owner, manager) = (app.client(Role::Owner).await, app.client(Role::Manager).await);
    let refused = make(&manager, json!({ "name": "X", "scopes": ["CUSTOMERS_ERASE"] })).await;
    assert_eq!(refused["__typename"], "NotPermitted");
    for scopes in [json!([]), json!(["STAFF_MANAGE"]), json!(["CUSTOMERS_READ", "PARTNERS_MANAGE"])] {
        let refused = make(&owner, json!({ "name": "X", "scopes": scopes })).await;
        assert_eq!(refused["fields"], json!([{ "field": "scopes" }]), "{refused}");
    }
}

#[rstest]
#[tokio::test]
async fn a_token_expires_after_90_days_or_when_told(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let made = make(&owner, json!({ "name": "X", "scopes": ["CUSTOMERS_READ"] })).await;
    assert_eq!(made["token"]["expiresAt"], "2026-05-31T09:00:00Z");
    for expires_at in ["2027-03-02T09:00:00.000001Z", "2026-03-02T09:00:00Z", "2020-01-01T00:00:00Z"] {
        let input = json!({ "name": "X", "scopes": ["CUSTOMERS_READ"], "expiresAt": expires_at });
        assert_eq!(make(&owner, input).await["fields"], json!([{ "field": "expiresAt" }]), "{expires_at}");
    }
    let partner = bearer(&app, &made);
    assert!(works(&partner).await);
    app.clock.advance(Duration::days(90)).expect("moves");
    assert!(!works(&partner).await);
}

#[rstest]
#[tokio::test]
async fn a_rotated_secret_works_until_its_overlap_ends(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let made = make(&owner, json!({ "name": "X", "scopes": ["CUSTOMERS_READ"] })).await;
    let old = bearer(&app, &made);
    let input = json!({ "id": made["token"]["id"], "overlapHours": 2 });
    let new = bearer(&app, &owner.mutate("partnerTokenRotate", input, ROTATED).await);
    assert!(works(&old).await && works(&new).await);
    app.clock.advance(Duration::hours(2)).expect("moves");
    assert!(!works(&old).await && works(&new).await);

    // The owner's access token has expired meanwhile.
    let owner = app.client(Role::Owner).await;
    let input = json!({ "id": made["token"]["id"], "overlapHours": 0 });
    let newest = bearer(&app, &owner.mutate("partnerTokenRotate", input, ROTATED).await);
    assert!(!works(&new).await && works(&newest).await);
}

#[rstest]
#[tokio::test]
async fn an_overlap_is_at_most_a_week(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let made = make(&owner, json!({ "name": "X", "scopes": ["CUSTOMERS_READ"] })).await;
    for hours in [-1, 169] {
        let input = json!({ "id": made["token"]["id"], "overlapHours": hours });
        let refused = owner.mutate("partnerTokenRotate", input, ROTATED).await;
        assert_eq!(refused["fields"], json!([{ "field": "overlapHours" }]), "{refused}");
    }
}

#[rstest]
#[tokio::test]
async fn a_revoked_token_stops_at_once_with_all_its_secrets(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let made = make(&owner, json!({ "name": "X", "scopes": ["CUSTOMERS_READ"] })).await;
    let id = json!({ "id": made["token"]["id"] });
    let rotated = owner.mutate("partnerTokenRotate", id.clone(), ROTATED).await;
    let revoked = owner.mutate("partnerTokenRevoke", id.clone(), REVOKED).await;
    assert!(revoked["token"]["revokedAt"].is_string(), "{revoked}");
    assert!(!works(&bearer(&app, &made)).await && !works(&bearer(&app, &rotated)).await);
    assert_eq!(owner.mutate("partnerTokenRotate", id.clone(), ROTATED).await["__typename"], "WrongState");
    assert_eq!(owner.mutate("partnerTokenRevoke", id, REVOKED).await, revoked);
}

#[rstest]
#[tokio::test]
async fn a_mistyped_token_is_nobody(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let made = make(&owner, json!({ "name": "X", "scopes": ["CUSTOMERS_READ"] })).await;
    let secret = made["secret"].as_str().expect("a secret");
    for wrong in [&secret[..secret.len() - 1], &format!("{secret}a"), "lethe_pt_", "lethe_pt_%"] {
        assert!(!works(&app.bearer(wrong)).await, "{wrong}");
    }
}

#[rstest]
#[tokio::test]
async fn a_token_shows_when_it_was_used_last(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let partner = bearer(&app, &make(&owner, json!({ "name": "X", "scopes": ["CUSTOMERS_READ"] })).await);
    let last_used = "{ partnerTokens { nodes { lastUsedAt } } }";
    assert_eq!(owner.run(last_used, Value::Null).await["partnerTokens"]["nodes"], json!([{ "lastUsedAt": null }]));
    assert!(works(&partner).await);
    for _ in 0..100 {
        let seen = owner.run(last_used, Value::Null).await["partnerTokens"]["nodes"][0]["lastUsedAt"].clone();
        if seen == json!("2026-03-02T09:00:00Z") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the use was not noted");
}
