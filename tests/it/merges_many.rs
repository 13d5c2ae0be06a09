//! Merging many pairs: each a merge of its own, and what became of each is said.

use chrono::Duration;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::duplicates::person;
use crate::legal_holds::hold;
use crate::merges_undone::undo;
use crate::support::race::{Track, race};
use crate::support::sound::count;
use crate::support::{Client, Engine, TestApp};

const BEGUN: &str = "... on MergeBegun { job { id state conflicts minScore rowsTotal rowsDone refused finishedAt
    items(first: 100) { nodes { survivorId otherId outcome merge { id survivor { id } } } } } }
    ... on Error { ... on CountMismatch { found } ... on InvalidInput { fields { field } } }";

async fn all(client: &Client, input: Value) -> Value {
    client.mutate("customersMergeAll", input, BEGUN).await
}

/// What became of the pairs of a job: survivor, other, outcome.
fn outcomes(job: &Value) -> Vec<(String, String, String)> {
    let nodes = job["items"]["nodes"].as_array().unwrap_or_else(|| panic!("{job}"));
    let text = |node: &Value, field: &str| node[field].as_str().expect("a text").to_owned();
    nodes.iter().map(|node| (text(node, "survivorId"), text(node, "otherId"), text(node, "outcome"))).collect()
}

fn row(survivor: &str, other: &str, outcome: &str) -> (String, String, String) {
    (survivor.to_owned(), other.to_owned(), outcome.to_owned())
}

/// Several customers of one name and e-mail address, by their ids.
async fn twins(client: &Client, many: usize, name: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..many {
        ids.push(person(client, name, "Pop", Some(&format!("{name}@example.com")), None).await);
    }
    ids.sort_unstable();
    ids
}

async fn state_of(client: &Client, id: &str) -> Value {
    let query = "query ($id: ID!) { customer(id: $id) { lifecycle mergedInto { id } } }";
    client.run(query, json!({ "id": id })).await["customer"].clone()
}

#[rstest]
#[tokio::test]
async fn b11_all_that_likely_are_one_become_the_one_who_was_added_first(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = twins(&owner, 3, "ana").await;
    let ed = person(&owner, "Ed", "Lind", Some("lind@example.com"), None).await;
    app.clock.advance(Duration::seconds(1)).expect("a manual clock");
    let edna = person(&owner, "Edna", "Lind", Some("lind@example.com"), None).await;
    owner.customer("Bo Alone").await;
    let begun = all(&owner, json!({ "minScore": 35, "count": 4 })).await;
    let job = &begun["job"];
    let expected = [
        row(&ana[1], &ana[2], "MERGED"),
        row(&ana[0], &ana[2], "MERGED"),
        row(&ana[0], &ana[1], "ALREADY_ONE"),
        row(&ed, &edna, "CONFLICT"),
    ];
    assert_eq!(outcomes(job), expected, "{begun}");
    let told =
        json!([job["state"], job["conflicts"], job["minScore"], job["rowsTotal"], job["rowsDone"], job["refused"]]);
    assert_eq!(told, json!(["DONE", "LEAVE", 35, 4, 4, 1]));
    for other in [&ana[1], &ana[2]] {
        let merged = json!({ "lifecycle": "MERGED", "mergedInto": { "id": ana[0] } });
        assert_eq!(state_of(&owner, other).await, merged);
    }
    let kept = all(&owner, json!({ "minScore": 35, "count": 1, "conflicts": "SURVIVOR" })).await;
    assert_eq!(outcomes(&kept["job"]), [row(&ed, &edna, "MERGED")], "{kept}");
    app.assert_sound().await;
    let merge = kept["job"]["items"]["nodes"][0]["merge"]["id"].as_str().expect("a merge");
    assert_eq!(undo(&owner, merge).await["customers"][0]["displayName"], "Edna Lind", "each has an undo of its own");
}

