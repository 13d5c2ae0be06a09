//! A customer's new e-mail address: asked for in the portal, and theirs once the link that was mailed there is confirmed.
//! Nothing that anybody is told depends on who else has the address. One change waits at a time: without its row, the
//! link of an earlier one reads like any unknown link.

use std::net::IpAddr;

use chrono::Duration;
use uuid::Uuid;

use super::{Customer, CustomerDraft, hold, lock_live, note, put};
use crate::access::{RetryAt, portal};
use crate::accounts;
use crate::app::{App, Cx};
use crate::db::{Exec, Tx};
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::ids::{AccountId, CustomerId};
use crate::jobs::outbox::{self, Task};
use crate::links::{self, Link, LinkPurpose, NewLink};
use crate::terms::{Lang, RecordKind};
use crate::{in_tx, sql, text};

/// How long the link to confirm a new address works.
pub const EMAIL_CHANGE_MINUTES: i64 = 60;

/// What a link asks to confirm.
#[derive(Clone, Debug)]
pub struct EmailChange {
    pub business_name: String,
    /// The new address.
    pub email: String,
}

/// Asks, for the customer who is signed in to the portal, for a link at a new address. An earlier one ends.
///
/// # Errors
/// [`Refusal::NotFound`] when they were deleted meanwhile, [`Refusal::InvalidInput`], [`Refusal::RateLimited`].
pub async fn request_email_change(cx: &Cx, peer: Option<IpAddr>, email: &str) -> Outcome<()> {
    let customer = cx.who.customer()?;
    let email = text::email("email", email)?;
    cx.limits.email_change(&cx.who, peer, &email).map_err(|RetryAt(retry_at)| Refusal::RateLimited { retry_at })?;
    in_tx!(cx, |tx| {
        lock_live(tx, cx, customer).await?;
        take(tx, cx, customer).await?;
        let change = cx.entropy.uuid_at(cx.now());
        insert(tx, cx, customer, change, &email).await?;
        let task = Task::EmailChange { customer: customer.uuid(), change };
        outbox::enqueue(&cx.app, tx, cx.account, &task).await?;
        note(tx, cx, "customer.email_change_requested", customer).await
    })
}

/// The new address and the link to mail there; none when another was asked for since, or the customer is gone. Links made
/// before for the same change end.
///
/// # Errors
/// [`Failure::Fault`] alone.
pub async fn make_email_change_link(
    app: &App,
    account: AccountId,
    customer: CustomerId,
    change: Uuid,
) -> Outcome<Option<(String, String)>> {
    let cx = Cx::system(app, account);
    in_tx!(app, |tx| {
        match hold(tx, &cx, customer).await {
            Ok(_) => {}
            Err(Failure::Refused(_)) => return Ok(None),
            Err(fault) => return Err(fault),
        }
        let Some(email) = address(&mut *tx, account, change).await? else { return Ok(None) };
        let expires_at = Some(cx.now() + Duration::minutes(EMAIL_CHANGE_MINUTES));
        let new = NewLink { purpose: LinkPurpose::EmailChange, customer: Some(customer), record: change, expires_at };
        Ok(Some((email, links::renew(tx, &cx, new, "email-change").await?)))
    })
}

/// What a link asks to confirm; `None` when it does not work any more.
///
/// # Errors
/// [`Refusal::RateLimited`].
pub async fn email_change(app: &App, peer: Option<IpAddr>, token: &str) -> Outcome<Option<EmailChange>> {
    let Some(link) = find(app, peer, token).await? else { return Ok(None) };
    let Some(email) = address(&app.db, link.account_id, link.record_id).await? else { return Ok(None) };
    let business_name = accounts::get(&app.db, link.account_id).await?.name;
    Ok(Some(EmailChange { business_name, email }))
}

/// Makes the address of a link its customer's, and uses the link up. The old address is told, and what was mailed there to
/// sign in with ends.
///
/// # Errors
/// [`Refusal::NotFound`] when the link does not work any more, [`Refusal::RateLimited`].
pub async fn confirm_email_change(app: &App, (peer, lang): (Option<IpAddr>, Lang), token: &str) -> Outcome<String> {
    let unknown = || Refusal::NotFound(RecordKind::Link);
    let link = find(app, peer, token).await?.ok_or_else(unknown)?;
    let customer = link.customer_id.ok_or_else(unknown)?;
    let cx = link.cx(app, lang);
    in_tx!(app, |tx| {
        let current = lock_live(tx, &cx, customer).await.map_err(|failure| failure.unseen(RecordKind::Link))?;
        links::use_up(tx, &cx, &link).await?;
        let (_, email) = take(tx, &cx, customer).await?.filter(|(id, _)| *id == link.record_id).ok_or_else(unknown)?;
        change(tx, &cx, &current, &email).await?;
        Ok(email)
    })
}

async fn change(tx: &mut Tx, cx: &Cx, current: &Customer, email: &str) -> Outcome<()> {
    let draft = CustomerDraft { email: Some(Some(email.to_owned())), ..CustomerDraft::default() };
    put(tx, cx.account, &current.changed(cx, &draft)?).await?;
    portal::end_links(tx, cx, current.id).await?;
    if let Some(from) = current.email.clone() {
        outbox::enqueue(&cx.app, tx, cx.account, &Task::EmailChanged { from, customer: Some(current.id.uuid()) })
            .await?;
    }
    note(tx, cx, "customer.email_changed", current.id).await
}

async fn find(app: &App, peer: Option<IpAddr>, token: &str) -> Outcome<Option<Link>> {
    app.limits.link(peer).map_err(|RetryAt(retry_at)| Refusal::RateLimited { retry_at })?;
    Ok(links::find(&app.db, LinkPurpose::EmailChange, token, app.now()).await?)
}

async fn address(on: impl Into<Exec<'_>>, account: AccountId, change: Uuid) -> Result<Option<String>, Fault> {
    let address = sql!("select email from email_changes where account_id = $1 and id = $2");
    address.bind(account).bind(change).scalar(on).await
}

/// Takes away the change that a customer waits for.
async fn take(tx: &mut Tx, cx: &Cx, customer: CustomerId) -> Result<Option<(Uuid, String)>, Fault> {
    sql!("delete from email_changes where account_id = $1 and customer_id = $2 returning id, email")
        .bind(cx.account)
        .bind(customer)
        .optional(tx)
        .await
}

async fn insert(tx: &mut Tx, cx: &Cx, customer: CustomerId, change: Uuid, email: &str) -> Result<(), Fault> {
    sql!("insert into email_changes (account_id, id, customer_id, email, requested_at) values ($1, $2, $3, $4, $5)")
        .bind(cx.account)
        .bind(change)
        .bind(customer)
        .bind(email)
        .bind(cx.now())
        .run(tx)
        .await?;
    Ok(())
}
