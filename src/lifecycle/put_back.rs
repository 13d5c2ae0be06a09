//! What undo and restore share: putting back exactly what a deletion touched.

use super::deletions::{self, Deletion, Effect};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer, CustomerLifecycle};
use crate::db::{Query, Tx};
use crate::error::Fault;
use crate::ids::{DeletionId, RegistrationId};
use crate::records::CATALOGUE;
use crate::sql;
use crate::terms::{EffectAction, RecordKind};

/// A customer that is back.
#[derive(Clone, Debug)]
pub struct Restored {
    pub customer: Customer,
    /// How many records of each kind came back, by what had been done to them.
    pub restored: Vec<Effect>,
    pub not_restored: Vec<NotRestored>,
}

/// A plate that could not come back, because another vehicle has taken it since.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct NotRestored {
    pub registration_id: RegistrationId,
    pub plate: String,
}

/// Puts back what a deletion touched. The customer must be locked.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn put_back(
    tx: &mut Tx,
    cx: &Cx,
    deletion: &Deletion,
    action: &'static str,
    reason: Option<&str>,
) -> Result<Restored, Fault> {
    let (id, now) = (deletion.customer_id, cx.now());
    customers::set_lifecycle(tx, cx.account, id, CustomerLifecycle::Active, None, now).await?;
    for record in CATALOGUE {
        if let Some(text) = record.undo_sql() {
            Query::built(text).bind(cx.account).bind(deletion.id).bind(now).run(&mut *tx).await?;
        }
    }
    let not_restored = not_restored(tx, cx, deletion.id).await?;
    let restored = taken_back(deletion, &not_restored)?;
    deletions::mark_undone(tx, cx.account, deletion.id, cx.who.actor(), now, reason).await?;
    customers::reindex(tx, cx.account, id).await?;
    customers::announce(tx, cx, id);
    let data = serde_json::json!({
        "deletion": deletion.id.to_string(),
        "restored": restored,
        "notRestored": not_restored.iter().map(|each| each.registration_id.to_string()).collect::<Vec<_>>(),
    });
    audit::record(tx, cx, Entry::of(action, RecordKind::Customer, id.uuid(), Some(id)).with(data)).await?;
    let gone = || Fault::bug("a locked customer is not there");
    let customer = customers::find(&mut *tx, cx.account, id).await?.ok_or_else(gone)?;
    Ok(Restored { customer, restored, not_restored })
}

/// What a repeated request is answered: the customer as it is now.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn again(tx: &mut Tx, cx: &Cx, customer: Customer, deletion: &Deletion) -> Result<Restored, Fault> {
    let not_restored = not_restored(tx, cx, deletion.id).await?;
    Ok(Restored { customer, restored: taken_back(deletion, &not_restored)?, not_restored })
}

/// What the deletion had done that is undone: all but what it kept, was paid, or ended for good.
fn taken_back(deletion: &Deletion, not_restored: &[NotRestored]) -> Result<Vec<Effect>, Fault> {
    let stays = [EffectAction::Keep, EffectAction::TakePayment, EffectAction::Revoke];
    let mut effects = deletion.effects()?;
    for effect in &mut effects {
        if effect.kind == RecordKind::Registration {
            effect.count -= i64::try_from(not_restored.len()).unwrap_or(0);
        }
    }
    effects.retain(|effect| effect.count > 0 && !stays.contains(&effect.action));
    Ok(effects)
}

async fn not_restored(tx: &mut Tx, cx: &Cx, deletion: DeletionId) -> Result<Vec<NotRestored>, Fault> {
    sql!(
        "select id as registration_id, plate from registrations where account_id = $1 and deletion_id = $2
         order by plate_key"
    )
    .bind(cx.account)
    .bind(deletion)
    .all(tx)
    .await
}
