//! Reading a customer and an address from a row.

use super::{Address, Draft};
use crate::app::Cx;
use crate::customers::{Customer, CustomerDraft, CustomerKind};
use crate::error::{FieldProblem, Problem, Refusal};
use crate::import::values::{Cells, country};
use crate::import::{Rejection, Row};
use crate::text;

/// A customer that can be, or everything that is wrong with the row.
pub(super) fn customer(cx: &Cx, row: &Row) -> Result<Draft, Vec<Rejection>> {
    let mut cells = Cells::of(row);
    let external_ref = cells.optional("external_ref", |field, cell| text::line(field, cell, 100));
    let kind = cells.optional("kind", kind);
    let home = address(&mut cells);
    let changes = changes(row, kind);
    let created = CustomerDraft { kind: Some(kind.unwrap_or_else(|| kind_by_names(row))), ..changes.clone() };
    match Customer::new(cx, &created) {
        Ok(customer) if cells.wrong.is_empty() => Ok(Draft { row: row.clone(), external_ref, customer, changes, home }),
        outcome => {
            if let Err(Refusal::InvalidInput(problems)) = outcome {
                problems.into_iter().for_each(|problem| cells.reject(problem));
            }
            Err(cells.wrong)
        }
    }
}

fn changes(row: &Row, kind: Option<CustomerKind>) -> CustomerDraft {
    let own = |field: &str| row.get(field).map(|cell| Some(cell.to_owned()));
    CustomerDraft {
        kind,
        given_name: own("given_name"),
        family_name: own("family_name"),
        company_name: own("company_name"),
        email: own("email"),
        phone: own("phone"),
    }
}

fn kind_by_names(row: &Row) -> CustomerKind {
    let named = row.get("given_name").or(row.get("family_name")).is_some();
    if row.get("company_name").is_some() && !named { CustomerKind::Business } else { CustomerKind::Person }
}

fn address(cells: &mut Cells<'_>) -> Option<Address> {
    let mut line = |field, max| cells.optional(field, |field, cell| text::line(field, cell, max));
    let (line1, line2, city, region) = (line("line1", 120), line("line2", 120), line("city", 80), line("region", 80));
    let postcode = line("postcode", 16);
    let country = cells.optional("country", country);
    Some(Address { line1: line1?, line2, city, region, postcode, country })
}

fn kind(field: &str, cell: &str) -> Result<CustomerKind, FieldProblem> {
    let expected = "expected-customer-kind";
    cell.to_uppercase().parse().map_err(|_| FieldProblem::new(field, Problem::Malformed { expected }))
}
