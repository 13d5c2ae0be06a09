//! What was measured, in words and numbers.

use std::time::Duration;

use crate::operations::Operation;
use crate::options::Engine;
use crate::rounds::{Limit, Load, Measured};

/// Lethe, for a request of a list, at most what PostgreSQL uses for it itself.
const MOST_CPU: f64 = 1.0;
const MOST_MEMORY: f64 = 60.0;
const MOST_TIME_TO_READY: Duration = Duration::from_millis(200);

/// One engine's numbers.
pub struct Report {
    pub engine: Engine,
    pub measured: Vec<Measured>,
    pub ready_after: Vec<Duration>,
    /// MiB.
    pub resident: f64,
}

impl Report {
    /// Prints everything.
    pub fn print(&self) {
        println!("\n{:?}", self.engine);
        println!(
            "{:<8} {:>10} {:>9} {:>9} | CPU per request: {:>9} {:>9} {:>9} | bare: {:>10} {:>9} | {:>6} (all rounds)",
            "", "requests/s", "p50", "p99", "Lethe", "database", "client", "runs/s", "CPU", "ratio"
        );
        self.measured.iter().for_each(print_operation);
        println!("resident memory of Lethe after the load: {:.1} MiB", self.resident);
        println!("from start to ready: {:.0?} (median of {})", self.ready(), self.ready_after.len());
        for (aim, value, met) in self.aims() {
            println!("{} {aim}: {value}", if met { "met   " } else { "MISSED" });
        }
    }

    fn ready(&self) -> Duration {
        median(self.ready_after.iter().copied())
    }

    fn aims(&self) -> Vec<(String, String, bool)> {
        let mut aims: Vec<_> = self.measured.iter().filter_map(|measured| self.rate_aim(measured)).collect();
        let list = self.measured.iter().find(|measured| measured.operation == Operation::List);
        if let Some(list) = list.filter(|_| self.engine == Engine::Postgres) {
            let ratio = median(list.rounds.iter().map(|(load, _)| load.lethe_cpu.div_duration_f64(load.database_cpu)));
            aims.push(("Lethe's CPU for a list at most PostgreSQL's".into(), format!("{ratio:.2}"), ratio <= MOST_CPU));
        }
        let memory = format!("{:.1} MiB", self.resident);
        aims.push((format!("resident below {MOST_MEMORY} MiB"), memory, self.resident < MOST_MEMORY));
        let ready = self.ready();
        let within = format!("ready within {MOST_TIME_TO_READY:?}");
        aims.push((within, format!("{ready:.0?}"), ready <= MOST_TIME_TO_READY));
        aims
    }

    /// Half of the bare database's rate; on SQLite, where a delete is as long as its commit, nearly all of it.
    fn rate_aim(&self, measured: &Measured) -> Option<(String, String, bool)> {
        let least = match (self.engine, measured.operation) {
            (Engine::Postgres, Operation::Search) => return None,
            (Engine::Sqlite, Operation::Delete) => 0.9,
            _ => 0.5,
        };
        let ratio = median(ratios(measured));
        let aim = format!("{:?} at {least} of the bare database's rate or better", measured.operation);
        Some((aim, format!("{ratio:.2}"), ratio >= least))
    }
}

fn print_operation(measured: &Measured) {
    let load = |value: fn(&Load) -> f64| median(measured.rounds.iter().map(|(load, _)| value(load)));
    let limit = |value: fn(&Limit) -> f64| median(measured.rounds.iter().map(|(_, limit)| value(limit)));
    let time = |value: fn(&Load) -> Duration| median(measured.rounds.iter().map(|(load, _)| value(load)));
    let all: Vec<String> = ratios(measured).map(|ratio| format!("{ratio:.2}")).collect();
    println!(
        "{:<8} {:>10.0} {:>9.1?} {:>9.1?} |                  {:>9.0?} {:>9.0?} {:>9.0?} |       {:>10.0} {:>9.0?} | {:>6.2} ({})",
        format!("{:?}", measured.operation).to_lowercase(),
        load(|load| load.rate),
        time(|load| load.p50),
        time(|load| load.p99),
        time(|load| load.lethe_cpu),
        time(|load| load.database_cpu),
        time(|load| load.client_cpu),
        limit(|limit| limit.rate),
        Duration::from_secs_f64(limit(|limit| limit.database_cpu.as_secs_f64())),
        median(ratios(measured)),
        all.join(" ")
    );
}

fn ratios(measured: &Measured) -> impl Iterator<Item = f64> {
    measured.rounds.iter().map(|(load, limit)| load.rate / limit.rate)
}

fn median<T: PartialOrd + Copy>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_by(|a, b| a.partial_cmp(b).expect("numbers that compare"));
    values[values.len() / 2]
}
