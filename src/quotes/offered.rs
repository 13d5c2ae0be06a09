//! What quotes ask of services and providers.

use std::collections::HashMap;

use crate::app::Cx;
use crate::db::Tx;
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{AccountId, ProviderId, ServiceId};
use crate::providers;
use crate::services::{self, Service};
use crate::terms::RecordKind;

/// Services by their ids, archived ones among them.
pub(super) async fn services(
    tx: &mut Tx,
    account: AccountId,
    ids: impl Iterator<Item = ServiceId>,
) -> Result<HashMap<ServiceId, Service>, Fault> {
    let found = services::by_ids(tx, account, ids.map(ServiceId::uuid).collect()).await?;
    Ok(found.into_iter().map(|service| (service.id, service)).collect())
}

/// A provider who can be proposed.
///
/// # Errors
/// [`Refusal::NotFound`] when there is none, or none any more.
pub(super) async fn provider(tx: &mut Tx, cx: &Cx, id: ProviderId) -> Outcome<ProviderId> {
    let found = providers::find(tx, cx.account, id).await?.filter(|provider| provider.archived_at.is_none());
    Ok(found.ok_or(Refusal::NotFound(RecordKind::Provider))?.id)
}
