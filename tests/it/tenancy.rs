//! Two businesses in one database: whatever field and whatever id, neither sees or changes what is the other's.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;

use crate::providers::{absence, provider};
use crate::retention;
use crate::schema::name;
use crate::support::operations::{Operations, Records, UNKNOWN};
use crate::support::{Answer, Client, Engine, TestApp};

/// One record of each kind; whatever a person could read of it carries the mark.
pub async fn furnish(client: &Client, mark: &str) -> Records {
    let customer = client.customer(&format!("{mark} Pop")).await;
    let vehicle = client.vehicle(&customer, &format!("{mark} 1")).await;
    let plate = "query ($id: ID!) { vehicle(id: $id) { registrations { nodes { id } } } }";
    let plate = client.run(plate, json!({ "id": vehicle })).await;
    let registration = plate["vehicle"]["registrations"]["nodes"][0]["id"].as_str().expect("a plate").to_owned();
    let conversation = client.conversation(&customer).await;
    let work_order = client.work_order(&customer, Some(&vehicle)).await;
    let invoice = client.invoice(&customer, "148.50").await;
    let payment = paid(client, &customer).await;
    let staff = client.staff_member(&format!("{mark}@example.com")).await;
    let quote = client.sent_quote(&customer, "9.00", None).await;
    let asked = json!({ "customerId": customer, "kind": "ACCESS", "note": format!("{mark} asks") });
    let saved = "... on PrivacyRequestSaved { privacyRequest { id } }";
    let asked = client.mutate("privacyRequestCreate", asked, saved).await["privacyRequest"]["id"].clone();
    let rule = retention::rule(client, json!({ "name": format!("{mark} rule") })).await;
    let run = retention::started(client, &rule).await["id"].as_str().expect("a run").to_owned();
    let partner_token = client.partner_token(&format!("{mark} site")).await;
    let (webhook_endpoint, webhook_delivery) = webhook(client, mark, &partner_token).await;
    let (gone, deletion) = deleted(client, mark).await;
    let (erasure_job, erasure) = erased(client, mark).await;
    let (service, tax_rate) = offered(client, mark).await;
    let (other, merge) = merged(client, &customer, mark).await;
    let merge_job = merged_in_bulk(client, &customer, mark).await;
    let hold = json!({ "customerId": customer, "reason": format!("{mark} is disputed") });
    let hold =
        client.mutate("legalHoldPlace", hold, "... on LegalHoldSaved { hold { id } }").await["hold"]["id"].clone();
    let provider = provider(client, &format!("{mark} Lind")).await;
    Records::from([
        ("address", written(client, &customer, &conversation, mark).await),
        ("survivor", customer.clone()),
        ("one", customer.clone()),
        ("other", other),
        ("merge", merge),
        ("mergeJob", merge_job),
        ("customer", customer),
        ("vehicle", vehicle),
        ("registration", registration),
        ("conversation", conversation),
        ("workOrder", work_order),
        ("invoice", invoice),
        ("quote", quote),
        ("privacyRequest", asked.as_str().expect("a request").to_owned()),
        ("legalHold", hold.as_str().expect("a hold").to_owned()),
        ("payment", payment),
        ("retentionRule", rule),
        ("retentionRun", run),
        ("staff", staff),
        ("partnerToken", partner_token),
        ("webhookEndpoint", webhook_endpoint),
        ("webhookDelivery", webhook_delivery),
        ("import", client.prepare("CUSTOMERS").await.0),
        ("export", export(client).await),
        ("deletedCustomer", gone),
        ("absence", absence(client, &provider, "2026-03-04T09:00:00Z", "2026-03-04T10:00:00Z").await),
        ("bookingRequest", requested(client, mark, &service).await),
        ("provider", provider),
        ("service", service),
        ("taxRate", tax_rate),
        ("deletion", deletion),
        ("erasureJob", erasure_job),
        ("erasure", erasure),
    ])
}

/// An address, a message and a consent; the address's id.
async fn written(client: &Client, customer: &str, conversation: &str, mark: &str) -> String {
    let message = json!({ "conversationId": conversation, "body": format!("{mark} is ready") });
    client.mutate("messageAdd", message, "").await;
    let consent = json!({ "customerId": customer, "purpose": "MARKETING", "channel": "EMAIL", "granted": true,
        "source": format!("{mark} form") });
    client.mutate("consentRecord", consent, "").await;
    let address = json!({ "customerId": customer, "purpose": "HOME", "line1": format!("1 {mark} Rd") });
    let saved = client.mutate("addressCreate", address, "... on AddressSaved { address { id } }").await;
    saved["address"]["id"].as_str().expect("an address").to_owned()
}

