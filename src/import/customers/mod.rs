//! Customers and where they live, from one file.

mod read;
mod store;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::importer::{self, Key};
use super::{
    Changed, Duplicates, ErasedPeople, Field, Importer, Intake, Likeness, Mode, Reader, Rejection, Report, Row,
    Summary, Trouble, Verdict, engine,
};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer, CustomerDraft};
use crate::db::{Exec, Tx};
use crate::error::{Failure, Refusal};
use crate::ids::CustomerId;
use crate::suppressions::{self, Contact};
use crate::terms::{Permission, RecordKind};
use crate::text;

/// What a file of customers can hold. The reference is the other system's: it makes an import safe to repeat.
pub const FIELDS: &[Field] = &[
    Field { name: "external_ref", required: false, also: &["id", "customer_id", "customer_number", "reference"] },
    Field { name: "kind", required: false, also: &["type"] },
    Field { name: "given_name", required: false, also: &["first_name", "forename"] },
    Field { name: "family_name", required: false, also: &["last_name", "surname"] },
    Field { name: "company_name", required: false, also: &["company", "organisation", "business"] },
    Field { name: "email", required: false, also: &["email_address", "mail"] },
    Field { name: "phone", required: false, also: &["telephone", "mobile", "phone_number"] },
    Field { name: "line1", required: false, also: &["address", "street", "address1"] },
    Field { name: "line2", required: false, also: &["address2"] },
    Field { name: "city", required: false, also: &["town"] },
    Field { name: "region", required: false, also: &["state", "county", "province"] },
    Field { name: "postcode", required: false, also: &["postal_code", "zip", "zip_code"] },
    Field { name: "country", required: false, also: &["country_code"] },
];

/// Imports a file of customers.
///
/// # Errors
/// [`Trouble`] when the import ends early; in [`Mode::Batches`] the batches before that are kept.
pub async fn import(
    cx: &Cx,
    rows: Reader,
    (mode, duplicates, erased): (Mode, Duplicates, ErasedPeople),
    report: &mut Report,
) -> Result<Summary, Trouble> {
    cx.require(Permission::CustomersImport)?;
    let customers = Customers::new(cx, None, erased);
    engine::import(cx, Intake::new(customers, rows), (mode, duplicates), report).await
}

/// The importer of customers.
pub(crate) struct Customers<'c> {
    cx: &'c Cx,
    /// The import as the audit log names it.
    import: Option<Uuid>,
    erased: ErasedPeople,
    /// Customers that are still to be written.
    fresh: Vec<Fresh>,
}

impl<'c> Customers<'c> {
    pub fn new(cx: &'c Cx, import: Option<Uuid>, erased: ErasedPeople) -> Self {
        Self { cx, import, erased, fresh: Vec::new() }
    }
}

/// A row that reads well.
pub(crate) struct Draft {
    row: Row,
    external_ref: Option<String>,
    /// As it would be created.
    customer: Customer,
    /// As it would change another: blank cells change nothing.
    changes: CustomerDraft,
    home: Option<Address>,
}

/// A customer that is new.
struct Fresh {
    customer: Customer,
    external_ref: Option<String>,
    home: Option<Address>,
}

#[derive(Clone)]
struct Address {
    line1: String,
    line2: Option<String>,
    city: Option<String>,
    region: Option<String>,
    postcode: Option<String>,
    country: Option<String>,
}

