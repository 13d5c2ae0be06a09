//! Staff: sessions that end when they should, roles and permissions that hold at once (E4).

use chrono::Duration;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, PASSWORD, SLUG, TestApp, email};

const SESSION: &str =
    "... on StaffSession { accessToken expiresAt refreshToken viewer { staff { role } account { slug } } }";
const PERSON: &str = "... on StaffSaved { staff { id role permissions granted revoked deactivatedAt } } \
                      ... on InvalidInput { fields { field } } ... on NotPermitted { permission }";

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Value {
    let input = json!({ "account": SLUG, "email": email, "password": password });
    app.anonymous().mutate("staffSignIn", input, SESSION).await
}

async fn refresh(app: &TestApp, token: &Value) -> Value {
    let query = format!(
        "mutation ($input: StaffSessionRefreshInput!) {{ staffSessionRefresh(input: $input) {{ __typename {SESSION} }} }}"
    );
    app.anonymous().run(&query, json!({ "input": { "refreshToken": token } })).await["staffSessionRefresh"].clone()
}

async fn is_signed_in(client: &Client) -> bool {
    let answer = client.post("{ viewer { __typename } }", Value::Null).await;
    answer.status == 200 && answer.body["data"]["viewer"].is_object()
}

async fn staff_id(client: &Client) -> Value {
    client.run("{ viewer { ... on StaffViewer { staff { id } } } }", Value::Null).await["viewer"]["staff"]["id"].clone()
}

async fn permissions(client: &Client) -> Vec<Value> {
    let viewer = client.run("{ viewer { ... on StaffViewer { permissions } } }", Value::Null).await;
    viewer["viewer"]["permissions"].as_array().expect("permissions").clone()
}

#[rstest]
#[tokio::test]
async fn signing_in_gives_a_session_of_a_quarter_of_an_hour(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.client(Role::Manager).await;
    let session = sign_in(&app, &email(SLUG, Role::Manager).to_uppercase(), PASSWORD).await;
    assert_eq!(session["viewer"], json!({ "staff": { "role": "MANAGER" }, "account": { "slug": SLUG } }));
    let client = app.bearer(session["accessToken"].as_str().expect("a token"));
    assert!(is_signed_in(&client).await);
    app.clock.advance(Duration::minutes(15)).expect("moves");
    assert!(!is_signed_in(&client).await);
}

#[rstest]
#[tokio::test]
async fn whatever_does_not_fit_gets_the_same_answer(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await;
    let owner = email(SLUG, Role::Owner);
    let wrong = sign_in(&app, &owner, "not the password").await;
    assert_eq!(wrong["__typename"], "SignInRejected");
    for (account, email, password) in [
        (SLUG, "nobody@northside.example", PASSWORD),
        ("southside", owner.as_str(), PASSWORD),
        ("nowhere", owner.as_str(), PASSWORD),
        ("no\0where", owner.as_str(), PASSWORD),
        (SLUG, "o\0wner@northside.example", PASSWORD),
        (SLUG, "", ""),
    ] {
        let input = json!({ "account": account, "email": email, "password": password });
        assert_eq!(app.anonymous().mutate("staffSignIn", input, SESSION).await, wrong, "{account:?} {email:?}");
    }
}

#[rstest]
#[tokio::test]
async fn too_many_attempts_for_one_name_have_to_wait(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start_with(engine, |settings| settings.sign_in_attempts = 3).await;
    app.client(Role::Owner).await;
    let owner = email(SLUG, Role::Owner);
    for _ in 0..2 {
        assert_eq!(sign_in(&app, &owner, "not the password").await["__typename"], "SignInRejected");
    }
    assert_eq!(sign_in(&app, &owner, PASSWORD).await["__typename"], "RateLimited");
    app.clock.advance(Duration::minutes(5)).expect("moves");
    assert_eq!(sign_in(&app, &owner, PASSWORD).await["__typename"], "StaffSession");
}

#[rstest]
#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_session(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await;
    let first = sign_in(&app, &email(SLUG, Role::Owner), PASSWORD).await;
    let second = refresh(&app, &first["refreshToken"]).await;
    assert_eq!(second["__typename"], "StaffSession");
    assert_ne!(second["refreshToken"], first["refreshToken"]);
    let client = app.bearer(second["accessToken"].as_str().expect("a token"));
    assert!(is_signed_in(&client).await);

    assert_eq!(refresh(&app, &first["refreshToken"]).await["__typename"], "SignInRejected");
    assert!(!is_signed_in(&client).await);
    assert_eq!(refresh(&app, &second["refreshToken"]).await["__typename"], "SignInRejected");
}

