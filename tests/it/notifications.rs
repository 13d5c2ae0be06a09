//! What customers are told: in the account's language, once, and each message explained.

use chrono::Duration;
use lethe::app::App;
use lethe::bookings::BookingState;
use lethe::db::Query;
use lethe::i18n::{args, text};
use lethe::in_tx;
use lethe::jobs::{Mailer, worker};
use lethe::links::{self, LinkPurpose};
use lethe::notifications::{self, NotificationKind};
use lethe::terms::{Lang, RecordKind, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::payments::bookkeeper;
use crate::support::visits::Visits;
use crate::support::{Client, Engine, TestApp, write};

const ANA: &str = "ana.pop@example.com";

/// What a customer was told and why, the latest first.
pub async fn told(client: &Client, customer: &str) -> Value {
    let query = "query ($id: ID!) { customer(id: $id) { notifications { nodes { kind state because } } } }";
    client.run(query, json!({ "id": customer })).await["customer"]["notifications"]["nodes"].clone()
}

async fn drain(app: &App) -> usize {
    worker::drain(app).await.expect("the outbox")
}

const ENGLISH: (&str, &str) = (
    "Your booking 1 with northside garage",
    "Hello,\n\nwe have your booking 1:\n\nWhen: Wednesday, 4 March 2026 at 09:00\nWhat: Boiler service\n\
     Who comes: Max\nWhere: 1 High St, York\nPrice: £90.00\n\nYour bookings are at http://127.0.0.1:8080/portal\n\n\
     northside garage",
);
const POLISH: (&str, &str) = (
    "northside garage: rezerwacja nr 1",
    "Dzień dobry,\n\nmamy Państwa rezerwację nr 1:\n\nKiedy: środa, 4 marca 2026, godz. 10:00\nCo: Boiler service\n\
     Kto przyjedzie: Max\nGdzie: 1 High St, York\nCena: 90,00\u{a0}£\n\n\
     Wszystkie rezerwacje: http://127.0.0.1:8080/portal\n\nnorthside garage",
);
const ROMANIAN: (&str, &str) = (
    "Programarea dvs. nr. 1 la northside garage",
    "Bună ziua,\n\nam înregistrat programarea dvs. nr. 1:\n\nCând: miercuri, 4 martie 2026, ora 11:00\n\
     Ce: Boiler service\nCine vine: Max\nUnde: 1 High St, York\nPreț: 90,00\u{a0}£\n\n\
     Programările dvs. sunt la http://127.0.0.1:8080/portal\n\nnorthside garage",
);

#[rstest]
#[case("en", "Europe/London", ENGLISH)]
#[case("pl", "Europe/Warsaw", POLISH)]
#[case("ro", "Europe/Bucharest", ROMANIAN)]
#[tokio::test]
async fn a_letter_speaks_the_account_s_language_and_tells_its_time(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] locale: &str,
    #[case] zone: &str,
    #[case] (subject, body): (&str, &str),
) {
    let app = TestApp::start(engine).await;
    app.speak(locale, zone).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    Visits::new(&app).await.book(&ana, Duration::days(2)).await;
    drain(&app.app).await;
    assert_eq!(app.letters_to(ANA), [(subject.to_owned(), body.to_owned())]);
}

