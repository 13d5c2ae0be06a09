//! Taking records out as CSV: the header is one that importing understands again, and no cell is taken for a formula.
//! Read a page at a time from a key on, so that a list of any length takes the same memory.

mod bookings;
pub mod csv;
mod customers;
mod invoices;
mod vehicles;

use serde::{Deserialize, Serialize};

use crate::app::Cx;
use crate::bookings::BookingFilter;
use crate::customers::CustomerFilter;
use crate::db::{Keyed, List, MAX_PAGE, PageArgs, PageError, Row, Rows};
use crate::error::Fault;
use crate::import::TransferContent;
use crate::invoices::InvoiceFilter;
use crate::vehicles::VehicleFilter;

/// What to export.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Scope {
    Customers(CustomerFilter),
    Vehicles(VehicleFilter),
    Bookings(BookingFilter),
    Invoices(InvoiceFilter),
}

/// Some rows of a file, and from where on to read the next ones; nothing at the end.
#[derive(Clone, Debug)]
pub struct Page {
    pub rows: Vec<Vec<String>>,
    pub next: Option<String>,
}

impl Scope {
    /// What the rows stand for.
    pub fn content(&self) -> TransferContent {
        match self {
            Self::Customers(_) => TransferContent::Customers,
            Self::Vehicles(_) => TransferContent::Vehicles,
            Self::Bookings(_) => TransferContent::Bookings,
            Self::Invoices(_) => TransferContent::Invoices,
        }
    }

    /// The header: the fields of an import of the same content.
    pub fn header(&self) -> Vec<String> {
        self.content().fields().iter().map(|field| field.name.to_owned()).collect()
    }

    fn list(&self, cx: &Cx) -> List {
        match self {
            Self::Customers(filter) => crate::customers::list(cx.account, filter, &[]),
            Self::Vehicles(filter) => crate::vehicles::list(cx.account, filter),
            Self::Bookings(filter) => crate::bookings::list(cx.account, filter),
            Self::Invoices(filter) => crate::invoices::list(cx.account, filter),
        }
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn count(&self, cx: &Cx) -> Result<i64, Fault> {
        self.list(cx).count(&cx.db).await
    }

    /// The rows from a place on.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn page(&self, cx: &Cx, after: Option<String>) -> Result<Page, Fault> {
        match self {
            Self::Customers(_) => customers::page(cx, &self.list(cx), after).await,
            Self::Vehicles(_) => vehicles::page(cx, &self.list(cx), after).await,
            Self::Bookings(_) => bookings::page(cx, &self.list(cx), after).await,
            Self::Invoices(_) => invoices::page(cx, &self.list(cx), after).await,
        }
    }
}

/// Some records of a list, and from where on to read the next ones.
async fn read<T: Row + Keyed>(cx: &Cx, list: &List, after: Option<String>) -> Result<(Vec<T>, Option<String>), Fault> {
    let page = PageArgs { first: Some(MAX_PAGE), after, ..PageArgs::default() };
    let page = page.check().map_err(|problem| Fault::bug(format!("a page of an export: {problem:?}")))?;
    let Rows { rows, has_next, .. } = list.page::<T>(&cx.db, &page).await.map_err(|error| match error {
        PageError::Fault(fault) => fault,
        PageError::Cursor(_) => Fault::bug("an export's cursor is its own"),
    })?;
    let next = rows.last().filter(|_| has_next).map(|(cursor, _)| cursor.0.clone());
    Ok((rows.into_iter().map(|(_, row)| row).collect(), next))
}

/// A cell that may be blank.
fn cell(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}
