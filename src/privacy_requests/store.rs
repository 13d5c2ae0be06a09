//! The privacy requests' SQL.

use uuid::Uuid;

use super::{PrivacyRequest, PrivacyRequestKind};
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, PrivacyRequestId};
use crate::sql;

pub(super) const COLUMNS: &str = "id, customer_id, kind, state, note, answer, source, received_at, due_on, decided_at,
    decided_by_kind, decided_by, version, identity_checked_at, extended_at, extension_reason, hold_reason, ground,
    erasure_id";

/// A request.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: PrivacyRequestId,
) -> Result<Option<PrivacyRequest>, Fault> {
    sql!(COLUMNS, "select {columns} from privacy_requests where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Requests by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<PrivacyRequest>, Fault> {
    sql!(COLUMNS, "select {columns} from privacy_requests where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// A request, locked against being changed by others.
pub(super) async fn lock(
    tx: &mut Tx,
    account: AccountId,
    id: PrivacyRequestId,
) -> Result<Option<PrivacyRequest>, Fault> {
    sql!(COLUMNS, "select {columns} from privacy_requests where account_id = $1 and id = $2 [lock:for update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// What a customer asked for and nobody decided.
pub(super) async fn open(
    tx: &mut Tx,
    account: AccountId,
    customer: CustomerId,
    kind: PrivacyRequestKind,
) -> Result<Option<PrivacyRequest>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from privacy_requests where account_id = $1 and customer_id = $2 and kind = $3
             and state in ('RECEIVED', 'IDENTITY_CHECKED', 'HELD')"
    )
    .bind(account)
    .bind(customer)
    .bind(kind)
    .optional(tx)
    .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, request: &PrivacyRequest) -> Result<(), Fault> {
    sql!(
        "insert into privacy_requests (account_id, id, customer_id, kind, state, note, source, received_at, due_on,
            version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(account)
    .bind(request.id)
    .bind(request.customer_id)
    .bind(request.kind)
    .bind(request.state)
    .bind(request.note.clone())
    .bind(request.source)
    .bind(request.received_at)
    .bind(request.due_on)
    .bind(request.version)
    .run(tx)
    .await?;
    Ok(())
}

/// Writes what became of a request.
pub(super) async fn update(tx: &mut Tx, account: AccountId, request: &PrivacyRequest) -> Result<(), Fault> {
    sql!(
        "update privacy_requests set state = $3, answer = $4, decided_at = $5, decided_by_kind = $6, decided_by = $7,
            version = $8, due_on = $9, identity_checked_at = $10, extended_at = $11, extension_reason = $12,
            hold_reason = $13, ground = $14, erasure_id = $15
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(request.id)
    .bind(request.state)
    .bind(request.answer.clone())
    .bind(request.decided_at)
    .bind(request.decided_by_kind.map(|kind| kind.as_str().to_owned()))
    .bind(request.decided_by)
    .bind(request.version)
    .bind(request.due_on)
    .bind(request.identity_checked_at)
    .bind(request.extended_at)
    .bind(request.extension_reason.clone())
    .bind(request.hold_reason.clone())
    .bind(request.ground.map(|ground| ground.as_str().to_owned()))
    .bind(request.erasure_id)
    .run(tx)
    .await?;
    Ok(())
}

/// Makes unreadable what was written in requests of customers whose originals are gone, however late. How many.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn forget_texts(tx: &mut Tx, mask: &str) -> Result<u64, Fault> {
    sql!(
        "update privacy_requests set note = case when note is not null then $1 end,
            answer = case when answer is not null then $1 end,
            extension_reason = case when extension_reason is not null then $1 end,
            hold_reason = case when hold_reason is not null then $1 end
         where (coalesce(note, $1) <> $1 or coalesce(answer, $1) <> $1 or coalesce(extension_reason, $1) <> $1
                or coalesce(hold_reason, $1) <> $1)
            and (exists (select 1 from unknown_customers u where u.account_id = privacy_requests.account_id
                    and u.customer_id = privacy_requests.customer_id)
                or (exists (select 1 from erasures e where e.account_id = privacy_requests.account_id
                        and e.customer_id = privacy_requests.customer_id and e.state = 'DONE')
                    and not exists (select 1 from erasures e where e.account_id = privacy_requests.account_id
                        and e.customer_id = privacy_requests.customer_id and e.state = 'SEALED')))"
    )
    .bind(mask)
    .run(tx)
    .await
}

/// Requests that were answered by erasures.
pub(super) async fn answered_by(
    tx: &mut Tx,
    account: AccountId,
    erasures: Vec<Uuid>,
) -> Result<Vec<PrivacyRequest>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from privacy_requests where account_id = $1 and erasure_id [ids:$2] and state = 'DONE'
         order by id [lock:for update]"
    )
    .bind(account)
    .bind(erasures)
    .all(tx)
    .await
}
