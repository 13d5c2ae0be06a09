//! Providers hear when a delete cancels their bookings (A13), and when these come back.

use chrono::Duration;
use lethe::jobs::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::visits::{Visits, provider};
use crate::support::{Engine, TestApp};

const MAX: &str = "max@northside.example";
const EVA: &str = "eva@northside.example";

async fn field_service(engine: Engine) -> TestApp {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await.mutate("deletionPolicySet", json!({ "preset": "FIELD_SERVICE" }), "").await;
    app
}

async fn drain(app: &TestApp) {
    worker::drain(&app.app).await.expect("the outbox");
}

#[rstest]
#[tokio::test]
async fn a13_a_delete_tells_each_provider_once_of_their_bookings_and_an_undo_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = field_service(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Nowak").await);
    let visits = Visits::new(&app).await;
    let eva = provider(&visits.cx, "Eva").await;
    visits.book(&ana, Duration::days(2)).await;
    visits.book(&ana, Duration::days(4)).await;
    visits.book_with(eva, &ana, app.clock.now() + Duration::days(2)).await;
    visits.book(&bo, Duration::days(6)).await;
    drain(&app).await;
    assert_eq!((app.letters_to(MAX), app.letters_to(EVA)), (vec![], vec![]));

    let undo = owner.delete(&ana).await;
    drain(&app).await;
    let cancelled = |subject: &str, text: &str| (subject.to_owned(), text.to_owned());
    let to_max = cancelled(
        "2 of your bookings were cancelled",
        "Hello,\n\nthese bookings of yours were cancelled:\n\nBooking 1: Wednesday, 4 March 2026 at 09:00\n\
         Booking 2: Friday, 6 March 2026 at 09:00\n\nnorthside garage",
    );
    let to_eva = cancelled(
        "1 of your bookings was cancelled",
        "Hello,\n\nthis booking of yours was cancelled:\n\nBooking 3: Wednesday, 4 March 2026 at 09:00\n\n\
         northside garage",
    );
    assert_eq!((app.letters_to(MAX), app.letters_to(EVA)), (vec![to_max], vec![to_eva]));

    owner.try_undo(&undo).await;
    drain(&app).await;
    let subjects = |address: &str| app.letters_to(address).into_iter().map(|(subject, _)| subject).collect::<Vec<_>>();
    assert_eq!(subjects(MAX)[1..], ["2 of your cancelled bookings are back"]);
    assert_eq!(subjects(EVA)[1..], ["1 of your cancelled bookings is back"]);
}

#[rstest]
#[tokio::test]
async fn what_came_back_before_the_letter_left_is_not_told_as_cancelled(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = field_service(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let visits = Visits::new(&app).await;
    visits.book(&ana, Duration::days(2)).await;
    let undo = owner.delete(&ana).await;
    owner.try_undo(&undo).await;
    drain(&app).await;
    let subjects: Vec<_> = app.letters_to(MAX).into_iter().map(|(subject, _)| subject).collect();
    assert_eq!(subjects, ["1 of your cancelled bookings is back"]);
}

#[rstest]
#[tokio::test]
async fn a_time_taken_since_is_not_told_as_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = field_service(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Nowak").await);
    let visits = Visits::new(&app).await;
    visits.book(&ana, Duration::days(2)).await;
    let undo = owner.delete(&ana).await;
    visits.book(&bo, Duration::days(2)).await;
    owner.try_undo(&undo).await;
    drain(&app).await;
    assert_eq!(app.letters_to(MAX).len(), 1, "only that it was cancelled");
}

#[rstest]
#[case("pl", "Odwołano 1 Twoją rezerwację")]
#[case("ro", "1 programare a dvs. a fost anulată")]
#[tokio::test]
async fn providers_are_written_to_in_the_account_s_language(#[case] locale: &str, #[case] subject: &str) {
    let app = field_service(Engine::Sqlite).await;
    app.speak(locale, "Europe/Warsaw").await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let visits = Visits::new(&app).await;
    visits.book(&ana, Duration::days(2)).await;
    owner.delete(&ana).await;
    drain(&app).await;
    let (sent, text) = app.letters_to(MAX).remove(0);
    assert_eq!(sent, subject);
    assert!(text.contains("2026") && !text.contains("Ana"), "{text}");
}
