//! Giving money back at the provider, once a refund is recorded.

use super::{ChargeState, store};
use crate::app::App;
use crate::error::Fault;
use crate::ids::{AccountId, ChargeId, RefundId};
use crate::payment_providers::{NewRefund, ProviderError};

/// Why money was not given back.
#[derive(Debug)]
pub enum NotGivenBack {
    Provider(ProviderError),
    Fault(Fault),
}

impl From<Fault> for NotGivenBack {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Gives money of a charge back, once however often it is asked for.
///
/// # Errors
/// [`NotGivenBack`].
pub async fn give_back(
    app: &App,
    account: AccountId,
    charge: ChargeId,
    refund: RefundId,
    minor: i64,
) -> Result<(), NotGivenBack> {
    let gone = || Fault::bug("a refund is of a charge that took nothing");
    let charge = store::find(&app.db, account, charge).await?.filter(|its| its.state == ChargeState::Succeeded);
    let charge = charge.ok_or_else(gone)?;
    if charge.provider != app.payments.name() {
        return Err(NotGivenBack::Provider(ProviderError::Refused(String::from("another_provider"))));
    }
    let amount = charge.amount(minor)?;
    let reference = charge.provider_ref.ok_or_else(gone)?;
    app.payments.refund(&NewRefund { refund, reference, amount }).await.map_err(NotGivenBack::Provider)
}
