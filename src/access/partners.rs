//! Partner tokens: scoped, hashed at rest, expiring, rotated with an overlap.

use std::collections::BTreeSet;

use chrono::{Duration, SubsecRound};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

use super::Secret;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::changes::Change;
use crate::clock::Timestamp;
use crate::db::{Direction, Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AccountId, PartnerTokenId};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, sql, text};

const COLUMNS: &str = "id, name, scopes, created_by, created_at, expires_at, last_used_at, revoked_at";
const LASTS_AT_MOST: Duration = Duration::days(365);
const LASTS_BY_DEFAULT: Duration = Duration::days(90);
const MAX_OVERLAP_HOURS: i64 = 168;

/// What a token may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(pub BTreeSet<Permission>);

impl From<String> for Scopes {
    /// A permission that this version does not know is not held.
    fn from(text: String) -> Self {
        Self(text.split_whitespace().filter_map(|scope| scope.parse().ok()).collect())
    }
}

impl From<&Scopes> for Value {
    fn from(scopes: &Scopes) -> Self {
        scopes.0.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ").into()
    }
}

/// An integration's token, without its secret.
#[derive(Clone, Debug, FromRow)]
pub struct PartnerToken {
    pub id: PartnerTokenId,
    pub name: String,
    #[sqlx(try_from = "String")]
    pub scopes: Scopes,
    /// The member of staff who made it; none when it was Lethe's command line.
    pub created_by: Option<Uuid>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    /// To the minute.
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl Keyed for PartnerToken {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// A token that somebody asks for.
#[derive(Clone, Debug)]
pub struct NewPartnerToken {
    pub name: String,
    pub scopes: Vec<Permission>,
    /// At most a year ahead; 90 days when absent.
    pub expires_at: Option<Timestamp>,
}

/// Every token of the account, revoked ones too, newest first.
pub fn list(account: AccountId) -> List {
    let order = ["created_at", "id"].map(|column| OrderKey { column, direction: Direction::Desc });
    let body = Query::built("from partner_tokens where account_id = $1").bind(account);
    List::new("partner_tokens", COLUMNS, body, order.into())
}

/// One token.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(cx: &Cx, on: impl Into<Exec<'_>>, id: PartnerTokenId) -> Result<Option<PartnerToken>, Fault> {
    sql!(COLUMNS, "select {columns} from partner_tokens where account_id = $1 and id = $2")
        .bind(cx.account)
        .bind(id)
        .optional(on)
        .await
}

/// Makes a token. Its secret is shown this once.
///
/// # Errors
/// [`Refusal::NotPermitted`] when the one who asks does not hold a scope, [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, new: NewPartnerToken) -> Outcome<(PartnerToken, Secret)> {
    cx.require(Permission::PartnersManage)?;
    let now = cx.now();
    let token = PartnerToken {
        id: cx.id(),
        name: text::line("name", &new.name, 100)?,
        scopes: scopes(cx, &new.scopes)?,
        created_by: cx.who.actor().id,
        created_at: now,
        expires_at: Some(expiry(now, new.expires_at)?),
        last_used_at: None,
        revoked_at: None,
    };
    let secret = Secret::fresh(&cx.app, Secret::PARTNER, cx.account);
    in_tx!(cx, |tx| {
        insert(cx, tx, &token).await?;
        insert_secret(cx, tx, token.id, &secret).await?;
        note(cx, tx, "partner_token.created", token.id, json!({ "scopes": token.scopes.0 })).await?;
        Ok((token.clone(), secret.clone()))
    })
}

/// Gives a token another secret; the old ones work for `overlap_hours` more. How long the token lasts stays the same.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`] when it is revoked, [`Refusal::NotPermitted`] when the one who asks
/// does not hold what the token may do, [`Refusal::InvalidInput`].
pub async fn rotate(cx: &Cx, id: PartnerTokenId, overlap_hours: i64) -> Outcome<(PartnerToken, Secret)> {
    cx.require(Permission::PartnersManage)?;
    if !(0..=MAX_OVERLAP_HOURS).contains(&overlap_hours) {
        let problem = Problem::OutOfRange { min: 0, max: MAX_OVERLAP_HOURS };
        return Err(FieldProblem::new("overlapHours", problem).into());
    }
    let secret = Secret::fresh(&cx.app, Secret::PARTNER, cx.account);
    in_tx!(cx, |tx| {
        let token = lock(cx, tx, id).await?;
        for scope in &token.scopes.0 {
            cx.require(*scope)?;
        }
        if token.revoked_at.is_some() {
            return Err(Refusal::WrongState { kind: RecordKind::PartnerToken, state: "REVOKED" }.into());
        }
        sql!(
            "update partner_secrets set valid_until = $3
             where account_id = $1 and token_id = $2 and (valid_until is null or valid_until > $3)"
        )
        .bind(cx.account)
        .bind(id)
        .bind(cx.now() + Duration::hours(overlap_hours))
        .run(&mut *tx)
        .await?;
        insert_secret(cx, tx, id, &secret).await?;
        note(cx, tx, "partner_token.rotated", id, json!({ "overlapHours": overlap_hours })).await?;
        Ok((token, secret.clone()))
    })
}

