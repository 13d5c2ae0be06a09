//! Many deleted customers erased over HTTP: how fast, how much memory Lethe has on the way, and what somebody who reads
//! meanwhile notices of it.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use lethe::terms::Role;
use serde_json::{Value as Json, json};

use crate::client::Connection;
use crate::dataset;
use crate::garage::Garage;
use crate::operations::Operation;
use crate::options::{Engine, Options};
use crate::place::Place;
use crate::process;
use crate::served::Served;
use crate::watch::{LOOKS, Watch};

/// How long reads are watched with nothing else to do.
const QUIET: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(250);
/// One live customer, to be read, for each ten that are erased.
const LIVE: i64 = 10;

/// Masks all, ends all, and prints each as a line.
pub async fn measure(options: &Options, engine: Engine, customers: i64) {
    let place = Place::new(engine);
    let garage = Garage::open(&place, options).await;
    let live = customers / LIVE;
    dataset::load(&garage.app.db, garage.account, live + customers).await;
    dataset::delete_from(&garage.app.db, garage.account, live + 1).await;
    let owner = garage.hire(Role::Owner, "owner").await;
    garage.app.db.close().await;
    let served = Served::start(&place);
    println!("\n{engine:?}: {customers} customers; {:.1} MiB resident before", process::resident(served.pid()));
    println!(
        "{:<8} {:>9} {:>9} | resident at {LOOKS:?} % of the customers, and at most, in MiB",
        "", "a second", "took"
    );
    let person = Person { http: reqwest::Client::new(), token: owner.token, served: &served, customers };
    let reader = Reader {
        served: &served,
        token: &garage.staff[0].token,
        live,
        ended: Cell::new(false),
        times: RefCell::default(),
    };
    reader.meanwhile("nothing", tokio::time::sleep(QUIET)).await;
    let job = reader.meanwhile("mask", person.mask()).await;
    reader.meanwhile("end", person.end()).await;
    println!(
        "{}",
        person.ask("query ($id: ID!) { erasureJob(id: $id) { state done refused } }", &json!({ "id": job })).await
    );
}

/// Somebody who erases.
struct Person<'s> {
    http: reqwest::Client,
    token: String,
    served: &'s Served,
    customers: i64,
}

impl Person<'_> {
    /// Asks for the permanent deletion, and follows it until everybody is masked. The job's id.
    async fn mask(&self) -> Json {
        let mut watch = Watch::new(self.served.pid(), self.customers);
        let input = json!({ "whom": { "where": {} }, "count": self.customers, "act": "ERASE" });
        let begin = "mutation ($input: CustomersEraseInput!) { customersErase(input: $input) { __typename
            ... on ErasureBegun { job { id } } ... on Error { code message } } }";
        let begun = self.ask(begin, &json!({ "input": input })).await;
        let id = begun["customersErase"]["job"]["id"].clone();
        assert!(id.is_string(), "{begun}");
        let query = "query ($id: ID!) { erasureJob(id: $id) { state done } }";
        loop {
            let job = self.ask(query, &json!({ "id": id })).await["erasureJob"].clone();
            if job["state"] == "DONE" {
                break;
            }
            watch.look(job["done"].as_i64().unwrap_or_default());
            tokio::time::sleep(PAUSE).await;
        }
        watch.print("mask");
        id
    }

    /// Follows the erasures until the last is final.
    async fn end(&self) {
        let mut watch = Watch::new(self.served.pid(), self.customers);
        let query = "{ customers(where: { lifecycle: [ERASURE_SCHEDULED] }) { totalCount } }";
        loop {
            let left = self.ask(query, &json!({})).await["customers"]["totalCount"].as_i64().expect("a count");
            if left == 0 {
                break;
            }
            watch.look(self.customers - left);
            tokio::time::sleep(PAUSE).await;
        }
        watch.print("end");
    }

    async fn ask(&self, query: &str, variables: &Json) -> Json {
        let request = self.http.post(format!("http://{}/graphql", self.served.address)).bearer_auth(&self.token);
        let answer = request.json(&json!({ "query": query, "variables": variables })).send().await;
        let answer: Json = answer.expect("an answer").json().await.expect("JSON");
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"].clone()
    }
}

/// Somebody who opens one live customer after the other.
struct Reader<'s> {
    served: &'s Served,
    token: &'s str,
    live: i64,
    ended: Cell<bool>,
    times: RefCell<Vec<Duration>>,
}

impl Reader<'_> {
    /// Reads while something else goes on, and prints how long each read took.
    async fn meanwhile<T>(&self, name: &str, work: impl Future<Output = T>) -> T {
        self.ended.set(false);
        let working = async {
            let done = work.await;
            self.ended.set(true);
            done
        };
        let (done, ()) = tokio::join!(working, self.read());
        let mut times = self.times.take();
        times.sort_unstable();
        let (p50, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
        println!("{name:<8} reads meanwhile: {} of p50 {p50:.1?}, p99 {p99:.1?}", times.len());
        done
    }

    async fn read(&self) {
        let mut connection = Connection::open(self.served.address, self.token).await;
        let mut number = 0;
        while !self.ended.get() {
            number = number % self.live + 1;
            let took = connection.send(&Operation::Detail.request(number), Operation::Detail.sign()).await;
            self.times.borrow_mut().push(took);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
