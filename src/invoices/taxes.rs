//! Tax on the lines of an invoice. It is within their prices: for each rate it is taken out of what the rate's lines come
//! to together, and rounded there.

use std::collections::HashMap;

use super::lines::{Line, TaxedLine};
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AccountId, ServiceId, TaxRateId};
use crate::services;
use crate::tax_rates::{self, TaxRate, tax_within};
use crate::terms::RecordKind;

/// The tax of one rate on an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxTotal {
    pub name: String,
    /// In hundredths of a per cent.
    pub basis_points: i64,
    /// What the lines of the rate come to, with tax.
    pub gross_minor: i64,
    /// The tax within that.
    pub tax_minor: i64,
}

/// The tax on lines by rate, the highest first.
pub fn tax_totals(lines: &[Line]) -> Vec<TaxTotal> {
    let mut totals: Vec<TaxTotal> = Vec::new();
    for line in lines {
        let Some(name) = &line.tax_name else { continue };
        let same = |total: &&mut TaxTotal| total.name == *name && total.basis_points == line.tax_basis_points;
        match totals.iter_mut().find(same) {
            Some(total) => total.gross_minor += line.amount_minor,
            None => totals.push(TaxTotal {
                name: name.clone(),
                basis_points: line.tax_basis_points,
                gross_minor: line.amount_minor,
                tax_minor: 0,
            }),
        }
    }
    for total in &mut totals {
        total.tax_minor = tax_within(total.gross_minor, total.basis_points);
    }
    totals.sort_by(|one, other| (other.basis_points, &one.name).cmp(&(one.basis_points, &other.name)));
    totals
}

/// The services and rates that lines name.
pub(super) struct Rates {
    /// Each with its tax rate.
    services: HashMap<ServiceId, Option<TaxRateId>>,
    rates: HashMap<TaxRateId, TaxRate>,
}

impl Rates {
    /// Reads what lines name.
    pub(super) async fn of(tx: &mut Tx, account: AccountId, lines: &[TaxedLine]) -> Result<Self, Fault> {
        let named = lines.iter().filter_map(|line| line.service.as_deref()?.parse().ok());
        let named = named.map(|id: ServiceId| id.uuid()).collect();
        let services = services::by_ids(&mut *tx, account, named).await?;
        let services: HashMap<_, _> = services.into_iter().map(|service| (service.id, service.tax_rate_id)).collect();
        let named = lines.iter().filter_map(|line| line.tax_rate.as_ref()?.as_deref()?.parse().ok());
        let rates = named.chain(services.values().copied().flatten()).map(|id: TaxRateId| id.uuid()).collect();
        let rates = tax_rates::by_ids(tx, account, rates).await?;
        Ok(Self { services, rates: rates.into_iter().map(|rate| (rate.id, rate)).collect() })
    }

    /// The service and the rate of a line.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a service or rate that is not there, [`Refusal::InvalidInput`] for an archived rate.
    pub(super) fn apply(&self, position: i64, line: &TaxedLine) -> Outcome<(Option<ServiceId>, Option<&TaxRate>)> {
        let service = line.service.as_deref().map(|id| self.service(id)).transpose()?;
        let rate = match &line.tax_rate {
            Some(Some(id)) => Some(self.named(position, id)?),
            Some(None) => None,
            None => service.and_then(|(_, rate)| self.rates.get(&rate?)),
        };
        Ok((service.map(|(id, _)| id), rate))
    }

    fn service(&self, id: &str) -> Result<(ServiceId, Option<TaxRateId>), Refusal> {
        let id: Option<ServiceId> = id.parse().ok();
        let found = id.and_then(|id| Some((id, *self.services.get(&id)?)));
        found.ok_or(Refusal::NotFound(RecordKind::Service))
    }

    fn named(&self, position: i64, id: &str) -> Result<&TaxRate, Refusal> {
        let id: Option<TaxRateId> = id.parse().ok();
        let rate = id.and_then(|id| self.rates.get(&id)).ok_or(Refusal::NotFound(RecordKind::TaxRate))?;
        if rate.archived_at.is_some() {
            let field = format!("lines.{}.taxRateId", position - 1);
            return Err(FieldProblem::new(field, Problem::NotAllowed { because: "the tax rate is archived" }).into());
        }
        Ok(rate)
    }
}
