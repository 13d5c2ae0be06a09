//! The consent trail: what a customer agreed to and withdrew. Entries are added, never changed (E16).

use uuid::Uuid;

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::conversations::Channel;
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::{Fault, Outcome};
use crate::ids::{AccountId, ConsentId, CustomerId};
use crate::terms::{Permission, RecordKind};
use crate::{customers, in_tx, sql, term, text};

term! {
    /// What a customer agrees to.
    ConsentPurpose {
        /// Offers and news.
        Marketing = "MARKETING",
        /// Messages about what was agreed: bookings, quotes, invoices and payments.
        ServiceMessages = "SERVICE_MESSAGES",
        /// Reminders of bookings.
        Reminders = "REMINDERS",
        /// Questions about how it was.
        Feedback = "FEEDBACK",
        /// Handing data to partners.
        DataSharing = "DATA_SHARING",
    }
}

/// An entry of the trail.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Consent {
    pub id: ConsentId,
    pub customer_id: CustomerId,
    pub purpose: ConsentPurpose,
    pub channel: Channel,
    /// Given, or withdrawn.
    pub granted: bool,
    /// Where it was said: a form, a call.
    pub source: String,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: Timestamp,
}

impl Keyed for Consent {
    fn key(&self, column: &str) -> Value {
        match column {
            "recorded_at" => self.recorded_at.into(),
            _ => self.id.into(),
        }
    }
}

/// A consent that somebody records.
#[derive(Clone, Debug)]
pub struct ConsentDraft {
    pub customer: String,
    pub purpose: ConsentPurpose,
    pub channel: Channel,
    pub granted: bool,
    pub source: String,
}

/// Adds to the trail of a live customer.
///
/// # Errors
/// [`crate::error::Refusal::NotPermitted`], [`crate::error::Refusal::NotFound`],
/// [`crate::error::Refusal::CustomerDeleted`], [`crate::error::Refusal::InvalidInput`].
pub async fn record(cx: &Cx, draft: &ConsentDraft) -> Outcome<Consent> {
    cx.require(Permission::ConsentsWrite)?;
    let consent = Consent {
        id: cx.id(),
        customer_id: cx.parse(RecordKind::Customer, &draft.customer)?,
        purpose: draft.purpose,
        channel: draft.channel,
        granted: draft.granted,
        source: text::line("source", &draft.source, 200)?,
        recorded_by: cx.who.actor().id,
        recorded_at: cx.now(),
    };
    in_tx!(cx, |tx| {
        customers::hold(tx, cx, consent.customer_id).await?;
        add(tx, cx, &consent).await?;
        Ok(consent.clone())
    })
}

/// Adds an entry to the trail of a customer whom the caller holds.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn add(tx: &mut Tx, cx: &Cx, consent: &Consent) -> Result<(), Fault> {
    insert(tx, cx.account, consent).await?;
    customers::announce(tx, cx, consent.customer_id);
    let action = if consent.granted { "consent.granted" } else { "consent.withdrawn" };
    let entry = Entry::of(action, RecordKind::Consent, consent.id.uuid(), Some(consent.customer_id));
    audit::record(tx, cx, entry).await?;
    Ok(())
}

/// The trail, the latest first.
pub fn list(account: AccountId) -> List {
    let body = Query::built("from consents where account_id = $1").bind(account);
    List::new("consents", COLUMNS, body, OrderKey::latest_first("recorded_at"))
}

/// What counts now: the latest entry of each customer for each purpose and channel.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn latest(on: impl Into<Exec<'_>>, account: AccountId, customers: Vec<Uuid>) -> Result<Vec<Consent>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from consents where account_id = $1 and customer_id [ids:$2] and not exists (
            select 1 from consents later where later.account_id = consents.account_id
            and later.customer_id = consents.customer_id and later.purpose = consents.purpose
            and later.channel = consents.channel
            and (later.recorded_at, later.id) > (consents.recorded_at, consents.id))"
    )
    .bind(account)
    .bind(customers)
    .all(on)
    .await
}

const COLUMNS: &str = "id, customer_id, purpose, channel, granted, source, recorded_by, recorded_at";

async fn insert(tx: &mut Tx, account: AccountId, consent: &Consent) -> Result<(), Fault> {
    sql!(
        "insert into consents (account_id, id, customer_id, purpose, channel, granted, source, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(account)
    .bind(consent.id)
    .bind(consent.customer_id)
    .bind(consent.purpose)
    .bind(consent.channel)
    .bind(consent.granted)
    .bind(&consent.source)
    .bind(consent.recorded_by)
    .bind(consent.recorded_at)
    .run(tx)
    .await?;
    Ok(())
}
