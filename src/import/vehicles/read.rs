//! Reading a vehicle from a row.

use super::Draft;
use crate::app::Cx;
use crate::error::{FieldProblem, Problem, Refusal};
use crate::ids::CustomerId;
use crate::import::owner::Owner;
use crate::import::values::Cells;
use crate::import::{Rejection, Row};
use crate::text;
use crate::vehicles::{Vehicle, VehicleDraft};

/// A vehicle that can be, or everything that is wrong with the row.
pub(super) fn vehicle(cx: &Cx, row: &Row) -> Result<Draft, Vec<Rejection>> {
    let mut cells = Cells::of(row);
    let owner = Owner::of(&mut cells);
    let year = cells.optional("year", year);
    let plate = cells.optional("plate", text::plate);
    let own = |field: &str| row.get(field).map(|cell| Some(cell.to_owned()));
    let changes = VehicleDraft {
        make: row.get("make").map(str::to_owned),
        model: row.get("model").map(str::to_owned),
        year: year.map(Some),
        vin: own("vin"),
        colour: own("colour"),
    };
    // Whose it will be makes no difference to what is checked here.
    match (Vehicle::new(cx, CustomerId::from_uuid(uuid::Uuid::nil()), &changes), owner) {
        (Ok(vehicle), Some(owner)) if cells.wrong.is_empty() => {
            Ok(Draft { row: row.clone(), owner, changes, vin: vehicle.vin, plate })
        }
        (outcome, _) => {
            if let Err(Refusal::InvalidInput(problems)) = outcome {
                problems.into_iter().for_each(|problem| cells.reject(problem));
            }
            Err(cells.wrong)
        }
    }
}

fn year(field: &str, cell: &str) -> Result<i32, FieldProblem> {
    cell.parse().map_err(|_| FieldProblem::new(field, Problem::Malformed { expected: "expected-year" }))
}
