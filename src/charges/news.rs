//! News from the payment provider: each piece counts once, and nothing that is news to us is an error.

use super::settle::settle_in;
use super::store;
use crate::access::Principal;
use crate::app::{App, Cx};
use crate::db::Tx;
use crate::error::{Fault, Outcome};
use crate::ids::AccountId;
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
        let charge = ours(tx, &cx, news).await?;
        remember(tx, &cx, news, charge).await?;
        match charge {
            Some(news) => settle_in(tx, &cx, news.charge, &news.taken).await.map(|_| ()),
            None => Ok(()),
        }
    })
}

/// What the news says of a charge of this account.
async fn ours<'n>(tx: &mut Tx, cx: &Cx, news: &'n News) -> Result<Option<&'n ChargeNews>, Fault> {
    let Some(news) = news.charge.as_ref().filter(|news| news.account == cx.account) else { return Ok(None) };
    Ok(store::find(tx, cx.account, news.charge).await?.map(|_| news))
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
async fn remember(tx: &mut Tx, cx: &Cx, news: &News, charge: Option<&ChargeNews>) -> Result<(), Fault> {
    sql!(
        "insert into provider_events (account_id, provider, event_id, kind, charge_id, received_at)
         values ($1, $2, $3, $4, $5, $6)"
    )
    .bind(cx.account)
    .bind(cx.payments.name())
    .bind(&news.id)
    .bind(&news.kind)
    .bind(charge.map(|news| news.charge))
    .bind(cx.now())
    .run(tx)
    .await?;
    Ok(())
}
