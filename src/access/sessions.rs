//! Staff sessions: opened by password, kept alive by refresh tokens that work once each, ended at once.

use std::net::IpAddr;

use serde_json::json;
use sqlx::FromRow;

use super::authenticate::{Session, live_staff};
use super::jwt::{self, AccessToken, Audience};
use super::{Principal, RetryAt, Secret, StaffPrincipal, passwords};
use crate::accounts::{self, Account};
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::changes::Change;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::ids::{AccountId, PortalSessionId, StaffId, StaffSessionId};
use crate::terms::{Lang, RecordKind};
use crate::{in_tx, sql, text};

/// What a member of staff types.
#[derive(Clone)]
pub struct Credentials {
    /// The account's slug.
    pub account: String,
    pub email: String,
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// A session that was opened or refreshed.
#[derive(Clone, Debug)]
pub struct StaffSession {
    pub access: AccessToken,
    pub refresh: Secret,
    pub who: StaffPrincipal,
}

/// Opens a session. Whatever does not fit, the answer is the same and takes as long.
///
/// # Errors
/// [`Refusal::SignInRejected`], [`Refusal::RateLimited`].
pub async fn sign_in(app: &App, peer: Option<IpAddr>, typed: &Credentials) -> Outcome<StaffSession> {
    let email_key = text::fold(&typed.email);
    app.limits.sign_in(peer, &typed.account, &typed.email).map_err(too_many)?;
    let account = named_account(app, &typed.account).await?;
    let found = match &account {
        Some(account) => colleague(app, account.id, &email_key).await?,
        None => None,
    };
    let kept = found.as_ref().map(|found| found.password_hash.clone());
    let fits = passwords::verify(app, &typed.password, kept).await?;
    match (account, found) {
        (Some(account), Some(found)) if fits => open(app, account.id, found.id).await,
        (Some(account), _) => refused(app, account.id).await,
        (None, _) => Err(Refusal::SignInRejected.into()),
    }
}

pub(super) fn too_many(RetryAt(retry_at): RetryAt) -> Refusal {
    Refusal::RateLimited { retry_at }
}

/// The account that somebody named, if there is one.
pub(super) async fn named_account(app: &App, slug: &str) -> Result<Option<Account>, Fault> {
    match text::line("account", slug, 40) {
        Ok(slug) => accounts::by_slug(&app.db, &slug.to_lowercase()).await,
        Err(_) => Ok(None),
    }
}

#[derive(FromRow)]
struct Colleague {
    id: StaffId,
    password_hash: String,
}

async fn colleague(app: &App, account: AccountId, email_key: &str) -> Result<Option<Colleague>, Fault> {
    if email_key.contains('\0') {
        return Ok(None);
    }
    sql!("select id, password_hash from staff where account_id = $1 and email_key = $2 and deactivated_at is null")
        .bind(account)
        .bind(email_key)
        .optional(&app.db)
        .await
}

async fn open(app: &App, account: AccountId, staff: StaffId) -> Outcome<StaffSession> {
    let session = Session { account, staff, id: app.id() };
    in_tx!(app, |tx| {
        sql!(
            "insert into staff_sessions (account_id, id, staff_id, created_at, expires_at)
             values ($1, $2, $3, $4, $5)"
        )
        .bind(account)
        .bind(session.id)
        .bind(staff)
        .bind(app.now())
        .bind(app.now() + app.settings.staff_session)
        .run(&mut *tx)
        .await?;
        let given = give(app, tx, &session).await?;
        let entry = Entry::of("staff.signed_in", RecordKind::Staff, staff.uuid(), None);
        audit::record(tx, &as_staff(app, &given.who), entry.with(json!({ "session": session.id.to_string() }))).await?;
        Ok(given)
    })
}

async fn refused(app: &App, account: AccountId) -> Outcome<StaffSession> {
    let cx = Cx { app: app.clone(), who: Principal::Anonymous, account, lang: Lang::En };
    in_tx!(app, |tx| {
        let entry = Entry { action: "staff.sign_in_refused", record: None, customer: None, data: json!({}) };
        audit::record(tx, &cx, entry).await?;
        Ok::<_, Failure>(())
    })?;
    Err(Refusal::SignInRejected.into())
}

/// Both tokens of a live session.
async fn give(app: &App, tx: &mut Tx, session: &Session) -> Outcome<StaffSession> {
    let who = live_staff(&mut *tx, session, app.now()).await?.ok_or(Refusal::SignInRejected)?;
    let refresh = Secret::fresh(app, Secret::REFRESH, session.account);
    sql!("insert into refresh_tokens (account_id, hash, session_id, issued_at) values ($1, $2, $3, $4)")
        .bind(session.account)
        .bind(refresh.hash())
        .bind(session.id)
        .bind(app.now())
        .run(tx)
        .await?;
    let subject = (session.staff.uuid(), session.id.uuid());
    let access = jwt::issue(app, Audience::Staff, session.account, subject, app.settings.access_token)?;
    Ok(StaffSession { access, refresh, who })
}

#[derive(FromRow)]
struct SessionRow {
    staff_id: StaffId,
    expires_at: Timestamp,
    ended_at: Option<Timestamp>,
}

/// Trades a refresh token for a new pair. A token that comes a second time was copied by somebody: the session ends,
/// whoever of the two is asking.
///
/// # Errors
/// [`Refusal::SignInRejected`].
pub async fn refresh(app: &App, token: &str) -> Outcome<StaffSession> {
    let secret = Secret::parse(Secret::REFRESH, token).ok_or(Refusal::SignInRejected)?;
    let refreshed = in_tx!(app, |tx| {
        let Some(session) = session_of(app, tx, &secret).await? else { return Ok(None) };
        if use_up(app, tx, &secret).await? {
            let until = sql!("update staff_sessions set expires_at = $3 where account_id = $1 and id = $2");
            let expires_at = app.now() + app.settings.staff_session;
            until.bind(session.account).bind(session.id).bind(expires_at).run(&mut *tx).await?;
            return give(app, tx, &session).await.map(Some);
        }
        end(app, tx, session.account, session.id).await?;
        let cx = Cx { app: app.clone(), who: Principal::Anonymous, account: session.account, lang: Lang::En };
        let entry = Entry::of("staff.session_reuse_detected", RecordKind::Staff, session.staff.uuid(), None);
        audit::record(tx, &cx, entry.with(json!({ "session": session.id.to_string() }))).await?;
        Ok(None)
    })?;
    refreshed.ok_or_else(|| Refusal::SignInRejected.into())
}

/// The live session that a refresh token belongs to, locked so that two uses of one token come one after the other.
async fn session_of(app: &App, tx: &mut Tx, secret: &Secret) -> Result<Option<Session>, Fault> {
    let account = secret.account();
    let id: Option<StaffSessionId> = sql!("select session_id from refresh_tokens where account_id = $1 and hash = $2")
        .bind(account)
        .bind(secret.hash())
        .scalar(&mut *tx)
        .await?;
    let Some(id) = id else { return Ok(None) };
    let row: Option<SessionRow> = sql!(
        "select staff_id, expires_at, ended_at from staff_sessions where account_id = $1 and id = $2 [lock:for update]"
    )
    .bind(account)
    .bind(id)
    .optional(tx)
    .await?;
    let live = row.filter(|row| row.ended_at.is_none() && row.expires_at > app.now());
    Ok(live.map(|row| Session { account, staff: row.staff_id, id }))
}

/// Whether the token was still unused.
async fn use_up(app: &App, tx: &mut Tx, secret: &Secret) -> Result<bool, Fault> {
    let used = sql!("update refresh_tokens set used_at = $3 where account_id = $1 and hash = $2 and used_at is null");
    Ok(used.bind(secret.account()).bind(secret.hash()).bind(app.now()).run(tx).await? == 1)
}

async fn end(app: &App, tx: &mut Tx, account: AccountId, id: StaffSessionId) -> Result<(), Fault> {
    sql!("update staff_sessions set ended_at = $3 where account_id = $1 and id = $2 and ended_at is null")
        .bind(account)
        .bind(id)
        .bind(app.now())
        .run(&mut *tx)
        .await?;
    tx.announce(Change::Access { account: account.uuid() });
    Ok(())
}

/// Ends the staff or portal session that asks. Partners have none: their tokens are revoked by staff.
///
/// # Errors
/// [`Failure::Fault`] alone.
pub async fn sign_out(cx: &Cx) -> Outcome<()> {
    in_tx!(cx, |tx| {
        let session = match &cx.who {
            Principal::Staff(who) => {
                end(&cx.app, tx, cx.account, who.session).await?;
                Entry::of("session.ended", RecordKind::Staff, who.staff.uuid(), None)
                    .with(json!({ "session": who.session.to_string() }))
            }
            Principal::Portal(who) => {
                end_portal(cx, tx, who.session).await?;
                Entry::of("session.ended", RecordKind::PortalSession, who.session.uuid(), Some(who.customer))
            }
            _ => return Ok(()),
        };
        audit::record(tx, cx, session).await?;
        Ok(())
    })
}

async fn end_portal(cx: &Cx, tx: &mut Tx, id: PortalSessionId) -> Result<(), Fault> {
    sql!("update portal_sessions set ended_at = $3 where account_id = $1 and id = $2 and ended_at is null")
        .bind(cx.account)
        .bind(id)
        .bind(cx.now())
        .run(&mut *tx)
        .await?;
    tx.announce(Change::Access { account: cx.account.uuid() });
    Ok(())
}

fn as_staff(app: &App, who: &StaffPrincipal) -> Cx {
    Cx { app: app.clone(), who: Principal::Staff(who.clone()), account: who.account, lang: Lang::En }
}
