//! Customers: persons and businesses that book, pay for or receive services (D1).

mod email_change;
mod list;
mod store;
mod terms_index;
mod unknown;

pub use email_change::{
    EMAIL_CHANGE_MINUTES, EmailChange, confirm_email_change, email_change, make_email_change_link, request_email_change,
};
pub use list::{CustomerFilter, CustomerSort, DateRange, fits, ids, list, push_filter};
pub use store::{
    by_ids, external_ids, external_refs, find, insert, insert_all, lock, lock_all, merged_into, move_on, outstanding,
    set_lifecycle, set_masked, set_merged, set_unmerged,
};
pub use terms_index::{index_all, reindex};
pub use unknown::unknown;

use serde::{Deserialize, Serialize};

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::changes::Change;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Failure, Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AccountId, CustomerId, DeletionId};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, term, text};

term! {
    /// What a customer is.
    CustomerKind {
        /// A natural person.
        Person = "PERSON",
        /// A company or another organisation.
        Business = "BUSINESS",
    }
}

term! {
    /// Where a customer stands between coming and going.
    CustomerLifecycle {
        /// A customer like any other.
        Active = "ACTIVE",
        /// Hidden; kept for audit, and can be restored.
        Deleted = "DELETED",
        /// Will be erased when the policy's delay has passed; can be called off until then.
        ErasureScheduled = "ERASURE_SCHEDULED",
        /// Personal data is gone for good.
        Erased = "ERASED",
        /// Merged into another customer.
        Merged = "MERGED",
    }
}

/// A customer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Customer {
    pub id: CustomerId,
    pub kind: CustomerKind,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub company_name: Option<String>,
    /// What to call them: the person's names, or the company's.
    pub display_name: String,
    /// The display name folded, for order and search.
    pub name_key: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub lifecycle: CustomerLifecycle,
    pub masked: bool,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The deletion that hid the customer, while it does.
    pub deletion_id: Option<DeletionId>,
    /// The customer that a merged one is part of.
    pub merged_into: Option<CustomerId>,
}

/// What people say about a customer. Left out fields of an update stay.
#[derive(Clone, Debug, Default)]
pub struct CustomerDraft {
    pub kind: Option<CustomerKind>,
    pub given_name: Option<Option<String>>,
    pub family_name: Option<Option<String>>,
    pub company_name: Option<Option<String>>,
    pub email: Option<Option<String>>,
    pub phone: Option<Option<String>>,
}

/// All that people say about a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerFacts {
    pub kind: CustomerKind,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub company_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl Customer {
    /// A customer that does not exist yet.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] names each field that cannot be.
    pub fn new(cx: &Cx, draft: &CustomerDraft) -> Result<Self, Refusal> {
        let blank = Self {
            id: cx.id(),
            kind: CustomerKind::Person,
            given_name: None,
            family_name: None,
            company_name: None,
            display_name: String::new(),
            name_key: String::new(),
            email: None,
            phone: None,
            lifecycle: CustomerLifecycle::Active,
            masked: false,
            version: 0,
            created_at: cx.now(),
            updated_at: cx.now(),
            deletion_id: None,
            merged_into: None,
        };
        blank.changed(cx, draft)
    }

    /// The customer with a draft's fields, checked.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] names each field that cannot be.
    pub fn changed(&self, cx: &Cx, draft: &CustomerDraft) -> Result<Self, Refusal> {
        let mut problems = Vec::new();
        let mut take = |field: &str, new: &Option<Option<String>>, old: &Option<String>, check: Check| match new {
            None => old.clone(),
            Some(new) => check(field, new.as_deref()).unwrap_or_else(|problem| {
                problems.push(problem);
                None
            }),
        };
        let next = self.saying(
            cx,
            CustomerFacts {
                kind: draft.kind.unwrap_or(self.kind),
                given_name: take("givenName", &draft.given_name, &self.given_name, name),
                family_name: take("familyName", &draft.family_name, &self.family_name, name),
                company_name: take("companyName", &draft.company_name, &self.company_name, name),
                email: take("email", &draft.email, &self.email, email),
                phone: take("phone", &draft.phone, &self.phone, phone),
            },
        );
        if next.display_name.is_empty() && problems.is_empty() {
            let field = if next.kind == CustomerKind::Business { "companyName" } else { "familyName" };
            problems.push(FieldProblem::new(field, Problem::Required));
        }
        if problems.is_empty() { Ok(next) } else { Err(Refusal::InvalidInput(problems)) }
    }

    fn derived_name(&self) -> String {
        let person = [&self.given_name, &self.family_name].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        let company = self.company_name.clone().unwrap_or_default();
        let (first, second) = if self.kind == CustomerKind::Business { (company, person) } else { (person, company) };
        if first.is_empty() { second } else { first }
    }

    /// What is said of the customer now.
    pub fn facts(&self) -> CustomerFacts {
        CustomerFacts {
            kind: self.kind,
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            company_name: self.company_name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
        }
    }

    /// The customer with other facts, which were checked before.
    #[must_use]
    pub fn saying(&self, cx: &Cx, facts: CustomerFacts) -> Self {
        let CustomerFacts { kind, given_name, family_name, company_name, email, phone } = facts;
        let (version, updated_at) = (self.version + 1, cx.now());
        let next =
            Self { kind, given_name, family_name, company_name, email, phone, version, updated_at, ..self.clone() };
        let display_name = next.derived_name();
        Self { name_key: text::fold(&display_name), display_name, ..next }
    }

    /// Why nothing can be attached.
    pub fn not_live(&self) -> Refusal {
        match self.merged_into {
            Some(survivor) => Refusal::CustomerMerged { customer: self.id, survivor },
            None => Refusal::CustomerDeleted(self.id),
        }
    }

    /// Whether records can be attached.
    pub fn is_active(&self) -> bool {
        self.lifecycle == CustomerLifecycle::Active
    }
}