#[rstest]
#[tokio::test]
async fn b11_pairs_that_are_named_are_merged_as_they_are_named(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (twins(&owner, 2, "ana").await, twins(&owner, 2, "bo").await);
    let cy = twins(&owner, 2, "cy").await;
    owner.delete(&bo[0]).await;
    hold(&owner, &cy[0], None).await;
    let pair = |survivor: &str, other: &str| json!({ "survivorId": survivor, "otherId": other });
    let pairs = json!([pair(&ana[1], &ana[0]), pair(&bo[1], &bo[0]), pair(&cy[1], &cy[0])]);
    let input = json!({ "pairs": pairs, "count": 3, "idempotencyKey": "once" });
    let begun = all(&owner, input.clone()).await;
    let expected = [row(&ana[1], &ana[0], "MERGED"), row(&bo[1], &bo[0], "NOT_ACTIVE"), row(&cy[1], &cy[0], "HELD")];
    assert_eq!(outcomes(&begun["job"]), expected, "{begun}");
    assert_eq!(state_of(&owner, &ana[0]).await["mergedInto"]["id"], json!(ana[1]));
    assert_eq!(state_of(&owner, &bo[0]).await["lifecycle"], "DELETED");
    let after = app.state().await;
    assert_eq!(all(&owner, input).await, begun, "sent again");
    after.assert_unchanged(&app.state().await);
    let other = all(&owner, json!({ "minScore": 35, "count": 1, "idempotencyKey": "once" })).await;
    assert_eq!(other["code"], "IDEMPOTENCY_CONFLICT", "{other}");
    let listed = owner.run("{ mergeJobs { totalCount nodes { id refused by { __typename } } } }", json!({})).await;
    assert_eq!(listed["mergeJobs"]["nodes"][0]["id"], begun["job"]["id"], "{listed}");
    assert_eq!(
        (&listed["mergeJobs"]["totalCount"], &listed["mergeJobs"]["nodes"][0]["refused"]),
        (&json!(1), &json!(2))
    );
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_merged_in_bulk_is_said_and_nothing_changes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = twins(&owner, 2, "ana").await;
    let foreign = app.foreign().await.customer("Cy Else").await;
    let advisor = app.client(Role::ServiceAdvisor).await;
    let pair = |survivor: &str, other: &str| json!({ "survivorId": survivor, "otherId": other });
    let named = json!([pair(&ana[0], &ana[1])]);
    let before = app.state().await;
    for (client, input, code) in [
        (&owner, json!({ "minScore": 35, "count": 2 }), "COUNT_MISMATCH"),
        (&owner, json!({ "minScore": 99, "count": 0 }), "COUNT_MISMATCH"),
        (&owner, json!({ "pairs": named, "count": 0 }), "COUNT_MISMATCH"),
        (&owner, json!({ "minScore": 101, "count": 1 }), "INVALID_INPUT"),
        (&owner, json!({ "count": 1 }), "INVALID_INPUT"),
        (&owner, json!({ "minScore": 35, "pairs": named, "count": 1 }), "INVALID_INPUT"),
        (&owner, json!({ "pairs": [pair(&ana[0], &ana[0])], "count": 1 }), "INVALID_INPUT"),
        (&owner, json!({ "pairs": vec![pair(&ana[0], &ana[1]); 1_001], "count": 1_001 }), "INVALID_INPUT"),
        (&owner, json!({ "pairs": [pair(&ana[0], &foreign)], "count": 1 }), "NOT_FOUND"),
        (&owner, json!({ "pairs": [pair("cus_nonsense", &ana[0])], "count": 1 }), "NOT_FOUND"),
        (&advisor, json!({ "minScore": 35, "count": 1 }), "NOT_PERMITTED"),
    ] {
        let answer = all(client, input.clone()).await;
        assert_eq!(answer["code"], code, "{code}: {answer}");
    }
    let mismatch = all(&owner, json!({ "minScore": 35, "count": 2 })).await;
    assert_eq!(
        (&mismatch["found"], &mismatch["message"]),
        (&json!(1), &json!("There is 1 pair. Type that number to go on."))
    );
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn b11_many_pairs_go_on_in_the_worker_on_any_node(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    for n in 0..25 {
        twins(&owner, 2, &format!("ana{n}")).await;
    }
    let input = json!({ "minScore": 35, "count": 25, "idempotencyKey": "k" });
    let begun = all(&owner, input.clone()).await;
    assert_eq!((&begun["job"]["state"], &begun["job"]["rowsDone"]), (&json!("RUNNING"), &json!(10)), "{begun}");
    let last = begun["job"]["items"]["nodes"][24].clone();
    assert_eq!(last["outcome"], "PENDING");
    owner.delete(last["otherId"].as_str().expect("an id")).await;
    let other = lethe::app::App { db: app.connect_again().await, ..app.app.clone() };
    let (here, there) = tokio::join!(worker::drain(&app.app), worker::drain(&other));
    here.expect("the worker");
    there.expect("the other worker");
    let ended = all(&owner, input).await;
    let told = json!([ended["job"]["state"], ended["job"]["rowsDone"], ended["job"]["refused"]]);
    assert_eq!(told, json!(["DONE", 25, 1]), "{ended}");
    assert_eq!(ended["job"]["items"]["nodes"][24]["outcome"], "NOT_ACTIVE");
    assert_eq!(count(&app.app.db, "select count(*) from merges").await, 24);
    app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_jobs_over_the_same_pairs_each_pair_is_merged_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..6 {
        let ids = twins(&track.owner, 3, &format!("ana{round}")).await;
        let pairs = json!([{ "survivorId": ids[0], "otherId": ids[1] }, { "survivorId": ids[1], "otherId": ids[2] }]);
        let back = json!([{ "survivorId": ids[2], "otherId": ids[0] }, { "survivorId": ids[2], "otherId": ids[1] }]);
        let one = all(&track.owner, json!({ "pairs": pairs, "count": 2 }));
        let other = all(&track.manager, json!({ "pairs": back, "count": 2 }));
        let (one, other) = race(round, one, other).await;
        let of = |job: &Value| outcomes(&job["job"]).into_iter().map(|(.., outcome)| outcome).collect::<Vec<_>>();
        let (ends, merged) = ([of(&one), of(&other)].concat(), "MERGED");
        assert_eq!(ends.iter().filter(|end| *end == merged).count(), 2, "round {round}: {one} {other}");
        assert_eq!(ends.iter().filter(|end| *end == "ALREADY_ONE").count(), 2, "round {round}: {one} {other}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn merges_of_many_are_followed_and_read_in_one_statement_each(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    for n in 0..15 {
        twins(&owner, 2, &format!("ana{n}")).await;
    }
    let begun = all(&owner, json!({ "minScore": 35, "count": 15 })).await;
    let progress =
        "subscription ($id: ID!) { jobProgress(id: $id) { __typename state rowsDone rowsTotal trouble { code }
        createdAt finishedAt } }";
    let job = begun["job"]["id"].clone();
    let mut events = owner.follow(progress, json!({ "id": job })).await;
    let first = events.next().await.expect("a result")["data"]["jobProgress"].clone();
    let told = json!({ "__typename": "MergeJob", "state": "RUNNING", "rowsDone": 10, "rowsTotal": 15, "trouble": null,
        "createdAt": "2026-03-02T09:00:00Z", "finishedAt": null });
    assert_eq!(first, told);
    worker::drain(&app.app).await.expect("the worker");
    let mut last = first;
    while let Some(event) = events.next().await {
        last = event["data"]["jobProgress"].clone();
    }
    assert_eq!((&last["state"], &last["rowsDone"]), (&json!("DONE"), &json!(15)), "{last}");
    let mut hidden = app.client(Role::ServiceAdvisor).await.follow(progress, json!({ "id": job })).await;
    assert_eq!(hidden.next().await, None, "nothing for those who may not merge");

    let (db, sent) = app.app.db.recorded();
    let reader = owner.at(&app.node_of(lethe::app::App { db, ..app.app.clone() }).await);
    let page = "query ($id: ID!) { node(id: $id) { __typename ... on MergeJob { items(first: 30) { nodes {
        survivor { merges { merged { displayName } } } other { mergedInto { id } } merge { at } } } } } }";
    sent.take();
    let node = reader.run(page, json!({ "id": job })).await["node"].clone();
    assert_eq!(node["items"]["nodes"].as_array().map(Vec::len), Some(15), "{node}");
    assert_eq!(node["items"]["nodes"][0]["survivor"]["merges"].as_array().map(Vec::len), Some(1), "{node}");
    let sent: Vec<String> = sent.take().iter().map(|query| format!("{query:?}")).collect();
    for (table, most) in [("from merges ", 2), ("from merge_rows ", 1), ("from customers ", 3)] {
        let reads = sent.iter().filter(|text| text.contains(table) && text.contains("select")).count();
        assert!(reads <= most, "{table} {reads} times: {sent:#?}");
    }
}

#[rstest]
#[tokio::test]
async fn b11_whom_somebody_said_to_be_two_are_not_merged_by_way_of_a_third(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = twins(&owner, 3, "ana").await;
    owner.mutate("duplicateDismiss", json!({ "oneId": ana[0], "otherId": ana[2] }), "").await;
    let begun = all(&owner, json!({ "minScore": 35, "count": 2 })).await;
    let expected = [row(&ana[1], &ana[2], "MERGED"), row(&ana[0], &ana[1], "CONFLICT")];
    assert_eq!(outcomes(&begun["job"]), expected, "{begun}");
    assert_eq!(state_of(&owner, &ana[0]).await, json!({ "lifecycle": "ACTIVE", "mergedInto": null }));
}