impl Importer for Customers<'_> {
    type Draft = Draft;
    type Place = ();

    async fn draft(&mut self, row: &Row) -> Result<Result<Draft, Vec<Rejection>>, Trouble> {
        Ok(read::customer(self.cx, row))
    }

    fn keys(&self, draft: &Draft) -> Vec<Key> {
        likenesses(draft).into_iter().map(|(likeness, text)| Key::same(likeness, text)).collect()
    }

    fn reject(&self, draft: &Draft, field: &str, reason: &'static str) -> Rejection {
        draft.row.reject(field, reason)
    }

    async fn judge(&self, mut on: Exec<'_>, batch: &[Draft]) -> Result<Vec<Verdict<()>>, Failure> {
        let known = store::known(on.reborrow(), self.cx.account, batch).await?;
        let suppressed = match self.erased {
            ErasedPeople::LeaveOut => {
                suppressions::listed(on, self.cx, batch.iter().flat_map(contacts).collect()).await?
            }
            ErasedPeople::BringBack => BTreeSet::new(),
        };
        let judged = batch.iter().map(|draft| {
            let mut likenesses = likenesses(draft).into_iter();
            let same = likenesses.find_map(|key| known.get(&key).map(|record| (*record, key.0)));
            let listed = || contacts(draft).into_iter().find(|contact| suppressed.contains(contact));
            match (same, listed()) {
                (Some((record, likeness)), _) => Verdict::Same((), record.uuid(), likeness),
                (None, Some(contact)) => Verdict::Suppressed(draft.row.reject(contact.field(), "import-suppressed")),
                (None, None) => Verdict::New(()),
            }
        });
        Ok(judged.collect())
    }

    async fn insert(&mut self, _: &mut Tx, draft: &Draft, (): ()) -> Result<Result<Uuid, Rejection>, Failure> {
        self.fresh.push(Fresh {
            customer: draft.customer.clone(),
            external_ref: draft.external_ref.clone(),
            home: draft.home.clone(),
        });
        Ok(Ok(draft.customer.id.uuid()))
    }

    async fn finish(&mut self, tx: &mut Tx) -> Result<(), Failure> {
        let (cx, fresh) = (self.cx, std::mem::take(&mut self.fresh));
        let new: Vec<_> = fresh.iter().map(|each| (&each.customer, each.external_ref.as_deref())).collect();
        customers::insert_all(tx, cx.account, &new).await?;
        let at_home = fresh.iter().filter_map(|each| Some((&each.customer, each.home.as_ref()?)));
        store::insert_addresses(cx, tx, at_home).await?;
        let customers: Vec<_> = fresh.iter().map(|each| &each.customer).collect();
        customers::index_all(tx, cx.account, &customers).await?;
        customers.iter().for_each(|customer| customers::announce(tx, cx, customer.id));
        let entries = customers.iter().map(|customer| self.entry("customer.imported", customer.id));
        audit::record_all(tx, cx, entries.collect()).await?;
        Ok(())
    }

    async fn lock(&self, tx: &mut Tx, records: Vec<Uuid>) -> Result<(), Failure> {
        customers::lock_all(tx, self.cx.account, records).await?;
        Ok(())
    }

    async fn update(
        &self,
        tx: &mut Tx,
        draft: &Draft,
        record: Uuid,
    ) -> Result<Result<Option<Changed>, Rejection>, Failure> {
        let id = CustomerId::from_uuid(record);
        let current = match customers::lock_live(tx, self.cx, id).await {
            Ok(customer) => customer,
            Err(Failure::Refused(
                Refusal::CustomerDeleted(_) | Refusal::CustomerMerged { .. } | Refusal::NotFound(_),
            )) => {
                return Ok(Err(draft.row.reject("external_ref", "import-customer-deleted")));
            }
            Err(other) => return Err(other),
        };
        let Ok(next) = current.changed(self.cx, &draft.changes) else {
            return Ok(Err(draft.row.reject("", "import-no-valid-customer")));
        };
        if next.facts() == current.facts() {
            return Ok(Ok(None));
        }
        customers::put(tx, self.cx.account, &next).await?;
        self.note(tx, "customer.updated_by_import", id).await?;
        Ok(Ok(Some(Changed::new(record, next.version, &current.facts())?)))
    }
}

impl Customers<'_> {
    /// Says of a customer again what was said before the import changed it. The caller has locked it.
    pub async fn put_back(&self, tx: &mut Tx, record: Uuid, facts: &str) -> Result<(), Failure> {
        let (cx, id) = (self.cx, CustomerId::from_uuid(record));
        if let Some(current) = customers::find(&mut *tx, cx.account, id).await? {
            customers::put(tx, cx.account, &current.saying(cx, importer::facts(facts)?)).await?;
            self.note(tx, "customer.import_change_undone", id).await?;
        }
        Ok(())
    }

    async fn note(&self, tx: &mut Tx, action: &'static str, id: CustomerId) -> Result<(), Failure> {
        customers::announce(tx, self.cx, id);
        audit::record(tx, self.cx, self.entry(action, id)).await?;
        Ok(())
    }

    fn entry(&self, action: &'static str, id: CustomerId) -> Entry {
        let entry = Entry::of(action, RecordKind::Customer, id.uuid(), Some(id));
        entry.with(importer::audited(self.import))
    }
}

/// What a customer is recognised by.
type Known = BTreeMap<(Likeness, String), CustomerId>;

/// What the suppression list may know of whoever a row is about.
fn contacts(draft: &Draft) -> Vec<Contact> {
    suppressions::contacts(draft.customer.email.as_deref(), draft.customer.phone.as_deref())
}

fn likenesses(draft: &Draft) -> Vec<(Likeness, String)> {
    let customer = &draft.customer;
    let named = |(likeness, text): (Likeness, String)| (likeness, format!("{text} {}", customer.name_key));
    let reference = draft.external_ref.clone().map(|reference| (Likeness::ExternalRef, reference));
    let email = customer.email.as_deref().map(|email| named((Likeness::Email, text::fold(email))));
    let phone = customer.phone.as_deref().map(|phone| named((Likeness::Phone, text::digits(phone))));
    [reference, email, phone].into_iter().flatten().collect()
}
