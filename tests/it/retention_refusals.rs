//! What retention refuses: another list, another number, one person for two, runs that are not there to review.

use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::retention::{
    approve, box_office, candidate, decide, exclude, later, many, rule, said, seen, started, try_start, work,
};
use crate::support::race::race;
use crate::support::{Client, Engine, TestApp};

/// Three customers on a list in review, of a rule with changes.
async fn in_review(engine: Engine, changes: Value) -> (TestApp, Client, Value) {
    let (app, owner) = box_office(engine).await;
    let rule = rule(&owner, changes).await;
    for name in ["Ana Pop", "Bo Lind", "Cy Dahl"] {
        owner.customer(name).await;
    }
    let owner = later(&app, 1_100).await;
    let run = started(&owner, &rule).await;
    assert_eq!((&run["state"], &run["customers"]), (&json!("REVIEW"), &json!(3)), "{run}");
    (app, owner, run)
}

fn listed(run: &Value, at: usize) -> &str {
    run["candidates"]["nodes"][at]["customerId"].as_str().expect("a candidate")
}

/// The Manager, who may approve.
async fn approver(app: &TestApp, owner: &Client) -> Client {
    let manager = app.client(Role::Manager).await;
    let me = manager.run("{ viewer { ... on StaffViewer { staff { id } } } }", json!({})).await;
    let input = json!({ "staffId": me["viewer"]["staff"]["id"], "permission": "RETENTION_APPROVE" });
    assert_eq!(owner.mutate("permissionGrant", input, "").await["__typename"], "StaffSaved");
    manager
}

fn kind(answer: &Value) -> &str {
    answer["__typename"].as_str().expect("a member")
}

#[rstest]
#[tokio::test]
async fn b8_only_the_list_that_was_seen_is_approved_and_the_difference_is_said(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, run) = in_review(engine, json!({})).await;
    let bo = listed(&run, 1);
    let reviewed = exclude(&owner, &run, &[bo]).await["run"].clone();
    assert_eq!((&reviewed["customers"], &reviewed["excluded"]), (&json!(2), &json!(1)), "{reviewed}");
    assert_ne!(reviewed["listHash"], run["listHash"]);
    let before = app.state().await;
    let refused = approve(&owner, &run).await;
    let expected = json!({ "__typename": "RetentionListChanged", "code": "RETENTION_LIST_CHANGED",
        "message": "The list is not the one that you have seen. Look at it again, then approve.",
        "listHash": reviewed["listHash"], "count": 2, "takenOut": [bo], "takenOutCount": 1 });
    assert_eq!(refused, expected);
    let other = started(&owner, &rule(&owner, json!({ "name": "Other" })).await).await;
    for hash in [json!("made up"), other["listHash"].clone()] {
        let run = json!({ "id": reviewed["id"], "listHash": hash, "customers": 2 });
        let refused = approve(&owner, &run).await;
        assert_eq!(refused["fields"], json!([{ "field": "listHash" }]), "{refused}");
    }
    work(&app).await;
    assert_eq!(app.state().await.count("erasures"), before.count("erasures"), "nothing is carried out unapproved");
    assert_eq!(approve(&owner, &reviewed).await["run"]["state"], "APPROVED");
    work(&app).await;
    let done = seen(&owner, &run).await;
    assert_eq!((&done["state"], &done["done"], &done["excluded"]), (&json!("DONE"), &json!(2), &json!(1)));
    assert!(candidate(&done, bo)["customer"]["displayName"].is_string(), "who was taken out stays");
}

#[rstest]
#[tokio::test]
async fn any_other_number_than_the_list_s_approves_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner, run) = in_review(engine, json!({})).await;
    let before = app.state().await;
    for count in [-1, 0, 2, 4] {
        let typed = json!({ "id": run["id"], "listHash": run["listHash"], "customers": count });
        let refused = approve(&owner, &typed).await;
        assert_eq!((kind(&refused), &refused["found"]), ("CountMismatch", &json!(3)), "{refused}");
    }
    before.assert_unchanged(&app.state().await);
    let all = [0, 1, 2].map(|at| listed(&run, at));
    let empty = exclude(&owner, &run, &all).await["run"].clone();
    assert_eq!(kind(&approve(&owner, &empty).await), "CountMismatch", "nobody is left to part with");
}

