//! What a customer sees of their own records in the portal, and nobody else's.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp};

const PORTAL: &str = "{ portal { displayName businessName vehicles { nodes { make plate } }
    workOrders { totalCount nodes { state plate } }
    invoices { totalCount nodes { state total { amount currency } outstanding { amount } } } } }";

#[rstest]
#[tokio::test]
async fn a_customer_sees_their_own_records_and_no_drafts(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Nowak").await);
    let vehicle = owner.vehicle(&ana, "AB12 CDE").await;
    owner.vehicle(&bo, "CD34 EFG").await;
    owner.work_order(&ana, Some(&vehicle)).await;
    owner.work_order(&bo, None).await;
    owner.invoice(&ana, "120.00").await;
    owner.draft(&ana, "7.00").await;
    owner.invoice(&bo, "9.00").await;

    let seen = app.portal("ana.pop@example.com").await.run(PORTAL, Value::Null).await["portal"].clone();
    assert_eq!((&seen["displayName"], &seen["businessName"]), (&json!("Ana Pop"), &json!("northside garage")));
    assert_eq!(seen["vehicles"]["nodes"][0]["plate"], "AB12 CDE");
    assert_eq!(seen["vehicles"]["nodes"].as_array().map(Vec::len), Some(1));
    assert_eq!(seen["workOrders"], json!({ "totalCount": 1, "nodes": [{ "state": "OPEN", "plate": "AB12 CDE" }] }));
    let owed = json!({ "state": "ISSUED", "total": { "amount": "120.00", "currency": "GBP" }, "outstanding": { "amount": "120.00" } });
    assert_eq!(seen["invoices"], json!({ "totalCount": 1, "nodes": [owed] }));
}
