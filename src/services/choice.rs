//! What somebody chose to have done: services and bundles with how many of each, and what that comes to.

use std::collections::HashMap;

use super::{Service, items, store};
use crate::app::Cx;
use crate::db::Exec;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::ServiceId;
use crate::money::MAX_MINOR;
use crate::terms::RecordKind;

/// The most services that are chosen at once.
const MAX_CHOICES: usize = 20;
/// The longest that all together take: a week.
const MAX_TOTAL_MINUTES: i64 = 10_080;

/// Who chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Staff: everything that is not archived.
    Staff,
    /// Anybody, online: only what is offered there.
    Public,
}

/// A service, as a client names it, and how many of it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct NewChoice {
    pub service: String,
    pub quantity: i64,
}

/// A service and how many of it.
#[derive(Clone, Debug)]
pub struct Choice {
    pub service: Service,
    pub quantity: i64,
}

impl Choice {
    /// What it costs, tax included, in minor units.
    pub fn amount_minor(&self) -> i64 {
        self.service.price_minor.saturating_mul(self.quantity)
    }

    /// How long it takes.
    pub fn minutes(&self) -> i64 {
        self.service.duration_minutes.saturating_mul(self.quantity)
    }
}

/// What choices cost together, tax included, in minor units.
pub fn total_minor(choices: &[Choice]) -> i64 {
    choices.iter().map(Choice::amount_minor).fold(0, i64::saturating_add)
}

/// How long choices take, one after the other.
pub fn total_minutes(choices: &[Choice]) -> i64 {
    choices.iter().map(Choice::minutes).fold(0, i64::saturating_add)
}

/// Looks up what was chosen, in its order: 1 to 20 services. Problems name the field: `services.0.quantity`.
///
/// # Errors
/// [`Refusal::NotFound`] for what there is not, or is not offered to the audience; [`Refusal::InvalidInput`].
pub async fn choose(
    on: impl Into<Exec<'_>>,
    cx: &Cx,
    chosen: &[NewChoice],
    audience: Audience,
) -> Outcome<Vec<Choice>> {
    if chosen.is_empty() {
        return Err(FieldProblem::new("services", Problem::Required).into());
    }
    if chosen.len() > MAX_CHOICES {
        return Err(FieldProblem::new("services", Problem::TooMany { max: MAX_CHOICES }).into());
    }
    let ids = chosen.iter().map(|choice| cx.parse(RecordKind::Service, &choice.service));
    let ids: Vec<ServiceId> = ids.collect::<Result<_, _>>()?;
    let found = store::by_ids(on, cx.account, ids.iter().map(|id| id.uuid()).collect()).await?;
    let found: HashMap<_, _> = found.into_iter().map(|service| (service.id, service)).collect();
    let mut choices = Vec::new();
    for (at, (id, new)) in ids.iter().zip(chosen).enumerate() {
        items::quantity(&format!("services.{at}.quantity"), new.quantity)?;
        let service = found.get(id).filter(|service| offered(service, audience));
        let service = service.ok_or(Refusal::NotFound(RecordKind::Service))?;
        if service.archived_at.is_some() {
            let because = "the service is archived";
            return Err(FieldProblem::new(format!("services.{at}.serviceId"), Problem::NotAllowed { because }).into());
        }
        choices.push(Choice { service: service.clone(), quantity: new.quantity });
    }
    within_bounds(&choices)?;
    Ok(choices)
}

fn offered(service: &Service, audience: Audience) -> bool {
    audience == Audience::Staff || (service.online && service.archived_at.is_none())
}

fn within_bounds(choices: &[Choice]) -> Result<(), FieldProblem> {
    if total_minutes(choices) > MAX_TOTAL_MINUTES {
        let because = "together they take more than a week";
        return Err(FieldProblem::new("services", Problem::NotAllowed { because }));
    }
    if total_minor(choices) > MAX_MINOR {
        return Err(FieldProblem::new("services", Problem::OutOfRange { min: 0, max: MAX_MINOR }));
    }
    Ok(())
}
