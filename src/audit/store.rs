//! The log's SQL.

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{Direction, Exec, Keyed, List, NewRows, OrderKey, Query, Tx, Value};
use crate::error::Fault;
use crate::ids::{AccountId, AuditEventId, CustomerId};
use crate::sql;
use crate::terms::{ActorKind, RecordKind};

/// One entry.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AuditEvent {
    /// The place in the account's chain, from 1 on without gaps.
    pub seq: i64,
    pub id: AuditEventId,
    pub at: Timestamp,
    pub by_kind: ActorKind,
    pub by_id: Option<Uuid>,
    pub action: String,
    pub record_kind: Option<RecordKind>,
    pub record_id: Option<Uuid>,
    pub customer_id: Option<CustomerId>,
    /// JSON.
    pub data: String,
    pub hash: Vec<u8>,
}

impl Keyed for AuditEvent {
    fn key(&self, _column: &str) -> Value {
        self.seq.into()
    }
}

/// Which entries to list.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    pub customer: Option<CustomerId>,
    /// Exact, or all that start with it when it ends in a dot: `customer.`.
    pub action: Option<String>,
    pub by: Option<Uuid>,
    pub record: Option<Uuid>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

const COLUMNS: &str = "seq, id, at, by_kind, by_id, action, record_kind, record_id, customer_id, data, hash";

/// The log, newest first.
pub fn list(account: AccountId, filter: &AuditFilter) -> List {
    let mut body = Query::built("from audit_events where account_id = $1").bind(account);
    let mut and = |condition: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.push(condition).push_bind(value);
        }
    };
    and(" and customer_id = ", filter.customer.map(Value::from));
    and(" and by_id = ", filter.by.map(Value::from));
    and(" and record_id = ", filter.record.map(Value::from));
    and(" and at >= ", filter.from.map(Value::from));
    and(" and at < ", filter.until.map(Value::from));
    match filter.action.as_deref() {
        Some(prefix) if prefix.ends_with('.') => {
            and(" and action >= ", Some(prefix.into()));
            and(" and action < ", Some(format!("{}/", prefix.trim_end_matches('.')).into()));
        }
        action => and(" and action = ", action.map(Value::from)),
    }
    List::new("audit", COLUMNS, body, vec![OrderKey { column: "seq", direction: Direction::Desc }])
}

pub(super) async fn lock_head(tx: &mut Tx, account: AccountId) -> Result<(i64, Vec<u8>), Fault> {
    sql!("select seq, hash from audit_heads where account_id = $1 [lock:for update]").bind(account).one(tx).await
}

/// Appends entries, the last of which is the chain's new head.
pub(super) async fn append(tx: &mut Tx, account: AccountId, events: &[AuditEvent]) -> Result<(), Fault> {
    let Some(last) = events.last() else { return Ok(()) };
    let mut rows = NewRows::of(
        "audit_events (account_id, seq, id, at, by_kind, by_id, action, record_kind, record_id, customer_id, data, hash)",
    );
    for event in events {
        rows.push([
            account.into(),
            event.seq.into(),
            event.id.into(),
            event.at.into(),
            event.by_kind.into(),
            event.by_id.into(),
            event.action.as_str().into(),
            event.record_kind.map(RecordKind::as_str).into(),
            event.record_id.into(),
            event.customer_id.into(),
            event.data.as_str().into(),
            event.hash.clone().into(),
        ]);
    }
    rows.insert(tx).await?;
    sql!("update audit_heads set seq = $2, hash = $3 where account_id = $1")
        .bind(account)
        .bind(last.seq)
        .bind(last.hash.clone())
        .run(tx)
        .await?;
    Ok(())
}

pub(super) async fn head(on: impl Into<Exec<'_>>, account: AccountId) -> Result<Option<(i64, Vec<u8>)>, Fault> {
    sql!("select seq, hash from audit_heads where account_id = $1").bind(account).optional(on).await
}

/// The next stretch of the chain after `seq`.
pub(super) async fn stretch(on: impl Into<Exec<'_>>, account: AccountId, after: i64) -> Result<Vec<AuditEvent>, Fault> {
    sql!(COLUMNS, "select {columns} from audit_events where account_id = $1 and seq > $2 order by seq limit 1000")
        .bind(account)
        .bind(after)
        .all(on)
        .await
}
