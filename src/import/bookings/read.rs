//! Reading a booking from a row.

use chrono::{DateTime, NaiveDateTime, TimeZone as _};

use super::{Draft, names};
use crate::accounts::Account;
use crate::bookings::BookingState;
use crate::clock::Timestamp;
use crate::error::{FieldProblem, Problem};
use crate::import::owner::Owner;
use crate::import::values::{Cells, amount};
use crate::import::{Rejection, Row};
use crate::{money, text};

/// A booking that can be, or everything that is wrong with the row.
pub(super) fn booking(account: &Account, row: &Row) -> Result<Draft, Vec<Rejection>> {
    let mut cells = Cells::of(row);
    let line = |max| move |field: &str, cell: &str| text::line(field, cell, max);
    let time = |field: &str, cell: &str| moment(account, field, cell);
    let external_ref = cells.required("external_ref", line(100));
    let owner = Owner::of(&mut cells);
    let starts_at = cells.required("starts_at", time);
    let ends_at = cells.optional("ends_at", time);
    let services = cells.required("services", line(2_000)).map(|cell| names(&cell));
    let provider = cells.optional("provider", line(120)).map(|name| text::fold(&name));
    let currency = money::currency("price", &account.currency);
    let price_minor = cells.optional("price", |field, cell| amount(currency?, 0)(field, cell));
    let state = cells.optional("state", state);
    let location = cells.optional("location", |field, cell| text::paragraph(field, cell, 500));
    let note = cells.optional("note", |field, cell| text::paragraph(field, cell, 10_000));
    match (external_ref, owner, starts_at, services) {
        (Some(external_ref), Some(owner), Some(starts_at), Some(services)) if cells.wrong.is_empty() => {
            let row = row.clone();
            Ok(Draft {
                row,
                external_ref,
                owner,
                starts_at,
                ends_at,
                services,
                provider,
                price_minor,
                state,
                location,
                note,
            })
        }
        _ => Err(cells.wrong),
    }
}

/// A moment: with an offset, or by the account's clocks.
fn moment(account: &Account, field: &str, cell: &str) -> Result<Timestamp, FieldProblem> {
    if let Ok(at) = DateTime::parse_from_rfc3339(&cell.replacen(' ', "T", 1)) {
        return Ok(at.to_utc());
    }
    let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
    let local = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(cell, form).ok());
    let expected = "expected-time";
    local
        .and_then(|local| account.zone().from_local_datetime(&local).single())
        .map(|at| at.to_utc())
        .ok_or_else(|| FieldProblem::new(field, Problem::Malformed { expected }))
}

fn state(field: &str, cell: &str) -> Result<BookingState, FieldProblem> {
    let expected = "expected-booking-state";
    let spelled = cell.to_uppercase().replace([' ', '-'], "_");
    spelled.parse().map_err(|_| FieldProblem::new(field, Problem::Malformed { expected }))
}
