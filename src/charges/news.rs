//! News from the payment provider: each piece counts once, and nothing that is news to us is an error.

use super::settle::{is_forgotten, settle_in};
use super::store;
use crate::access::Principal;
use crate::app::{App, Cx};
use crate::db::Tx;
use crate::error::{Fault, Outcome};
use crate::ids::{AccountId, ChargeId};
use crate::in_tx;
use crate::payment_providers::{ChargeNews, News};
use crate::sql;
use crate::terms::{ActorKind, Lang};

/// Takes in news whose signature was checked. What is not about a charge of the account is noted and left.
///
/// # Errors
/// [`Fault`] when the database fails: then the provider is to send it again.
pub async fn hear(app: &App, account: AccountId, news: &News) -> Outcome<()> {
    let who = Principal::Visitor { account, kind: ActorKind::PaymentProvider };
    let cx = Cx { app: app.clone(), who, account, lang: Lang::En };
    in_tx!(app, |tx| {
        if known(tx, &cx, news).await? {
            return Ok(());
        }
        let Some((charge, forgotten)) = ours(tx, &cx, news).await? else {
            return Ok(remember(tx, &cx, news, None).await?);
        };
        remember(tx, &cx, news, Some(charge.charge).filter(|_| !forgotten)).await?;
        settle_in(tx, &cx, charge.charge, &charge.taken).await.map(|_| ())
    })
}

/// What the news says of a charge of this account, and whether its customer is forgotten.
async fn ours<'n>(tx: &mut Tx, cx: &Cx, news: &'n News) -> Result<Option<(&'n ChargeNews, bool)>, Fault> {
    let Some(news) = news.charge.as_ref().filter(|news| news.account == cx.account) else { return Ok(None) };
    let Some(charge) = store::find(&mut *tx, cx.account, news.charge).await? else { return Ok(None) };
    Ok(Some((news, is_forgotten(tx, cx, charge.customer_id).await?)))
}

async fn known(tx: &mut Tx, cx: &Cx, news: &News) -> Result<bool, Fault> {
    let earlier: Option<(String,)> =
        sql!("select kind from provider_events where account_id = $1 and provider = $2 and event_id = $3")
            .bind(cx.account)
            .bind(cx.payments.name())
            .bind(&news.id)
            .optional(tx)
            .await?;
    Ok(earlier.is_some())
}

/// The same news twice at once fails on the primary key, is taken in again, and then is known.
async fn remember(tx: &mut Tx, cx: &Cx, news: &News, charge: Option<ChargeId>) -> Result<(), Fault> {
    sql!(
        "insert into provider_events (account_id, provider, event_id, kind, charge_id, received_at)
         values ($1, $2, $3, $4, $5, $6)"
    )
    .bind(cx.account)
    .bind(cx.payments.name())
    .bind(&news.id)
    .bind(&news.kind)
    .bind(charge)
    .bind(cx.now())
    .run(tx)
    .await?;
    Ok(())
}