#[rstest]
#[tokio::test]
async fn above_the_threshold_two_people_approve_and_one_does_not_count_twice(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, run) = in_review(engine, json!({ "twoPersonAbove": 2 })).await;
    let first = approve(&owner, &run).await["run"].clone();
    assert_eq!((&first["state"], &first["approvalsNeeded"]), (&json!("REVIEW"), &json!(2)), "{first}");
    assert_eq!(first["approvals"], json!([{ "by": { "name": "owner" } }]));
    let elsewhere = app.client(Role::Owner).await;
    let again = approve(&elsewhere, &run).await;
    assert_eq!((kind(&again), &again["code"]), ("RetentionAlreadyApproved", &json!("RETENTION_ALREADY_APPROVED")));
    work(&app).await;
    assert_eq!(app.state().await.count("erasures"), 0);
    let manager = approver(&app, &owner).await;
    let second = approve(&manager, &run).await["run"].clone();
    assert_eq!(second["state"], "APPROVED", "{second}");
    assert_eq!(second["approvals"], json!([{ "by": { "name": "owner" } }, { "by": { "name": "manager" } }]));
}

#[rstest]
#[tokio::test]
async fn an_exclusion_ends_approvals_of_the_list_before(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner, run) = in_review(engine, json!({ "twoPersonAbove": 0 })).await;
    approve(&owner, &run).await;
    let manager = approver(&app, &owner).await;
    let reviewed = exclude(&manager, &run, &[listed(&run, 0)]).await["run"].clone();
    assert_eq!(reviewed["approvals"], json!([]));
    let second = approve(&manager, &reviewed).await["run"].clone();
    assert_eq!(second["state"], "REVIEW", "the Owner has not seen this list");
    assert_eq!(approve(&owner, &reviewed).await["run"]["state"], "APPROVED");
}

#[rstest]
#[tokio::test]
async fn a_decision_ends_approvals_and_what_was_seen_before_is_not_approved(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, run) = in_review(engine, json!({ "twoPersonAbove": 0 })).await;
    approve(&owner, &run).await;
    let before = app.state().await;
    assert_eq!(decide(&owner, &run, "PURGE", &["POSTCODE"]).await["fields"], json!([{ "field": "keepFields" }]));
    assert_eq!(decide(&owner, &run, "PURGE", &[]).await["run"]["approvals"].as_array().map(Vec::len), Some(1));
    before.assert_unchanged(&app.state().await);
    let decided = decide(&owner, &run, "ANONYMISE", &["POSTCODE"]).await["run"].clone();
    assert_eq!((&decided["approvals"], &decided["customers"]), (&json!([]), &json!(3)));
    let manager = approver(&app, &owner).await;
    let refused = approve(&manager, &run).await;
    assert_eq!((kind(&refused), &refused["listHash"]), ("RetentionListChanged", &decided["listHash"]));
    let back = decide(&owner, &run, "PURGE", &[]).await["run"].clone();
    assert_eq!(kind(&approve(&manager, &run).await), "RetentionListChanged", "seen before it was decided on");
    assert_eq!(approve(&manager, &back).await["run"]["state"], "REVIEW");
    assert_eq!(approve(&owner, &back).await["run"]["state"], "APPROVED");
    let late = decide(&owner, &run, "ANONYMISE", &[]).await;
    assert_eq!((kind(&late), &late["state"]), ("WrongState", &json!("APPROVED")));
}

#[rstest]
#[tokio::test]
async fn two_people_who_approve_at_once_both_count(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner, run) = in_review(engine, json!({ "twoPersonAbove": 0 })).await;
    let node = if engine == Engine::Postgres { app.second_node().await } else { app.origin.clone() };
    let manager = approver(&app, &owner).await.at(&node);
    let (one, two) = race(0, approve(&owner, &run), approve(&manager, &run)).await;
    assert_eq!([kind(&one), kind(&two)], ["RetentionRunSaved"; 2], "{one} {two}");
    assert_eq!(seen(&owner, &run).await["state"], "APPROVED");
    work(&app).await;
    assert_eq!(app.state().await.count("erasures"), 3);
}

#[rstest]
#[tokio::test]
async fn where_one_person_suffices_only_one_of_two_approvals_at_once_carries_it_out(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, run) = in_review(engine, json!({})).await;
    let node = if engine == Engine::Postgres { app.second_node().await } else { app.origin.clone() };
    let manager = approver(&app, &owner).await.at(&node);
    let (one, two) = race(0, approve(&owner, &run), approve(&manager, &run)).await;
    let mut kinds = [kind(&one), kind(&two)];
    kinds.sort_unstable();
    assert_eq!(kinds, ["RetentionRunSaved", "WrongState"], "{one} {two}");
    work(&app).await;
    let state = app.state().await;
    assert_eq!((state.count("retention_approvals"), state.count("erasures")), (1, 3));
}

