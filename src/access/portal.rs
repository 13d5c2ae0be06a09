//! The portal's front door: a mailed link that works once, and sessions that are rows.
//!
//! Asking for a link only leaves a task in the outbox, the same for everybody: whether the address belongs to a customer
//! is looked up after the answer, so neither its text nor its time tells. The link's token is made when the letter is
//! written, so that nothing but its hash is ever stored.

use std::net::IpAddr;

use serde_json::json;
use sqlx::FromRow;

use super::jwt::{self, AccessToken, Audience};
use super::sessions::{named_account, too_many};
use super::{PortalPrincipal, Principal, Secret};
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::changes::Change;
use crate::clock::Timestamp;
use crate::customers;
use crate::db::{Exec, Tx};
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::ids::{AccountId, CustomerId, PortalSessionId};
use crate::jobs::outbox::{self, Task};
use crate::terms::{Lang, RecordKind};
use crate::{in_tx, sql, text};

/// A customer's session in the portal.
#[derive(Clone, Debug, FromRow)]
pub struct PortalSession {
    pub id: PortalSessionId,
    pub created_at: Timestamp,
    /// To the minute.
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A session that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    pub access: AccessToken,
    pub who: PortalPrincipal,
}

/// A link to mail to a customer, at the address that the account has of them.
#[derive(Debug)]
pub struct Link {
    pub email: String,
    pub url: String,
}

/// Asks for a link by mail.
///
/// # Errors
/// [`Refusal::RateLimited`], for customers and strangers alike.
pub async fn request_link(app: &App, peer: Option<IpAddr>, account: &str, email: &str) -> Outcome<()> {
    app.limits.portal_link(peer, account, email).map_err(too_many)?;
    let (Some(account), Ok(email)) = (named_account(app, account).await?, text::email("email", email)) else {
        return Ok(());
    };
    let task = Task::PortalLink { email_key: text::fold(&email) };
    in_tx!(app, |tx| {
        outbox::enqueue(app, tx, account.id, &task).await?;
        Ok(())
    })
}

#[derive(FromRow)]
struct Addressee {
    id: CustomerId,
    email: String,
}

/// The most customers of one account who share an address and get a link each: a family, say.
const MAX_ADDRESSEES: usize = 5;

/// Makes a link for each live customer with an address; none for a stranger's. `email_key` is folded.
///
/// # Errors
/// [`Failure::Fault`] alone.
pub async fn make_links(app: &App, account: AccountId, email_key: &str) -> Outcome<Vec<Link>> {
    let cx = Cx::system(app, account);
    in_tx!(app, |tx| {
        let addressees: Vec<Addressee> = sql!(
            "select id, email from customers where account_id = $1 and email_key = $2 and lifecycle = 'ACTIVE'
             and email is not null order by id [lock:for key share]"
        )
        .bind(account)
        .bind(email_key)
        .all(&mut *tx)
        .await?;
        let mut links = Vec::new();
        for addressee in addressees.into_iter().take(MAX_ADDRESSEES) {
            let token = insert_link(&cx, tx, addressee.id).await?;
            let url = format!("{}/portal/sign-in#token={}", app.settings.public_url, token.reveal());
            links.push(Link { email: addressee.email, url });
        }
        Ok(links)
    })
}

async fn insert_link(cx: &Cx, tx: &mut Tx, customer: CustomerId) -> Outcome<Secret> {
    let token = Secret::fresh(&cx.app, Secret::PORTAL_LINK, cx.account);
    sql!(
        "insert into portal_links (account_id, hash, customer_id, created_at, expires_at) values ($1, $2, $3, $4, $5)"
    )
    .bind(cx.account)
    .bind(token.hash())
    .bind(customer)
    .bind(cx.now())
    .bind(cx.now() + cx.settings.portal_link)
    .run(&mut *tx)
    .await?;
    customers::announce(tx, cx, customer);
    let entry = Entry::of("portal.link_requested", RecordKind::Customer, customer.uuid(), Some(customer));
    audit::record(tx, cx, entry).await?;
    Ok(token)
}

