//! What undo and restore share: putting back exactly what a deletion touched.

use uuid::Uuid;

use super::deletions::{self, Deletion, Effect};
use super::notices;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer, CustomerLifecycle};
use crate::db::{Query, Tx};
use crate::error::Fault;
use crate::ids::{DeletionId, type_id};
use crate::notifications::ProviderNews;
use crate::records::{CATALOGUE, statements};
use crate::terms::{EffectAction, RecordKind};
use crate::webhooks::{self, Event, WebhookEvent};

/// A customer that is back.
#[derive(Clone, Debug)]
pub struct Restored {
    pub customer: Customer,
    /// How many records of each kind came back, by what had been done to them.
    pub restored: Vec<Effect>,
    pub not_restored: Vec<NotRestored>,
}

/// What could not come back, because its place was taken since: a plate by another vehicle, a provider's time by another
/// booking.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct NotRestored {
    pub kind: RecordKind,
    pub id: Uuid,
    /// What people call it: the plate, the booking's number.
    pub label: String,
}

/// Puts back what a deletion touched, and tells so; the audit entry is called as the event. The customer must be locked.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn put_back(
    tx: &mut Tx,
    cx: &Cx,
    deletion: &Deletion,
    event: WebhookEvent,
    reason: Option<&str>,
) -> Result<Restored, Fault> {
    let (id, now) = (deletion.customer_id, cx.now());
    customers::set_lifecycle(tx, cx.account, id, CustomerLifecycle::Active, None, now).await?;
    notices::tell_providers(tx, cx, deletion, ProviderNews::Back).await?;
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
    webhooks::queue(tx, cx, &Event::new(event).of(id).by(deletion.id)).await?;
    let data = serde_json::json!({
        "deletion": deletion.id.to_string(),
        "restored": restored,
        "notRestored": not_restored.iter().map(|each| type_id(each.kind.prefix(), each.id)).collect::<Vec<_>>(),
    });
    audit::record(tx, cx, Entry::of(event.name(), RecordKind::Customer, id.uuid(), Some(id)).with(data)).await?;
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
    effects.retain(|effect| !stays.contains(&effect.action));
    for left in not_restored {
        if let Some(effect) = effects.iter_mut().find(|effect| effect.kind == left.kind && effect.count > 0) {
            effect.count -= 1;
        }
    }
    effects.retain(|effect| effect.count > 0);
    Ok(effects)
}

async fn not_restored(tx: &mut Tx, cx: &Cx, deletion: DeletionId) -> Result<Vec<NotRestored>, Fault> {
    Query::built(statements::LEFT_BEHIND.as_str()).bind(cx.account).bind(deletion).all(tx).await
}