#[rstest]
#[tokio::test]
async fn of_two_refreshes_at_once_one_succeeds_and_the_session_ends(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await;
    let session = sign_in(&app, &email(SLUG, Role::Owner), PASSWORD).await;
    let token = &session["refreshToken"];
    let (one, other) = tokio::join!(refresh(&app, token), refresh(&app, token));
    let opened = [&one, &other].into_iter().filter(|answer| answer["__typename"] == "StaffSession").count();
    assert_eq!(opened, 1, "{one} {other}");
    assert!(!is_signed_in(&app.bearer(session["accessToken"].as_str().expect("a token"))).await);
}

#[rstest]
#[tokio::test]
async fn a_session_that_is_not_refreshed_runs_out(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await;
    let session = sign_in(&app, &email(SLUG, Role::Owner), PASSWORD).await;
    app.clock.advance(Duration::days(29)).expect("moves");
    let session = refresh(&app, &session["refreshToken"]).await;
    app.clock.advance(Duration::days(29)).expect("moves");
    let session = refresh(&app, &session["refreshToken"]).await;
    assert_eq!(session["__typename"], "StaffSession");
    app.clock.advance(Duration::days(30)).expect("moves");
    assert_eq!(refresh(&app, &session["refreshToken"]).await["__typename"], "SignInRejected");
}

#[rstest]
#[tokio::test]
async fn signing_out_holds_at_once_and_for_this_session_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (here, elsewhere) = (app.client(Role::Owner).await, app.client(Role::Owner).await);
    let signed_out = here.run("mutation { signOut { __typename } }", Value::Null).await;
    assert_eq!(signed_out["signOut"]["__typename"], "SignedOut");
    assert!(!is_signed_in(&here).await);
    assert!(is_signed_in(&elsewhere).await);
}

#[rstest]
#[tokio::test]
async fn e4_an_owner_grants_a_permission_to_a_person(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (owner, advisor) = (app.client(Role::Owner).await, app.client(Role::ServiceAdvisor).await);
    let node = app.second_node().await;
    assert!(!permissions(&advisor).await.contains(&json!("CUSTOMERS_DELETE")));

    let input = json!({ "staffId": staff_id(&advisor).await, "permission": "CUSTOMERS_DELETE" });
    let granted = owner.mutate("permissionGrant", input.clone(), PERSON).await;
    assert_eq!(granted["staff"]["granted"], json!(["CUSTOMERS_DELETE"]));
    assert!(permissions(&advisor.at(&node)).await.contains(&json!("CUSTOMERS_DELETE")));

    let revoked = owner.mutate("permissionRevoke", input, PERSON).await;
    assert_eq!(revoked["staff"]["revoked"], json!(["CUSTOMERS_DELETE"]));
    assert!(!permissions(&advisor.at(&node)).await.contains(&json!("CUSTOMERS_DELETE")));
}

#[rstest]
#[tokio::test]
async fn nobody_but_who_manages_staff_grants_anything(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (manager, advisor) = (app.client(Role::Manager).await, app.client(Role::ServiceAdvisor).await);
    let input = json!({ "staffId": staff_id(&advisor).await, "permission": "CUSTOMERS_READ" });
    let refused = manager.mutate("permissionGrant", input, PERSON).await;
    assert_eq!((&refused["__typename"], &refused["permission"]), (&json!("NotPermitted"), &json!("STAFF_MANAGE")));
}

#[rstest]
#[tokio::test]
async fn nobody_gives_more_than_they_hold(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (owner, manager) = (app.client(Role::Owner).await, app.client(Role::Manager).await);
    let (owner_id, manager_id) = (staff_id(&owner).await, staff_id(&manager).await);
    let grant = json!({ "staffId": manager_id, "permission": "STAFF_MANAGE" });
    assert_eq!(owner.mutate("permissionGrant", grant, PERSON).await["__typename"], "StaffSaved");

    let before = app.state().await;
    for (mutation, input) in [
        ("permissionGrant", json!({ "staffId": manager_id, "permission": "CUSTOMERS_ERASE" })),
        ("staffRoleSet", json!({ "staffId": manager_id, "role": "OWNER" })),
        ("staffRoleSet", json!({ "staffId": owner_id, "role": "TECHNICIAN" })),
        ("staffDeactivate", json!({ "staffId": owner_id })),
        ("staffCreate", json!({ "email": "x@y.example", "name": "X", "role": "OWNER", "password": PASSWORD })),
    ] {
        assert_eq!(manager.mutate(mutation, input, PERSON).await["__typename"], "NotPermitted", "{mutation}");
    }
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_role_change_holds_at_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (owner, manager) = (app.client(Role::Owner).await, app.client(Role::Manager).await);
    let input = json!({ "staffId": staff_id(&manager).await, "role": "TECHNICIAN" });
    assert_eq!(owner.mutate("staffRoleSet", input, PERSON).await["staff"]["role"], "TECHNICIAN");
    assert!(!permissions(&manager).await.contains(&json!("CUSTOMERS_DELETE")));
}

