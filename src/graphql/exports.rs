//! The exports' face.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::bookings::BookingWhere;
use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, forbidden, permit};
use super::customer_filters::CustomerWhere;
use super::errors::answer;
use super::imports::inside;
use super::invoices::InvoiceWhere;
use super::jobs::JobProblem;
use super::scalars::{DateTime, Url, int};
use super::vehicles::VehicleWhere;
use crate::customers::{CustomerFilter, CustomerLifecycle};
use crate::error::{Failure, FieldProblem, Problem, Refusal};
use crate::export::Scope;
use crate::ids::TransferId;
use crate::import::TransferContent;
use crate::mutation_result;
use crate::transfers::{self, JobState, Transfer, TransferFilter, TransferKind};

/// A list that is written to a CSV file.
#[derive(Clone)]
pub struct Export(pub Arc<Transfer>);

impl From<Transfer> for Export {
    fn from(export: Transfer) -> Self {
        Self(Arc::new(export))
    }
}

/// A list that is written to a CSV file. The file is kept for a week. Needs `customers.export`.
#[Object]
impl Export {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What the file holds.
    async fn content(&self) -> TransferContent {
        self.0.content
    }

    /// Where it stands.
    pub(super) async fn state(&self) -> JobState {
        self.0.state
    }

    /// How many rows were written.
    pub(super) async fn rows_done(&self) -> i32 {
        int(self.0.rows_done)
    }

    /// How many rows there are; null until they were counted.
    pub(super) async fn rows_total(&self) -> Option<i32> {
        self.0.rows_total.map(int)
    }

    /// Why it did not end as it was asked to.
    pub(super) async fn trouble(&self, ctx: &Context<'_>) -> Option<JobProblem> {
        self.0.trouble.map(|trouble| JobProblem::new(ctx.caller().lang, trouble))
    }

    /// A link to download the file, once and within a quarter of an hour; null before it is done, and once the file was
    /// swept away. Each time this is read a new link is made. Needs what the export needed.
    async fn download_url(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Url>> {
        match transfers::download_url(&ctx.cx()?, &self.0).await {
            Ok(url) => Ok(url.map(Url)),
            Err(Failure::Refused(Refusal::NotPermitted(permission, _))) => Err(forbidden(permission)),
            Err(failure) => Err(inside(failure)),
        }
    }

    /// When it was asked for.
    pub(super) async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it last went on.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// When it ended; null while it may go on.
    pub(super) async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(DateTime::from)
    }
}

/// Where a list of exports is read from.
pub type ExportConnection = Connection<ListSource<Transfer, Export>>;

#[derive(Default)]
pub struct ExportQueries;

#[Object(guard = "Admit")]
impl ExportQueries {
    /// One export; null when there is none. Needs `customers.export`.
    async fn export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The export's id.")] id: ID,
    ) -> async_graphql::Result<Option<Export>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<TransferId>() else { return Ok(None) };
        Ok(transfers::find(&cx.db, cx.account, TransferKind::Export, id).await?.map(Export::from))
    }

    /// Exports, the newest first. Needs `customers.export`.
    async fn exports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in one of these states.")] state: Option<Vec<JobState>>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ExportConnection> {
        let filter = TransferFilter { kind: TransferKind::Export, state: state.unwrap_or_default() };
        connection(transfers::list(ctx.account()?, &filter), Export::from, (first, after, last, before))
    }
}

/// Which records to export. At most the filter of the export's content is given.
#[derive(InputObject, Default)]
pub struct ExportWhere {
    /// Which customers; active ones when left out. Others need `customers.restore`.
    customers: Option<CustomerWhere>,
    /// Which vehicles; those in sight when left out. Hidden ones need `customers.restore`.
    vehicles: Option<VehicleWhere>,
    /// Which bookings; all when left out.
    bookings: Option<BookingWhere>,
    /// Which invoices; all when left out.
    invoices: Option<InvoiceWhere>,
}

/// A list to export.
#[derive(InputObject)]
pub struct ExportCreateInput {
    /// What the file is to hold.
    content: TransferContent,
    /// Which records of it.
    r#where: Option<ExportWhere>,
    /// Makes the request safe to repeat: the same key answers the same.
    idempotency_key: Option<String>,
}

impl ExportCreateInput {
    fn scope(&mut self) -> Result<Scope, FieldProblem> {
        let ExportWhere { customers, vehicles, bookings, invoices } = self.r#where.take().unwrap_or_default();
        let given = [
            (TransferContent::Customers, "customers", customers.is_some()),
            (TransferContent::Vehicles, "vehicles", vehicles.is_some()),
            (TransferContent::Bookings, "bookings", bookings.is_some()),
            (TransferContent::Invoices, "invoices", invoices.is_some()),
        ];
        if let Some((_, other, _)) = given.iter().find(|(content, _, given)| *given && *content != self.content) {
            return Err(FieldProblem::new(format!("where.{other}"), Problem::Conflicts { with: "content" }));
        }
        let active = || CustomerFilter { lifecycle: vec![CustomerLifecycle::Active], ..CustomerFilter::default() };
        Ok(match self.content {
            TransferContent::Customers => Scope::Customers(customers.map_or_else(active, CustomerFilter::from)),
            TransferContent::Vehicles => Scope::Vehicles(vehicles.unwrap_or_default().into()),
            TransferContent::Bookings => Scope::Bookings(bookings.unwrap_or_default().into()),
            TransferContent::Invoices => Scope::Invoices(invoices.unwrap_or_default().into()),
        })
    }
}

/// An export to stop.
#[derive(InputObject)]
pub struct ExportCancelInput {
    /// The export.
    id: ID,
}

/// An export was asked for, or stopped.
#[derive(SimpleObject)]
pub struct ExportSaved {
    /// The export as it is now.
    export: Export,
}

mutation_result! {
    /// How asking for an export ended.
    ExportCreateResult = ExportSaved | NotPermitted | InvalidInput | IdempotencyConflict
}

mutation_result! {
    /// How stopping an export ended.
    ExportCancelResult = ExportSaved | NotPermitted | RecordNotFound | WrongState
}

fn saved(export: Transfer) -> ExportSaved {
    ExportSaved { export: export.into() }
}

#[derive(Default)]
pub struct ExportMutations;

#[Object(guard = "Admit")]
impl ExportMutations {
    /// Has a list written to a CSV file that is safe to open in a spreadsheet and that an import reads again. Follow it
    /// with `jobProgress`. Needs `customers.export` and the permission to read what it holds; audited as
    /// `export.created`.
    async fn export_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list to export.")] mut input: ExportCreateInput,
    ) -> async_graphql::Result<ExportCreateResult> {
        let scope = input.scope();
        let key = input.idempotency_key.as_deref();
        answer(ctx, async { transfers::create_export(&permit(ctx)?, scope?, key).await }.await, saved)
    }

    /// Stops an export that has not ended. Nothing of its file is kept. Needs `customers.export`; audited as
    /// `export.cancelled`.
    async fn export_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The export to stop.")] input: ExportCancelInput,
    ) -> async_graphql::Result<ExportCancelResult> {
        answer(ctx, async { transfers::cancel_export(&permit(ctx)?, &input.id).await }.await, saved)
    }
}
