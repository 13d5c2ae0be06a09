//! Links that are handed out: whoever has one may do one thing with one record, without signing in. Only hashes are
//! stored. A customer's links end with a delete, and work again after an undo.

use uuid::Uuid;

use crate::access::{Principal, Secret};
use crate::app::{App, Cx};
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::{Fault, Refusal};
use crate::ids::{AccountId, CustomerId};
use crate::terms::{ActorKind, Lang, RecordKind};
use crate::{sql, term};

term! {
    /// What a link is for.
    LinkPurpose {
        /// To read, accept or decline a quote.
        Quote = "QUOTE",
        /// To leave a payment method.
        PaymentMethod = "PAYMENT_METHOD",
        /// To rate a booking.
        Rating = "RATING",
        /// To follow a provider's calendar.
        Calendar = "CALENDAR",
        /// To download a file, once.
        Download = "DOWNLOAD",
        /// To upload a file, once.
        Upload = "UPLOAD",
        /// To confirm a new e-mail address, once.
        EmailChange = "EMAIL_CHANGE",
        /// To refuse more letters of a kind.
        Unsubscribe = "UNSUBSCRIBE",
    }
}

/// A link to make.
#[derive(Clone, Copy, Debug)]
pub struct NewLink {
    pub purpose: LinkPurpose,
    /// Whose it is; a provider's calendar has no customer. The caller holds the customer.
    pub customer: Option<CustomerId>,
    /// What it opens.
    pub record: Uuid,
    /// Never, when left out.
    pub expires_at: Option<Timestamp>,
}

/// A link that works.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Link {
    pub account_id: AccountId,
    pub hash: Vec<u8>,
    pub customer_id: Option<CustomerId>,
    pub record_id: Uuid,
    pub expires_at: Option<Timestamp>,
}

impl Link {
    /// A request by whoever holds it, in the account that it belongs to.
    pub fn cx(&self, app: &App, lang: Lang) -> Cx {
        let who = Principal::Visitor { account: self.account_id, kind: ActorKind::Link };
        Cx { app: app.clone(), who, account: self.account_id, lang }
    }
}

/// Makes a link; its token, which is shown this once.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn make(tx: &mut Tx, cx: &Cx, new: NewLink) -> Result<String, Fault> {
    let token = Secret::fresh(&cx.app, Secret::LINK, cx.account);
    sql!(
        "insert into links (account_id, hash, purpose, customer_id, record_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(cx.account)
    .bind(token.hash())
    .bind(new.purpose)
    .bind(new.customer)
    .bind(new.record)
    .bind(cx.now())
    .bind(new.expires_at)
    .run(tx)
    .await?;
    Ok(token.reveal())
}

/// The address of the one link that works for a record and purpose: those made before end.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn renew(tx: &mut Tx, cx: &Cx, new: NewLink, page: &str) -> Result<String, Fault> {
    revoke(tx, cx, new.purpose, new.record).await?;
    Ok(url(&cx.app, page, &make(tx, cx, new).await?))
}

/// Where a link leads: a page of the portal, `quote` say, which finds the token behind the hash, so that no server logs
/// it.
pub fn url(app: &App, page: &str, token: &str) -> String {
    format!("{}/portal/{page}#token={token}", app.settings.public_url)
}

/// The link of a token, as long as it works: not used up, revoked or expired.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(
    on: impl Into<Exec<'_>>,
    purpose: LinkPurpose,
    token: &str,
    now: Timestamp,
) -> Result<Option<Link>, Fault> {
    let Some(secret) = Secret::parse(Secret::LINK, token) else { return Ok(None) };
    sql!(
        "select account_id, hash, customer_id, record_id, expires_at from links
         where account_id = $1 and hash = $2 and purpose = $3 and used_at is null and revoked_at is null
         and (expires_at is null or expires_at > $4)"
    )
    .bind(secret.account())
    .bind(secret.hash())
    .bind(purpose)
    .bind(now)
    .optional(on)
    .await
}

/// Uses a link up. The caller holds its customer, so that no delete comes in between.
///
/// # Errors
/// [`Refusal::NotFound`] when it was used, revoked or has expired meanwhile.
pub async fn use_up(tx: &mut Tx, cx: &Cx, link: &Link) -> crate::error::Outcome<()> {
    let used = sql!(
        "update links set used_at = $3 where account_id = $1 and hash = $2 and used_at is null and revoked_at is null
         and (expires_at is null or expires_at > $3)"
    );
    match used.bind(link.account_id).bind(link.hash.clone()).bind(cx.now()).run(tx).await? {
        1 => Ok(()),
        _ => Err(Refusal::NotFound(RecordKind::Link).into()),
    }
}

/// Revokes what was handed out for a record; how many links that were.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn revoke(tx: &mut Tx, cx: &Cx, purpose: LinkPurpose, record: Uuid) -> Result<u64, Fault> {
    sql!(
        "update links set revoked_at = $4 where account_id = $1 and record_id = $2 and purpose = $3
         and used_at is null and revoked_at is null"
    )
    .bind(cx.account)
    .bind(record)
    .bind(purpose)
    .bind(cx.now())
    .run(tx)
    .await
}