#[rstest]
#[tokio::test]
async fn deactivating_a_person_ends_their_sessions(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (owner, manager) = (app.client(Role::Owner).await, app.client(Role::Manager).await);
    let input = json!({ "staffId": staff_id(&manager).await });
    let done = owner.mutate("staffDeactivate", input.clone(), PERSON).await;
    assert!(done["staff"]["deactivatedAt"].is_string(), "{done}");
    assert!(!is_signed_in(&manager).await);
    assert_eq!(sign_in(&app, &email(SLUG, Role::Manager), PASSWORD).await["__typename"], "SignInRejected");
    assert_eq!(owner.mutate("staffDeactivate", input, PERSON).await["__typename"], "WrongState");
}

#[rstest]
#[tokio::test]
async fn the_last_owner_stays_an_owner(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = staff_id(&owner).await;
    let before = app.state().await;
    for (mutation, input, field) in [
        ("staffRoleSet", json!({ "staffId": id, "role": "MANAGER" }), "role"),
        ("staffDeactivate", json!({ "staffId": id }), "staffId"),
        ("permissionRevoke", json!({ "staffId": id, "permission": "STAFF_MANAGE" }), "staffId"),
    ] {
        let refused = owner.mutate(mutation, input, PERSON).await;
        assert_eq!(refused["fields"], json!([{ "field": field }]), "{mutation}: {refused}");
    }
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn of_two_owners_who_demote_each_other_one_stays(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let other = json!({ "email": "second@northside.example", "name": "Second", "role": "OWNER", "password": PASSWORD });
    let other = owner.mutate("staffCreate", other, PERSON).await["staff"]["id"].clone();
    let session = sign_in(&app, "second@northside.example", PASSWORD).await;
    let second = app.bearer(session["accessToken"].as_str().expect("a token"));
    let demote = |id: Value| json!({ "staffId": id, "role": "TECHNICIAN" });
    let own = staff_id(&owner).await;
    tokio::join!(
        owner.mutate("staffRoleSet", demote(other), PERSON),
        second.mutate("staffRoleSet", demote(own), PERSON)
    );
    let owners = lethe::db::Query::built("select count(*) from staff where account_id = $1 and role = 'OWNER'");
    let owners: Option<i64> = owners.bind(app.account).scalar(&app.app.db).await.expect("a count");
    assert_eq!(owners, Some(1));
}

#[rstest]
#[tokio::test]
async fn an_address_is_taken_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let input = json!({ "email": "OWNER@northside.example", "name": "Two", "role": "SUPPORT", "password": PASSWORD });
    let refused = owner.mutate("staffCreate", input, PERSON).await;
    assert_eq!(refused["fields"], json!([{ "field": "email" }]), "{refused}");
}

#[rstest]
#[tokio::test]
async fn staff_of_another_account_read_like_nobody(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (owner, foreign) = (app.client(Role::Owner).await, app.foreign().await);
    let foreign_id = staff_id(&foreign).await;
    let nobody = json!("stf_01h455vb4pex5vsknk084sn02q");
    let deactivate = |id: Value| json!({ "staffId": id });
    let refused = owner.mutate("staffDeactivate", deactivate(foreign_id), PERSON).await;
    assert_eq!(refused["__typename"], "RecordNotFound");
    assert_eq!(refused, owner.mutate("staffDeactivate", deactivate(nobody), PERSON).await);
    assert!(is_signed_in(&foreign).await);
    let listed = owner.run("{ staffMembers { totalCount nodes { email } } }", Value::Null).await;
    assert_eq!(listed["staffMembers"]["totalCount"], 1, "{listed}");
}
