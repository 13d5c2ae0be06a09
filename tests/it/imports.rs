//! An import from the upload to the report: looked at, checked, run, followed.

use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::transfers::IMPORT;
use crate::support::{Engine, TestApp};

const FILE: &str = "\u{feff}Customer ID;First name;Surname;E-mail;Telephone;Notes
1;Ada;Field;ada@example.com;020 7946 0000;likes tea
2;Ben;Moss;ben at example;;
3;Cleo;Hart;cleo@example.com;;
";

#[rstest]
#[tokio::test]
async fn d3_customers_come_in_as_the_headers_suggest_and_each_row_is_accounted_for(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (id, url) = owner.prepare("CUSTOMERS").await;
    app.put(&url, FILE).await;
    let looked = owner.import(&id, "state fileName columns { header samples suggestedField }").await;
    assert_eq!((&looked["state"], &looked["fileName"]), (&json!("UPLOADED"), &json!("some.csv")));
    assert_eq!(
        looked["columns"][0],
        json!({ "header": "Customer ID", "samples": ["1", "2", "3"], "suggestedField": "external_ref" })
    );
    let suggested =
        looked["columns"].as_array().expect("columns").iter().map(|column| column["suggestedField"].clone());
    let expected = [json!("external_ref"), json!("given_name"), json!("family_name"), json!("email"), json!("phone")];
    assert_eq!(suggested.collect::<Vec<_>>(), [&expected[..], &[Value::Null]].concat());

    let before = app.state().await;
    owner.mutate("importCheck", json!({ "id": id }), IMPORT).await;
    app.work().await;
    let checked = owner.import(&id, "state rowsTotal rowsWritten rowsDuplicate rowsRefused rows { nodes { line outcome problems { column message } } }").await;
    assert_eq!(
        checked,
        json!({ "state": "CHECKED", "rowsTotal": 3, "rowsWritten": 2, "rowsDuplicate": 0, "rowsRefused": 1,
            "rows": { "nodes": [{ "line": 3, "outcome": "REFUSED", "problems": [
                { "column": "E-mail", "message": "should be an e-mail address such as ana@example.com" }] }] } })
    );
    assert_eq!(before.count("customers"), app.state().await.count("customers"), "a check writes no record");

    let run = json!({ "id": id, "idempotencyKey": "once" });
    let asked = owner.mutate("importRun", run.clone(), IMPORT).await;
    assert_eq!(asked["import"]["state"], "RUNNING");
    app.work().await;
    let repeated = owner.mutate("importRun", run, IMPORT).await;
    assert_eq!((&repeated["import"]["state"], &repeated["import"]["rowsWritten"]), (&json!("DONE"), &json!(2)));
    let found = owner.run("{ customers { nodes { displayName email phone } } }", json!({})).await;
    assert_eq!(
        found["customers"]["nodes"],
        json!([{ "displayName": "Ada Field", "email": "ada@example.com", "phone": "020 7946 0000" },
            { "displayName": "Cleo Hart", "email": "cleo@example.com", "phone": null }])
    );

    let report = owner.import(&id, "reportUrl rows { nodes { line outcome recordId } }").await;
    let (status, text) = app.fetch(report["reportUrl"].as_str().expect("a link")).await;
    let record = |at: usize| report["rows"]["nodes"][at]["recordId"].as_str().unwrap_or_default();
    assert_eq!(status, 200);
    assert_eq!(
        text,
        format!(
            "\u{feff}line,outcome,record,detail\r\n2,WRITTEN,{},\r\n3,REFUSED,,E-mail: should be an e-mail address such \
             as ana@example.com\r\n4,WRITTEN,{},\r\n",
            record(0),
            record(2)
        )
    );
}

#[rstest]
#[tokio::test]
async fn a_mapping_that_cannot_be_is_named_field_by_field(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (id, url) = owner.prepare("VEHICLES").await;
    app.put(&url, "Owner,Make,Typ\n1,Skoda,Fabia\n").await;
    let check = |mapping: Value| json!({ "id": id, "mapping": mapping });
    let wrong = json!([{ "field": "wheels", "column": "Make" }, { "field": "model", "column": "Type" }]);
    let fields = "... on InvalidInput { fields { field } }";
    let refused = owner.mutate("importCheck", check(wrong), fields).await;
    assert_eq!(refused["fields"], json!([{ "field": "mapping.0.field" }, { "field": "mapping.1.column" }]));
    let refused = owner.mutate("importCheck", check(json!([])), fields).await;
    assert_eq!(refused["fields"], json!([{ "field": "mapping" }]));
    let mapping = json!([{ "field": "model", "column": "Typ" }, { "field": "customer", "column": "Owner" }]);
    let asked = owner.mutate("importCheck", check(mapping), IMPORT).await;
    assert_eq!(asked["import"]["state"], "CHECKING");
}

