//! Files in and out, as a client sends and fetches them; jobs are done when a test says so.

use lethe::transfers::worker;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Client, TestApp};

/// What tests want to know of an import.
pub const IMPORT: &str = "... on ImportSaved { import { id state rowsTotal rowsDone rowsWritten rowsUpdated \
    rowsDuplicate rowsSuppressed rowsRefused rowsUndone trouble { code message } } }";

impl TestApp {
    /// A link as the server under test answers it.
    pub fn local(&self, url: &str) -> String {
        url.replace(&self.app.settings.public_url, &self.origin)
    }

    /// Sends a file to a link; the status and what was said.
    pub async fn put(&self, url: &str, body: impl Into<reqwest::Body>) -> (StatusCode, String) {
        let answer = reqwest::Client::new().put(self.local(url)).body(body).send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("a body"))
    }

    /// Fetches a link; the status and the body.
    pub async fn fetch(&self, url: &str) -> (StatusCode, String) {
        let answer = reqwest::get(self.local(url)).await.expect("an answer");
        (answer.status(), answer.text().await.expect("a body"))
    }

    /// Does every job that waits.
    pub async fn work(&self) -> usize {
        worker::drain(&self.app).await.expect("the jobs are done")
    }
}

impl Client {
    /// Prepares an import; its id and where to send the file.
    pub async fn prepare(&self, content: &str) -> (String, String) {
        let fields = "... on ImportCreated { uploadUrl import { id state } }";
        let made = self.mutate("importCreate", json!({ "content": content, "fileName": "some.csv" }), fields).await;
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("not prepared: {made}")).to_owned();
        (text(&made["import"]["id"]), text(&made["uploadUrl"]))
    }

    /// Uploads a file and has it checked as its headers suggest; its id.
    pub async fn checked(&self, app: &TestApp, content: &str, file: &str) -> String {
        let (id, url) = self.prepare(content).await;
        assert_eq!(app.put(&url, file.to_owned()).await.0, StatusCode::NO_CONTENT);
        let asked = self.mutate("importCheck", json!({ "id": id }), IMPORT).await;
        assert_eq!(asked["import"]["state"], "CHECKING", "{asked}");
        app.work().await;
        id
    }

    /// Uploads, checks and runs a file; its id.
    pub async fn imported(&self, app: &TestApp, content: &str, file: &str) -> String {
        let id = self.checked(app, content, file).await;
        let asked = self.mutate("importRun", json!({ "id": id }), IMPORT).await;
        assert_eq!(asked["import"]["state"], "RUNNING", "{asked}");
        app.work().await;
        id
    }

    /// An import's fields.
    pub async fn import(&self, id: &str, fields: &str) -> Value {
        let query = format!("query ($id: ID!) {{ import(id: $id) {{ {fields} }} }}");
        self.run(&query, json!({ "id": id })).await["import"].clone()
    }

    /// The lines of an import with an outcome, in order.
    pub async fn lines(&self, id: &str, outcome: &str) -> Vec<i64> {
        let fields = format!("rows(outcome: [{outcome}], first: 100) {{ nodes {{ line }} }}");
        let rows = self.import(id, &fields).await["rows"]["nodes"].clone();
        rows.as_array().expect("rows").iter().filter_map(|row| row["line"].as_i64()).collect()
    }
}
