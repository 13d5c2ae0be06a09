//! What stands in the way of a delete, with what people need to settle it (E7, E8).

use iso_currency::Currency;

use super::plan::Plan;
use crate::clock::Timestamp;
use crate::db::{Exec, Query};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, VehicleId};
use crate::money::Amount;
use crate::records::record;
use crate::sql;
use crate::terms::{RecordKind, Resolution};

/// Open records of one kind that block.
#[derive(Clone, Debug)]
pub struct Blocker {
    pub kind: RecordKind,
    pub count: i64,
    /// Of work orders: how many are on which vehicle.
    pub by_vehicle: Vec<VehicleCount>,
    /// Of invoices: what is owed; of quotes: what is offered. By currency.
    pub totals: Vec<Amount>,
    /// Of bookings: when the first begins.
    pub next_starts_at: Option<Timestamp>,
}

/// How many of the blocking records are on one vehicle.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct VehicleCount {
    pub vehicle_id: VehicleId,
    pub plate: Option<String>,
    pub count: i64,
}

impl Blocker {
    /// What may settle it.
    pub fn resolutions(&self) -> Vec<Resolution> {
        let open = record(self.kind).and_then(|record| record.open.as_ref());
        open.map(|open| open.resolutions.iter().map(|(resolution, _)| *resolution).collect()).unwrap_or_default()
    }
}

impl Plan {
    /// What blocks, in detail.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn blockers(&self, on: impl Into<Exec<'_>>, account: AccountId) -> Result<Vec<Blocker>, Fault> {
        let mut on = on.into();
        let mut blockers = Vec::new();
        for (kind, count) in self.blocking() {
            let mut blocker = Blocker { kind, count, by_vehicle: Vec::new(), totals: Vec::new(), next_starts_at: None };
            match kind {
                RecordKind::WorkOrder => {
                    blocker.by_vehicle = by_vehicle(on.reborrow(), account, self.customer.id).await?
                }
                RecordKind::Invoice => blocker.totals = owed(on.reborrow(), account, self.customer.id).await?,
                RecordKind::Quote => blocker.totals = offered(on.reborrow(), account, self.customer.id).await?,
                RecordKind::Booking => {
                    blocker.next_starts_at = next_start(on.reborrow(), account, self.customer.id).await?;
                }
                _ => {}
            }
            blockers.push(blocker);
        }
        Ok(blockers)
    }
}

async fn by_vehicle(on: impl Into<Exec<'_>>, account: AccountId, id: CustomerId) -> Result<Vec<VehicleCount>, Fault> {
    sql!(
        "select vehicle_id, max(plate) as plate, count(*) as count from work_orders
         where account_id = $1 and open_customer_id = $2 and vehicle_id is not null
         group by vehicle_id order by count(*) desc, max(plate)"
    )
    .bind(account)
    .bind(id)
    .all(on)
    .await
}

async fn owed(on: impl Into<Exec<'_>>, account: AccountId, id: CustomerId) -> Result<Vec<Amount>, Fault> {
    let rows: Vec<(String, i64)> = sql!(
        "select currency, cast(sum(total_minor - paid_minor) as bigint) from invoices
         where account_id = $1 and open_customer_id = $2 and state = 'ISSUED' group by currency order by currency"
    )
    .bind(account)
    .bind(id)
    .all(on)
    .await?;
    Ok(amounts(rows))
}

async fn offered(on: impl Into<Exec<'_>>, account: AccountId, id: CustomerId) -> Result<Vec<Amount>, Fault> {
    let rows: Vec<(String, i64)> = sql!(
        "select currency, cast(sum(total_minor) as bigint) from quotes
         where account_id = $1 and open_customer_id = $2 group by currency order by currency"
    )
    .bind(account)
    .bind(id)
    .all(on)
    .await?;
    Ok(amounts(rows))
}

fn amounts(rows: Vec<(String, i64)>) -> Vec<Amount> {
    rows.into_iter().filter_map(|(code, minor)| Some(Amount { minor, currency: Currency::from_code(&code)? })).collect()
}

async fn next_start(on: impl Into<Exec<'_>>, account: AccountId, id: CustomerId) -> Result<Option<Timestamp>, Fault> {
    let first = sql!(
        "select starts_at from bookings where account_id = $1 and open_customer_id = $2 order by starts_at limit 1"
    );
    first.bind(account).bind(id).scalar(on).await
}

/// Whether something was already paid on an open invoice, which then cannot be voided.
pub(super) async fn partly_paid(on: impl Into<Exec<'_>>, account: AccountId, id: CustomerId) -> Result<bool, Fault> {
    let query: Query = sql!(
        "select count(*) from invoices
         where account_id = $1 and open_customer_id = $2 and state = 'ISSUED' and paid_minor > 0"
    )
    .bind(account)
    .bind(id);
    Ok(query.scalar::<i64>(on).await?.unwrap_or(0) > 0)
}