type Check = fn(&str, Option<&str>) -> Result<Option<String>, FieldProblem>;

fn name(field: &str, text: Option<&str>) -> Result<Option<String>, FieldProblem> {
    text::optional_line(field, text, 120)
}

fn email(field: &str, text: Option<&str>) -> Result<Option<String>, FieldProblem> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(|text| text::email(field, text)).transpose()
}

fn phone(field: &str, text: Option<&str>) -> Result<Option<String>, FieldProblem> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(|text| text::phone(field, text)).transpose()
}

/// Adds a customer (D3).
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, draft: &CustomerDraft) -> Outcome<Customer> {
    cx.require(Permission::CustomersWrite)?;
    in_tx!(cx, |tx| { create_in(tx, cx, draft).await })
}

/// Adds a customer within somebody else's transaction, which has checked who may.
///
/// # Errors
/// [`Refusal::InvalidInput`].
pub async fn create_in(tx: &mut Tx, cx: &Cx, draft: &CustomerDraft) -> Outcome<Customer> {
    let customer = Customer::new(cx, draft)?;
    store::insert(tx, cx.account, &customer).await?;
    terms_index::reindex(tx, cx.account, customer.id).await?;
    note(tx, cx, "customer.created", customer.id).await?;
    Ok(customer)
}

/// Changes a customer, if it is still at the version that was read.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::VersionConflict`],
/// [`Refusal::InvalidInput`].
pub async fn update(cx: &Cx, id: &str, expected_version: i64, draft: &CustomerDraft) -> Outcome<Customer> {
    cx.require(Permission::CustomersWrite)?;
    let id: CustomerId = cx.parse(RecordKind::Customer, id)?;
    change(cx, id, expected_version, draft).await
}

/// Changes what the customer who is signed in to the portal says about themselves, but not the e-mail address: that is
/// what they sign in by, and has to be confirmed.
///
/// # Errors
/// [`Refusal::NotFound`] when they were deleted meanwhile, [`Refusal::VersionConflict`], [`Refusal::InvalidInput`].
pub async fn update_by_customer(cx: &Cx, expected_version: i64, draft: &CustomerDraft) -> Outcome<Customer> {
    let draft = CustomerDraft { kind: None, email: None, ..draft.clone() };
    let changed = change(cx, cx.who.customer()?, expected_version, &draft).await;
    changed.map_err(|failure| failure.unseen(RecordKind::Customer))
}

async fn change(cx: &Cx, id: CustomerId, expected_version: i64, draft: &CustomerDraft) -> Outcome<Customer> {
    in_tx!(cx, |tx| {
        let current = lock_live(tx, cx, id).await?;
        if current.version != expected_version {
            return Err(Refusal::VersionConflict { current: current.version }.into());
        }
        let next = current.changed(cx, draft)?;
        put(tx, cx.account, &next).await?;
        note(tx, cx, "customer.updated", id).await?;
        Ok(next)
    })
}

/// Writes a customer as it is now, and what it is found by. The caller holds its lock.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn put(tx: &mut Tx, account: AccountId, customer: &Customer) -> Result<(), Fault> {
    store::update(tx, account, customer).await?;
    terms_index::reindex(tx, account, customer.id).await
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, id: CustomerId) -> Result<(), Failure> {
    announce(tx, cx, id);
    audit::record(tx, cx, Entry::of(action, RecordKind::Customer, id.uuid(), Some(id))).await?;
    Ok(())
}

/// Tells subscribers that something about a customer changed, once the transaction is committed.
pub fn announce(tx: &mut Tx, cx: &Cx, id: CustomerId) {
    tx.announce(Change::Customer { account: cx.account.uuid(), customer: id.uuid() });
}

/// The live customer, locked against being changed by others.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::CustomerDeleted`].
pub async fn lock_live(tx: &mut Tx, cx: &Cx, id: CustomerId) -> Outcome<Customer> {
    let customer = store::lock(tx, cx.account, id).await?;
    live(cx, customer)
}

/// The live customer, locked against being deleted: whatever attaches to a customer holds it so until it commits.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::CustomerDeleted`].
pub async fn hold(tx: &mut Tx, cx: &Cx, id: CustomerId) -> Outcome<Customer> {
    let customer = store::hold(tx, cx.account, id).await?;
    live(cx, customer)
}

/// Holds the customer of a record that was found: what a deleted customer left behind is read-only.
///
/// # Errors
/// [`Refusal::CustomerDeleted`].
pub async fn hold_owner(tx: &mut Tx, cx: &Cx, id: CustomerId) -> Outcome<()> {
    let owner = store::hold(tx, cx.account, id).await?;
    match owner {
        Some(owner) if owner.is_active() => Ok(()),
        Some(owner) => Err(owner.not_live().into()),
        None => Err(Refusal::CustomerDeleted(id).into()),
    }
}

fn live(cx: &Cx, customer: Option<Customer>) -> Outcome<Customer> {
    match customer {
        None => Err(Refusal::NotFound(RecordKind::Customer).into()),
        Some(customer) if customer.is_active() => Ok(customer),
        Some(customer) if cx.who.may(Permission::CustomersRead) => Err(customer.not_live().into()),
        Some(_) => Err(Refusal::NotFound(RecordKind::Customer).into()),
    }
}