#[rstest]
#[tokio::test]
async fn of_two_approvals_by_one_person_at_once_one_counts(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner, run) = in_review(engine, json!({ "twoPersonAbove": 0 })).await;
    let node = if engine == Engine::Postgres { app.second_node().await } else { app.origin.clone() };
    let elsewhere = owner.at(&node);
    let (one, two) = race(0, approve(&owner, &run), approve(&elsewhere, &run)).await;
    let mut kinds = [kind(&one), kind(&two)];
    kinds.sort_unstable();
    assert_eq!(kinds, ["RetentionAlreadyApproved", "RetentionRunSaved"], "{one} {two}");
    assert_eq!(app.state().await.count("retention_approvals"), 1);
    assert_eq!(seen(&owner, &run).await["state"], "REVIEW");
}

#[rstest]
#[tokio::test]
async fn approving_and_calling_off_at_once_leaves_one_of_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, run) = in_review(engine, json!({})).await;
    let cancel = owner.mutate("retentionRunCancel", json!({ "id": run["id"] }), "");
    let carry = async {
        let approved = approve(&owner, &run).await;
        work(&app).await;
        approved
    };
    let (approved, cancelled) = race(0, carry, cancel).await;
    let now = seen(&owner, &run).await;
    let parted = app.state().await.count("erasures");
    match kind(&cancelled) {
        "RetentionRunSaved" => assert_eq!((&now["state"], parted), (&json!("CANCELLED"), 0), "{approved}"),
        _ => assert_eq!((&now["state"], parted), (&json!("DONE"), 3), "{cancelled}"),
    }
}

#[rstest]
#[tokio::test]
async fn what_a_run_s_state_does_not_allow_is_refused(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner, run) = in_review(engine, json!({})).await;
    let rule_id = owner.run("{ retentionRules { nodes { id } } }", json!({})).await;
    let rule_id = rule_id["retentionRules"]["nodes"][0]["id"].as_str().expect("a rule").to_owned();
    let open = try_start(&owner, &rule_id).await;
    assert_eq!((kind(&open), &open["state"]), ("WrongState", &json!("REVIEW")), "one run of a rule at a time");
    approve(&owner, &run).await;
    for (state, then) in [("APPROVED", true), ("DONE", false)] {
        let twice = approve(&owner, &run).await;
        assert_eq!((kind(&twice), &twice["state"]), ("WrongState", &json!(state)));
        let late = exclude(&owner, &run, &[listed(&run, 0)]).await;
        assert_eq!((kind(&late), &late["state"]), ("WrongState", &json!(state)));
        if then {
            work(&app).await;
        }
    }
    let cancel = owner.mutate("retentionRunCancel", json!({ "id": run["id"] }), "").await;
    assert_eq!(kind(&cancel), "WrongState");
    assert_eq!(kind(&try_start(&owner, &rule_id).await), "RetentionRunSaved");
}

#[rstest]
#[tokio::test]
async fn a_run_that_was_called_off_does_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner, run) = in_review(engine, json!({})).await;
    approve(&owner, &run).await;
    let cancelled = owner
        .mutate("retentionRunCancel", json!({ "id": run["id"] }), "... on RetentionRunSaved { run { state } }")
        .await;
    assert_eq!(cancelled["run"]["state"], "CANCELLED", "{cancelled}");
    work(&app).await;
    let state = app.state().await;
    assert_eq!((state.count("erasures"), state.count("deletions")), (0, 0));
    assert_eq!(kind(&approve(&owner, &run).await), "WrongState");
}

#[rstest]
#[tokio::test]
async fn only_people_who_may_do_so_review_and_approve(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner, run) = in_review(engine, json!({})).await;
    let (manager, advisor) = (app.client(Role::Manager).await, app.client(Role::ServiceAdvisor).await);
    let partner = app.partner(&[Permission::RetentionApprove, Permission::RetentionReview]).await;
    let foreign = app.foreign().await;
    let before = app.state().await;
    assert_eq!(kind(&approve(&manager, &run).await), "NotPermitted");
    assert_eq!(kind(&exclude(&advisor, &run, &[listed(&run, 0)]).await), "NotPermitted");
    assert_eq!(kind(&decide(&advisor, &run, "ANONYMISE", &[]).await), "NotPermitted");
    assert_eq!(kind(&approve(&foreign, &run).await), "RecordNotFound");
    assert_eq!(kind(&exclude(&owner, &run, &["cus_nonsense"]).await), "CustomerNotFound");
    let query = "mutation ($input: RetentionRunApproveInput!) { retentionRunApprove(input: $input) { __typename } }";
    let input = json!({ "id": run["id"], "listHash": run["listHash"], "count": 3 });
    let answer = partner.post(query, json!({ "input": input })).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{:#}", answer.body);
    let removed = manager.mutate("retentionRuleSet", said(json!({})), "").await;
    assert_eq!(kind(&removed), "NotPermitted");
    before.without("partner_tokens").assert_unchanged(&app.state().await.without("partner_tokens"));
    let somebody = foreign.customer("Xen Other").await;
    assert_eq!(kind(&exclude(&owner, &run, &[&somebody]).await), "CustomerNotFound");
}

