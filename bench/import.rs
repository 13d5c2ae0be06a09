//! Many customers in from one file and out again, over HTTP: how fast, and how much memory Lethe has on the way.

use std::time::Duration;

use futures_util::stream;
use serde_json::{Value as Json, json};

use crate::garage::Garage;
use crate::options::{Engine, Options};
use crate::place::Place;
use crate::process;
use crate::served::Served;
use crate::watch::{LOOKS, Watch};

/// Rows that are uploaded at a time.
const CHUNK: i64 = 1_000;
const PAUSE: Duration = Duration::from_millis(100);
const HEADER: &str = "external_ref,given_name,family_name,email,phone,line1,city,postcode,country\n";

/// Uploads, checks, runs, exports and takes back, and prints each as a line.
pub async fn measure(options: &Options, engine: Engine, rows: i64) {
    let place = Place::new(engine);
    let garage = Garage::open(&place, options).await;
    garage.app.db.close().await;
    let served = Served::start(&place);
    let resting = process::resident(served.pid());
    println!("\n{engine:?}: {rows} customers in one file; {resting:.1} MiB resident before");
    println!("{:<8} {:>9} {:>9} | resident at {LOOKS:?} % of the rows, and at most, in MiB", "", "rows/s", "took");
    let person = Person { http: reqwest::Client::new(), token: garage.staff[0].token.clone(), served: &served, rows };
    let id = person.upload().await;
    let input = json!({ "id": id });
    person.work("check", ("importCheck", "import"), &input, "CHECKED").await;
    person.work("run", ("importRun", "import"), &input, "DONE").await;
    person.work("export", ("exportCreate", "export"), &json!({ "content": "CUSTOMERS" }), "DONE").await;
    person.work("undo", ("importUndo", "import"), &input, "UNDONE").await;
}

/// Somebody who imports.
struct Person<'s> {
    http: reqwest::Client,
    token: String,
    served: &'s Served,
    rows: i64,
}

impl Person<'_> {
    /// Sends the file, which is made up as it goes; the import's id.
    async fn upload(&self) -> String {
        let fields = "... on ImportCreated { uploadUrl import { id } }";
        let made = self.mutate("importCreate", &json!({ "content": "CUSTOMERS" }), fields).await;
        let url = made["uploadUrl"].as_str().expect("a link");
        let token = url.rsplit('/').next().unwrap_or_default();
        let mut watch = Watch::new(self.served.pid(), self.rows);
        let (send, receive) = tokio::sync::mpsc::channel::<Result<String, std::io::Error>>(1);
        let body = stream::unfold(receive, |mut receive| async { Some((receive.recv().await?, receive)) });
        let url = format!("http://{}/uploads/{token}", self.served.address);
        let sending = self.http.put(url).body(reqwest::Body::wrap_stream(body)).send();
        let making = async {
            let send = send;
            for first in (1..=self.rows).step_by(usize::try_from(CHUNK).expect("a size")) {
                let last = (first + CHUNK - 1).min(self.rows);
                send.send(Ok(chunk(first, last))).await.expect("the server reads");
                watch.look(last);
            }
        };
        let (answer, ()) = tokio::join!(sending, making);
        assert_eq!(answer.expect("an answer").status().as_u16(), 204, "the file is taken");
        watch.print("upload");
        made["import"]["id"].as_str().expect("an id").to_owned()
    }

    /// Asks for something and follows it to its end.
    async fn work(&self, name: &'static str, (act, kind): (&str, &str), input: &Json, end: &str) {
        let mut watch = Watch::new(self.served.pid(), self.rows);
        let saved = if kind == "import" { "ImportSaved" } else { "ExportSaved" };
        let asked = self.mutate(act, input, &format!("... on {saved} {{ {kind} {{ id }} }}")).await;
        let undone = if act == "importUndo" { "done: rowsUndone" } else { "done: rowsDone" };
        let query = format!("query ($id: ID!) {{ job: {kind}(id: $id) {{ state {undone} trouble {{ code }} }} }}");
        loop {
            let job = self.ask(&query, &json!({ "id": asked[kind]["id"] })).await["job"].clone();
            if job["state"] == end {
                break;
            }
            assert!(job["trouble"].is_null() && job["state"] != "FAILED", "{name}: {job}");
            watch.look(job["done"].as_i64().unwrap_or_default());
            tokio::time::sleep(PAUSE).await;
        }
        watch.print(name);
    }

    async fn mutate(&self, name: &str, input: &Json, fields: &str) -> Json {
        let kind = name[..1].to_uppercase() + &name[1..];
        let query = format!(
            "mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ __typename {fields}
             ... on Error {{ code message }} }} }}"
        );
        let answer = self.ask(&query, &json!({ "input": input })).await[name].clone();
        assert!(answer["code"].is_null(), "{name}: {answer}");
        answer
    }

    async fn ask(&self, query: &str, variables: &Json) -> Json {
        let request = self.http.post(format!("http://{}/graphql", self.served.address)).bearer_auth(&self.token);
        let answer = request.json(&json!({ "query": query, "variables": variables })).send().await;
        let answer: Json = answer.expect("an answer").json().await.expect("JSON");
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"].clone()
    }
}

/// Rows of the file.
fn chunk(first: i64, last: i64) -> String {
    let head = if first == 1 { HEADER } else { "" };
    let rows = (first..=last).map(|n| {
        let (given, family) = (n * 7 % 200, n * 7_919 % 1_000);
        format!(
            "{n},Given{given:03},Family{family:04},customer{n}@example.com,07700 {n:07},{n} High Street,Leeds,LS1 4AP,GB\n"
        )
    });
    std::iter::once(head.to_owned()).chain(rows).collect()
}
