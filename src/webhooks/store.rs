//! The endpoints' and their secrets' SQL.

use chrono::Duration;
use uuid::Uuid;

use super::{SigningSecret, WebhookEndpoint, WebhookEndpointState};
use crate::app::{App, Cx};
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, WebhookEndpointId, WebhookSecretId};
use crate::sql;

pub(super) const COLUMNS: &str = "id, name, url, events, partner_token_id, state, failing_since, version, created_at,
    updated_at, deleted_at";

/// An endpoint, also one that was deleted.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: WebhookEndpointId,
) -> Result<Option<WebhookEndpoint>, Fault> {
    sql!(COLUMNS, "select {columns} from webhook_endpoints where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Endpoints by their ids, in no order, deleted ones among them.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    ids: Vec<Uuid>,
) -> Result<Vec<WebhookEndpoint>, Fault> {
    sql!(COLUMNS, "select {columns} from webhook_endpoints where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// The endpoints that are told of events.
pub(super) async fn enabled(on: impl Into<Exec<'_>>, account: AccountId) -> Result<Vec<WebhookEndpoint>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from webhook_endpoints where account_id = $1 and state = 'ENABLED' and deleted_at is null"
    )
    .bind(account)
    .all(on)
    .await
}

/// How many endpoints the account has.
pub(super) async fn number(tx: &mut Tx, account: AccountId) -> Result<i64, Fault> {
    let count = sql!("select count(*) from webhook_endpoints where account_id = $1 and deleted_at is null");
    Ok(count.bind(account).scalar::<i64>(tx).await?.unwrap_or(0))
}

/// An endpoint that is not deleted, locked against being changed by others. Deliveries can still refer to it meanwhile.
pub(super) async fn lock(
    tx: &mut Tx,
    account: AccountId,
    id: WebhookEndpointId,
) -> Result<Option<WebhookEndpoint>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from webhook_endpoints where account_id = $1 and id = $2 and deleted_at is null
             [lock:for no key update]"
    )
    .bind(account)
    .bind(id)
    .optional(tx)
    .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, endpoint: &WebhookEndpoint) -> Result<(), Fault> {
    sql!(
        "insert into webhook_endpoints (account_id, id, name, url, events, partner_token_id, state, version, created_at,
            updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(account)
    .bind(endpoint.id)
    .bind(&endpoint.name)
    .bind(&endpoint.url)
    .bind(&endpoint.events)
    .bind(endpoint.partner_token_id)
    .bind(endpoint.state)
    .bind(endpoint.version)
    .bind(endpoint.created_at)
    .bind(endpoint.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, endpoint: &WebhookEndpoint) -> Result<(), Fault> {
    sql!(
        "update webhook_endpoints set name = $3, url = $4, events = $5, partner_token_id = $6, state = $7,
            failing_since = $8, version = $9, updated_at = $10, deleted_at = $11
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(endpoint.id)
    .bind(&endpoint.name)
    .bind(&endpoint.url)
    .bind(&endpoint.events)
    .bind(endpoint.partner_token_id)
    .bind(endpoint.state)
    .bind(endpoint.failing_since)
    .bind(endpoint.version)
    .bind(endpoint.updated_at)
    .bind(endpoint.deleted_at)
    .run(tx)
    .await?;
    Ok(())
}

/// Something got through.
pub(super) async fn is_well(tx: &mut Tx, account: AccountId, id: WebhookEndpointId) -> Result<(), Fault> {
    sql!(
        "update webhook_endpoints set failing_since = null
         where account_id = $1 and id = $2 and failing_since is not null"
    )
    .bind(account)
    .bind(id)
    .run(tx)
    .await?;
    Ok(())
}

/// Nothing gets through since `at`, or since earlier.
pub(super) async fn is_failing(
    tx: &mut Tx,
    account: AccountId,
    id: WebhookEndpointId,
    at: Timestamp,
) -> Result<(), Fault> {
    sql!("update webhook_endpoints set failing_since = $3 where account_id = $1 and id = $2 and failing_since is null")
        .bind(account)
        .bind(id)
        .bind(at)
        .run(tx)
        .await?;
    Ok(())
}

/// The endpoint says that it is gone. Whether it was enabled until now.
pub(super) async fn is_gone(
    tx: &mut Tx,
    account: AccountId,
    id: WebhookEndpointId,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sql!(
        "update webhook_endpoints set state = $3, version = version + 1, updated_at = $4
         where account_id = $1 and id = $2 and state = 'ENABLED'"
    )
    .bind(account)
    .bind(id)
    .bind(WebhookEndpointState::Gone)
    .bind(at)
    .run(tx)
    .await?;
    Ok(changed > 0)
}

pub(super) async fn insert_secret(
    tx: &mut Tx,
    cx: &Cx,
    endpoint: WebhookEndpointId,
    secret: &SigningSecret,
) -> Result<(), Fault> {
    sql!(
        "insert into webhook_secrets (account_id, id, endpoint_id, sealed, created_at)
         values ($1, $2, $3, $4, $5)"
    )
    .bind(cx.account)
    .bind(cx.id::<crate::ids::WebhookSecretKind>())
    .bind(endpoint)
    .bind(secret.sealed(&cx.app, cx.account, endpoint)?)
    .bind(cx.now())
    .run(tx)
    .await?;
    Ok(())
}

/// Lets every secret of an endpoint end after a while, if it does not end sooner.
pub(super) async fn end_secrets(
    tx: &mut Tx,
    cx: &Cx,
    endpoint: WebhookEndpointId,
    overlap: Duration,
) -> Result<(), Fault> {
    sql!(
        "update webhook_secrets set valid_until = $3
         where account_id = $1 and endpoint_id = $2 and (valid_until is null or valid_until > $3)"
    )
    .bind(cx.account)
    .bind(endpoint)
    .bind(cx.now() + overlap)
    .run(tx)
    .await?;
    Ok(())
}

/// The secrets that an endpoint's messages are signed with now, the newest first; those that can be read.
pub(super) async fn secrets(
    app: &App,
    account: AccountId,
    endpoint: WebhookEndpointId,
) -> Result<Vec<SigningSecret>, Fault> {
    let rows: Vec<(WebhookSecretId, Vec<u8>)> = sql!(
        "select id, sealed from webhook_secrets
         where account_id = $1 and endpoint_id = $2 and (valid_until is null or valid_until > $3)
         order by created_at desc, id desc"
    )
    .bind(account)
    .bind(endpoint)
    .bind(app.now())
    .all(&app.db)
    .await?;
    let read = |(_, sealed): (_, Vec<u8>)| SigningSecret::unsealed(app, account, endpoint, &sealed);
    Ok(rows.into_iter().filter_map(read).collect())
}
