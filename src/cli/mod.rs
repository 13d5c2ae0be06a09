//! The command line. Flags win over the environment, the environment over the settings file, the file over defaults.

mod account;
mod audit;
mod database;
mod demo;
mod doctor;
mod export;
mod file;
mod import;
mod ledger;
mod logging;
mod receipt;
mod schema;
mod secret;
mod serve;
mod serving;
mod settings;
mod token;
mod trouble;
mod values;
mod working;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use file::SettingsFile;
use trouble::{Ending, Trouble};

/// Bytes for each thread: a nested query is resolved field within field, with large frames in a debug build.
const STACK: usize = 8 * 1024 * 1024;

/// Owns the customer records of service businesses, and lets a customer go properly.
#[derive(Debug, Parser)]
#[command(name = "lethe", version, about, max_term_width = 100)]
#[command(
    after_help = "Every setting with an [env: …] can be given as a flag, in the environment, or in the settings \
    file, where its name has underscores: listen = \"127.0.0.1:8080\". Flags win over the environment, the environment \
    over the file."
)]
struct Cli {
    /// Settings file, in TOML [default: lethe.toml, if there is one]
    #[arg(long, global = true, env = "LETHE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, starting empty
    Serve(serve::Serve),
    /// Do the work behind `lethe serve --no-worker`, without listening
    Worker(working::Worker),
    /// Serve a demo: four businesses with a past, people to act as, a clock that can be moved
    Demo(demo::Demo),
    /// Bring the database's schema up to date
    Migrate(database::Migrate),
    /// Print the GraphQL schema
    Schema(schema::Schema),
    /// Open accounts, one for each business
    #[command(subcommand)]
    Account(account::Account),
    /// Import customers, vehicles, bookings and invoices from CSV files
    #[command(subcommand)]
    Import(import::Import),
    /// Export a list as CSV
    Export(export::Export),
    /// Manage partners' tokens
    #[command(subcommand)]
    Token(token::Token),
    /// Check the audit log
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Compare the database with the erasure ledger, after a restore from backup
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// Check receipts of erasures, offline
    #[command(subcommand)]
    Receipt(receipt::Receipt),
    /// Look for what is wrong with the settings and what Lethe stands on
    Doctor(doctor::Doctor),
}

/// Runs what this process was asked for. Exit codes: 0 done, 1 failed, 2 asked for wrongly.
pub fn main() -> ExitCode {
    let ending = parse().and_then(|cli| {
        let runtime = tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK).enable_all().build()?;
        runtime.block_on(run(cli.command))
    });
    ending.unwrap_or_else(|trouble| {
        eprintln!("lethe: {trouble}");
        trouble.exit_code()
    })
}

async fn run(command: Command) -> Ending {
    match command {
        Command::Serve(serve) => serve.run().await,
        Command::Worker(worker) => worker.run().await,
        Command::Demo(demo) => demo.run().await,
        Command::Migrate(migrate) => migrate.run().await,
        Command::Schema(schema) => schema.run(),
        Command::Account(account) => account.run().await,
        Command::Import(import) => import.run().await,
        Command::Export(export) => export.run().await,
        Command::Token(token) => token.run().await,
        Command::Audit(audit) => audit.run().await,
        Command::Ledger(ledger) => ledger.run().await,
        Command::Receipt(receipt) => receipt.run(),
        Command::Doctor(doctor) => doctor.run().await,
    }
}

fn parse() -> Result<Cli, Trouble> {
    let file = SettingsFile::read(named_file().as_deref(), &Cli::command())?;
    let matches = file.apply(Cli::command()).try_get_matches();
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| match file.blame(&error) {
        Some(whence) => {
            let said = error.to_string();
            Trouble::Usage(whence + said.lines().next().unwrap_or_default().trim_start_matches("error: "))
        }
        // Help, the version and plain usage errors: clap words them and knows their exit codes.
        None => error.exit(),
    })
}

/// The settings file is named by an argument, and must be read before arguments can be.
fn named_file() -> Option<PathBuf> {
    let matches = Cli::command().ignore_errors(true).try_get_matches().ok()?;
    matches.get_one::<PathBuf>("config").cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
