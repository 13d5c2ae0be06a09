//! What stands in the way of a delete, and what a delete would do, before anybody presses the button.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp, redact};

pub const PLAN: &str = "query ($id: ID!, $locale: Locale) { customerDeletionPlan(id: $id, locale: $locale) {
    __typename
    ... on DeletionReady { planHash summary confirmationToken undoWindowSeconds
        customer { id displayName } effects { kind action count }
        quota { limit used remaining nextSlotAt } }
    ... on DeletionBlocked { planHash customer { id }
        blockers {
            ... on Blocker { __typename kind count message url returnMessage resolutions }
            ... on ActiveWorkOrders { byVehicle { vehicleId plate count } workOrders { totalCount nodes { id state } } }
            ... on UnpaidInvoices { totals { amount currency formatted } invoices { totalCount nodes { id state } } }
            ... on ActiveConversations { conversations { totalCount nodes { id state } } } } }
    ... on NotPermitted { permission heldBy }
    ... on CustomerAlreadyDeleted { customerId }
    ... on Error { code message } } }";

pub async fn plan(client: &Client, id: &str) -> Value {
    client.run(PLAN, json!({ "id": id })).await["customerDeletionPlan"].clone()
}

/// A customer with three active work orders, two unpaid invoices and an active conversation.
async fn blocked(owner: &Client) -> String {
    let ana = owner.customer("Ana Pop").await;
    let car = owner.vehicle(&ana, "AB12 CDE").await;
    owner.work_order(&ana, Some(&car)).await;
    owner.work_order(&ana, None).await;
    owner.work_order(&ana, None).await;
    owner.invoice(&ana, "100.00").await;
    owner.invoice(&ana, "48.50").await;
    owner.conversation(&ana).await;
    ana
}

fn messages(plan: &Value) -> Vec<&str> {
    let blockers = plan["blockers"].as_array().map(Vec::as_slice).unwrap_or_default();
    blockers.iter().filter_map(|blocker| blocker["message"].as_str()).collect()
}

#[rstest]
#[tokio::test]
async fn e5_e7_e8_a_blocked_plan_says_what_blocks_and_leads_there(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = blocked(&owner).await;
    let before = app.state().await;
    let plan = plan(&owner, &ana).await;
    assert_eq!(
        messages(&plan),
        [
            "3 active work orders (including 1 on AB12 CDE)",
            "2 unpaid invoices totalling £148.50",
            "1 active conversation"
        ]
    );
    insta::assert_json_snapshot!("blocked_plan", redact(&plan));
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn e7_blockers_are_worded_with_each_language_s_plurals(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = blocked(&owner).await;
    let texts = async |client: &Client, locale: Value| {
        let plan = client.run(PLAN, json!({ "id": ana, "locale": locale })).await["customerDeletionPlan"].clone();
        messages(&plan).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let polish = [
        "3 aktywne zlecenia (w tym 1 na AB12 CDE)",
        "2 nieopłacone faktury na kwotę 148,50\u{a0}£",
        "1 aktywna rozmowa",
    ];
    assert_eq!(texts(&owner, json!("pl")).await, polish);
    assert_eq!(texts(&owner.speaking("pl-PL, en;q=0.5"), Value::Null).await, polish);
    let romanian = [
        "3 comenzi active (inclusiv 1 pe AB12 CDE)",
        "2 facturi neachitate în valoare de 148,50\u{a0}£",
        "1 conversație activă",
    ];
    assert_eq!(texts(&owner, json!("ro")).await, romanian);
}

#[rstest]
#[tokio::test]
async fn e6_e10_a_clear_plan_says_what_will_be_hidden_and_what_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    owner.vehicle(&ana, "AB12 CDE").await;
    let car = owner.vehicle(&ana, "XY34 ZZZ").await;
    let work = owner.work_order(&ana, Some(&car)).await;
    owner.complete(&work).await;
    let invoice = owner.invoice(&ana, "99.99").await;
    owner.pay(&invoice).await;
    let talk = owner.conversation(&ana).await;
    owner.close(&talk).await;
    let plan = plan(&owner, &ana).await;
    assert_eq!(
        plan["summary"],
        "This will hide this customer, 2 vehicles, and 1 closed conversation. Historical work orders and paid invoices \
         stay on file."
    );
    insta::assert_json_snapshot!("ready_plan", redact(&plan));
}

#[rstest]
#[case::nothing(0, 0, "This will hide this customer. ")]
#[case::one_vehicle(1, 0, "This will hide this customer and 1 vehicle. ")]
#[case::two_conversations(0, 2, "This will hide this customer and 2 closed conversations. ")]
#[tokio::test]
async fn e10_the_summary_names_only_what_there_is(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] vehicles: usize,
    #[case] conversations: usize,
    #[case] begins: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    for n in 0..vehicles {
        owner.vehicle(&ana, &format!("AB1{n} CDE")).await;
    }
    for _ in 0..conversations {
        let talk = owner.conversation(&ana).await;
        owner.close(&talk).await;
    }
    let summary = plan(&owner, &ana).await["summary"].as_str().unwrap_or_default().to_owned();
    assert!(summary.starts_with(begins), "{summary}");
}

#[rstest]
#[tokio::test]
async fn a_draft_invoice_does_not_block_and_is_announced(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    owner.draft(&ana, "10.00").await;
    let plan = plan(&owner, &ana).await;
    assert_eq!(plan["__typename"], "DeletionReady", "{plan}");
    assert!(plan["summary"].as_str().is_some_and(|text| text.ends_with("1 draft invoice will be voided.")), "{plan}");
}

#[rstest]
#[case::owner(Role::Owner, "DeletionReady")]
#[case::manager(Role::Manager, "DeletionReady")]
#[case::service_advisor(Role::ServiceAdvisor, "NotPermitted")]
#[case::technician(Role::Technician, "NotPermitted")]
#[tokio::test]
async fn e4_e14_the_plan_says_who_may_delete(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] role: Role,
    #[case] expected: &str,
) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let client = app.client(role).await;
    let plan = plan(&client, &ana).await;
    assert_eq!(plan["__typename"], expected);
    let button = "query ($id: ID!) { customer(id: $id) { deletability { __typename } } }";
    let button = client.run(button, json!({ "id": ana })).await;
    assert_eq!(button["customer"]["deletability"]["__typename"], expected);
    if expected == "NotPermitted" {
        insta::assert_json_snapshot!("plan_not_permitted", plan);
    }
}

#[rstest]
#[tokio::test]
async fn e14_e23_e24_a_deleted_customer_s_button_says_so(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    manager.delete(&ana).await;
    let plan = plan(&manager, &ana).await;
    insta::assert_json_snapshot!("plan_already_deleted", redact(&plan));
}
