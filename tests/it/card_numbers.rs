//! Card numbers that people send by mistake: refused wherever text is taken, and without a trace.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;

use crate::schema::name;
use crate::support::operations::Operations;
use crate::support::{Engine, TestApp};
use crate::tenancy::furnish;

/// Published for tests by the card schemes.
const NUMBERS: [&str; 3] = ["4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005"];

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Whether a text has the digits of one of the numbers, however they are spaced.
fn shows_one(text: &str) -> Option<&'static str> {
    let solid: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    NUMBERS.into_iter().find(|number| solid.contains(&number.replace([' ', '-'], "")))
}

#[rstest]
#[tokio::test]
async fn a_card_number_in_any_text_of_the_schema_is_neither_stored_nor_logged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("info,lethe=trace,sqlx=debug,axum=trace,tower_http=trace")
        .with_writer(move || writer.clone());
    let _logging = tracing::subscriber::set_default(subscriber.finish());
    let app = TestApp::start_with(engine, |settings| {
        settings.max_aliases = 10_000;
        settings.max_cost = 1_000_000;
        settings.cost_per_minute = u32::MAX;
    })
    .await;
    let owner = app.client(Role::Owner).await;
    let records = furnish(&owner, "Ana").await;
    let portal = app.portal("ana.pop@example.com").await;
    let operations = Operations::new(records).await;
    let nothing = app.state().await;
    let mut tried = 0;
    for call in operations.calls() {
        if name(call.field) == "signOut" {
            continue;
        }
        for (at, position) in operations.positions_of(&call, "String").iter().enumerate() {
            let number = NUMBERS[at % NUMBERS.len()];
            let (document, variables) = operations.operation(&call, Some((position, number)));
            for client in [&owner, &portal, &app.anonymous()] {
                call.send(client, &document, variables.clone()).await;
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
    let written = nothing.changes(&app.state().await);
    for row in &written {
        assert_eq!(shows_one(row), None, "{row}");
    }
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
    assert!(!logged.is_empty());
    for line in logged.lines() {
        assert_eq!(shows_one(line), None, "{line}");
    }
}

#[rstest]
#[tokio::test]
async fn a_card_number_is_refused_by_its_field_and_other_numbers_pass(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let order = async |text: &str| {
        let input = json!({ "customerId": ana, "title": "Brakes", "description": text });
        owner.mutate("workOrderCreate", input, "... on InvalidInput { fields { field message } }").await
    };
    let refused = order("Charge it to\n4111 1111 1111 1111, please").await;
    let told = json!([{ "field": "description", "message": "looks like a card number; never send these" }]);
    assert_eq!(refused["fields"], told, "{refused}");
    for text in ["call +44 7911 123456", "WVWZZZ1KZ6W612345", "as for INV-000123", "4111 1111 1111 1112"] {
        assert_eq!(order(text).await["__typename"], "WorkOrderSaved", "{text}");
    }
}