/// Somebody else, and a merge of a third into the customer.
async fn merged(client: &Client, customer: &str, mark: &str) -> (String, String) {
    let (other, third) =
        (client.customer(&format!("{mark} Else")).await, client.customer(&format!("{mark} Twin")).await);
    let input = json!({ "survivorId": customer, "otherIds": [third] });
    let merged = client.mutate("customersMerge", input, "... on CustomersMerged { merge { id } }").await;
    (other, merged["merge"]["id"].as_str().expect("a merge").to_owned())
}

/// A merge of many pairs, which are one: another customer became part of the customer.
async fn merged_in_bulk(client: &Client, customer: &str, mark: &str) -> String {
    let again = client.customer(&format!("{mark} Again")).await;
    let pairs = json!([{ "survivorId": customer, "otherId": again }]);
    let input = json!({ "pairs": pairs, "count": 1, "conflicts": "SURVIVOR" });
    let begun = client.mutate("customersMergeAll", input, "... on MergeBegun { job { id } }").await;
    begun["job"]["id"].as_str().expect("a job").to_owned()
}

/// A service with its tax rate, which everybody may book.
async fn offered(client: &Client, mark: &str) -> (String, String) {
    let rate = json!({ "name": format!("{mark} VAT"), "percent": "20" });
    let rate = client.mutate("taxRateCreate", rate, "... on TaxRateSaved { taxRate { id } }").await;
    let rate = rate["taxRate"]["id"].as_str().expect("a tax rate").to_owned();
    let service = json!({ "name": format!("{mark} clean"), "durationMinutes": 60, "price": "40.00", "online": true,
        "taxRateId": rate });
    let service = client.mutate("serviceCreate", service, "... on ServiceSaved { service { id } }").await;
    client.mutate("accountSettingsSet", json!({ "publicBooking": true }), "").await;
    (service["service"]["id"].as_str().expect("a service").to_owned(), rate)
}

/// A request from the public page that waits for a person to decide.
async fn requested(client: &Client, mark: &str, service: &str) -> String {
    let account = client.run("{ account { slug } }", json!({})).await["account"]["slug"].clone();
    let input = json!({ "account": account, "name": format!("{mark} Other"), "email": email_of(&format!("{mark} Pop")),
        "services": [{ "serviceId": service }], "startsAt": "2026-03-03T10:00:00Z", "idempotencyKey": mark });
    let answer = client.with_token(None).mutate("publicBookingRequest", input, "").await;
    assert_eq!(answer["__typename"], "PublicBookingRequested", "{answer}");
    let waiting = client.run("{ bookingRequests { nodes { id } } }", json!({})).await;
    waiting["bookingRequests"]["nodes"][0]["id"].as_str().expect("a request").to_owned()
}

fn email_of(name: &str) -> String {
    format!("{}@example.com", name.to_lowercase().replace(' ', "."))
}

/// An export that was asked for.
async fn export(client: &Client) -> String {
    let input = json!({ "content": "CUSTOMERS" });
    let asked = client.mutate("exportCreate", input, "... on ExportSaved { export { id } }").await;
    asked["export"]["id"].as_str().expect("an export").to_owned()
}

/// A payment of an invoice of its own.
async fn paid(client: &Client, customer: &str) -> String {
    let invoice = client.invoice(customer, "12.00").await;
    client.pay(&invoice).await;
    let query = "query ($id: ID!) { invoice(id: $id) { payments { nodes { id } } } }";
    let seen = client.run(query, json!({ "id": invoice })).await;
    seen["invoice"]["payments"]["nodes"][0]["id"].as_str().expect("a payment").to_owned()
}

/// An endpoint of a partner, and a test event that waits.
pub async fn webhook(client: &Client, mark: &str, partner_token: &str) -> (String, String) {
    let input = json!({ "name": format!("{mark} site"), "url": "https://93.184.216.34/hooks",
        "events": ["CUSTOMER_ERASED", "CUSTOMER_MERGED"], "partnerTokenId": partner_token });
    let made = client.mutate("webhookEndpointCreate", input, "... on WebhookEndpointCreated { endpoint { id } }").await;
    let endpoint = made["endpoint"]["id"].as_str().expect("an endpoint").to_owned();
    let queued = "... on WebhookDeliveryQueued { delivery { id } }";
    let tested = client.mutate("webhookEndpointTest", json!({ "id": endpoint }), queued).await;
    (endpoint, tested["delivery"]["id"].as_str().expect("a delivery").to_owned())
}

/// A customer who was deleted, and the deletion.
async fn deleted(client: &Client, mark: &str) -> (String, String) {
    let customer = client.customer(&format!("{mark} Gone")).await;
    let deleted = client.try_delete(&customer).await;
    (customer, deleted["deletion"]["id"].as_str().expect("a deletion").to_owned())
}

