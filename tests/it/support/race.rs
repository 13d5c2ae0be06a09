//! Two things at the same moment, on two nodes where the engine allows for two.

use std::time::Duration;

use lethe::terms::Role;
use serde_json::{Value, json};

use super::{Client, Engine, TestApp};

/// Where a race is run: its two sides are two people, each at a node of their own on PostgreSQL.
pub struct Track {
    pub app: TestApp,
    pub owner: Client,
    pub manager: Client,
    /// The owner at the manager's node.
    pub owner_elsewhere: Client,
}

impl Track {
    /// A track without limits to how much is deleted.
    pub async fn new(engine: Engine) -> Self {
        let app = TestApp::start(engine).await;
        let owner = app.client(Role::Owner).await;
        let unlimited = owner.mutate("deletionPolicySet", json!({ "deletesPerHour": 10_000 }), "").await;
        assert_eq!(unlimited["__typename"], "DeletionPolicySaved");
        let elsewhere = if engine == Engine::Postgres { app.second_node().await } else { app.origin.clone() };
        let manager = app.client(Role::Manager).await.at(&elsewhere);
        Self { owner_elsewhere: owner.at(&elsewhere), owner, manager, app }
    }
}

/// Runs two at once. Either has a head start of up to some milliseconds, which goes round with the rounds.
pub async fn race<A: Future, B: Future>(round: u64, a: A, b: B) -> (A::Output, B::Output) {
    let start = round / 2 % 6;
    let (wait_a, wait_b) = if round.is_multiple_of(2) { (0, start) } else { (start, 0) };
    tokio::join!(after(wait_a, a), after(wait_b, b))
}

async fn after<F: Future>(milliseconds: u64, future: F) -> F::Output {
    if milliseconds > 0 {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
    future.await
}

impl Client {
    /// Tries to delete a customer; the whole answer.
    pub async fn try_delete(&self, customer: &str) -> Value {
        self.mutate("customerDelete", json!({ "id": customer, "confirmation": "DELETE" }), DELETED).await
    }

    /// Tries to take a delete back; the whole answer.
    pub async fn try_undo(&self, token: &str) -> Value {
        self.mutate("customerDeleteUndo", json!({ "undoToken": token }), RESTORED).await
    }
}

const DELETED: &str =
    "... on CustomerDeleted { deletion { id policyVersion effects { kind action count } } undo { token } }";
const RESTORED: &str = "... on CustomerRestored { restored { kind action count } notRestored { label } }";