#[rstest]
#[tokio::test]
async fn vehicles_find_their_owners_by_reference_or_e_mail_address(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner
        .imported(&app, "CUSTOMERS", "external_ref,family_name,email\n7,Pop,ana@example.com\n8,Ash,ben@example.com\n")
        .await;
    let gone = owner.customer("Gone Away").await;
    owner.delete(&gone).await;
    let file = "customer,customer_email,make,model,year,plate\n7,,Skoda,Fabia,2019,AB12 CDE\n,BEN@example.com,Seat,Ibiza,,\n\
        9,,Opel,Astra,,\n,gone.away@example.com,Opel,Corsa,,\n8,,Opel,Zafira,soon,\n7,,Skoda,Fabia,2019,ab12cde\n8,,Fiat,Panda,,AB12 CDE\n";
    let id = owner.imported(&app, "VEHICLES", file).await;
    let fields = "rowsWritten rowsDuplicate rows { nodes { line outcome likeness problems { column message } } }";
    let import = owner.import(&id, fields).await;
    let refused = |line: i64, column: &str, message: &str| {
        json!({ "line": line, "outcome": "REFUSED", "likeness": null,
        "problems": [{ "column": column, "message": message }] })
    };
    assert_eq!((&import["rowsWritten"], &import["rowsDuplicate"]), (&json!(2), &json!(1)));
    assert_eq!(
        import["rows"]["nodes"].as_array().expect("rows")[2..],
        [
            refused(4, "customer", "there is no such customer"),
            refused(5, "customer_email", "there is no such customer"),
            refused(6, "year", "should be a year such as 2019"),
            json!({ "line": 7, "outcome": "DUPLICATE", "likeness": "PLATE", "problems": [] }),
            refused(8, "plate", "the plate is on another vehicle"),
        ]
    );
    let vehicles = owner.run("{ vehicles { nodes { make plate customer { displayName } } } }", json!({})).await;
    let nodes = vehicles["vehicles"]["nodes"].as_array().expect("vehicles");
    assert!(nodes.contains(&json!({ "make": "Skoda", "plate": "AB12 CDE", "customer": { "displayName": "Pop" } })));
    assert!(nodes.contains(&json!({ "make": "Seat", "plate": null, "customer": { "displayName": "Ash" } })));
}

#[rstest]
#[tokio::test]
async fn progress_is_told_until_the_job_has_ended(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = owner.checked(&app, "CUSTOMERS", "family_name\nPop\nAsh\n").await;
    let query =
        "subscription ($id: ID!) { jobProgress(id: $id) { __typename state rowsDone ... on Import { rowsWritten } } }";
    let mut events = owner.follow(query, json!({ "id": id })).await;
    let told = |event: Option<Value>| event.expect("a result")["data"]["jobProgress"].clone();
    let now = json!({ "__typename": "Import", "state": "CHECKED", "rowsDone": 2, "rowsWritten": 2 });
    assert_eq!(told(events.next().await), now);
    owner.mutate("importRun", json!({ "id": id }), IMPORT).await;
    app.work().await;
    let mut last = told(events.next().await);
    while last["state"] != "DONE" {
        last = told(events.next().await);
    }
    assert_eq!(last, json!({ "__typename": "Import", "state": "DONE", "rowsDone": 2, "rowsWritten": 2 }));
    assert_eq!(events.next().await, None, "it ends with the job");
}

#[rstest]
#[tokio::test]
async fn whoever_imports_may_also_write_what_comes_in(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let partner = app.partner(&[Permission::CustomersImport, Permission::CustomersWrite]).await;
    let fields = "... on NotPermitted { permission }";
    for (content, permission) in [("VEHICLES", "VEHICLES_WRITE"), ("INVOICES", "INVOICES_WRITE")] {
        let refused = partner.mutate("importCreate", json!({ "content": content }), fields).await;
        assert_eq!(refused["permission"], permission);
    }
    partner.prepare("CUSTOMERS").await;
}

#[rstest]
#[tokio::test]
async fn an_import_goes_step_by_step_and_can_be_stopped(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (id, url) = owner.prepare("CUSTOMERS").await;
    let input = json!({ "id": id });
    for act in ["importCheck", "importRun", "importUndo"] {
        assert_eq!(owner.mutate(act, input.clone(), "").await["code"], "WRONG_STATE", "{act}");
    }
    app.put(&url, "family_name\nPop\n").await;
    assert_eq!(owner.mutate("importRun", input.clone(), "").await["code"], "WRONG_STATE", "not checked yet");
    owner.mutate("importCheck", input.clone(), IMPORT).await;
    app.work().await;
    owner.mutate("importRun", input.clone(), IMPORT).await;
    let stopped = owner.mutate("importCancel", input.clone(), IMPORT).await;
    assert_eq!(stopped["import"]["state"], "CANCELLED");
    assert_eq!(app.work().await, 0);
    assert_eq!(app.state().await.count("customers"), 0);
    assert_eq!(owner.mutate("importCancel", input, "").await["code"], "WRONG_STATE");
}
