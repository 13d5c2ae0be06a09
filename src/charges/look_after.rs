//! Charges whose end is not known: after a crash, a lost answer, or while the bank takes its time, the provider is asked.

use std::time::Duration as Pause;

use chrono::Duration;
use sqlx::FromRow;

use super::{Charge, ChargeState, settle, store};
use crate::app::{App, Cx};
use crate::error::{Failure, Fault};
use crate::ids::{AccountId, ChargeId};
use crate::payment_providers::{ChargeOutcome, ProviderError, Taken};

/// How long a charge may wait for the customer or the bank; then it is called off.
const PATIENCE: Duration = Duration::hours(24);
/// A request that may still be under way is not asked after.
const UNDER_WAY: Pause = Pause::from_secs(60);

#[derive(FromRow)]
pub(super) struct Waiting {
    pub account_id: AccountId,
    pub id: ChargeId,
}

/// Asks the provider what became of charges that have been pending for more than a minute, each after pauses that grow
/// with its age. How many were asked after.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn look_after(app: &App) -> Result<usize, Fault> {
    let under_way = UNDER_WAY.max(3 * app.settings.payment_timeout);
    let mut asked = 0;
    for waiting in store::waiting(&app.db, app.payments.name(), app.now() - under_way).await? {
        let cx = Cx::system(app, waiting.account_id);
        let Some(charge) = store::find(&app.db, cx.account, waiting.id).await? else { continue };
        if charge.state != ChargeState::Pending || cx.now() - charge.updated_at < charge.updated_at - charge.created_at
        {
            continue;
        }
        asked += 1;
        match ask(&cx, &charge).await {
            Ok(taken) => match settle(&cx, charge.id, &taken).await {
                Ok(_) => {}
                Err(Failure::Fault(fault)) => return Err(fault),
                Err(Failure::Refused(refusal)) => return Err(Fault::bug(format!("settling a charge: {refusal:?}"))),
            },
            Err(Failed::Provider(error)) => {
                tracing::warn!(charge = %charge.id, %error, "it is still not known what became of a charge");
                store::touch(app, cx.account, charge.id).await?;
            }
            Err(Failed::Database(fault)) => return Err(fault),
        }
    }
    Ok(asked)
}

enum Failed {
    Provider(ProviderError),
    Database(Fault),
}

impl From<ProviderError> for Failed {
    fn from(error: ProviderError) -> Self {
        Self::Provider(error)
    }
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Database(fault)
    }
}

/// What the provider never heard of by now, it will not hear of.
async fn ask(cx: &Cx, charge: &Charge) -> Result<Taken, Failed> {
    let failed = |code: &str| Taken { reference: None, outcome: ChargeOutcome::Failed(code.to_owned()) };
    let Some(taken) = cx.payments.find_charge(&charge.as_asked(cx).await?).await? else {
        return Ok(failed("not_received"));
    };
    let overdue = taken.outcome == ChargeOutcome::Pending && cx.now() - charge.created_at > PATIENCE;
    match &taken.reference {
        Some(reference) if overdue => Ok(cx.payments.call_off(reference).await?),
        _ => Ok(taken),
    }
}