#[rstest]
#[case::no_years(json!({ "condition": { "noPurchaseYears": 0 } }), "condition.noPurchaseYears")]
#[case::nobody(json!({ "condition": { "noPurchaseYears": 3, "lifecycle": [] } }), "condition.lifecycle")]
#[case::the_erased(json!({ "condition": { "noPurchaseYears": 3, "lifecycle": ["ERASED"] } }), "condition.lifecycle")]
#[case::always(json!({ "schedule": { "everyMonths": 0, "firstOn": "2026-04-01" } }), "schedule.everyMonths")]
#[case::kept_of_nothing(json!({ "keepFields": ["POSTCODE"] }), "keepFields")]
#[case::fewer_than_nobody(json!({ "twoPersonAbove": -1 }), "twoPersonAbove")]
#[case::no_name(json!({ "name": " " }), "name")]
#[tokio::test]
async fn a_rule_that_cannot_be_is_refused_by_its_field(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] changes: Value,
    #[case] field: &str,
) {
    let (app, owner) = box_office(engine).await;
    let before = app.state().await;
    let refused = owner.mutate("retentionRuleSet", said(changes), "... on InvalidInput { fields { field } }").await;
    assert_eq!(refused["fields"], json!([{ "field": field }]), "{refused}");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_rule_is_changed_as_it_was_read_and_starts_nothing_once_removed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (_app, owner) = box_office(engine).await;
    let id = rule(&owner, json!({})).await;
    let fields = "... on RetentionRuleSaved { rule { id name version removedAt } }
        ... on Error { ... on VersionConflict { currentVersion } }";
    let change = |version: i64| said(json!({ "id": id, "expectedVersion": version, "name": "Four years" }));
    let saved = owner.mutate("retentionRuleSet", change(1), fields).await;
    assert_eq!(saved["rule"], json!({ "id": id, "name": "Four years", "version": 2, "removedAt": null }), "{saved}");
    let stale = owner.mutate("retentionRuleSet", change(1), fields).await;
    assert_eq!((kind(&stale), &stale["currentVersion"]), ("VersionConflict", &json!(2)));
    let removal = json!({ "id": id, "expectedVersion": 1 });
    assert_eq!(kind(&owner.mutate("retentionRuleRemove", removal, "").await), "VersionConflict");
    let removed = owner.mutate("retentionRuleRemove", json!({ "id": id }), fields).await;
    assert!(removed["rule"]["removedAt"].is_string(), "{removed}");
    assert_eq!(kind(&try_start(&owner, &id).await), "RecordNotFound");
    assert_eq!(kind(&owner.mutate("retentionRuleSet", said(json!({ "id": id })), fields).await), "RecordNotFound");
    let rules = owner.run("{ retentionRules { totalCount } }", json!({})).await;
    assert_eq!(rules["retentionRules"]["totalCount"], 0);
}

#[rstest]
#[tokio::test]
async fn a_start_that_is_sent_again_starts_nothing_twice(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = box_office(engine).await;
    let (one, two) = (rule(&owner, json!({})).await, rule(&owner, json!({})).await);
    many(&app, &owner, 3).await;
    let owner = later(&app, 1_100).await;
    let start = async |rule: &str| {
        let input = json!({ "ruleId": rule, "idempotencyKey": "once" });
        owner.mutate("retentionRunStart", input, "... on RetentionRunSaved { run { id state } }").await
    };
    let first = start(&one).await;
    assert_eq!(first["run"]["state"], "REVIEW", "{first}");
    assert_eq!(start(&one).await, first);
    assert_eq!(kind(&start(&two).await), "IdempotencyConflict");
    assert_eq!(app.state().await.count("retention_runs"), 1);
}
