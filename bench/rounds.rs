//! Turns: Lethe and the bare database one after the other, so that what else the machine does meets both alike.

use std::cell::Cell;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::client::Connection;
use crate::garage::Garage;
use crate::operations::Operation;
use crate::options::{Engine, Options};
use crate::place::Place;
use crate::served::Served;
use crate::trail::Trail;
use crate::{pgbench, process, sqlite};

/// How long a turn goes on.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
    /// About any customers, for a time.
    For(Duration),
    /// About each of so many customers once. They are counted among those that can be deleted.
    Each { first: i64, count: i64 },
}

/// The customer behind the first, second, … that can be deleted: even numbers have a closed conversation, and multiples
/// of five an unpaid invoice.
pub fn delete_number(k: i64) -> i64 {
    10 * ((k - 1) / 4) + 2 * ((k - 1) % 4) + 2
}

/// The same as an expression of pgbench.
pub fn customer_to_delete(k: &str) -> String {
    format!("10 * (({k} - 1) / 4) + 2 * (({k} - 1) % 4) + 2")
}

/// Which customers there are still to delete.
pub struct Customers {
    deleted: i64,
}

impl Customers {
    /// All of them.
    pub fn new() -> Self {
        Self { deleted: 0 }
    }

    /// A customer to watch an operation with.
    pub fn one_for(&mut self, operation: Operation) -> i64 {
        if operation.uses_up() { delete_number(self.some(1)) } else { 1 }
    }

    fn some(&mut self, count: i64) -> i64 {
        self.deleted += count;
        self.deleted - count + 1
    }
}

/// What happened in Lethe's turn. Times of processors are per request.
#[derive(Clone, Debug)]
pub struct Load {
    pub rate: f64,
    pub p50: Duration,
    pub p99: Duration,
    pub lethe_cpu: Duration,
    pub database_cpu: Duration,
    pub client_cpu: Duration,
}

/// What happened in the bare database's turn.
#[derive(Clone, Debug)]
pub struct Limit {
    pub rate: f64,
    pub database_cpu: Duration,
}

/// An operation's rounds.
pub struct Measured {
    pub operation: Operation,
    pub rounds: Vec<(Load, Limit)>,
}

/// All that a measurement needs.
pub struct Bench<'b> {
    pub options: &'b Options,
    pub place: &'b Place,
    pub garage: &'b Garage,
    pub served: &'b Served,
    pub customers: &'b mut Customers,
}

impl Bench<'_> {
    /// Measures an operation, after a round that does not count.
    pub async fn measure(&mut self, operation: Operation, trail: &Trail) -> Measured {
        let mut rounds = Vec::new();
        for round in 0..=self.options.rounds {
            let (turn, next) = (self.turn(operation), self.turn(operation));
            let load = self.load(operation, turn).await;
            let limit = self.limit(trail, next);
            if round > 0 {
                rounds.push((load, limit));
            }
        }
        Measured { operation, rounds }
    }

    fn turn(&mut self, operation: Operation) -> Turn {
        if operation.uses_up() {
            let count = self.options.deletes_a_turn();
            Turn::Each { first: self.customers.some(count), count }
        } else {
            Turn::For(Duration::from_secs(self.options.seconds))
        }
    }

    async fn load(&self, operation: Operation, turn: Turn) -> Load {
        let next = Cell::new(0);
        let mut connections = Vec::new();
        for colleague in &self.garage.staff {
            connections.push(Connection::open(self.served.address, &colleague.token).await);
        }
        let before = self.processors();
        let start = Instant::now();
        let working = connections.into_iter().map(|connection| self.work(connection, operation, turn, start, &next));
        let mut times: Vec<Duration> = join_all(working).await.concat();
        let elapsed = start.elapsed();
        let after = self.processors();
        times.sort_unstable();
        let count = u32::try_from(times.len()).expect("fewer requests");
        let [lethe_cpu, database_cpu, client_cpu] = [0, 1, 2].map(|at| (after[at] - before[at]) / count);
        let (p50, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
        Load { rate: f64::from(count) / elapsed.as_secs_f64(), p50, p99, lethe_cpu, database_cpu, client_cpu }
    }

    /// One connection's requests, one after the other; how long each took.
    async fn work(
        &self,
        mut connection: Connection,
        operation: Operation,
        turn: Turn,
        start: Instant,
        next: &Cell<i64>,
    ) -> Vec<Duration> {
        let mut times = Vec::new();
        loop {
            let number = next.replace(next.get() + 1);
            let customer = match turn {
                Turn::For(time) if start.elapsed() < time => number * 7_919 % self.options.customers + 1,
                Turn::Each { first, count } if number < count => delete_number(first + number),
                _ => return times,
            };
            times.push(connection.send(&operation.request(customer), operation.sign()).await);
        }
    }

    fn limit(&self, trail: &Trail, turn: Turn) -> Limit {
        let start = Instant::now();
        let before = self.processors();
        let rate = match self.place.engine {
            Engine::Sqlite => sqlite::run(self.place, self.garage, self.options.customers, trail, turn),
            _ => pgbench::run(self.place, self.options, trail, turn),
        };
        let after = self.processors();
        let used = if self.place.engine == Engine::Sqlite { after[2] - before[2] } else { after[1] - before[1] };
        Limit { rate, database_cpu: used.div_f64(rate * start.elapsed().as_secs_f64()) }
    }

    /// What Lethe, PostgreSQL and this process have used so far.
    fn processors(&self) -> [Duration; 3] {
        let postgres = self.place.postmaster().map_or(Duration::ZERO, process::cpu);
        [process::cpu(self.served.pid()), postgres, process::own_cpu()]
    }
}
