//! `lethe export`: customers, vehicles, bookings and invoices as CSV files.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::settings::{DatabaseArgs, LogArgs};
use super::{Ending, Trouble, database, logging};
use crate::app::Cx;
use crate::bookings::BookingFilter;
use crate::customers::{CustomerFilter, CustomerLifecycle};
use crate::error::Fault;
use crate::export::{Scope, csv};
use crate::invoices::InvoiceFilter;
use crate::vehicles::VehicleFilter;

/// Exports a list as CSV in UTF-8, which an import reads again and a spreadsheet opens safely.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// What to export
    #[arg(value_enum)]
    content: ContentArg,
    /// The account's slug
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// Where to write it [default: the standard output]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Deleted customers, or vehicles that a deletion hid, too
    #[arg(long)]
    include_deleted: bool,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ContentArg {
    Customers,
    Vehicles,
    Bookings,
    Invoices,
}

impl Export {
    pub async fn run(self) -> Ending {
        logging::start(&self.log);
        let app = database::app(&self.database).await?;
        let (cx, _) = database::at_work_in(&app, &self.account).await?;
        let mut to: Box<dyn AsyncWrite + Unpin + Send> = match &self.output {
            Some(path) => Box::new(tokio::fs::File::create(path).await?),
            None => Box::new(tokio::io::stdout()),
        };
        let rows = write(&cx, &self.scope(), &mut to).await?;
        to.flush().await?;
        eprintln!("{rows} exported.");
        Ok(ExitCode::SUCCESS)
    }

    fn scope(&self) -> Scope {
        let lifecycle = if self.include_deleted {
            vec![CustomerLifecycle::Active, CustomerLifecycle::Deleted]
        } else {
            vec![CustomerLifecycle::Active]
        };
        match self.content {
            ContentArg::Customers => Scope::Customers(CustomerFilter { lifecycle, ..CustomerFilter::default() }),
            ContentArg::Vehicles => {
                let hidden = (!self.include_deleted).then_some(false);
                Scope::Vehicles(VehicleFilter { hidden, ..VehicleFilter::default() })
            }
            ContentArg::Bookings => Scope::Bookings(BookingFilter::default()),
            ContentArg::Invoices => Scope::Invoices(InvoiceFilter::default()),
        }
    }
}

async fn write(cx: &Cx, scope: &Scope, to: &mut (dyn AsyncWrite + Unpin + Send)) -> Result<usize, Trouble> {
    let broken = |error: csv_async::Error| Fault::bug(format!("a row of an export: {error}"));
    to.write_all(&csv::with_mark(&[scope.header()]).await.map_err(broken)?).await?;
    let (mut rows, mut after) = (0, None);
    loop {
        let page = scope.page(cx, after).await?;
        rows += page.rows.len();
        to.write_all(&csv::rows(&page.rows).await.map_err(broken)?).await?;
        if std::io::stderr().is_terminal() {
            eprint!("\r{rows} rows");
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(rows),
        }
    }
}
