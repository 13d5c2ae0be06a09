//! Conversations with customers, and their messages.

mod store;

pub use store::{ConversationFilter, by_ids, find, list, messages};

use uuid::Uuid;

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Outcome, Refusal};
use crate::ids::{ConversationId, CustomerId, MessageId};
use crate::terms::{ActorKind, Permission, RecordKind};
use crate::{customers, in_tx, term, text};

term! {
    /// How people talk with a customer.
    Channel {
        /// By e-mail.
        Email = "EMAIL",
        /// By phone.
        Phone = "PHONE",
        /// By text message.
        Sms = "SMS",
        /// In a chat.
        Chat = "CHAT",
    }
}

term! {
    /// Where a conversation stands.
    ConversationState {
        /// Active: somebody waits for an answer.
        Open = "OPEN",
        /// Closed.
        Closed = "CLOSED",
    }
}

/// A conversation with a customer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Conversation {
    pub id: ConversationId,
    pub customer_id: CustomerId,
    pub subject: String,
    pub channel: Channel,
    pub state: ConversationState,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// When a deletion hid it, while it does.
    pub deleted_at: Option<Timestamp>,
}

/// A message of a conversation.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Message {
    pub id: MessageId,
    pub author_kind: ActorKind,
    pub author_id: Option<Uuid>,
    pub body: String,
    pub sent_at: Timestamp,
}

impl Conversation {
    /// Whether everybody who may see conversations may see it.
    pub fn is_visible(&self) -> bool {
        self.deleted_at.is_none()
    }
}

/// A conversation to open.
#[derive(Clone, Debug)]
pub struct ConversationDraft {
    pub customer: String,
    pub subject: String,
    pub channel: Channel,
    /// A first message.
    pub message: Option<String>,
}

/// Opens a conversation with a live customer.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::InvalidInput`].
pub async fn open(cx: &Cx, draft: &ConversationDraft) -> Outcome<Conversation> {
    cx.require(Permission::ConversationsWrite)?;
    let customer_id: CustomerId = cx.parse(RecordKind::Customer, &draft.customer)?;
    let conversation = Conversation {
        id: cx.id(),
        customer_id,
        subject: text::line("subject", &draft.subject, 200)?,
        channel: draft.channel,
        state: ConversationState::Open,
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
        closed_at: None,
        deleted_at: None,
    };
    let message = text::optional_paragraph("message", draft.message.as_deref(), MAX_MESSAGE)?;
    in_tx!(cx, |tx| {
        customers::hold(tx, cx, customer_id).await?;
        store::insert(tx, cx.account, &conversation).await?;
        if let Some(body) = &message {
            store::insert_message(tx, cx.account, conversation.id, &written(cx, body)).await?;
        }
        note(tx, cx, "conversation.opened", &conversation).await?;
        Ok(conversation.clone())
    })
}

/// The longest message, in characters.
const MAX_MESSAGE: usize = 10_000;

fn written(cx: &Cx, body: &str) -> Message {
    let author = cx.who.actor();
    let (author_kind, author_id) = (author.kind, author.id);
    Message { id: cx.id(), author_kind, author_id, body: body.to_owned(), sent_at: cx.now() }
}

/// Closes an open conversation.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`].
pub async fn close(cx: &Cx, id: &str) -> Outcome<Conversation> {
    turn(cx, id, ConversationState::Closed, "conversation.closed").await
}

/// Opens a closed conversation again.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`].
pub async fn reopen(cx: &Cx, id: &str) -> Outcome<Conversation> {
    turn(cx, id, ConversationState::Open, "conversation.reopened").await
}

async fn turn(cx: &Cx, id: &str, to: ConversationState, action: &'static str) -> Outcome<Conversation> {
    cx.require(Permission::ConversationsWrite)?;
    let id: ConversationId = cx.parse(RecordKind::Conversation, id)?;
    in_tx!(cx, |tx| {
        let current = held(tx, cx, id).await?;
        if current.state == to {
            return Err(wrong_state(&current).into());
        }
        let closed_at = (to == ConversationState::Closed).then(|| cx.now());
        let version = current.version + 1;
        let next = Conversation { state: to, closed_at, updated_at: cx.now(), version, ..current };
        store::set_state(tx, cx.account, &next).await?;
        note(tx, cx, action, &next).await?;
        Ok(next)
    })
}

/// Writes a message into an open conversation.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`],
/// [`Refusal::InvalidInput`].
pub async fn add_message(cx: &Cx, id: &str, body: &str) -> Outcome<Conversation> {
    cx.require(Permission::ConversationsWrite)?;
    let id: ConversationId = cx.parse(RecordKind::Conversation, id)?;
    let body = text::paragraph("body", body, MAX_MESSAGE)?;
    in_tx!(cx, |tx| {
        let current = held(tx, cx, id).await?;
        if current.state != ConversationState::Open {
            return Err(wrong_state(&current).into());
        }
        store::insert_message(tx, cx.account, id, &written(cx, &body)).await?;
        note(tx, cx, "message.added", &current).await?;
        Ok(current)
    })
}

/// The conversation, locked, of a customer who is held live.
async fn held(tx: &mut Tx, cx: &Cx, id: ConversationId) -> Outcome<Conversation> {
    let missing = || Refusal::NotFound(RecordKind::Conversation);
    let sees = |found: &Conversation| found.is_visible() || cx.who.may(Permission::CustomersRestore);
    let found = find(&mut *tx, cx.account, id).await?.filter(sees).ok_or_else(missing)?;
    customers::hold_owner(tx, cx, found.customer_id).await?;
    Ok(store::lock(tx, cx.account, id).await?.ok_or_else(missing)?)
}

fn wrong_state(conversation: &Conversation) -> Refusal {
    Refusal::WrongState { kind: RecordKind::Conversation, state: conversation.state.as_str() }
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, conversation: &Conversation) -> Outcome<()> {
    customers::announce(tx, cx, conversation.customer_id);
    let id = conversation.id.uuid();
    let entry = Entry::of(action, RecordKind::Conversation, id, Some(conversation.customer_id));
    audit::record(tx, cx, entry).await?;
    Ok(())
}
