//! `lethe import`: customers, vehicles, bookings and invoices from CSV files.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use tokio::io::AsyncWrite;

use super::settings::{DatabaseArgs, LogArgs};
use super::{Ending, Trouble, database, logging};
use crate::app::Cx;
use crate::i18n;
use crate::import::{
    self, Duplicates, ErasedPeople, Mode, Reader, Report, Summary, WithoutCustomer, bookings, customers, invoices,
    vehicles,
};
use crate::terms::Lang;

/// Imports CSV files with a header, in UTF-8. Rows are read one by one; what cannot be taken is reported as CSV with its
/// line, column and reason, in the language of LC_ALL, LC_MESSAGES or LANG. Exit codes: 0 everything was taken, 1 some
/// rows were rejected, 2 asked for wrongly.
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Import customers and their home addresses
    Customers(CustomersFile),
    /// Import vehicles of customers, who are found by reference or e-mail address
    Vehicles(RecordsFile),
    /// Import bookings of customers, with services and providers by their names
    Bookings(RecordsFile),
    /// Import invoices as they were issued elsewhere, with their lines
    Invoices(InvoicesFile),
}

/// A file of customers, vehicles or bookings.
#[derive(Debug, Args)]
pub(super) struct RecordsFile {
    /// The CSV file
    file: PathBuf,
    /// What to do about rows whose record is there already; bookings are left as they are
    #[arg(long, value_enum, default_value = "skip")]
    duplicates: DuplicatesArg,
    #[command(flatten)]
    how: How,
}

/// A file of customers.
#[derive(Debug, Args)]
pub(super) struct CustomersFile {
    #[command(flatten)]
    records: RecordsFile,
    /// What to do about people who were erased, as far as the suppression list still knows them
    #[arg(long, value_enum, default_value = "leave-out")]
    erased: ErasedArg,
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
    /// What to do about invoices that name no customer
    #[arg(long, value_enum, default_value = "refuse")]
    without_customer: WithoutCustomerArg,
    #[command(flatten)]
    how: How,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DuplicatesArg {
    /// Leave the record as it is
    Skip,
    /// Change the record to what the row says; blank cells change nothing
    Update,
    /// Create another, unless the two share a reference or plate
    Create,
}

impl From<DuplicatesArg> for Duplicates {
    fn from(choice: DuplicatesArg) -> Self {
        match choice {
            DuplicatesArg::Skip => Self::Skip,
            DuplicatesArg::Update => Self::Update,
            DuplicatesArg::Create => Self::Create,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ErasedArg {
    /// Leave the row out, and report it
    LeaveOut,
    /// Bring them back, knowingly
    BringBack,
}

impl From<ErasedArg> for ErasedPeople {
    fn from(choice: ErasedArg) -> Self {
        match choice {
            ErasedArg::LeaveOut => Self::LeaveOut,
            ErasedArg::BringBack => Self::BringBack,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum WithoutCustomerArg {
    /// Reject the row
    Refuse,
    /// Give them to the account's Unknown Customer, if they are paid and name nobody
    UnknownCustomer,
}

impl From<WithoutCustomerArg> for WithoutCustomer {
    fn from(choice: WithoutCustomerArg) -> Self {
        match choice {
            WithoutCustomerArg::Refuse => Self::Refuse,
            WithoutCustomerArg::UnknownCustomer => Self::UnknownCustomer,
        }
    }
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
    /// Only say what would be, and which rows are there already
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
            Self::Vehicles(file) => file.vehicles().await?,
            Self::Bookings(file) => file.bookings().await?,
            Self::Invoices(file) => file.run().await?,
        };
        let Summary { added, updated, unchanged, suppressed, rejected, kept } = summary;
        if suppressed > 0 {
            eprintln!("{suppressed} left out: they are about people who were erased; --erased bring-back takes them.");
        }
        let kept = if kept { "" } else { " Nothing was kept." };
        eprintln!("{added} added, {updated} updated, {unchanged} unchanged, {rejected} rejected.{kept}");
        Ok(if rejected == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl CustomersFile {
    async fn run(&self) -> Result<Summary, Trouble> {
        let RecordsFile { file, duplicates, how } = &self.records;
        let (cx, mut report) = how.begin(file).await?;
        let rows = Reader::open(file, customers::FIELDS, &how.map).await?;
        show(&rows);
        let how = (how.mode(), (*duplicates).into(), self.erased.into());
        Ok(customers::import(&cx, rows, how, &mut report).await?)
    }
}

impl RecordsFile {
    async fn vehicles(&self) -> Result<Summary, Trouble> {
        let (cx, mut report) = self.how.begin(&self.file).await?;
        let rows = Reader::open(&self.file, vehicles::FIELDS, &self.how.map).await?;
        show(&rows);
        Ok(vehicles::import(&cx, rows, self.how(), &mut report).await?)
    }

    async fn bookings(&self) -> Result<Summary, Trouble> {
        let (cx, mut report) = self.how.begin(&self.file).await?;
        let rows = Reader::open(&self.file, bookings::FIELDS, &self.how.map).await?;
        show(&rows);
        Ok(bookings::import(&cx, rows, self.how.mode(), &mut report).await?)
    }

    fn how(&self) -> (Mode, Duplicates) {
        (self.how.mode(), self.duplicates.into())
    }
}

impl InvoicesFile {
    async fn run(&self) -> Result<Summary, Trouble> {
        let (cx, mut report) = self.how.begin(&self.file).await?;
        let rows = Reader::open(&self.file, invoices::FIELDS, &self.how.map).await?;
        let lines = Reader::open(&self.lines, invoices::LINE_FIELDS, &self.map_lines).await?;
        show(&rows);
        show(&lines);
        let state = match self.state {
            StateArg::Paid => invoices::State::Paid,
            StateArg::Issued => invoices::State::Issued,
        };
        Ok(invoices::import(&cx, (rows, lines), (state, self.without_customer.into()), self.how.mode(), &mut report)
            .await?)
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

    async fn begin(&self, file: &Path) -> Result<(Cx, Report), Trouble> {
        logging::start(&self.log);
        let app = database::app(&self.database).await?;
        let (cx, _) = database::at_work_in(&app, &self.account).await?;
        let cx = Cx { lang: language(), ..cx };
        let to: Box<dyn AsyncWrite + Unpin + Send> = match &self.report {
            Some(path) => Box::new(tokio::fs::File::create(path).await?),
            None => Box::new(tokio::io::stdout()),
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let report = Report::new(to, (name, cx.lang), progress);
        Ok((cx, report))
    }
}

/// The language that the environment asks for, as POSIX names it.
fn language() -> Lang {
    let set = |name: &&str| std::env::var(name).ok().filter(|tag| !tag.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set).map_or(Lang::En, |tag| i18n::language(&tag))
}

fn show(rows: &Reader) {
    for line in rows.mapping().lines() {
        eprintln!("  {line}");
    }
    for line in rows.unmapped() {
        eprintln!("  {line}");
    }
}

/// Only for somebody who watches.
fn progress(so_far: &Summary) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{} rows", so_far.rows());
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
