//! `lethe import`: customers and invoices from CSV files.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use tokio::io::AsyncWrite;

use super::settings::{DatabaseArgs, LogArgs};
use super::{Ending, Trouble, database, logging};
use crate::app::Cx;
use crate::import::{self, Mode, Reader, Report, Summary, customers, invoices};

/// Imports CSV files with a header, in UTF-8. Rows are read one by one; what cannot be taken is reported as CSV with its
/// line, column and reason. Exit codes: 0 everything was taken, 1 some rows were rejected, 2 asked for wrongly.
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Import customers and their home addresses
    Customers(CustomersFile),
    /// Import invoices as they were issued elsewhere, with their lines
    Invoices(InvoicesFile),
}

/// A file of customers.
#[derive(Debug, Args)]
pub(super) struct CustomersFile {
    /// The CSV file
    file: PathBuf,
    #[command(flatten)]
    how: How,
}

/// A file of invoices, and one of their lines.
#[derive(Debug, Args)]
pub(super) struct InvoicesFile {
    /// The CSV file
    file: PathBuf,
    /// The CSV file with the lines
    #[arg(long, value_name = "FILE")]
    lines: PathBuf,
    /// Which columns of the lines hold what: unit_price=Price quantity=Count
    #[arg(long, value_name = "FIELD=COLUMN", num_args = 1.., value_parser = pair)]
    map_lines: Vec<(String, String)>,
    /// Whether the invoices are paid
    #[arg(long, value_enum, default_value = "paid")]
    state: StateArg,
    #[command(flatten)]
    how: How,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum StateArg {
    Paid,
    Issued,
}

/// What both imports can be told.
#[derive(Debug, Args)]
struct How {
    /// The account's slug
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// Which columns hold what: given_name=FirstName family_name=LastName. A column with the field's own name needs no
    /// mapping
    #[arg(long, value_name = "FIELD=COLUMN", num_args = 1.., value_parser = pair)]
    map: Vec<(String, String)>,
    /// Only say what would be
    #[arg(long, conflicts_with = "all_or_nothing")]
    dry_run: bool,
    /// Take all rows, or none when any is rejected
    #[arg(long)]
    all_or_nothing: bool,
    /// Where to write the report of rejected rows [default: the standard output]
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

impl Import {
    pub async fn run(self) -> Ending {
        let summary = match &self {
            Self::Customers(file) => file.run().await?,
            Self::Invoices(file) => file.run().await?,
        };
        let Summary { added, unchanged, rejected, kept } = summary;
        let kept = if kept { "" } else { " Nothing was kept." };
        eprintln!("{added} added, {unchanged} unchanged, {rejected} rejected.{kept}");
        Ok(if rejected == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl CustomersFile {
    async fn run(&self) -> Result<Summary, Trouble> {
        let (cx, mut report) = self.how.begin().await?;
        let rows = Reader::open(&self.file, customers::FIELDS, &self.how.map).await?;
        show(&rows);
        Ok(customers::import(&cx, rows, self.how.mode(), &mut report).await?)
    }
}

impl InvoicesFile {
    async fn run(&self) -> Result<Summary, Trouble> {
        let (cx, mut report) = self.how.begin().await?;
        let rows = Reader::open(&self.file, invoices::FIELDS, &self.how.map).await?;
        let lines = Reader::open(&self.lines, invoices::LINE_FIELDS, &self.map_lines).await?;
        show(&rows);
        show(&lines);
        let state = match self.state {
            StateArg::Paid => invoices::State::Paid,
            StateArg::Issued => invoices::State::Issued,
        };
        Ok(invoices::import(&cx, (rows, lines), state, self.how.mode(), &mut report).await?)
    }
}

impl How {
    fn mode(&self) -> Mode {
        match (self.dry_run, self.all_or_nothing) {
            (true, _) => Mode::DryRun,
            (_, true) => Mode::AllOrNothing,
            _ => Mode::Batches,
        }
    }

    async fn begin(&self) -> Result<(Cx, Report), Trouble> {
        logging::start(&self.log);
        let app = database::app(&self.database).await?;
        let (cx, _) = database::at_work_in(&app, &self.account).await?;
        let to: Box<dyn AsyncWrite + Unpin + Send> = match &self.report {
            Some(path) => Box::new(tokio::fs::File::create(path).await?),
            None => Box::new(tokio::io::stdout()),
        };
        Ok((cx, Report::new(to, progress)))
    }
}

fn show(rows: &Reader) {
    for line in rows.mapping().lines() {
        eprintln!("  {line}");
    }
}

/// Only for somebody who watches.
fn progress(so_far: &Summary) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{} rows", so_far.added + so_far.unchanged + so_far.rejected);
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, column)) if !field.is_empty() && !column.is_empty() => Ok((field.into(), column.into())),
        _ => Err("expected a field and a column, such as given_name=FirstName".to_owned()),
    }
}

impl From<import::Trouble> for Trouble {
    fn from(trouble: import::Trouble) -> Self {
        match trouble {
            import::Trouble::Fault(fault) => fault.into(),
            unusable => Self::Usage(unusable.to_string()),
        }
    }
}
