//! Messages whose time has come: reminders before a booking, questions for a rating after it.

use chrono::Duration;
use lethe::account_settings::{self, SettingsChange};
use lethe::app::App;
use lethe::bookings::{self, BookingState, Move};
use lethe::jobs::worker;
use lethe::notifications::queue_due;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;

use crate::notifications::told;
use crate::support::visits::Visits;
use crate::support::{Engine, TestApp};

const ANA: &str = "ana.pop@example.com";

async fn due(app: &TestApp) -> usize {
    queue_due(&app.app).await.expect("what is due")
}

async fn drain(app: &TestApp) {
    worker::drain(&app.app).await.expect("the outbox");
}

/// In the alphabet's order: what leaves at the same moment leaves in any.
fn subjects(app: &TestApp) -> Vec<String> {
    let mut subjects: Vec<_> = app.letters_to(ANA).into_iter().map(|(subject, _)| subject).collect();
    subjects.sort();
    subjects
}

#[rstest]
#[tokio::test]
async fn a_customer_is_reminded_once_a_day_before_the_booking(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    Visits::new(&app).await.book(&ana, Duration::hours(26)).await;
    assert_eq!(due(&app).await, 0, "too early");
    app.clock.advance(Duration::hours(2)).expect("moves");
    let other = App { db: app.connect_again().await, ..app.app.clone() };
    let (here, there) = tokio::join!(queue_due(&app.app), queue_due(&other));
    assert_eq!(here.expect("what is due") + there.expect("what is due"), 1, "of several nodes one queues it");
    assert_eq!(due(&app).await, 0);
    drain(&app).await;
    let expected = ["A reminder of your booking 1 with northside garage", "Your booking 1 with northside garage"];
    assert_eq!(subjects(&app), expected);
}

#[rstest]
#[tokio::test]
async fn a_moved_booking_is_reminded_of_at_its_new_time(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let visits = Visits::new(&app).await;
    let booking = visits.book(&ana, Duration::hours(20)).await;
    assert_eq!(due(&app).await, 1);
    let to = Move { starts_at: Some(app.clock.now() + Duration::days(3)), force: true, ..Move::default() };
    bookings::reschedule(&visits.cx, &booking, &to).await.expect("a moved booking");
    assert_eq!(due(&app).await, 0);
    app.clock.advance(Duration::days(2)).expect("moves");
    assert_eq!(due(&app).await, 1);
}

#[rstest]
#[tokio::test]
async fn a_booking_cancelled_meanwhile_is_not_reminded_of(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let visits = Visits::new(&app).await;
    let (first, second) = (visits.book(&ana, Duration::hours(5)).await, visits.book(&ana, Duration::hours(9)).await);
    visits.advance(&first, BookingState::Cancelled).await;
    assert_eq!(due(&app).await, 1);
    visits.advance(&second, BookingState::Cancelled).await;
    drain(&app).await;
    let told = told(&owner, &ana).await;
    let reminder = told.as_array().expect("messages").iter().find(|its| its["kind"] == "BOOKING_REMINDER").cloned();
    let expected = json!({ "kind": "BOOKING_REMINDER", "state": "SKIPPED", "because": "OUTDATED" });
    assert_eq!(reminder, Some(expected));
}

#[rstest]
#[tokio::test]
async fn the_account_says_how_long_before_and_after(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let visits = Visits::new(&app).await;
    visits.book(&ana, Duration::hours(40)).await;
    let set = |reminder: Option<i64>, rating: Option<i64>| SettingsChange {
        reminder_hours: Some(reminder),
        rating_after_hours: Some(rating),
        ..SettingsChange::default()
    };
    account_settings::set(&visits.cx, &set(None, None)).await.expect("settings");
    app.clock.advance(Duration::hours(30)).expect("moves");
    visits.done(&ana).await;
    app.clock.advance(Duration::hours(4)).expect("moves");
    assert_eq!(due(&app).await, 0, "neither is wanted");
    account_settings::set(&visits.cx, &set(Some(7), Some(4))).await.expect("settings");
    assert_eq!(due(&app).await, 2);
}

#[rstest]
#[tokio::test]
async fn d9_a_rating_is_asked_for_after_completion_once_and_not_of_old_bookings(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Nowak").await);
    let visits = Visits::new(&app).await;
    visits.done(&bo).await;
    app.clock.advance(Duration::days(10)).expect("moves");
    visits.done(&ana).await;
    assert_eq!(due(&app).await, 0, "too early, and long ago");
    app.clock.advance(Duration::hours(2)).expect("moves");
    assert_eq!((due(&app).await, due(&app).await), (1, 0));
    drain(&app).await;
    assert_eq!(subjects(&app), ["How was your booking 2 with northside garage?"]);
}

#[rstest]
#[tokio::test]
async fn nobody_asks_a_deleted_customer(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let visits = Visits::new(&app).await;
    visits.done(&ana).await;
    owner.delete(&ana).await;
    app.clock.advance(Duration::hours(3)).expect("moves");
    let before = app.state().await;
    assert_eq!(due(&app).await, 0);
    before.assert_unchanged(&app.state().await);
}
