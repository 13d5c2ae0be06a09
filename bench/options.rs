//! What to measure.

use clap::{Parser, ValueEnum};

use crate::operations::Operation;

/// Measures Lethe over HTTP beside the bare database that runs the same statements.
#[derive(Clone, Debug, Parser)]
pub struct Options {
    /// How many customers to load, with what hangs off them
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(i64).range(1_000..=10_000_000))]
    pub customers: i64,
    /// Which database to measure on
    #[arg(long, value_enum, default_value = "both")]
    pub engine: Engine,
    /// Measure this operation alone
    #[arg(long, value_enum)]
    pub operation: Option<Operation>,
    /// How often Lethe and the bare database take turns; medians are reported
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub rounds: u32,
    /// How long a turn of reads is
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub seconds: u64,
    /// Connections to Lethe, and pgbench's clients
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub connections: u32,
    /// Import this many customers from one file, export them and take the import back; measure nothing else
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(i64).range(1_000..=2_000_000))]
    pub import: Option<i64>,
    /// Load this many deleted customers and erase them all, with somebody reading meanwhile; measure nothing else
    #[arg(long, value_name = "CUSTOMERS", conflicts_with = "import", value_parser = clap::value_parser!(i64).range(1_000..=1_000_000))]
    pub erase: Option<i64>,
    /// Cargo says so
    #[arg(long, hide = true)]
    bench: bool,
}

/// A database engine, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Postgres,
    Sqlite,
    Both,
}

impl Engine {
    /// Whether this is the other, or both.
    pub fn covers(self, other: Self) -> bool {
        self == Self::Both || self == other
    }
}

impl Options {
    /// The operations to measure; deletes come last, when nobody reads any more what they change.
    pub fn operations(&self) -> Vec<Operation> {
        self.operation.map_or_else(|| Operation::value_variants().to_vec(), |only| vec![only])
    }

    /// How many customers one turn of deletes takes.
    pub fn deletes_a_turn(&self) -> i64 {
        let turns = i64::from(2 * (self.rounds + 1));
        let fair = (self.customers * 4 / 10 - 1) / turns / i64::from(self.connections);
        fair.clamp(1, 100) * i64::from(self.connections)
    }
}
