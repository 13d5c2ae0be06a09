//! Records as a client would make them: through mutations, by the garage's Owner unless another client is named.

use serde_json::{Value, json};

use super::{Client, PASSWORD};

impl Client {
    /// Adds a person; the customer's id. The e-mail address is `ana.pop@example.com` for `Ana Pop`.
    pub async fn customer(&self, name: &str) -> String {
        let (given, family) = name.split_once(' ').unwrap_or((name, "Nobody"));
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let input = json!({ "kind": "PERSON", "givenName": given, "familyName": family, "email": email });
        let saved = self.mutate("customerCreate", input, "... on CustomerSaved { customer { id } }").await;
        id(&saved, "customer")
    }

    /// Hires a Technician; their id.
    pub async fn staff_member(&self, email: &str) -> String {
        let input = json!({ "email": email, "name": email, "role": "TECHNICIAN", "password": PASSWORD });
        id(&self.mutate("staffCreate", input, "... on StaffSaved { staff { id } }").await, "staff")
    }

    /// Makes a partner token that may read customers; its id.
    pub async fn partner_token(&self, name: &str) -> String {
        let input = json!({ "name": name, "scopes": ["CUSTOMERS_READ"] });
        id(&self.mutate("partnerTokenCreate", input, "... on PartnerTokenCreated { token { id } }").await, "token")
    }

    /// Adds a vehicle with a plate; its id.
    pub async fn vehicle(&self, customer: &str, plate: &str) -> String {
        let input = json!({ "customerId": customer, "make": "Skoda", "model": "Octavia", "plate": plate });
        let saved = self.mutate("vehicleCreate", input, "... on VehicleSaved { vehicle { id } }").await;
        id(&saved, "vehicle")
    }

    /// Opens a work order, on a vehicle perhaps; its id.
    pub async fn work_order(&self, customer: &str, vehicle: Option<&str>) -> String {
        let input = json!({ "customerId": customer, "vehicleId": vehicle, "title": "Brakes" });
        let saved = self.mutate("workOrderCreate", input, "... on WorkOrderSaved { workOrder { id } }").await;
        id(&saved, "workOrder")
    }

    /// Completes a work order.
    pub async fn complete(&self, work_order: &str) {
        let input = json!({ "id": work_order });
        let saved = self.mutate("workOrderComplete", input, "... on WorkOrderSaved { workOrder { id } }").await;
        id(&saved, "workOrder");
    }

    /// Drafts an invoice over one line; its id.
    pub async fn draft(&self, customer: &str, amount: &str) -> String {
        let lines = json!([{ "description": "Brake pads", "quantity": "1", "unitPrice": amount }]);
        let input = json!({ "customerId": customer, "lines": lines });
        let saved = self.mutate("invoiceCreate", input, "... on InvoiceSaved { invoice { id } }").await;
        id(&saved, "invoice")
    }

    /// Drafts and issues an invoice; its id.
    pub async fn invoice(&self, customer: &str, amount: &str) -> String {
        let invoice = self.draft(customer, amount).await;
        let saved =
            self.mutate("invoiceIssue", json!({ "id": invoice }), "... on InvoiceSaved { invoice { id } }").await;
        id(&saved, "invoice")
    }

    /// Pays an invoice in full.
    pub async fn pay(&self, invoice: &str) {
        let input = json!({ "id": invoice, "method": "CARD" });
        let saved = self.mutate("invoicePay", input, "... on InvoiceSaved { invoice { id } }").await;
        id(&saved, "invoice");
    }

    /// Adds a provider; their id.
    pub async fn quoted_provider(&self, name: &str) -> String {
        let saved = self.mutate("providerCreate", json!({ "name": name }), "... on ProviderSaved { provider { id } }");
        id(&saved.await, "provider")
    }

    /// Drafts a quote over one line, at a time perhaps; its id.
    pub async fn quote(&self, customer: &str, amount: &str, starts_at: Option<&str>) -> String {
        let line = json!({ "description": "Boiler", "unitPrice": amount });
        let input = json!({ "customerId": customer, "title": "A new boiler", "lines": [line], "startsAt": starts_at });
        id(&self.mutate("quoteCreate", input, "... on QuoteSaved { quote { id } }").await, "quote")
    }

    /// Drafts and sends a quote; its id.
    pub async fn sent_quote(&self, customer: &str, amount: &str, starts_at: Option<&str>) -> String {
        let quote = self.quote(customer, amount, starts_at).await;
        let sent = self.mutate("quoteSend", json!({ "id": quote }), "... on QuoteSaved { quote { id } }").await;
        id(&sent, "quote")
    }

    /// Opens a conversation; its id.
    pub async fn conversation(&self, customer: &str) -> String {
        let input = json!({ "customerId": customer, "subject": "Pick-up", "channel": "EMAIL" });
        let saved = self.mutate("conversationOpen", input, "... on ConversationSaved { conversation { id } }").await;
        id(&saved, "conversation")
    }

    /// Closes a conversation.
    pub async fn close(&self, conversation: &str) {
        let input = json!({ "id": conversation });
        let saved = self.mutate("conversationClose", input, "... on ConversationSaved { conversation { id } }").await;
        id(&saved, "conversation");
    }

    /// Deletes a customer that nothing blocks; the undo token.
    pub async fn delete(&self, customer: &str) -> String {
        let input = json!({ "id": customer, "confirmation": "DELETE" });
        let deleted = self.mutate("customerDelete", input, "... on CustomerDeleted { undo { token } }").await;
        deleted["undo"]["token"].as_str().unwrap_or_else(|| panic!("not deleted: {deleted}")).to_owned()
    }
}

fn id(answer: &Value, record: &str) -> String {
    answer[record]["id"].as_str().unwrap_or_else(|| panic!("no {record}: {answer}")).to_owned()
}
