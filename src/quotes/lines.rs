//! The lines of a quote: services at what they cost now or as said, and whatever else.

use std::collections::HashMap;

use iso_currency::Currency;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::offered;
use crate::app::Cx;
use crate::db::{Exec, Tx};
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AccountId, QuoteId, QuoteLineId, ServiceId};
use crate::lines::{self, NewLine, Priced};
use crate::money::Amount;
use crate::services::Service;
use crate::sql;
use crate::terms::RecordKind;

/// The most lines of a quote: as many services as a booking has at most.
const MAX_LINES: usize = 50;

/// A line of a quote.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct QuoteLine {
    pub quote_id: QuoteId,
    pub id: QuoteLineId,
    /// Counts from 1.
    pub position: i64,
    /// The service that it is for.
    pub service_id: Option<ServiceId>,
    pub description: String,
    /// In thousandths.
    pub quantity_milli: i64,
    pub unit_minor: i64,
    /// Quantity times unit price, rounded half away from zero.
    pub amount_minor: i64,
}

/// A line to write.
#[derive(Clone, Debug)]
pub struct NewQuoteLine {
    pub service: Option<String>,
    /// The service's name when left out.
    pub description: Option<String>,
    pub quantity: Decimal,
    /// The service's price when left out.
    pub unit_price: Option<Decimal>,
}

/// Lines that were checked, and what they come to.
#[derive(Debug)]
pub(super) struct Checked {
    pub lines: Vec<QuoteLine>,
    pub total_minor: i64,
}

/// Checks lines of a quote.
///
/// # Errors
/// [`Refusal::NotFound`] for a service, [`Refusal::InvalidInput`] that names the line's field: `lines.0.quantity`.
pub(super) async fn check(
    tx: &mut Tx,
    cx: &Cx,
    quote: QuoteId,
    new: &[NewQuoteLine],
    currency: Currency,
) -> Outcome<Checked> {
    if new.len() > MAX_LINES {
        return Err(FieldProblem::new("lines", Problem::TooMany { max: MAX_LINES }).into());
    }
    let ids = new.iter().map(|line| line.service_id(cx)).collect::<Result<Vec<_>, _>>()?;
    let services = offered::services(tx, cx.account, ids.iter().flatten().copied()).await?;
    let mut plain = Vec::with_capacity(new.len());
    for (at, (line, id)) in new.iter().zip(&ids).enumerate() {
        plain.push(line.filled_in(at, service(&services, *id)?, currency)?);
    }
    let sum = lines::price(&plain, currency)?;
    let lines = sum.lines.into_iter().zip(ids).map(|(line, service)| QuoteLine::new(cx, quote, service, line));
    Ok(Checked { lines: lines.collect(), total_minor: sum.total_minor })
}

fn service(services: &HashMap<ServiceId, Service>, id: Option<ServiceId>) -> Result<Option<&Service>, Refusal> {
    let Some(id) = id else { return Ok(None) };
    services.get(&id).map(Some).ok_or(Refusal::NotFound(RecordKind::Service))
}

impl NewQuoteLine {
    fn service_id(&self, cx: &Cx) -> Result<Option<ServiceId>, Refusal> {
        self.service.as_deref().map(|id| cx.parse(RecordKind::Service, id)).transpose()
    }

    /// The line with what is left out taken from its service.
    fn filled_in(&self, at: usize, service: Option<&Service>, currency: Currency) -> Result<NewLine, FieldProblem> {
        let problem = |name: &str, problem| FieldProblem::new(format!("lines.{at}.{name}"), problem);
        if service.is_some_and(|service| service.archived_at.is_some()) {
            return Err(problem("serviceId", Problem::NotAllowed { because: "the service is not offered any more" }));
        }
        let description = self.description.clone().or_else(|| service.map(|service| service.name.clone()));
        let unit_price = match (self.unit_price, service) {
            (Some(price), _) => price,
            (None, None) => return Err(problem("unitPrice", Problem::Required)),
            (None, Some(service)) if service.currency == currency.code() => {
                Amount { minor: service.price_minor, currency }.decimal()
            }
            (None, Some(_)) => {
                let because = "the service is priced in another currency; say a price";
                return Err(problem("unitPrice", Problem::NotAllowed { because }));
            }
        };
        let description = description.ok_or_else(|| problem("description", Problem::Required))?;
        Ok(NewLine { description, quantity: self.quantity, unit_price })
    }
}

impl QuoteLine {
    fn new(cx: &Cx, quote_id: QuoteId, service_id: Option<ServiceId>, line: Priced) -> Self {
        let Priced { position, description, quantity_milli, unit_minor, amount_minor } = line;
        Self { quote_id, id: cx.id(), position, service_id, description, quantity_milli, unit_minor, amount_minor }
    }
}

/// The lines of several quotes, each quote's in their order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn lines_of(on: impl Into<Exec<'_>>, account: AccountId, quotes: Vec<Uuid>) -> Result<Vec<QuoteLine>, Fault> {
    sql!(
        "select quote_id, id, position, service_id, description, quantity_milli, unit_minor, amount_minor
         from quote_lines where account_id = $1
            and quote_id [ids:$2]
         order by quote_id, position"
    )
    .bind(account)
    .bind(quotes)
    .all(on)
    .await
}
