//! The subscription that keeps a delete dialog true, over a WebSocket and over server-sent events.

use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, Events, Said, Socket, TestApp, email};

const DELETABILITY: &str = "subscription ($id: ID!) { customerDeletability(id: $id) { __typename
    ... on DeletionBlocked { blockers { ... on Blocker { kind count } } } } }";

#[derive(Clone, Copy, Debug)]
enum Over {
    Socket,
    Events,
}

/// One subscription, over either.
enum Subscription {
    Socket(Socket),
    Events(Events),
}

/// How a subscription goes on.
#[derive(Debug, PartialEq)]
enum Heard {
    /// Where the delete stands now.
    Value(Value),
    /// The code of an error, or of a closed socket.
    Refused(Value),
    /// There will be no more.
    Complete,
}

impl Subscription {
    async fn start(over: Over, origin: &str, client: &Client, customer: &str) -> Self {
        let variables = json!({ "id": customer });
        match over {
            Over::Events => Self::Events(client.at(origin).follow(DELETABILITY, variables).await),
            Over::Socket => {
                let mut socket = Socket::introduced(origin, client.token()).await;
                socket.subscribe("1", DELETABILITY, variables).await;
                Self::Socket(socket)
            }
        }
    }

    async fn hear(&mut self) -> Heard {
        match self {
            Self::Events(events) => events.next().await.map_or(Heard::Complete, |body| result(&body)),
            Self::Socket(socket) => match socket.hear().await {
                Said::Closed(code) => Heard::Refused(json!(code)),
                Said::Message(message) if message["type"] == "complete" => Heard::Complete,
                Said::Message(message) if message["type"] == "error" => {
                    result(&json!({ "errors": message["payload"] }))
                }
                Said::Message(message) => result(&message["payload"]),
            },
        }
    }

    /// Whatever comes until the delete stands so; the same news may come more than once.
    async fn until(&mut self, expected: &str) -> Value {
        loop {
            match self.hear().await {
                Heard::Value(value) if value["__typename"] == expected => return value,
                Heard::Value(_) => {}
                other => panic!("{other:?} instead of {expected}"),
            }
        }
    }

    /// What comes after the last value.
    async fn end(&mut self) -> Heard {
        loop {
            match self.hear().await {
                Heard::Value(_) => {}
                other => return other,
            }
        }
    }
}

fn result(body: &Value) -> Heard {
    match &body["errors"][0]["extensions"]["code"] {
        Value::Null => Heard::Value(body["data"]["customerDeletability"].clone()),
        code => Heard::Refused(code.clone()),
    }
}

/// A customer whom a work order and a conversation block.
async fn blocked(owner: &Client) -> (String, String, String) {
    let ana = owner.customer("Ana Pop").await;
    let work_order = owner.work_order(&ana, None).await;
    let conversation = owner.conversation(&ana).await;
    (ana, work_order, conversation)
}

#[rstest]
#[tokio::test]
async fn e14_the_dialog_flips_when_somebody_elsewhere_settles_the_last_blocker(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(Over::Socket, Over::Events)] over: Over,
) {
    let app = TestApp::start(engine).await;
    let elsewhere = if engine == Engine::Postgres { app.linked_node().await } else { app.origin.clone() };
    let owner = app.client(Role::Owner).await;
    let (ana, work_order, conversation) = blocked(&owner).await;
    let other = app.client(Role::Manager).await.at(&elsewhere);
    let mut dialog = Subscription::start(over, &app.origin, &owner, &ana).await;
    let Heard::Value(first) = dialog.hear().await else { panic!("refused") };
    let both = json!([{ "kind": "WORK_ORDER", "count": 1 }, { "kind": "CONVERSATION", "count": 1 }]);
    assert_eq!(first["blockers"], both, "{first}");

    other.complete(&work_order).await;
    let mut now = dialog.until("DeletionBlocked").await;
    while now["blockers"] == both {
        now = dialog.until("DeletionBlocked").await;
    }
    assert_eq!(now["blockers"], json!([{ "kind": "CONVERSATION", "count": 1 }]));
    other.close(&conversation).await;
    dialog.until("DeletionReady").await;
    let token = other.delete(&ana).await;
    dialog.until("CustomerAlreadyDeleted").await;
    other.try_undo(&token).await;
    dialog.until("DeletionReady").await;
}

#[rstest]
#[tokio::test]
async fn a_dialog_ends_when_its_session_does(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(Over::Socket, Over::Events)] over: Over,
) {
    let app = TestApp::start(engine).await;
    let elsewhere = if engine == Engine::Postgres { app.linked_node().await } else { app.origin.clone() };
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let manager = app.client(Role::Manager).await;
    let mut dialog = Subscription::start(over, &app.origin, &manager, &ana).await;
    dialog.until("DeletionReady").await;
    manager.at(&elsewhere).run("mutation { signOut { __typename } }", Value::Null).await;
    let ended = dialog.end().await;
    match over {
        Over::Socket => assert_eq!(ended, Heard::Refused(json!(4401))),
        Over::Events => {
            assert_eq!(ended, Heard::Refused(json!("UNAUTHENTICATED")));
            assert_eq!(dialog.hear().await, Heard::Complete);
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_dialog_ends_when_another_role_may_not_have_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(Over::Socket, Over::Events)] over: Over,
) {
    let app = TestApp::start(engine).await;
    let elsewhere = if engine == Engine::Postgres { app.linked_node().await } else { app.origin.clone() };
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let manager = app.client(Role::Manager).await;
    let mut dialog = Subscription::start(over, &app.origin, &manager, &ana).await;
    dialog.until("DeletionReady").await;
    let staff = owner.run("{ staffMembers { nodes { id email } } }", Value::Null).await;
    let people = staff["staffMembers"]["nodes"].as_array().expect("people");
    let person = people.iter().find(|person| person["email"] == email("northside", Role::Manager)).expect("them");
    let demote = json!({ "staffId": person["id"], "role": "TECHNICIAN" });
    let demoted = owner.at(&elsewhere).mutate("staffRoleSet", demote, "").await;
    assert_eq!(demoted["__typename"], "StaffSaved", "{demoted}");
    let ended = dialog.end().await;
    match over {
        Over::Socket => assert_eq!(ended, Heard::Refused(json!(4403))),
        Over::Events => assert!(matches!(ended, Heard::Refused(_)), "{ended:?}"),
    }
    let mut again = Subscription::start(over, &app.origin, &manager, &ana).await;
    let Heard::Value(refused) = again.hear().await else { panic!("a technician may read customers") };
    assert_eq!(refused["__typename"], "NotPermitted", "{refused}");
}

#[rstest]
#[tokio::test]
async fn a_dialog_is_for_those_who_may_read_the_customer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(Over::Socket, Over::Events)] over: Over,
) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let portal = app.portal("ana.pop@example.com").await;
    let partner = app.partner(&[Permission::AuditRead]).await;
    for (client, expected) in [
        (app.anonymous(), Heard::Refused(json!("UNAUTHENTICATED"))),
        (portal, Heard::Refused(json!("FORBIDDEN"))),
        (partner, Heard::Refused(json!("FORBIDDEN"))),
        (app.foreign().await, Heard::Complete),
    ] {
        let mut dialog = Subscription::start(over, &app.origin, &client, &ana).await;
        assert_eq!(dialog.hear().await, expected);
    }
}