/// Trades a mailed link's token for a session. The customer is locked first: a delete that comes in between either
/// sees the session and ends it, or is seen here.
///
/// # Errors
/// [`Refusal::SignInRejected`] when the token is unknown, used or expired, or the customer is not live.
pub async fn sign_in(app: &App, token: &str) -> Outcome<Opened> {
    let secret = Secret::parse(Secret::PORTAL_LINK, token).ok_or(Refusal::SignInRejected)?;
    let account = secret.account();
    let cx = Cx { app: app.clone(), who: Principal::Anonymous, account, lang: Lang::En };
    in_tx!(app, |tx| {
        let customer = customer_of(tx, &secret).await?.ok_or(Refusal::SignInRejected)?;
        hold(&cx, tx, customer).await?;
        consume(&cx, tx, &secret).await?;
        let who = PortalPrincipal { account, customer, session: app.id() };
        insert_session(&cx, tx, &who).await?;
        let subject = (customer.uuid(), who.session.uuid());
        let access = jwt::issue(app, Audience::Portal, account, subject, app.settings.portal_session)?;
        Ok(Opened { access, who })
    })
}

async fn customer_of(tx: &mut Tx, secret: &Secret) -> Result<Option<CustomerId>, Fault> {
    let owner = sql!("select customer_id from portal_links where account_id = $1 and hash = $2");
    owner.bind(secret.account()).bind(secret.hash()).scalar(tx).await
}

async fn hold(cx: &Cx, tx: &mut Tx, customer: CustomerId) -> Outcome<()> {
    match customers::hold(tx, cx, customer).await {
        Ok(_) => Ok(()),
        Err(Failure::Refused(_)) => Err(Refusal::SignInRejected.into()),
        Err(fault) => Err(fault),
    }
}

async fn consume(cx: &Cx, tx: &mut Tx, secret: &Secret) -> Outcome<()> {
    let consumed = sql!(
        "update portal_links set consumed_at = $3
         where account_id = $1 and hash = $2 and consumed_at is null and expires_at > $3"
    );
    match consumed.bind(cx.account).bind(secret.hash()).bind(cx.now()).run(tx).await? {
        1 => Ok(()),
        _ => Err(Refusal::SignInRejected.into()),
    }
}

async fn insert_session(cx: &Cx, tx: &mut Tx, who: &PortalPrincipal) -> Outcome<()> {
    sql!(
        "insert into portal_sessions (account_id, id, customer_id, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, $4, $5)"
    )
    .bind(who.account)
    .bind(who.session)
    .bind(who.customer)
    .bind(cx.now())
    .bind(cx.now() + cx.settings.portal_session)
    .run(&mut *tx)
    .await?;
    customers::announce(tx, cx, who.customer);
    tx.announce(Change::Access { account: who.account.uuid() });
    let entry = Entry::of("portal.signed_in", RecordKind::PortalSession, who.session.uuid(), Some(who.customer));
    let by = Principal::Portal(who.clone()).actor();
    audit::record_by(tx, cx, by, entry.with(json!({}))).await?;
    Ok(())
}

/// Ends the links to sign in with that were mailed to a customer. The caller holds the customer.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn end_links(tx: &mut Tx, cx: &Cx, customer: CustomerId) -> Result<u64, Fault> {
    let ended = sql!(
        "update portal_links set consumed_at = $3 where account_id = $1 and customer_id = $2 and consumed_at is null"
    );
    ended.bind(cx.account).bind(customer).bind(cx.now()).run(tx).await
}

/// The session that asks.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn session(on: impl Into<Exec<'_>>, who: &PortalPrincipal) -> Result<Option<PortalSession>, Fault> {
    sql!("select id, created_at, last_seen_at, expires_at from portal_sessions where account_id = $1 and id = $2")
        .bind(who.account)
        .bind(who.session)
        .optional(on)
        .await
}

/// How a customer reaches the portal, for staff.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PortalAccess {
    /// Sessions that are open now.
    pub live_sessions: i64,
    pub last_seen_at: Option<Timestamp>,
    /// When a link was last mailed.
    pub invited_at: Option<Timestamp>,
}

/// How a customer reaches the portal.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn access_of(cx: &Cx, customer: CustomerId) -> Result<PortalAccess, Fault> {
    sql!(
        "select (select count(*) from portal_sessions where account_id = $1 and customer_id = $2
                and ended_at is null and expires_at > $3) as live_sessions,
            (select max(last_seen_at) from portal_sessions where account_id = $1 and customer_id = $2) as last_seen_at,
            (select max(created_at) from portal_links where account_id = $1 and customer_id = $2) as invited_at"
    )
    .bind(cx.account)
    .bind(customer)
    .bind(cx.now())
    .one(&cx.db)
    .await
}
