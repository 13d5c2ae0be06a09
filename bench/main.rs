//! `cargo bench --bench load`: how much of a bare database's speed Lethe gives, measured side by side. See
//! docs/benchmarks.md for how to read what it prints.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a measurement that cannot go on stops"
)]

mod client;
#[path = "../tests/it/support/cluster.rs"]
mod cluster;
mod dataset;
mod erase;
mod garage;
mod import;
mod operations;
mod options;
mod pgbench;
mod place;
mod process;
mod report;
mod rounds;
mod served;
mod sqlite;
mod trail;
mod watch;

use clap::Parser as _;

use garage::Garage;
use operations::Operation;
use options::{Engine, Options};
use place::Place;
use report::Report;
use rounds::{Bench, Customers};
use served::Served;
use trail::Trail;

// One thread: the load shares the processors with what it measures, and must leave it as much of them as it can.
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let options = Options::parse();
    let engines = [Engine::Postgres, Engine::Sqlite].into_iter().filter(|engine| options.engine.covers(*engine));
    if let Some(rows) = options.import {
        for engine in engines {
            import::measure(&options, engine, rows).await;
        }
        return;
    }
    if let Some(customers) = options.erase {
        for engine in engines {
            erase::measure(&options, engine, customers).await;
        }
        return;
    }
    println!("{} customers, {} connections, {} rounds", options.customers, options.connections, options.rounds);
    for engine in engines {
        measure(&options, engine).await.print();
    }
}

async fn measure(options: &Options, engine: Engine) -> Report {
    let place = Place::new(engine);
    let garage = Garage::open(&place, options).await;
    dataset::load(&garage.app.db, garage.account, options.customers).await;
    let mut customers = Customers::new();
    let mut trails: Vec<(Operation, Trail)> = Vec::new();
    for operation in options.operations() {
        trails.push((operation, trail::record(&garage, operation, customers.one_for(operation)).await));
    }
    garage.app.db.close().await;
    let ready_after = served::times_to_ready(&place);
    let served = Served::start(&place);
    let mut bench = Bench { options, place: &place, garage: &garage, served: &served, customers: &mut customers };
    let mut measured = Vec::new();
    for (operation, trail) in &trails {
        measured.push(bench.measure(*operation, trail).await);
    }
    let resident = process::resident(served.pid());
    Report { engine, measured, ready_after, resident }
}
