//! What is known of a customer, for the customer (GDPR, articles 15 and 20): everything that the classified columns hold,
//! by a link that works once. Nothing of it is stored: it is read when it is fetched, a table at a time.

mod write;

use std::io;
use std::pin::Pin;

use chrono::Duration;
use futures_util::Stream;

use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::customers::{self, CustomerLifecycle};
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::ids::CustomerId;
use crate::links::{self, LinkPurpose, NewLink};
use crate::terms::{Lang, Permission, RecordKind};
use crate::{in_tx, term};

term! {
    /// How what is known of a customer is written.
    PersonalDataFormat {
        /// One object, with a list of rows for each table.
        Json = "JSON",
        /// A line for each value: table, row, column, value.
        Csv = "CSV",
    }
}

impl PersonalDataFormat {
    /// As the address of a download spells it.
    pub fn path(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }

    /// The format that the address of a download spells.
    pub fn of_path(path: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.path() == path)
    }

    /// The media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// How long a link works.
const LINK: Duration = Duration::minutes(15);

/// Everything is read, so whoever asks must be able to read everything.
const READS: [Permission; 10] = [
    Permission::CustomersRead,
    Permission::VehiclesRead,
    Permission::WorkOrdersRead,
    Permission::BookingsRead,
    Permission::QuotesRead,
    Permission::InvoicesRead,
    Permission::ConversationsRead,
    Permission::ConsentsRead,
    Permission::PaymentMethodsRead,
    Permission::PrivacyRequestsRead,
];

/// A file, a piece at a time.
pub type Bytes = Pin<Box<dyn Stream<Item = io::Result<Vec<u8>>> + Send>>;

/// Makes a link to download what is known of a customer, once; and when it ends.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerErased`], [`Refusal::CustomerMerged`].
pub async fn link(cx: &Cx, customer: &str, format: PersonalDataFormat) -> Outcome<(String, Timestamp)> {
    cx.require(Permission::CustomersExport)?;
    READS.into_iter().try_for_each(|permission| cx.require(permission))?;
    let id: CustomerId = cx.parse(RecordKind::Customer, customer)?;
    in_tx!(cx, |tx| {
        let missing = || Refusal::NotFound(RecordKind::Customer);
        let customer = customers::lock(tx, cx.account, id).await?.ok_or_else(missing)?;
        if !customer.is_active() {
            cx.require(Permission::CustomersRestore)?;
        }
        match customer.lifecycle {
            CustomerLifecycle::Erased => return Err(Refusal::CustomerErased.into()),
            CustomerLifecycle::Merged => return Err(customer.not_live().into()),
            CustomerLifecycle::Active | CustomerLifecycle::Deleted | CustomerLifecycle::ErasureScheduled => {}
        }
        let expires_at = cx.now() + LINK;
        let purpose = LinkPurpose::Download;
        let new = NewLink { purpose, customer: None, record: id.uuid(), expires_at: Some(expires_at) };
        let token = links::make(tx, cx, new).await?;
        let entry = Entry::of("customer.data_exported", RecordKind::Customer, id.uuid(), Some(id));
        audit::record(tx, cx, entry).await?;
        Ok((format!("{}/personal-data/{}/{token}", cx.settings.public_url, format.path()), expires_at))
    })
}

/// What is known of a link's customer; nothing when the link is unknown, used or expired. The link is used up.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn download(app: &App, format: PersonalDataFormat, token: &str) -> Result<Option<Bytes>, Fault> {
    let Some(found) = links::find(&app.db, LinkPurpose::Download, token, app.now()).await? else { return Ok(None) };
    let (cx, id) = (found.cx(app, Lang::En), CustomerId::from_uuid(found.record_id));
    let used: Outcome<()> = async {
        in_tx!(cx, |tx| {
            // The links of imports and exports name no customer.
            let missing = || Refusal::NotFound(RecordKind::Customer);
            customers::lock(tx, cx.account, id).await?.ok_or_else(missing)?;
            links::use_up(tx, &cx, &found).await?;
            let entry = Entry::of("customer.data_downloaded", RecordKind::Customer, id.uuid(), Some(id));
            audit::record(tx, &cx, entry).await?;
            Ok(())
        })
    }
    .await;
    match used {
        Ok(()) => Ok(Some(write::stream(cx, id, format))),
        Err(Failure::Refused(_)) => Ok(None),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}