/// Ends a token at once. Ending it again changes nothing.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::NotPermitted`].
pub async fn revoke(cx: &Cx, id: PartnerTokenId) -> Outcome<PartnerToken> {
    cx.require(Permission::PartnersManage)?;
    in_tx!(cx, |tx| {
        let mut token = lock(cx, tx, id).await?;
        if token.revoked_at.is_none() {
            token.revoked_at = Some(cx.now());
            sql!("update partner_tokens set revoked_at = $3 where account_id = $1 and id = $2")
                .bind(cx.account)
                .bind(id)
                .bind(token.revoked_at)
                .run(&mut *tx)
                .await?;
            note(cx, tx, "partner_token.revoked", id, json!({})).await?;
        }
        Ok(token)
    })
}

/// Nobody hands out what they do not hold, and no token can make another or touch staff.
fn scopes(cx: &Cx, wanted: &[Permission]) -> Outcome<Scopes> {
    let scopes: BTreeSet<_> = wanted.iter().copied().collect();
    if scopes.is_empty() {
        return Err(FieldProblem::new("scopes", Problem::Required).into());
    }
    if scopes.contains(&Permission::StaffManage) || scopes.contains(&Permission::PartnersManage) {
        let because = "a partner's token cannot manage staff or tokens";
        return Err(FieldProblem::new("scopes", Problem::NotAllowed { because }).into());
    }
    for scope in &scopes {
        cx.require(*scope)?;
    }
    Ok(Scopes(scopes))
}

fn expiry(now: Timestamp, wanted: Option<Timestamp>) -> Result<Timestamp, FieldProblem> {
    let expires_at = wanted.unwrap_or(now + LASTS_BY_DEFAULT);
    if expires_at <= now || expires_at > now + LASTS_AT_MOST {
        let because = "a token expires within a year from now";
        return Err(FieldProblem::new("expiresAt", Problem::NotAllowed { because }));
    }
    Ok(expires_at.trunc_subsecs(6))
}

async fn lock(cx: &Cx, tx: &mut Tx, id: PartnerTokenId) -> Outcome<PartnerToken> {
    let lock = sql!("select id from partner_tokens where account_id = $1 and id = $2 [lock:for update]");
    lock.bind(cx.account).bind(id).optional::<(PartnerTokenId,)>(&mut *tx).await?;
    Ok(find(cx, tx, id).await?.ok_or(Refusal::NotFound(RecordKind::PartnerToken))?)
}

async fn note(cx: &Cx, tx: &mut Tx, action: &'static str, id: PartnerTokenId, data: serde_json::Value) -> Outcome<()> {
    tx.announce(Change::Access { account: cx.account.uuid() });
    audit::record(tx, cx, Entry::of(action, RecordKind::PartnerToken, id.uuid(), None).with(data)).await?;
    Ok(())
}

async fn insert(cx: &Cx, tx: &mut Tx, token: &PartnerToken) -> Result<(), Fault> {
    sql!(
        "insert into partner_tokens (account_id, id, name, scopes, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(cx.account)
    .bind(token.id)
    .bind(&token.name)
    .bind(&token.scopes)
    .bind(token.created_by)
    .bind(token.created_at)
    .bind(token.expires_at)
    .run(tx)
    .await
    .map(|_| ())
}

async fn insert_secret(cx: &Cx, tx: &mut Tx, token: PartnerTokenId, secret: &Secret) -> Result<(), Fault> {
    sql!("insert into partner_secrets (account_id, hash, token_id, created_at) values ($1, $2, $3, $4)")
        .bind(cx.account)
        .bind(secret.hash())
        .bind(token)
        .bind(cx.now())
        .run(tx)
        .await
        .map(|_| ())
}
