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
}

fn id(answer: &Value, record: &str) -> String {
    answer[record]["id"].as_str().unwrap_or_else(|| panic!("no {record}: {answer}")).to_owned()
}
