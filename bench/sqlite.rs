//! The limit on SQLite: the same statements, prepared once, in a plain loop on each processor; writes on one connection,
//! each transaction made durable.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread::{available_parallelism, scope};
use std::time::Instant;

use chrono::SecondsFormat;
use lethe::db::Value;
use rusqlite::types::Value as Bound;
use rusqlite::{Connection, Statement};

use crate::dataset;
use crate::garage::Garage;
use crate::place::Place;
use crate::rounds::{Turn, delete_number};
use crate::trail::{Slot, Step, Trail};

/// Runs an operation's statements for a turn; runs a second.
pub fn run(place: &Place, garage: &Garage, customers: i64, trail: &Trail, turn: Turn) -> f64 {
    let file = place.file("lethe.db");
    let start = Instant::now();
    let runs = match turn {
        Turn::For(time) => {
            let threads = available_parallelism().map_or(1, usize::from);
            let runs = AtomicI64::new(0);
            scope(|scope| {
                for thread in 0..threads {
                    let (file, runs) = (&file, &runs);
                    scope.spawn(move || {
                        let mut number = i64::try_from(thread).unwrap_or(0);
                        let connection = open(file);
                        let mut loop_ = Loop::new(&connection, garage, trail);
                        while start.elapsed() < time {
                            number = (number * 1_103_515_245 + 12_345) % 2_147_483_648;
                            loop_.run(number % customers + 1, number);
                            runs.fetch_add(1, Ordering::Relaxed);
                        }
                    });
                }
            });
            runs.into_inner()
        }
        Turn::Each { first, count } => {
            let connection = open(&file);
            let mut loop_ = Loop::new(&connection, garage, trail);
            (first..first + count).for_each(|number| loop_.run(delete_number(number), number));
            count
        }
    };
    runs as f64 / start.elapsed().as_secs_f64()
}

/// With the settings that Lethe uses.
fn open(file: &Path) -> Connection {
    let connection = Connection::open(file).expect("the database opens");
    connection
        .execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
             pragma secure_delete = on; pragma busy_timeout = 5000",
        )
        .expect("the settings");
    connection
}

/// Prepared statements, with which value goes to each of their parameters.
struct Loop<'c> {
    garage: &'c Garage,
    steps: Vec<(Statement<'c>, Vec<Slot>, &'c Step)>,
}

impl<'c> Loop<'c> {
    fn new(connection: &'c Connection, garage: &'c Garage, trail: &'c Trail) -> Self {
        let steps = trail.0.iter().map(|step| {
            let statement = connection.prepare(&step.text).unwrap_or_else(|error| panic!("{}: {error}", step.text));
            let slots = (1..=statement.parameter_count()).map(|index| {
                let name = statement.parameter_name(index).unwrap_or_default();
                let number: usize = name.trim_start_matches('$').parse().expect("a placeholder's number");
                step.values[number - 1].clone()
            });
            let slots = slots.collect();
            (statement, slots, step)
        });
        Self { garage, steps: steps.collect() }
    }

    /// Runs all statements about a customer, reading every column of every row.
    fn run(&mut self, customer: i64, run: i64) {
        let mut head = 0;
        for (statement, slots, step) in &mut self.steps {
            for (index, slot) in (1..).zip(&*slots) {
                let value = value(slot, self.garage, customer, run, head);
                statement.raw_bind_parameter(index, value).expect("a value");
            }
            let columns = statement.column_count();
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next().unwrap_or_else(|error| panic!("{}: {error}", step.text)) {
                for column in 0..columns {
                    std::hint::black_box(row.get_ref(column).expect("a column"));
                }
                if step.text.starts_with("select seq, hash from audit_heads") {
                    head = row.get(0).expect("a number");
                }
            }
        }
    }
}

fn value(slot: &Slot, garage: &Garage, customer: i64, run: i64, head: i64) -> Bound {
    let colleague = &garage.staff[usize::try_from(run).unwrap_or(0) % garage.staff.len()];
    let id = |id: uuid::Uuid| Bound::Blob(id.as_bytes().to_vec());
    let term = dataset::search_term(customer);
    match slot {
        Slot::Same(value) => stored(value),
        Slot::Staff => id(colleague.id.uuid()),
        Slot::Session => id(colleague.session.uuid()),
        Slot::Customer => id(dataset::customer(customer)),
        Slot::OnlyCustomer => stored(&Value::Ids(vec![dataset::customer(customer)])),
        Slot::Term => Bound::Text(term),
        Slot::TermEnd => Bound::Text(term + "\u{10FFFF}"),
        Slot::Fresh(at) => id(dataset::fresh(*at, run)),
        Slot::NextSeq => Bound::Integer(head + 1),
    }
}

/// As Lethe stores it in SQLite.
fn stored(value: &Value) -> Bound {
    let stored = match value {
        Value::Bool(v) => v.map(|v| Bound::Integer(v.into())),
        Value::Int(v) => v.map(Bound::Integer),
        Value::Text(v) => v.clone().map(Bound::Text),
        Value::Bytes(v) => v.clone().map(Bound::Blob),
        Value::Uuid(v) => v.map(|v| Bound::Blob(v.as_bytes().to_vec())),
        Value::Time(v) => v.map(|v| Bound::Text(v.to_rfc3339_opts(SecondsFormat::AutoSi, false))),
        Value::Date(v) => v.map(|v| Bound::Text(v.to_string())),
        Value::Ids(v) => json(&v.iter().map(|id| id.simple().to_string()).collect::<Vec<_>>()),
        Value::Texts(v) => json(v),
    };
    stored.unwrap_or(Bound::Null)
}

fn json(texts: &[String]) -> Option<Bound> {
    Some(Bound::Text(serde_json::to_string(texts).expect("a list of texts")))
}
