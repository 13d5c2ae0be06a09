//! What bundles are made of.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{ServiceKind, store};
use crate::app::Cx;
use crate::db::{Exec, Tx};
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AccountId, ServiceId};
use crate::sql;
use crate::terms::RecordKind;

/// The most services that a bundle is made of.
const MAX_ITEMS: usize = 20;
/// The most of one service within a bundle or a booking.
pub(super) const MAX_QUANTITY: i64 = 100;

/// A service within a bundle.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BundleItem {
    pub bundle_id: ServiceId,
    /// Counts from 1.
    pub position: i64,
    pub service_id: ServiceId,
    pub quantity: i64,
}

/// A service to put into a bundle.
#[derive(Clone, Debug)]
pub struct NewItem {
    pub service: String,
    pub quantity: i64,
}

/// What several bundles are made of, each bundle's items in their order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of_bundles(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    bundles: Vec<Uuid>,
) -> Result<Vec<BundleItem>, Fault> {
    sql!(
        "select bundle_id, position, service_id, quantity from bundle_items
         where account_id = $1 and bundle_id [ids:$2] order by bundle_id, position"
    )
    .bind(account)
    .bind(bundles)
    .all(on)
    .await
}

/// The single services that services and bundles come down to: what somebody must be able to do who does them.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn single_services(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    services: &[ServiceId],
) -> Result<BTreeSet<ServiceId>, Fault> {
    let items = of_bundles(on, account, services.iter().map(|id| id.uuid()).collect()).await?;
    let bundles: BTreeSet<_> = items.iter().map(|item| item.bundle_id).collect();
    let singles = services.iter().filter(|id| !bundles.contains(id)).copied();
    Ok(singles.chain(items.iter().map(|item| item.service_id)).collect())
}

/// Replaces what a bundle is made of.
pub(super) async fn replace(tx: &mut Tx, cx: &Cx, bundle: ServiceId, new: &[NewItem]) -> Outcome<()> {
    let items = check(tx, cx, bundle, new).await?;
    sql!("delete from bundle_items where account_id = $1 and bundle_id = $2")
        .bind(cx.account)
        .bind(bundle)
        .run(&mut *tx)
        .await?;
    for item in items {
        sql!(
            "insert into bundle_items (account_id, bundle_id, position, service_id, quantity)
             values ($1, $2, $3, $4, $5)"
        )
        .bind(cx.account)
        .bind(bundle)
        .bind(item.position)
        .bind(item.service_id)
        .bind(item.quantity)
        .run(&mut *tx)
        .await?;
    }
    Ok(())
}

async fn check(tx: &mut Tx, cx: &Cx, bundle_id: ServiceId, new: &[NewItem]) -> Outcome<Vec<BundleItem>> {
    if new.is_empty() {
        return Err(FieldProblem::new("items", Problem::Required).into());
    }
    if new.len() > MAX_ITEMS {
        return Err(FieldProblem::new("items", Problem::TooMany { max: MAX_ITEMS }).into());
    }
    let mut items: Vec<BundleItem> = Vec::new();
    for (item, position) in new.iter().zip(1..) {
        let field = |name: &str| format!("items.{}.{name}", position - 1);
        quantity(&field("quantity"), item.quantity)?;
        let service_id = cx.parse(RecordKind::Service, &item.service)?;
        let service = store::find(&mut *tx, cx.account, service_id).await?;
        let service = service.ok_or(Refusal::NotFound(RecordKind::Service))?;
        let because = match service {
            _ if items.iter().any(|item| item.service_id == service_id) => "the bundle has this service already",
            service if service.kind == ServiceKind::Bundle => "a bundle is made of single services",
            service if service.archived_at.is_some() => "the service is archived",
            _ => {
                items.push(BundleItem { bundle_id, position, service_id, quantity: item.quantity });
                continue;
            }
        };
        return Err(FieldProblem::new(field("serviceId"), Problem::NotAllowed { because }).into());
    }
    Ok(items)
}

/// Checks how many of a service are wanted.
pub(super) fn quantity(field: &str, quantity: i64) -> Result<(), FieldProblem> {
    if (1..=MAX_QUANTITY).contains(&quantity) {
        Ok(())
    } else {
        Err(FieldProblem::new(field, Problem::OutOfRange { min: 1, max: MAX_QUANTITY }))
    }
}
