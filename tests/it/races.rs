//! A delete at the same moment as something else: one of the two is first, and the other sees it.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::race::{Track, race};
use crate::support::sound::count;
use crate::support::{Client, Engine, TestApp, portal_link};

const ROUNDS: u64 = 24;

/// What somebody starts for a customer while another person deletes them.
#[derive(Clone, Copy, Debug)]
enum Rival {
    WorkOrder,
    Invoice,
    Conversation,
}

impl Rival {
    /// Tries to open it; whether it is open now.
    async fn opened(self, client: &Client, customer: &str) -> bool {
        let (name, input) = match self {
            Self::WorkOrder => ("workOrderCreate", json!({ "customerId": customer, "title": "Brakes" })),
            Self::Conversation => {
                ("conversationOpen", json!({ "customerId": customer, "subject": "Pick-up", "channel": "EMAIL" }))
            }
            Self::Invoice => {
                let line = json!({ "description": "Pads", "quantity": "1", "unitPrice": "9.50" });
                ("invoiceCreate", json!({ "customerId": customer, "lines": [line] }))
            }
        };
        let fields = if matches!(self, Self::Invoice) { "... on InvoiceSaved { invoice { id } }" } else { "" };
        let saved = client.mutate(name, input, fields).await;
        match &saved["invoice"]["id"] {
            Value::Null => accepted(&saved),
            draft => accepted(&client.mutate("invoiceIssue", json!({ "id": draft }), "").await),
        }
    }
}

/// Whether something was saved; else the customer must have been deleted before.
fn accepted(answer: &Value) -> bool {
    let saved = answer["__typename"].as_str().is_some_and(|name| name.ends_with("Saved"));
    assert!(saved || answer["code"] == "CUSTOMER_ALREADY_DELETED", "{answer}");
    saved
}

/// Whether the customer was deleted; else something must have blocked that.
fn deleted(answer: &Value) -> bool {
    let deleted = answer["__typename"] == "CustomerDeleted";
    assert!(deleted || answer["code"] == "DELETION_BLOCKED", "{answer}");
    deleted
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delete_and_something_new_leave_the_customer_gone_or_blocked(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(Rival::WorkOrder, Rival::Invoice, Rival::Conversation)] rival: Rival,
) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        let (answer, opened) = race(round, track.owner.try_delete(&ana), rival.opened(&track.manager, &ana)).await;
        assert_ne!(deleted(&answer), opened, "round {round}: {answer}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delete_and_a_portal_sign_in_leave_no_live_session(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let ana = track.owner.customer(&format!("Ana{round} Pop")).await;
        let email = format!("ana{round}.pop@example.com");
        let token = portal_link(&track.app.app, track.app.account, &email).await;
        let visitor = track.manager.with_token(None);
        let opened = "... on PortalSessionOpened { accessToken }";
        let sign_in = visitor.mutate("portalSignIn", json!({ "token": token }), opened);
        let (answer, session) = race(round, track.owner.try_delete(&ana), sign_in).await;
        assert!(deleted(&answer), "round {round}: {answer}");
        if let Some(token) = session["accessToken"].as_str() {
            let portal = visitor.with_token(Some(token)).post("{ portal { displayName } }", Value::Null).await;
            assert!(portal.body["data"]["portal"].is_null(), "round {round}: {}", portal.body);
        }
    }
    assert_eq!(count(&track.app.app.db, "select count(*) from portal_sessions where ended_at is null").await, 0);
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_deletes_one_deletes_and_the_other_is_told(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        let (one, other) = race(round, track.owner.try_delete(&ana), track.manager.try_delete(&ana)).await;
        let mut codes = [&one, &other].map(|answer| answer["code"].as_str().unwrap_or("DELETED"));
        codes.sort_unstable();
        assert_eq!(codes, ["CUSTOMER_ALREADY_DELETED", "DELETED"], "round {round}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delete_sent_twice_at_once_with_a_key_happens_once_and_answers_the_same(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        let input = json!({ "id": ana, "confirmation": "DELETE", "idempotencyKey": format!("click {round}") });
        let send =
            async |client: &Client| client.mutate("customerDelete", input.clone(), crate::deletion::DELETED).await;
        let (one, other) = race(round, send(&track.owner), send(&track.owner_elsewhere)).await;
        assert_eq!(one["__typename"], "CustomerDeleted", "round {round}: {one}");
        assert_eq!(one, other, "round {round}");
    }
    assert_eq!(count(&track.app.app.db, "select count(*) from deletions").await, i64::try_from(ROUNDS).expect("few"));
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delete_runs_under_the_policy_before_or_after_a_change(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    let rule = async |rule: &str| {
        let input = json!({ "rules": [{ "kind": "WORK_ORDER", "rule": rule }] });
        let saved = "... on DeletionPolicySaved { policy { version } }";
        track.owner_elsewhere.mutate("deletionPolicySet", input, saved).await["policy"]["version"].clone()
    };
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        track.owner.work_order(&ana, None).await;
        rule("BLOCK").await;
        let (answer, cancelling) = race(round, track.owner.try_delete(&ana), rule("CANCEL")).await;
        if deleted(&answer) {
            assert_eq!(answer["deletion"]["policyVersion"], cancelling, "round {round}");
            let cancel = json!({ "kind": "WORK_ORDER", "action": "CANCEL", "count": 1 });
            let effects = answer["deletion"]["effects"].as_array().expect("effects");
            assert!(effects.contains(&cancel), "round {round}: {answer}");
        }
    }
    track.app.assert_sound().await;
}

/// Everybody who may delete, in turn: nine deletes, then many at once at both nodes. How many of those succeeded.
pub async fn deleted_with_one_left(app: &TestApp) -> Vec<usize> {
    let second = if app.engine == Engine::Postgres { app.second_node().await } else { app.origin.clone() };
    let mut deleted = Vec::new();
    for role in [Role::Owner, Role::Manager, Role::Administrator, Role::SalesManager] {
        let person = app.client(role).await;
        for _ in 0..9 {
            person.delete(&person.customer("Ana Pop").await).await;
        }
        let mut customers = Vec::new();
        for _ in 0..12 {
            customers.push(person.customer("Bo Lind").await);
        }
        let nodes = [person.clone(), person.at(&second)].into_iter().cycle();
        let tries = nodes.zip(customers).map(|(person, customer)| async move { person.try_delete(&customer).await });
        let answers = tries.collect::<JoinSet<_>>().join_all().await;
        let (done, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a["__typename"] == "CustomerDeleted");
        assert!(refused.iter().all(|answer| answer["__typename"] == "DeleteRateLimited"), "{refused:?}");
        deleted.push(done.len());
    }
    deleted
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e21_ten_deletes_an_hour_are_ten_across_nodes(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    assert_eq!(deleted_with_one_left(&app).await, [1, 1, 1, 1]);
    app.assert_sound().await;
}
