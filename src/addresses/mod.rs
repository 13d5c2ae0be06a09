//! The postal addresses of customers: where they live, where bills go, where work is done (D4).

mod store;

pub use store::{by_customers, for_invoices};

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Failure, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AddressId, CustomerId};
use crate::terms::{Permission, RecordKind};
use crate::{customers, in_tx, term, text};

term! {
    /// What an address is for.
    AddressPurpose {
        /// Where the customer lives or resides.
        Home = "HOME",
        /// Where bills go.
        Billing = "BILLING",
        /// Where work is done.
        Service = "SERVICE",
    }
}

/// A postal address.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Address {
    pub id: AddressId,
    pub customer_id: CustomerId,
    pub purpose: AddressPurpose,
    pub line1: String,
    pub line2: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postcode: Option<String>,
    /// ISO 3166-1, two letters.
    pub country: Option<String>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What people say about an address. Left out fields of an update stay.
#[derive(Clone, Debug, Default)]
pub struct AddressDraft {
    pub purpose: Option<AddressPurpose>,
    pub line1: Option<String>,
    pub line2: Option<Option<String>>,
    pub city: Option<Option<String>>,
    pub region: Option<Option<String>>,
    pub postcode: Option<Option<String>>,
    pub country: Option<Option<String>>,
}

/// The most addresses that a customer has.
const MAX_ADDRESSES: usize = 50;

impl Address {
    fn new(cx: &Cx, customer_id: CustomerId, draft: &AddressDraft) -> Result<Self, Refusal> {
        let blank = Self {
            id: cx.id(),
            customer_id,
            purpose: AddressPurpose::Home,
            line1: String::new(),
            line2: None,
            city: None,
            region: None,
            postcode: None,
            country: None,
            version: 0,
            created_at: cx.now(),
            updated_at: cx.now(),
        };
        blank.changed(cx, draft)
    }

    fn changed(&self, cx: &Cx, draft: &AddressDraft) -> Result<Self, Refusal> {
        let take = |field: &str, new: &Option<Option<String>>, old: &Option<String>, max: usize| match new {
            None => Ok(old.clone()),
            Some(new) => text::optional_line(field, new.as_deref(), max),
        };
        Ok(Self {
            purpose: draft.purpose.unwrap_or(self.purpose),
            line1: text::line("line1", draft.line1.as_ref().unwrap_or(&self.line1), 120)?,
            line2: take("line2", &draft.line2, &self.line2, 120)?,
            city: take("city", &draft.city, &self.city, 80)?,
            region: take("region", &draft.region, &self.region, 80)?,
            postcode: take("postcode", &draft.postcode, &self.postcode, 16)?,
            country: take("country", &draft.country, &self.country, 2)?.map(country).transpose()?,
            version: self.version + 1,
            updated_at: cx.now(),
            ..self.clone()
        })
    }

    /// What it comes down to, for comparison.
    pub fn key(&self) -> Option<String> {
        text::address_key(&self.line1, self.postcode.as_deref(), self.city.as_deref())
    }

    /// As on an envelope, with line breaks.
    pub fn on_an_envelope(&self) -> String {
        let parts = [&self.line2, &self.city, &self.region, &self.postcode, &self.country];
        let rest = parts.into_iter().flatten().map(String::as_str);
        std::iter::once(self.line1.as_str()).chain(rest).collect::<Vec<_>>().join("\n")
    }
}

fn country(code: String) -> Result<String, FieldProblem> {
    if code.len() == 2 && code.chars().all(|c| c.is_ascii_alphabetic()) {
        Ok(code.to_ascii_uppercase())
    } else {
        Err(FieldProblem::new("country", Problem::Malformed { expected: "an ISO 3166-1 code such as GB" }))
    }
}

/// Adds an address to a live customer.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, customer: &str, draft: &AddressDraft) -> Outcome<Address> {
    cx.require(Permission::CustomersWrite)?;
    let customer: CustomerId = cx.parse(RecordKind::Customer, customer)?;
    add(cx, customer, draft).await
}

