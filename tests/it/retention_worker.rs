//! Retention runs in the worker's hands: long lists, crashes, several nodes, days that come, and who is told at the end.

use std::task::Poll;

use chrono::Duration;
use lethe::app::App;
use lethe::db::Query;
use lethe::jobs;
use lethe::lifecycle::worker;
use rstest::rstest;
use serde_json::{Value, json};

use crate::retention::{
    active, approve, bought, box_office, carried_out, count, exclude, expected, fates, later, many, rule, seen,
    started, work,
};
use crate::support::broken::break_updates;
use crate::support::{Client, Engine, TestApp};

#[rstest]
#[tokio::test]
async fn a_long_list_is_made_by_the_worker_in_stretches_and_nobody_is_on_it_twice(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    many(&app, &owner, 1_100).await;
    let rule = rule(&owner, json!({})).await;
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    assert_eq!((&run["state"], &run["customers"], &run["listHash"]), (&json!("LISTING"), &json!(500), &Value::Null));
    let early = approve(&owner, &json!({ "id": run["id"], "listHash": "made up", "customers": 500 })).await;
    assert_eq!((&early["__typename"], &early["state"]), (&json!("WrongState"), &json!("LISTING")), "{early}");
    let other = App { db: app.connect_again().await, ..app.app.clone() };
    let (here, there) = tokio::join!(worker::drain(&app.app), worker::drain(&other));
    here.expect("the worker");
    there.expect("the other worker");
    work(&app).await;
    let whole = seen(&owner, &run).await;
    assert_eq!((&whole["state"], &whole["customers"]), (&json!("REVIEW"), &json!(1_100)));
    assert_eq!(count(&app, "(select distinct customer_id from retention_candidates) as listed").await, 1_100);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_goes_on_after_a_crash_and_two_workers_never_do_a_customer_twice(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    many(&app, &owner, 120).await;
    let rule = rule(&owner, json!({ "act": "ANONYMISE", "twoPersonAbove": 1_000 })).await;
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    assert_eq!(approve(&owner, &run).await["run"]["state"], "APPROVED");
    let node = app.app.clone();
    let dying = tokio::spawn(async move { worker::drain(&node).await });
    while count(&app, "retention_candidates where outcome = 'SCHEDULED'").await == 0 {
        tokio::task::yield_now().await;
    }
    dying.abort();
    let _ = dying.await;
    let half_done =
        "retention_runs where done <> (select count(*) from retention_candidates where outcome = 'SCHEDULED')
        or done <> (select count(*) from erasures)";
    assert_eq!(count(&app, half_done).await, 0, "what is counted is what was done");
    let other = App { db: app.connect_again().await, ..app.app.clone() };
    let (here, there) = tokio::join!(worker::drain(&app.app), worker::drain(&other));
    here.expect("the worker");
    there.expect("the other worker");
    work(&app).await;
    let done = seen(&owner, &run).await;
    assert_eq!((&done["state"], &done["done"], &done["leftOut"]), (&json!("DONE"), &json!(120), &json!(0)));
    assert_eq!(count(&app, "erasures where state = 'DONE'").await, 120);
    assert_eq!(count(&app, "deletions").await, 120);
    assert_eq!(count(&app, "customers where lifecycle = 'ERASED'").await, 120);
    assert_eq!(count(&app, "audit_events where action = 'retention_run.done'").await, 1);
    worker::tidy(&app.app).await.expect("the worker");
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn a_crash_at_any_step_leaves_what_was_done_and_nothing_half_done(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    for name in ["Ana Pop", "Bo Lind"] {
        owner.customer(name).await;
    }
    let schedule = json!({ "everyMonths": 12, "firstOn": "2029-03-10" });
    rule(&owner, json!({ "act": "ANONYMISE", "schedule": schedule })).await;
    let owner = later(&app, 1_104).await;
    let crashes = drained_in_spite_of_crashes(&app, "REVIEW").await;
    let runs = owner.run("{ retentionRuns { nodes { id } } }", json!({})).await;
    let run = seen(&owner, &runs["retentionRuns"]["nodes"][0]).await;
    assert_eq!((&run["state"], &run["customers"]), (&json!("REVIEW"), &json!(2)), "{run}");
    assert_eq!(approve(&owner, &run).await["run"]["state"], "APPROVED");
    let crashes = crashes + drained_in_spite_of_crashes(&app, "DONE").await;
    assert!(crashes > 10, "a worker died {crashes} times");
    let done = seen(&owner, &run).await;
    assert_eq!((&done["state"], &done["done"], &done["leftOut"]), (&json!("DONE"), &json!(2), &json!(0)));
    let whole = [
        ("retention_runs", 1),
        ("deletions", 2),
        ("erasures where state = 'DONE'", 2),
        ("customers where lifecycle = 'ERASED'", 2),
        ("audit_events where action = 'retention_run.started'", 1),
        ("audit_events where action = 'retention_run.done'", 1),
        ("outbox where topic = 'retention_report'", 1),
    ];
    for (what, number) in whole {
        assert_eq!(count(&app, what).await, number, "{what}");
    }
    // A worker that died between the end of an erasure and that of its key left the key to the next one's tidying.
    worker::tidy(&app.app).await.expect("the worker");
    app.assert_sound().await;
}

/// Has the worker die ever later until a run is in a state, and looks after each time whether everything fits. How often it
/// was tried: a node that has just died may still hold what the next one looks for.
async fn drained_in_spite_of_crashes(app: &TestApp, until: &str) -> usize {
    for crashes in 0.. {
        let through = alive_for(crashes * 2 + 1, worker::drain(&app.app)).await.is_some();
        // In one statement: a commit that was on its way when the worker died may come between two.
        let half_done = "(select 1 as one where (select count(*) from retention_candidates where outcome = 'SCHEDULED')
            <> (select count(*) from erasures) or (select count(*) from erasures) <> (select count(*) from deletions)) as odd";
        assert_eq!(count(app, half_done).await, 0);
        let twice = "(select 1 as one from retention_candidates group by customer_id having count(*) > 1) as twice";
        assert_eq!(count(app, twice).await, 0);
        if through && count(app, &format!("retention_runs where state = '{until}'")).await == 1 {
            work(app).await;
            return crashes;
        }
    }
    unreachable!("it got through")
}

/// Lets somebody work until they have waited so often, and drops them then.
async fn alive_for<F: Future>(waits: usize, work: F) -> Option<F::Output> {
    let (mut work, mut left) = (std::pin::pin!(work), waits);
    std::future::poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

#[rstest]
#[tokio::test]
async fn a_node_that_cannot_reach_the_keys_leaves_everybody_as_they_were(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    let rule = rule(&owner, json!({})).await;
    let ana = owner.customer("Ana Pop").await;
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    approve(&owner, &run).await;
    let nowhere = crate::support::options("sqlite:/nowhere/keys.db".to_owned());
    let keyless = std::sync::Arc::new(lethe::key_store::KeyStore::at(nowhere));
    let broken = App { key_store: keyless, ..app.app.clone() };
    worker::drain(&broken).await.expect_err("no keys");
    assert_eq!(active(&owner).await, json!([{ "displayName": "Ana Pop" }]));
    work(&app).await;
    assert_eq!(fates(&seen(&owner, &run).await), expected([(&ana, "SCHEDULED")]));
}

#[rstest]
#[tokio::test]
async fn a_run_that_fails_holds_up_no_other(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = box_office(engine).await;
    let foreign = app.foreign().await;
    foreign.mutate("deletionPolicySet", json!({ "preset": "BOX_OFFICE", "deletesPerHour": 10_000 }), "").await;
    let mut rules = Vec::new();
    for client in [&owner, &foreign] {
        client.customer("Ana Pop").await;
        rules.push(rule(client, json!({})).await);
    }
    let owner = later(&app, 1_100).await;
    let foreign = app.foreign().await;
    let mut runs = Vec::new();
    for (client, rule) in [&owner, &foreign].into_iter().zip(&rules) {
        let run = started(client, rule).await;
        assert_eq!(approve(client, &run).await["run"]["state"], "APPROVED");
        app.clock.advance(Duration::seconds(1)).expect("a manual clock");
        runs.push(run);
    }
    let first = match engine {
        Engine::Sqlite => "new.account_id in (select id from accounts where slug = 'northside')".to_owned(),
        Engine::Postgres => format!("new.account_id = '{}'", app.account.uuid()),
    };
    break_updates(&app.app.db, "retention_candidates", &first).await;
    worker::drain(&app.app).await.expect_err("broken for one of them");
    let states = [seen(&owner, &runs[0]).await["state"].clone(), seen(&foreign, &runs[1]).await["state"].clone()];
    assert_eq!(states, ["RUNNING", "DONE"]);
    assert_eq!(active(&owner).await, json!([{ "displayName": "Ana Pop" }]), "nothing half done");
}

#[rstest]
#[tokio::test]
async fn a_rule_is_run_by_itself_on_its_days_and_not_while_a_run_is_open(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    owner.customer("Ana Pop").await;
    let schedule = json!({ "everyMonths": 12, "firstOn": "2029-03-10" });
    let rule = rule(&owner, json!({ "schedule": schedule })).await;
    let runs = "{ retentionRuns { nodes { state by { kind } customers } } }";
    let next = async |client: &Client| {
        let query = "query ($id: ID!) { retentionRule(id: $id) { nextOn schedule { everyMonths firstOn } } }";
        client.run(query, json!({ "id": rule })).await["retentionRule"].clone()
    };
    assert_eq!(next(&owner).await, json!({ "nextOn": "2029-03-10", "schedule": schedule }));
    let owner = later(&app, 1_103).await;
    work(&app).await;
    assert_eq!(owner.run(runs, json!({})).await["retentionRuns"]["nodes"], json!([]), "the day before");
    let owner = later(&app, 1).await;
    for _ in 0..2 {
        work(&app).await;
    }
    let only = json!([{ "state": "REVIEW", "by": { "kind": "SYSTEM" }, "customers": 1 }]);
    assert_eq!(owner.run(runs, json!({})).await["retentionRuns"]["nodes"], only);
    assert_eq!(next(&owner).await["nextOn"], "2030-03-10");
    let owner = later(&app, 365).await;
    work(&app).await;
    assert_eq!(owner.run(runs, json!({})).await["retentionRuns"]["nodes"], only, "one at a time");
    assert_eq!(next(&owner).await["nextOn"], "2031-03-10");
}

#[rstest]
#[tokio::test]
async fn b10_who_approved_is_told_by_mail_that_it_is_done_in_numbers_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    let rule = rule(&owner, json!({})).await;
    let (_, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let cy = owner.customer("Cy Dahl").await;
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    let reviewed = exclude(&owner, &run, &[&cy]).await["run"].clone();
    bought(&owner, &bo).await;
    jobs::worker::drain(&app.app).await.expect("the outbox");
    let before = app.app.mailer.delivered().len();
    carried_out(&app, &owner, &reviewed).await;
    jobs::worker::drain(&app.app).await.expect("the outbox");
    let delivered = app.app.mailer.delivered();
    assert_eq!(delivered.len(), before + 1);
    let letter = &delivered[0].letter;
    assert_eq!(letter.to, "owner@northside.example");
    assert_eq!(letter.subject, "The retention run “Three years” is done");
    let numbers = "Taken out in the review: 1\nParted with: 1\nLeft out, having bought something since: 1";
    assert!(letter.text.contains(numbers), "{}", letter.text);
}

#[rstest]
#[tokio::test]
async fn b8_who_may_approve_is_told_by_mail_that_a_list_waits(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    owner.staff_member("no.approver@example.com").await;
    let granted = owner.staff_member("approver@example.com").await;
    let grant = json!({ "staffId": granted, "permission": "RETENTION_APPROVE" });
    assert_eq!(owner.mutate("permissionGrant", grant, "").await["__typename"], "StaffSaved");
    owner.customer("Ana Pop").await;
    let rule = rule(&owner, json!({})).await;
    let owner = later(&app, 1_100).await;
    jobs::worker::drain(&app.app).await.expect("the outbox");
    let before = app.app.mailer.delivered().len();
    let run = started(&owner, &rule).await;
    jobs::worker::drain(&app.app).await.expect("the outbox");
    let delivered = app.app.mailer.delivered();
    let mut told: Vec<_> = delivered.iter().take(delivered.len() - before).map(|it| it.letter.to.clone()).collect();
    told.sort();
    assert_eq!(told, ["approver@example.com", "owner@northside.example"]);
    assert_eq!(delivered[0].letter.subject, "The retention run “Three years” waits for approval");
    let text = &delivered[0].letter.text;
    assert!(text.contains("has listed 1 customer. Nothing happens to this customer until somebody"), "{text}");
    assert!(!text.contains("Ana"), "nothing about anybody: {text}");
    let cancelled = owner.mutate("retentionRunCancel", json!({ "id": run["id"] }), "").await;
    assert_eq!(cancelled["__typename"], "RetentionRunSaved");
    let again = started(&owner, &rule).await;
    owner.mutate("retentionRunCancel", json!({ "id": again["id"] }), "").await;
    let sent = app.app.mailer.delivered().len();
    jobs::worker::drain(&app.app).await.expect("the outbox");
    assert_eq!(app.app.mailer.delivered().len(), sent, "nothing waits any more");
}

#[rstest]
#[tokio::test]
async fn b10_partners_are_told_that_it_is_done_in_numbers_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    let heard = json!(["RETENTION_RUN_COMPLETED"]);
    let input = json!({ "name": "Newsletter", "url": "https://news.example.com/hook", "events": heard });
    owner.mutate("webhookEndpointCreate", input, "").await;
    let rule = rule(&owner, json!({})).await;
    let (_, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    bought(&owner, &bo).await;
    assert_eq!(count(&app, "webhook_deliveries").await, 0, "not before it is done");
    carried_out(&app, &owner, &run).await;
    let payload = "select payload from webhook_deliveries";
    let payloads: Vec<(String,)> = Query::built(payload).all(&app.app.db).await.expect("the deliveries");
    let payloads: Vec<Value> = payloads.iter().map(|(text,)| serde_json::from_str(text).expect("JSON")).collect();
    let data = json!({ "account": app.account.to_string(), "act": run["id"], "customers": 2, "done": 2, "leftOut": 1, "held": 0 });
    let told = json!({ "type": "retention_run.completed", "timestamp": payloads[0]["timestamp"], "data": data });
    assert_eq!(payloads, [told]);
}

#[rstest]
#[tokio::test]
async fn a_run_that_lists_nobody_is_done_at_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (_app, owner) = box_office(engine).await;
    owner.customer("Ana Pop").await;
    let rule = rule(&owner, json!({})).await;
    for _ in 0..2 {
        let run = started(&owner, &rule).await;
        assert_eq!((&run["state"], &run["customers"]), (&json!("DONE"), &json!(0)), "{run}");
    }
}

#[rstest]
#[tokio::test]
async fn each_step_of_a_run_is_in_the_audit_log(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = box_office(engine).await;
    let rule = rule(&owner, json!({})).await;
    let (_, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    let run = exclude(&owner, &run, &[&bo]).await["run"].clone();
    carried_out(&app, &owner, &run).await;
    let actions = "select action from audit_events where action like 'retention%' order by seq";
    let actions: Vec<(String,)> = Query::built(actions).all(&app.app.db).await.expect("the log");
    let actions: Vec<_> = actions.into_iter().map(|(action,)| action).collect();
    let steps = [
        "retention_rule.set",
        "retention_run.started",
        "retention_run.excluded",
        "retention_run.approved",
        "retention_run.done",
    ];
    assert_eq!(actions, steps);
}

#[rstest]
#[tokio::test]
async fn progress_of_a_run_is_told_from_its_list_to_its_end(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = box_office(engine).await;
    many(&app, &owner, 510).await;
    let rule = rule(&owner, json!({ "twoPersonAbove": 1_000 })).await;
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    let at = |state: &str, done: i64, total: Option<i64>, run_state: &str| {
        json!({ "__typename": "RetentionJob", "id": run["id"], "state": state, "rowsDone": done, "rowsTotal": total,
            "trouble": null, "finishedAt": null, "run": { "state": run_state } })
    };
    let query =
        "subscription ($id: ID!) { jobProgress(id: $id) { __typename id state rowsDone rowsTotal trouble { code }
        finishedAt ... on RetentionJob { run { state } } } }";
    let mut events = owner.follow(query, json!({ "id": run["id"] })).await;
    let told = |event: Option<Value>| event.expect("a result")["data"]["jobProgress"].clone();
    assert_eq!(told(events.next().await), at("CHECKING", 500, None, "LISTING"));
    work(&app).await;
    let listed = at("CHECKED", 0, Some(510), "REVIEW");
    while told(events.next().await) != listed {}
    approve(&owner, &seen(&owner, &run).await).await;
    work(&app).await;
    let mut last = told(events.next().await);
    while last["state"] != "DONE" {
        last = told(events.next().await);
    }
    assert_eq!((&last["rowsDone"], &last["rowsTotal"]), (&json!(510), &json!(510)));
    assert_ne!(last["finishedAt"], Value::Null);
    assert_eq!(events.next().await, None, "it ends with the run");
}