/// A permanent deletion of somebody, and that customer's erasure.
async fn erased(client: &Client, mark: &str) -> (String, String) {
    let customer = client.customer(&format!("{mark} Erased")).await;
    client.delete(&customer).await;
    let input = json!({ "whom": { "ids": [customer] }, "count": 1 });
    let items = "... on ErasureBegun { job { id items(first: 1) { nodes { customer { erasures { id } } } } } }";
    let job = client.mutate("customersErase", input, items).await["job"].clone();
    let erasure = &job["items"]["nodes"][0]["customer"]["erasures"][0]["id"];
    (job["id"].as_str().expect("a job").to_owned(), erasure.as_str().expect("an erasure").to_owned())
}

async fn start(engine: Engine) -> TestApp {
    TestApp::start_with(engine, |settings| {
        settings.max_aliases = 10_000;
        settings.max_cost = 1_000_000;
        settings.cost_per_minute = u32::MAX;
    })
    .await
}

/// An id of the same kind that nothing has.
fn unknown_like(id: &str) -> String {
    format!("{}_{}", id.split('_').next().unwrap_or("cus"), UNKNOWN.split('_').nth(1).unwrap_or_default())
}

/// The body without the id that was asked for and what differs between any two requests.
fn comparable(answer: &Answer, id: &str) -> String {
    let mut body = answer.body.clone();
    body.as_object_mut().map(|body| body.remove("extensions"));
    body.to_string().replace(id, "[id]")
}

#[rstest]
#[tokio::test]
async fn an_id_of_another_account_reads_like_one_that_nothing_has_and_nothing_changes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = start(engine).await;
    let owner = app.client(Role::Owner).await;
    let mut foreign = furnish(&app.foreign().await, "Xenon").await;
    foreign.insert("paymentMethod", app.card_in(app.foreign_account, &foreign["customer"], "ok").await);
    let mut own = furnish(&owner, "Ana").await;
    own.insert("paymentMethod", app.card(&own["customer"], "ok").await);
    let operations = Operations::new(own).await;
    let before = app.state().await.of_account(app.foreign_account);
    let mut tried = 0;
    for call in operations.calls() {
        for position in operations.positions(&call) {
            let kinds = foreign.iter().filter(|(kind, _)| position.kind.is_none_or(|its| its == **kind));
            for (_, id) in kinds {
                let unknown = unknown_like(id);
                let (document, variables) = operations.operation(&call, Some((&position, id)));
                let answer = call.send(&owner, &document, variables).await;
                let (_, variables) = operations.operation(&call, Some((&position, &unknown)));
                let as_unknown = call.send(&owner, &document, variables).await;
                let place = format!("{} {}", name(call.field), position.path.join("."));
                assert!(answer.body.get("data").is_some(), "{place} was not run: {} {document}", answer.body);
                assert!(!answer.body.to_string().contains("Xenon"), "{place}: {}", answer.body);
                assert_eq!(comparable(&answer, id), comparable(&as_unknown, &unknown), "{place}");
                tried += 1;
            }
        }
    }
    assert!(tried > 0);
    before.assert_unchanged(&app.state().await.of_account(app.foreign_account));
}

#[rstest]
#[tokio::test]
async fn no_list_shows_anything_of_another_account(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = start(engine).await;
    let owner = app.client(Role::Owner).await;
    let foreign = furnish(&app.foreign().await, "Xenon").await;
    let operations = Operations::new(furnish(&owner, "Ana").await).await;
    for call in operations.calls().iter().filter(|call| call.operation != "mutation") {
        let (document, variables) = operations.operation(call, None);
        let answer = call.send(&owner, &document, variables).await;
        let body = answer.body.to_string();
        assert!(answer.body.get("data").is_some(), "{} was not run: {body}", name(call.field));
        let leaked = foreign.values().find(|id| body.contains(id.as_str()));
        assert!(leaked.is_none() && !body.contains("Xenon"), "{}: {body}", name(call.field));
    }
    let search = "query ($search: String!) { customers(where: { search: $search }) { totalCount nodes { id } } }";
    let found = owner.run(search, json!({ "search": "Xenon" })).await;
    assert_eq!(found, json!({ "customers": { "totalCount": 0, "nodes": [] } }));
}

#[rstest]
#[tokio::test]
async fn another_account_s_undo_token_is_unknown(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = start(engine).await;
    let (owner, foreign) = (app.client(Role::Owner).await, app.foreign().await);
    let customer = foreign.customer("Xenon Pop").await;
    let token = foreign.delete(&customer).await;
    let before = app.state().await.of_account(app.foreign_account);
    let answer = owner.mutate("customerDeleteUndo", json!({ "undoToken": token }), "").await;
    assert_eq!(answer["__typename"], "UndoTokenUnknown", "{answer}");
    before.assert_unchanged(&app.state().await.of_account(app.foreign_account));
}
