//! From a bearer token to a principal. Nothing is cached: sign-out, a role change or a delete holds from the next
//! request on, on every node.

use chrono::Duration;
use sqlx::FromRow;

use super::jwt::{self, Audience, Claims};
use super::partners::Scopes;
use super::{Overrides, PartnerPrincipal, PortalPrincipal, Principal, Secret, StaffPrincipal};
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{Exec, Query};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, PartnerTokenId, PortalSessionId, StaffId, StaffSessionId};
use crate::terms::Role;
use crate::{in_tx, sql};

/// Why nobody could be recognised.
#[derive(Debug)]
pub enum AuthError {
    /// The credentials are malformed, unknown, expired or ended; which of these is nobody's business.
    Unauthenticated,
    Fault(Fault),
}

impl From<Fault> for AuthError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Who is asking, by the token of the `Authorization: Bearer` header. Without one: [`Principal::Anonymous`].
///
/// # Errors
/// [`AuthError`].
pub async fn authenticate(app: &App, bearer: Option<&str>) -> Result<Principal, AuthError> {
    let Some(token) = bearer else { return Ok(Principal::Anonymous) };
    let principal = if token.starts_with(Secret::PARTNER) {
        partner(app, token).await?.map(Principal::Partner)
    } else {
        match jwt::read(&app.keys, app.now(), token) {
            None => None,
            Some(claims) => match claims.aud {
                Audience::Staff => live_staff(&app.db, &Session::of(&claims), app.now()).await?.map(Principal::Staff),
                Audience::Portal => portal(app, &claims).await?.map(Principal::Portal),
            },
        }
    };
    principal.ok_or(AuthError::Unauthenticated)
}

/// How often a use of a token or session is noted.
const NOTE_EVERY: Duration = Duration::minutes(1);

/// A staff session, by its keys.
pub(super) struct Session {
    pub account: AccountId,
    pub staff: StaffId,
    pub id: StaffSessionId,
}

impl Session {
    fn of(claims: &Claims) -> Self {
        Self {
            account: AccountId::from_uuid(claims.acc),
            staff: StaffId::from_uuid(claims.sub),
            id: StaffSessionId::from_uuid(claims.sid),
        }
    }
}

#[derive(FromRow)]
struct LiveStaff {
    role: Role,
    #[sqlx(try_from = "Option<String>")]
    overrides: Overrides,
}

/// The person behind a session, if it is live and they still work here, with what they may do now.
pub(super) async fn live_staff(
    on: impl Into<Exec<'_>>,
    session: &Session,
    now: Timestamp,
) -> Result<Option<StaffPrincipal>, Fault> {
    let found: Option<LiveStaff> = sql!(
        "select s.role, (select string_agg(case when p.granted then '+' else '-' end || p.permission, ' ')
            from staff_permissions p where p.account_id = s.account_id and p.staff_id = s.id) as overrides
         from staff_sessions t join staff s on s.account_id = t.account_id and s.id = t.staff_id
         where t.account_id = $1 and t.id = $2 and t.staff_id = $3 and t.ended_at is null and t.expires_at > $4
         and s.deactivated_at is null"
    )
    .bind(session.account)
    .bind(session.id)
    .bind(session.staff)
    .bind(now)
    .optional(on)
    .await?;
    Ok(found.map(|found| StaffPrincipal {
        account: session.account,
        staff: session.staff,
        session: session.id,
        role: found.role,
        permissions: found.overrides.applied_to(found.role),
    }))
}

#[derive(FromRow)]
struct LiveToken {
    id: PartnerTokenId,
    #[sqlx(try_from = "String")]
    scopes: Scopes,
    last_used_at: Option<Timestamp>,
}

async fn partner(app: &App, token: &str) -> Result<Option<PartnerPrincipal>, Fault> {
    let Some(secret) = Secret::parse(Secret::PARTNER, token) else { return Ok(None) };
    let (account, now) = (secret.account(), app.now());
    let found: Option<LiveToken> = sql!(
        "select t.id, t.scopes, t.last_used_at from partner_secrets s
         join partner_tokens t on t.account_id = s.account_id and t.id = s.token_id
         where s.account_id = $1 and s.hash = $2 and (s.valid_until is null or s.valid_until > $3)
         and t.revoked_at is null and (t.expires_at is null or t.expires_at > $3)"
    )
    .bind(account)
    .bind(secret.hash())
    .bind(now)
    .optional(&app.db)
    .await?;
    let Some(found) = found else { return Ok(None) };
    if found.last_used_at.is_none_or(|at| at + NOTE_EVERY <= now) {
        let used = sql!("update partner_tokens set last_used_at = $3 where account_id = $1 and id = $2");
        note(app, used.bind(account).bind(found.id).bind(now));
    }
    Ok(Some(PartnerPrincipal { account, token: found.id, permissions: found.scopes.0 }))
}

async fn portal(app: &App, claims: &Claims) -> Result<Option<PortalPrincipal>, Fault> {
    let who = PortalPrincipal {
        account: AccountId::from_uuid(claims.acc),
        customer: CustomerId::from_uuid(claims.sub),
        session: PortalSessionId::from_uuid(claims.sid),
    };
    let now = app.now();
    let last_seen: Option<Timestamp> = sql!(
        "select s.last_seen_at from portal_sessions s
         join customers c on c.account_id = s.account_id and c.id = s.customer_id
         where s.account_id = $1 and s.id = $2 and s.customer_id = $3 and s.ended_at is null and s.expires_at > $4
         and c.lifecycle = 'ACTIVE'"
    )
    .bind(who.account)
    .bind(who.session)
    .bind(who.customer)
    .bind(now)
    .scalar(&app.db)
    .await?;
    let Some(last_seen) = last_seen else { return Ok(None) };
    if last_seen + NOTE_EVERY <= now {
        let seen =
            sql!("update portal_sessions set last_seen_at = $3 where account_id = $1 and id = $2 and ended_at is null");
        note(app, seen.bind(who.account).bind(who.session).bind(now));
    }
    Ok(Some(who))
}

/// Writes down that something was used, without keeping the request waiting.
fn note(app: &App, update: Query) {
    let app = app.clone();
    tokio::spawn(async move {
        let noted: Result<u64, Fault> = async { in_tx!(app, |tx| { update.clone().run(tx).await }) }.await;
        if let Err(fault) = noted {
            tracing::warn!(error = %fault, "the use of a token was not noted");
        }
    });
}
