//! The conversations' SQL.

use uuid::Uuid;

use super::{Conversation, ConversationState, Message};
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::Fault;
use crate::ids::{AccountId, ConversationId, CustomerId};
use crate::sql;

const COLUMNS: &str =
    "id, customer_id, subject, channel, state, version, created_at, updated_at, closed_at, deleted_at";

/// Which conversations to list.
#[derive(Clone, Debug, Default)]
pub struct ConversationFilter {
    pub customer: Option<CustomerId>,
    /// Any when empty.
    pub states: Vec<ConversationState>,
    /// Those that a deletion hid, instead of those in sight; both when `None`.
    pub hidden: Option<bool>,
}

impl Keyed for Conversation {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

impl Keyed for Message {
    fn key(&self, column: &str) -> Value {
        match column {
            "sent_at" => self.sent_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Conversations that fit a filter, the newest first.
pub fn list(account: AccountId, filter: &ConversationFilter) -> List {
    let mut body = Query::built("from conversations where account_id = $1").bind(account);
    if let Some(customer) = filter.customer {
        body.push(" and customer_id = ").push_bind(customer);
    }
    match filter.hidden {
        None => {}
        Some(false) => _ = body.push(" and deleted_at is null"),
        Some(true) => _ = body.push(" and deleted_at is not null"),
    }
    if !filter.states.is_empty() {
        body.push(" and state").push_in(filter.states.iter().copied());
    }
    List::new("conversations", COLUMNS, body, OrderKey::newest_first())
}

/// The messages of an account, the latest first.
pub fn messages(account: AccountId) -> List {
    let body = Query::built("from messages where account_id = $1").bind(account);
    List::new("messages", "id, author_kind, author_id, body, sent_at", body, OrderKey::latest_first("sent_at"))
}

/// A conversation, hidden or not.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: ConversationId,
) -> Result<Option<Conversation>, Fault> {
    sql!(COLUMNS, "select {columns} from conversations where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Conversations by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Conversation>, Fault> {
    sql!(COLUMNS, "select {columns} from conversations where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: ConversationId) -> Result<Option<Conversation>, Fault> {
    sql!(COLUMNS, "select {columns} from conversations where account_id = $1 and id = $2 [lock:for update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, conversation: &Conversation) -> Result<(), Fault> {
    sql!(
        "insert into conversations (account_id, id, customer_id, subject, channel, state, version, created_at,
            updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(account)
    .bind(conversation.id)
    .bind(conversation.customer_id)
    .bind(&conversation.subject)
    .bind(conversation.channel)
    .bind(conversation.state)
    .bind(conversation.version)
    .bind(conversation.created_at)
    .bind(conversation.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn set_state(tx: &mut Tx, account: AccountId, conversation: &Conversation) -> Result<(), Fault> {
    sql!(
        "update conversations set state = $3, closed_at = $4, version = $5, updated_at = $6
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(conversation.id)
    .bind(conversation.state)
    .bind(conversation.closed_at)
    .bind(conversation.version)
    .bind(conversation.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_message(
    tx: &mut Tx,
    account: AccountId,
    conversation: ConversationId,
    message: &Message,
) -> Result<(), Fault> {
    sql!(
        "insert into messages (account_id, id, conversation_id, author_kind, author_id, body, sent_at)
         values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(account)
    .bind(message.id)
    .bind(conversation)
    .bind(message.author_kind)
    .bind(message.author_id)
    .bind(&message.body)
    .bind(message.sent_at)
    .run(tx)
    .await?;
    Ok(())
}