#[test]
fn every_kind_has_its_letter_in_every_language() {
    for kind in NotificationKind::ALL {
        let kind = kind.as_str().to_lowercase().replace('_', "-");
        for lang in [Lang::En, Lang::Pl, Lang::Ro] {
            for part in ["subject", "text"] {
                let key = format!("letter-{kind}-{part}");
                assert_ne!(text(lang, &key, &args([])), key, "{lang}");
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn each_message_says_what_it_is_about_and_why_it_was_sent(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let invoice = owner.invoice(&ana, "148.50").await;
    let query = "query ($id: ID!) { customer(id: $id) { notifications { totalCount nodes {
        kind purpose channel state because aboutKind aboutId about { id } queuedAt settledAt } } } }";
    let seen = owner.run(query, json!({ "id": ana })).await["customer"]["notifications"].clone();
    let mut message = json!({ "kind": "INVOICE_ISSUED", "purpose": "TRANSACTIONAL", "channel": "EMAIL",
        "state": "QUEUED", "because": null, "aboutKind": "INVOICE", "aboutId": invoice, "about": { "id": invoice },
        "queuedAt": "2026-03-02T09:00:00Z", "settledAt": null });
    assert_eq!(seen, json!({ "totalCount": 1, "nodes": [message.clone()] }));

    drain(&app.app).await;
    let seen = owner.run(query, json!({ "id": ana })).await["customer"]["notifications"]["nodes"][0].clone();
    (message["state"], message["because"]) = (json!("SENT"), json!("NOT_REFUSED"));
    message["settledAt"] = json!("2026-03-02T09:00:00Z");
    assert_eq!(seen, message);
    let (subject, text) = app.letters_to(ANA).remove(0);
    assert!(subject.starts_with("Your invoice INV-") && text.contains("Total: £148.50"), "{subject}: {text}");

    let technician = app.client(Role::Technician).await;
    let seen = technician
        .run(
            "query ($id: ID!) { customer(id: $id) { notifications { nodes { about { id } } } } }",
            json!({ "id": ana }),
        )
        .await;
    assert_eq!(seen["customer"]["notifications"]["nodes"], json!([{ "about": null }]), "who may not see invoices");
}

#[rstest]
#[tokio::test]
async fn who_has_no_address_gets_nothing_and_so_does_anybody_without_mail(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let input = json!({ "kind": "PERSON", "familyName": "Pop" });
    let silent = owner.mutate("customerCreate", input, "... on CustomerSaved { customer { id } }").await;
    let silent = silent["customer"]["id"].as_str().expect("a customer").to_owned();
    let ana = owner.customer("Ana Pop").await;
    owner.invoice(&silent, "1.00").await;
    drain(&app.app).await;
    owner.invoice(&ana, "1.00").await;
    drain(&App { mailer: Mailer::Disabled, ..app.app.clone() }).await;
    let skipped = |because: &str| json!([{ "kind": "INVOICE_ISSUED", "state": "SKIPPED", "because": because }]);
    assert_eq!(told(&owner, &silent).await, skipped("NO_ADDRESS"));
    assert_eq!(told(&owner, &ana).await, skipped("MAIL_DISABLED"));
    assert!(app.app.mailer.delivered().is_empty());
}

