//! Customers and where they live, from one file.

use std::collections::BTreeMap;

use super::values::{Cells, country};
use super::{Field, Importer, Mode, Reader, Rejection, Report, Row, Summary, Trouble, Written};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer, CustomerDraft, CustomerKind};
use crate::db::Tx;
use crate::error::{Failure, FieldProblem, Problem, Refusal};
use crate::terms::{Permission, RecordKind};
use crate::{sql, text};

/// What a file of customers can hold. The reference is the other system's: it makes an import safe to repeat.
pub const FIELDS: &[Field] = &[
    Field { name: "external_ref", required: true, also: &["id", "customer_id", "customer_number", "reference"] },
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
pub async fn import(cx: &Cx, rows: Reader, mode: Mode, report: &mut Report) -> Result<Summary, Trouble> {
    cx.require(Permission::CustomersImport)?;
    super::run(cx, &mut Customers { cx }, rows, mode, report).await
}

struct Customers<'c> {
    cx: &'c Cx,
}

struct Draft {
    external_ref: String,
    customer: Customer,
    home: Option<Address>,
}

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

    async fn draft(&mut self, row: &Row) -> Result<Result<Draft, Vec<Rejection>>, Trouble> {
        Ok(read(self.cx, row))
    }

    async fn write(&self, tx: &mut Tx, batch: &[Draft]) -> Result<Written, Failure> {
        let refs = batch.iter().map(|draft| draft.external_ref.clone()).collect();
        let known = customers::external_ids(&mut *tx, self.cx.account, refs).await?;
        let known: std::collections::BTreeSet<_> = known.into_iter().map(|(reference, _)| reference).collect();
        let mut new = BTreeMap::new();
        for draft in batch.iter().filter(|draft| !known.contains(&draft.external_ref)) {
            new.entry(&draft.external_ref).or_insert(draft);
        }
        for draft in new.values() {
            self.insert(tx, draft).await?;
        }
        let added = new.len();
        Ok(Written { added: added as u64, unchanged: (batch.len() - added) as u64, rejected: Vec::new() })
    }
}

impl Customers<'_> {
    async fn insert(&self, tx: &mut Tx, draft: &Draft) -> Result<(), Failure> {
        let (cx, id) = (self.cx, draft.customer.id);
        customers::insert(tx, cx.account, &draft.customer, Some(&draft.external_ref)).await?;
        if let Some(home) = &draft.home {
            insert_address(cx, tx, &draft.customer, home).await?;
        }
        customers::reindex(tx, cx.account, id).await?;
        customers::announce(tx, cx, id);
        audit::record(tx, cx, Entry::of("customer.imported", RecordKind::Customer, id.uuid(), Some(id))).await?;
        Ok(())
    }
}

fn read(cx: &Cx, row: &Row) -> Result<Draft, Vec<Rejection>> {
    let mut cells = Cells::of(row);
    let external_ref = cells.required("external_ref", |field, cell| text::line(field, cell, 100));
    let kind = cells.optional("kind", kind);
    let home = address(&mut cells);
    let own = |field: &str| Some(row.get(field).map(str::to_owned));
    let named = row.get("given_name").or(row.get("family_name")).is_some();
    let company = row.get("company_name").is_some();
    let by_names = if company && !named { CustomerKind::Business } else { CustomerKind::Person };
    let draft = CustomerDraft {
        kind: Some(kind.unwrap_or(by_names)),
        given_name: own("given_name"),
        family_name: own("family_name"),
        company_name: own("company_name"),
        email: own("email"),
        phone: own("phone"),
    };
    match (Customer::new(cx, &draft), external_ref) {
        (Ok(customer), Some(external_ref)) if cells.wrong.is_empty() => Ok(Draft { external_ref, customer, home }),
        (outcome, _) => {
            if let Err(Refusal::InvalidInput(problems)) = outcome {
                problems.into_iter().for_each(|problem| cells.reject(problem));
            }
            Err(cells.wrong)
        }
    }
}

fn address(cells: &mut Cells<'_>) -> Option<Address> {
    let mut line = |field, max| cells.optional(field, |field, cell| text::line(field, cell, max));
    let (line1, line2, city, region) = (line("line1", 120), line("line2", 120), line("city", 80), line("region", 80));
    let postcode = line("postcode", 16);
    let country = cells.optional("country", country);
    Some(Address { line1: line1?, line2, city, region, postcode, country })
}

fn kind(field: &str, cell: &str) -> Result<CustomerKind, FieldProblem> {
    let expected = "PERSON or BUSINESS";
    cell.to_uppercase().parse().map_err(|_| FieldProblem::new(field, Problem::Malformed { expected }))
}

async fn insert_address(cx: &Cx, tx: &mut Tx, customer: &Customer, home: &Address) -> Result<(), Failure> {
    sql!(
        "insert into addresses (account_id, id, customer_id, purpose, line1, line2, city, region, postcode, country,
            version, created_at, updated_at)
         values ($1, $2, $3, 'HOME', $4, $5, $6, $7, $8, $9, 1, $10, $10)"
    )
    .bind(cx.account)
    .bind(cx.id::<crate::ids::AddressKind>())
    .bind(customer.id)
    .bind(home.line1.as_str())
    .bind(home.line2.clone())
    .bind(home.city.clone())
    .bind(home.region.clone())
    .bind(home.postcode.clone())
    .bind(home.country.clone())
    .bind(customer.created_at)
    .run(tx)
    .await?;
    Ok(())
}
