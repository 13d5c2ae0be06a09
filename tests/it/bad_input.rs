//! What clients get wrong, or send on purpose: refused with the field's name, and without a trace.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const SAVED: &str = "... on CustomerSaved { customer { id givenName displayName email } } ... on InvalidInput { fields { field message } }";

async fn create(owner: &Client, input: Value) -> Value {
    owner.mutate("customerCreate", input, SAVED).await
}

#[rstest]
#[tokio::test]
async fn names_with_forbidden_characters_are_refused_by_field(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let before = app.state().await;
    let too_long = "x".repeat(121);
    for name in ["A\0na", "\u{202e}anA", "Ana\u{2066}", "A\nna", "A\u{7f}na", too_long.as_str()] {
        let answer = create(&owner, json!({ "givenName": name, "familyName": "Pop" })).await;
        assert_eq!(answer["__typename"], "InvalidInput", "{name:?}: {answer}");
        assert_eq!(answer["fields"][0]["field"], "givenName", "{name:?}: {answer}");
    }
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_refusal_names_every_field_that_is_wrong(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let answer = create(&owner, json!({ "givenName": "A\0", "email": "nobody", "phone": "12" })).await;
    let fields: Vec<_> = answer["fields"].as_array().expect("fields").iter().map(|f| f["field"].clone()).collect();
    assert_eq!(fields, ["givenName", "email", "phone"], "{answer}");
}

#[rstest]
#[tokio::test]
async fn emoji_and_right_to_left_names_come_back_as_they_were_sent(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    for name in ["Zoë 👩🏽‍🔧", "محمد", "שרה", "Łukasz", "東京"] {
        let answer = create(&owner, json!({ "givenName": name })).await;
        assert_eq!(answer["customer"]["givenName"], name);
        let found = "query ($search: String!) { customers(where: { search: $search }) { nodes { givenName } } }";
        let found = owner.run(found, json!({ "search": name.split(' ').next() })).await;
        assert_eq!(found["customers"]["nodes"], json!([{ "givenName": name }]));
    }
}

#[rstest]
#[case::a_page_too_large("first: 10000", "first")]
#[case::a_negative_page("last: -1", "last")]
#[case::both_ways("first: 1, last: 1", "last")]
#[case::a_made_up_cursor("after: \"WzEsW11d\"", "after")]
#[case::a_cursor_of_nothing("before: \"\"", "before")]
#[case::a_cursor_with_nul("after: \"\\u0000\"", "after")]
#[tokio::test]
async fn a_page_that_cannot_be_is_refused_by_its_argument(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] arguments: &str,
    #[case] argument: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let answer = owner.post(&format!("{{ customers({arguments}) {{ nodes {{ id }} }} }}"), json!({})).await;
    let extensions = &answer.body["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "BAD_USER_INPUT", "{:#}", answer.body);
    assert_eq!(extensions["argument"], argument, "{:#}", answer.body);
}

#[rstest]
#[tokio::test]
async fn a_cursor_of_another_list_is_refused(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.customer("Ana Pop").await;
    let by_name = owner.run("{ customers { edges { cursor } } }", json!({})).await;
    let query =
        "query ($after: String!) { customers(orderBy: [{ field: CREATED_AT }], after: $after) { nodes { id } } }";
    let cursor = &by_name["customers"]["edges"][0]["cursor"];
    let answer = owner.post(query, json!({ "after": cursor })).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{:#}", answer.body);
}

#[rstest]
#[tokio::test]
async fn unknown_malformed_and_foreign_ids_read_alike(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let foreign = app.foreign().await.customer("Ion Rus").await;
    let unknown = "cus_01kjpqzzzzfqz8fqzzzzzzzzzz";
    for id in [foreign.as_str(), unknown, "cus_", "nonsense", "veh_01kjpqzzzzfqz8fqzzzzzzzzzz", "", "cus_\0"] {
        let read = owner.run("query ($id: ID!) { customer(id: $id) { id } }", json!({ "id": id })).await;
        assert_eq!(read, json!({ "customer": null }), "{id:?}");
        let input = json!({ "id": id, "expectedVersion": 1, "givenName": "Eve" });
        let changed = owner.mutate("customerUpdate", input, "").await;
        let expected = json!({ "__typename": "CustomerNotFound", "code": "NOT_FOUND", "message": changed["message"] });
        assert_eq!(changed, expected, "{id:?}");
    }
}

#[rstest]
#[tokio::test]
async fn amounts_beyond_the_range_are_refused_by_line(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("10000000000.01", "-10000000000.01", "0.001", "79228162514264337593543950335")] amount: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let customer = owner.customer("Ana Pop").await;
    let before = app.state().await;
    let lines = json!([{ "description": "Pads", "quantity": "1", "unitPrice": amount }]);
    let input = json!({ "customerId": customer, "lines": lines });
    let answer = owner.mutate("invoiceCreate", input, "... on InvalidInput { fields { field } }").await;
    assert_eq!(answer["fields"][0]["field"], "lines.0.unitPrice", "{answer}");
    before.assert_unchanged(&app.state().await);
}
