//! What providers hear of a delete that cancels bookings, and of its undo.

use super::deletions::Deletion;
use crate::app::Cx;
use crate::db::Tx;
use crate::error::Fault;
use crate::notifications::{self, ProviderNews};
use crate::terms::{EffectAction, RecordKind};

/// Leaves letters for the providers of the bookings that a deletion cancelled, if it did cancel any.
pub(super) async fn tell_providers(tx: &mut Tx, cx: &Cx, deletion: &Deletion, news: ProviderNews) -> Result<(), Fault> {
    let cancelled = (RecordKind::Booking, EffectAction::Cancel);
    if deletion.effects()?.iter().any(|effect| (effect.kind, effect.action) == cancelled) {
        notifications::tell_providers(tx, cx, deletion.id, news).await?;
    }
    Ok(())
}
