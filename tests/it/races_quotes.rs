//! A quote is accepted at the same moment as something else happens to it: it ends in one of two states, never between.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;

use crate::quotes_by_link::{ACCEPTED, mailed};
use crate::support::Engine;
use crate::support::race::{Track, race};
use crate::support::sound::count;

const ROUNDS: u64 = 16;
/// Accepted quotes without their booking, and bookings of quotes that were not accepted.
const BETWEEN: &str = "select (select count(*) from quotes q where q.state = 'ACCEPTED' and not exists (select 1
        from bookings b where b.account_id = q.account_id and b.quote_id = q.id))
    + (select count(*) from bookings b join quotes q on q.account_id = b.account_id and q.id = b.quote_id
        where q.state <> 'ACCEPTED')";

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quote_accepted_while_its_customer_is_deleted_is_booked_or_cancelled(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    let rules = json!({ "rules": [{ "kind": "BOOKING", "rule": "CANCEL" }] });
    track.owner.mutate("deletionPolicySet", rules, "").await;
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        let quote = track.owner.sent_quote(&ana, "9.00", Some("2026-03-10T09:00:00Z")).await;
        let token = mailed(&track.app).await;
        let anyone = track.manager.with_token(None);
        let accept = anyone.mutate("quoteByLinkAccept", json!({ "token": token }), ACCEPTED);
        let (deleted, accepted) = race(round, track.owner.try_delete(&ana), accept).await;
        assert_eq!(deleted["__typename"], "CustomerDeleted", "round {round}: {deleted}");
        let read = "query ($id: ID!) { quote(id: $id) { state } }";
        let state = track.owner.run(read, json!({ "id": quote })).await["quote"]["state"].clone();
        match accepted["__typename"].as_str() {
            Some("LinkedQuoteAccepted") => assert_eq!(state, "ACCEPTED", "round {round}"),
            _ => {
                assert_eq!((&accepted["code"], &accepted["kind"]), (&json!("NOT_FOUND"), &json!("LINK")), "{accepted}");
                assert_eq!(state, "CANCELLED", "round {round}");
            }
        }
    }
    assert_eq!(count(&track.app.app.db, BETWEEN).await, 0);
    let open = "select count(*) from bookings where state not in ('CANCELLED')";
    assert_eq!(count(&track.app.app.db, open).await, 0, "a booking of somebody who is gone");
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quote_is_accepted_once_or_declined(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let track = Track::new(engine).await;
    let staff = track.app.client(Role::ServiceAdvisor).await;
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        let quote = track.owner.sent_quote(&ana, "9.00", Some("2026-03-10T09:00:00Z")).await;
        let rival = if round.is_multiple_of(3) { "quoteAccept" } else { "quoteDecline" };
        let input = json!({ "id": quote });
        let accept = staff.mutate("quoteAccept", input.clone(), "");
        let (one, other) = race(round, accept, track.manager.mutate(rival, input.clone(), "")).await;
        let refused = [&one, &other].iter().filter(|answer| answer["code"] == "WRONG_STATE").count();
        assert_eq!(refused, 1, "round {round}: {one} {other}");
    }
    assert_eq!(count(&track.app.app.db, BETWEEN).await, 0);
    track.app.assert_sound().await;
}
