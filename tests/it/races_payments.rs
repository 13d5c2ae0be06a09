//! Money that comes in at the same moment as something else.

use lethe::payment_providers::PaymentProvider;
use rstest::rstest;
use serde_json::json;

use crate::support::race::{Track, race};
use crate::support::sound::count;
use crate::support::{Client, Engine, SLUG, TestApp};

const ROUNDS: u64 = 12;

/// What came in, over all payments and credits.
const MONEY: &str = "select cast(coalesce((select sum(amount_minor + tip_minor) from payments), 0)
    + coalesce((select sum(amount_minor) from credits), 0) as bigint)";

fn news(app: &TestApp, id: &str, charge: &str) -> (String, String) {
    let PaymentProvider::Test(provider) = &app.app.payments else { panic!("the built-in provider") };
    provider.news_of(id, (app.account, charge.parse().expect("an id")), true, app.app.now())
}

async fn pending(app: &TestApp, owner: &Client, customer: &str) -> String {
    let (card, bill) = (app.card(customer, "pending").await, owner.invoice(customer, "10.00").await);
    owner.charge(&bill, &card, &bill).await["charge"]["id"].as_str().expect("a charge").to_owned()
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_and_a_delete_end_in_one_of_two_states(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let track = Track::new(engine).await;
    let app = &track.app;
    // What is owed is written off by the delete, so that either may come first.
    let rules = json!({ "rules": [{ "kind": "INVOICE", "rule": "CANCEL" }] });
    let saved = track.owner.mutate("deletionPolicySet", rules, "").await;
    assert_eq!(saved["__typename"], "DeletionPolicySaved", "{saved}");
    let elsewhere = if engine == Engine::Postgres { app.second_node().await } else { app.origin.clone() };
    for round in 0..ROUNDS {
        let ana = track.owner.customer(&format!("Ana{round} Pop")).await;
        let charge = pending(app, &track.owner, &ana).await;
        let sent = app.news_at(&elsewhere, SLUG, news(app, &format!("evt_{round}"), &charge));
        let (answer, status) = race(round, track.owner.try_delete(&ana), sent).await;
        assert_eq!(status, 200, "round {round}");
        assert_eq!(answer["__typename"], "CustomerDeleted", "round {round}: {answer}");
        let came_in = i64::try_from(round + 1).expect("few") * 10_00;
        assert_eq!(count(&app.app.db, MONEY).await, came_in, "round {round}: recorded once, never lost");
    }
    assert_eq!(count(&app.app.db, "select count(*) from charges where state <> 'SUCCEEDED'").await, 0);
    app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_news_twice_at_once_count_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let track = Track::new(engine).await;
    let app = &track.app;
    let elsewhere = if engine == Engine::Postgres { app.second_node().await } else { app.origin.clone() };
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        let charge = pending(app, &track.owner, &ana).await;
        let other = if round.is_multiple_of(2) { format!("evt_{round}") } else { format!("evt_{round}_again") };
        let here = app.news_at(&app.origin, SLUG, news(app, &format!("evt_{round}"), &charge));
        let there = app.news_at(&elsewhere, SLUG, news(app, &other, &charge));
        assert_eq!(race(round, here, there).await, (200, 200), "round {round}");
        let came_in = i64::try_from(round + 1).expect("few") * 10_00;
        assert_eq!(count(&app.app.db, MONEY).await, came_in, "round {round}");
    }
    app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_charges_for_one_invoice_at_once_take_its_amount_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    let app = &track.app;
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        let (card, bill) = (app.card(&ana, "ok").await, track.owner.invoice(&ana, "10.00").await);
        let same = round.is_multiple_of(2);
        let keys = if same { [bill.clone(), bill.clone()] } else { [bill.clone(), format!("{bill} again")] };
        let by = [&track.owner, if same { &track.owner_elsewhere } else { &track.manager }];
        let one = by[0].charge(&bill, &card, &keys[0]);
        let (one, other) = race(round, one, by[1].charge(&bill, &card, &keys[1])).await;
        let done = [&one, &other].iter().filter(|end| end["__typename"] == "InvoiceCharged").count();
        assert_eq!(done, if same { 2 } else { 1 }, "round {round}: {one} {other}");
        let came_in = i64::try_from(round + 1).expect("few") * 10_00;
        assert_eq!(count(&app.app.db, MONEY).await, came_in, "round {round}");
    }
    app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_used_twice_at_once_keeps_one_card(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let track = Track::new(engine).await;
    let app = &track.app;
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        let token = app.card_link(&ana).await;
        let visitor = track.manager.with_token(None);
        let setup =
            crate::support::payments::started(&visitor, &token).await["setup"].as_str().expect("one").to_owned();
        let input = json!({ "token": token, "setup": format!("{setup}.ok") });
        let finish = || visitor.mutate("paymentMethodSetupFinish", input.clone(), "");
        let (one, other) = race(round, finish(), finish()).await;
        let kept = [&one, &other].iter().filter(|end| end["__typename"] == "PortalPaymentMethodSaved").count();
        assert_eq!(kept, 1, "round {round}: {one} {other}");
    }
    let cards = "select count(*) from payment_methods";
    assert_eq!(count(&app.app.db, cards).await, i64::try_from(ROUNDS).expect("few"));
    app.assert_sound().await;
}