#[rstest]
#[tokio::test]
async fn what_has_moved_on_is_not_told_any_more(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let visits = Visits::new(&app).await;
    let booking = visits.book(&ana, Duration::days(2)).await;
    app.clock.advance(Duration::seconds(1)).expect("moves");
    visits.advance(&booking, BookingState::Cancelled).await;
    drain(&app.app).await;
    let seen = json!([
        { "kind": "BOOKING_CANCELLED", "state": "SENT", "because": "NOT_REFUSED" },
        { "kind": "BOOKING_MADE", "state": "SKIPPED", "because": "OUTDATED" },
    ]);
    assert_eq!(told(&owner, &ana).await, seen);
    assert_eq!(app.letters_to(ANA).len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_deleted_customer_is_told_nothing_and_after_an_undo_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let invoice = owner.invoice(&ana, "12.00").await;
    owner.pay(&invoice).await;
    let undo = owner.delete(&ana).await;
    drain(&app.app).await;
    assert_eq!(app.letters_to(ANA), []);
    let reasons = told(&owner, &ana).await;
    assert!(reasons.as_array().expect("messages").iter().all(|message| message["because"] == "CUSTOMER_DELETED"));

    owner.try_undo(&undo).await;
    drain(&app.app).await;
    assert_eq!(app.letters_to(ANA), [], "what was skipped stays so");
    app.clock.advance(Duration::seconds(1)).expect("moves");
    owner.invoice(&ana, "7.00").await;
    drain(&app.app).await;
    assert_eq!(told(&owner, &ana).await[0]["state"], "SENT");
    assert_eq!(app.letters_to(ANA).len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_message_leaves_once_however_many_deliver_it(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let other = App { db: app.connect_again().await, ..app.app.clone() };
    for round in 1..=6 {
        let queued: Result<_, lethe::error::Fault> = async {
            let cx = lethe::app::Cx::system(&app.app, app.account);
            let id = ana.parse().expect("an id");
            let about = (RecordKind::Customer, lethe::ids::CustomerId::uuid(id));
            in_tx!(app.app, |tx| {
                notifications::queue(tx, &cx, id, NotificationKind::PaymentMethodAsked, about).await
            })
        }
        .await;
        let id = queued.expect("a message");
        let deliver = |node: App| async move { notifications::deliver(&node, app.account, id, false).await };
        let (one, two, three) =
            tokio::join!(deliver(app.app.clone()), deliver(other.clone()), deliver(app.app.clone()));
        for delivery in [one, two, three] {
            delivery.expect("a delivery");
        }
        drain(&app.app).await;
        assert_eq!(app.letters_to(ANA).len(), round);
    }
}

#[rstest]
#[tokio::test]
async fn an_unreachable_mail_server_is_tried_again_and_given_up_with_the_reason(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    // A session does not last that long.
    let owner = bookkeeper(&app).await;
    let ana = owner.customer("Ana Pop").await;
    owner.invoice(&ana, "1.00").await;
    let settings = lethe::config::Settings { smtp_url: Some("smtp://127.0.0.1:1".into()), ..Default::default() };
    let unreachable = App { mailer: Mailer::new(&settings).expect("a mailer"), ..app.app.clone() };
    let queued = json!([{ "kind": "INVOICE_ISSUED", "state": "QUEUED", "because": null }]);
    for attempt in 0..8 {
        assert_eq!(told(&owner, &ana).await, queued, "before attempt {attempt}");
        assert_eq!(drain(&unreachable).await, 1);
        app.clock.advance(Duration::seconds(10 << attempt)).expect("moves");
    }
    let given_up = json!([{ "kind": "INVOICE_ISSUED", "state": "FAILED", "because": "SERVER_UNREACHABLE" }]);
    assert_eq!(told(&owner, &ana).await, given_up);
    assert_eq!(drain(&app.app).await, 0, "nothing is left to send");
}

#[rstest]
#[tokio::test]
async fn what_a_node_died_with_is_not_sent_again(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    // A session does not last that long.
    let owner = bookkeeper(&app).await;
    let ana = owner.customer("Ana Pop").await;
    owner.invoice(&ana, "1.00").await;
    let died = Query::built("update notifications set state = 'FAILED', because = 'INTERRUPTED'");
    write(&app.app.db, died).await.expect("a message");
    for attempt in 0..8 {
        drain(&app.app).await;
        app.clock.advance(Duration::seconds(10 << attempt)).expect("moves");
    }
    let seen = json!([{ "kind": "INVOICE_ISSUED", "state": "FAILED", "because": "INTERRUPTED" }]);
    assert_eq!(told(&owner, &ana).await, seen);
    assert_eq!(app.letters_to(ANA), []);
}

/// Tokens are made when a letter is written, and nothing but their hash is kept; the outbox names nobody.
#[rstest]
#[tokio::test]
async fn d7_a_letter_s_link_works_and_is_stored_nowhere(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let cx = lethe::app::Cx::system(&app.app, app.account);
    let id: lethe::ids::CustomerId = ana.parse().expect("an id");
    let queued: Result<_, lethe::error::Fault> = async {
        let about = (RecordKind::Customer, id.uuid());
        in_tx!(app.app, |tx| { notifications::queue(tx, &cx, id, NotificationKind::PaymentMethodAsked, about).await })
    }
    .await;
    queued.expect("a message");
    let waiting = format!("{:?}", Query::built("select payload from outbox").all::<(String,)>(&app.app.db).await);
    assert!(!waiting.contains('@') && !waiting.contains("token"), "{waiting}");
    drain(&app.app).await;
    let (_, text) = app.letters_to(ANA).remove(0);
    let token = text.split_once("/portal/payment-method#token=").expect("a link").1;
    let token = token.split_whitespace().next().expect("a token");
    let found = links::find(&app.app.db, LinkPurpose::PaymentMethod, token, app.clock.now()).await.expect("a link");
    assert_eq!(found.expect("a link that works").customer_id, Some(id));
    let stored = Query::built("select count(*) from notifications where because like '%lethe%'");
    assert_eq!(stored.scalar::<i64>(&app.app.db).await.expect("a count"), Some(0));
}