/// Adds an address to the customer who is signed in to the portal.
///
/// # Errors
/// [`Refusal::NotFound`] when they were deleted meanwhile, [`Refusal::InvalidInput`].
pub async fn create_by_customer(cx: &Cx, draft: &AddressDraft) -> Outcome<Address> {
    let added = add(cx, cx.who.customer()?, draft).await;
    added.map_err(|failure| failure.unseen(RecordKind::Customer))
}

async fn add(cx: &Cx, customer: CustomerId, draft: &AddressDraft) -> Outcome<Address> {
    let address = Address::new(cx, customer, draft)?;
    in_tx!(cx, |tx| {
        customers::hold(tx, cx, customer).await?;
        if store::by_customers(&mut *tx, cx.account, vec![customer.uuid()]).await?.len() >= MAX_ADDRESSES {
            return Err(FieldProblem::new("customerId", Problem::TooMany { max: MAX_ADDRESSES }).into());
        }
        store::insert(tx, cx.account, &address).await?;
        note(tx, cx, "address.created", &address).await
    })?;
    Ok(address)
}

/// Changes an address, if it is still at the version that was read.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::VersionConflict`],
/// [`Refusal::InvalidInput`].
pub async fn update(cx: &Cx, id: &str, expected_version: i64, draft: &AddressDraft) -> Outcome<Address> {
    cx.require(Permission::CustomersWrite)?;
    change(cx, id, expected_version, draft).await
}

/// Changes an address of the customer who is signed in to the portal, if it is still at the version that was read.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionConflict`], [`Refusal::InvalidInput`].
pub async fn update_by_customer(cx: &Cx, id: &str, expected_version: i64, draft: &AddressDraft) -> Outcome<Address> {
    cx.who.customer()?;
    let changed = change(cx, id, expected_version, draft).await;
    changed.map_err(|failure| failure.unseen(RecordKind::Address))
}

async fn change(cx: &Cx, id: &str, expected_version: i64, draft: &AddressDraft) -> Outcome<Address> {
    let id: AddressId = cx.parse(RecordKind::Address, id)?;
    in_tx!(cx, |tx| {
        let current = lock(tx, cx, id).await?;
        if current.version != expected_version {
            return Err(Refusal::VersionConflict { current: current.version }.into());
        }
        let next = current.changed(cx, draft)?;
        store::update(tx, cx.account, &next).await?;
        note(tx, cx, "address.updated", &next).await?;
        Ok(next)
    })
}

/// Removes an address for good; what it was.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`].
pub async fn remove(cx: &Cx, id: &str) -> Outcome<Address> {
    cx.require(Permission::CustomersWrite)?;
    take(cx, id).await
}

/// Removes an address of the customer who is signed in to the portal for good; what it was.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn remove_by_customer(cx: &Cx, id: &str) -> Outcome<Address> {
    cx.who.customer()?;
    take(cx, id).await.map_err(|failure| failure.unseen(RecordKind::Address))
}

async fn take(cx: &Cx, id: &str) -> Outcome<Address> {
    let id: AddressId = cx.parse(RecordKind::Address, id)?;
    in_tx!(cx, |tx| {
        let address = lock(tx, cx, id).await?;
        store::delete(tx, cx.account, id).await?;
        note(tx, cx, "address.removed", &address).await?;
        Ok(address)
    })
}

/// An address, locked together with its live customer. In the portal there are one's own alone.
async fn lock(tx: &mut Tx, cx: &Cx, id: AddressId) -> Outcome<Address> {
    let unknown = Refusal::NotFound(RecordKind::Address);
    let owner = store::owner(tx, cx.account, id).await?.ok_or(unknown.clone())?;
    if cx.who.customer().is_ok_and(|asks| asks != owner) {
        return Err(unknown.into());
    }
    customers::hold_owner(tx, cx, owner).await?;
    Ok(store::lock(tx, cx.account, id).await?.ok_or(unknown)?)
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, address: &Address) -> Result<(), Failure> {
    customers::announce(tx, cx, address.customer_id);
    let entry = Entry::of(action, RecordKind::Address, address.id.uuid(), Some(address.customer_id));
    audit::record(tx, cx, entry).await?;
    Ok(())
}
