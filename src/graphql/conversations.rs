//! The conversations' face.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::actors::Actor;
use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, forbidden, id_in_filter, permit};
use super::customers::{Customer, customer_of};
use super::errors::answer;
use super::scalars::{DateTime, int};
use crate::access::Actor as Who;
use crate::conversations::{self, Channel, ConversationDraft, ConversationFilter, ConversationState};
use crate::ids::ConversationId;
use crate::mutation_result;
use crate::terms::Permission;

/// A conversation with a customer.
#[derive(Clone)]
pub struct Conversation(pub Arc<conversations::Conversation>);

impl From<conversations::Conversation> for Conversation {
    fn from(conversation: conversations::Conversation) -> Self {
        Self(Arc::new(conversation))
    }
}

/// A conversation with a customer. Needs `conversations.read`; one that a deletion hid is shown to those who hold
/// `customers.restore`.
#[Object]
impl Conversation {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// With whom; null when you may not see the customer.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }

    /// What it is about.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// How people talk.
    async fn channel(&self) -> Channel {
        self.0.channel
    }

    /// Open or closed.
    async fn state(&self) -> ConversationState {
        self.0.state
    }

    /// What was written, the latest first.
    async fn messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<MessageConnection> {
        let list = conversations::messages(ctx.account()?).within("conversation_id", self.0.id.uuid());
        connection(list, Message::from, (first, after, last, before))
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// When it was opened.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// When it was closed; null while it is open.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(DateTime::from)
    }

    /// When a deletion hid it; null while it is in sight.
    async fn hidden_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(DateTime::from)
    }
}

/// A message of a conversation.
#[derive(Clone, SimpleObject)]
pub struct Message {
    /// The id.
    id: ID,
    /// Who wrote it.
    author: Actor,
    /// What it says.
    body: String,
    /// When it was written.
    sent_at: DateTime,
}

impl From<conversations::Message> for Message {
    fn from(message: conversations::Message) -> Self {
        Self {
            id: message.id.to_string().into(),
            author: Who { kind: message.author_kind, id: message.author_id }.into(),
            body: message.body,
            sent_at: message.sent_at.into(),
        }
    }
}

/// Where a list of conversations is read from.
pub type ConversationConnection = Connection<ListSource<conversations::Conversation, Conversation>>;

/// Where a list of messages is read from.
pub type MessageConnection = Connection<ListSource<conversations::Message, Message>>;

/// Which conversations to list. All that is given must fit.
#[derive(InputObject, Default)]
pub struct ConversationWhere {
    /// Those with this customer.
    customer_id: Option<ID>,
    /// In one of these states; any when left out.
    state: Option<Vec<ConversationState>>,
    /// Those that a deletion hid, instead of those in sight. Needs `customers.restore`.
    #[graphql(default)]
    hidden: bool,
}

impl ConversationWhere {
    pub(super) fn filter(self) -> ConversationFilter {
        ConversationFilter {
            customer: self.customer_id.as_ref().map(id_in_filter),
            states: self.state.unwrap_or_default(),
            hidden: Some(self.hidden),
        }
    }
}

/// A conversation as a viewer may see it: hidden ones only with `customers.restore`.
pub(super) fn visible(ctx: &Context<'_>, conversation: conversations::Conversation) -> Option<Conversation> {
    let may = conversation.is_visible() || ctx.caller().who.may(Permission::CustomersRestore);
    may.then(|| conversation.into())
}

#[derive(Default)]
pub struct ConversationQueries;

#[Object(guard = "Admit")]
impl ConversationQueries {
    /// One conversation; null when there is none. Needs `conversations.read`; hidden ones `customers.restore` too.
    async fn conversation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The conversation's id.")] id: ID,
    ) -> async_graphql::Result<Option<Conversation>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<ConversationId>() else { return Ok(None) };
        Ok(conversations::find(&cx.db, cx.account, id).await?.and_then(|found| visible(ctx, found)))
    }

    /// Conversations that fit a filter, the newest first. Needs `conversations.read`; to list hidden ones
    /// `customers.restore` too.
    async fn conversations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which conversations; all in sight when left out.")] r#where: Option<ConversationWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ConversationConnection> {
        let cx = ctx.cx()?;
        let filter = r#where.unwrap_or_default().filter();
        if filter.hidden == Some(true) && !cx.who.may(Permission::CustomersRestore) {
            return Err(forbidden(Permission::CustomersRestore));
        }
        connection(conversations::list(cx.account, &filter), Conversation::from, (first, after, last, before))
    }
}

/// A conversation to open.
#[derive(InputObject)]
pub struct ConversationOpenInput {
    /// With whom.
    customer_id: ID,
    /// What it is about; at most 200 characters.
    subject: String,
    /// How people talk.
    channel: Channel,
    /// A first message; at most 10,000 characters.
    message: Option<String>,
}

/// A conversation to close.
#[derive(InputObject)]
pub struct ConversationCloseInput {
    /// The conversation.
    id: ID,
}

/// A conversation to open again.
#[derive(InputObject)]
pub struct ConversationReopenInput {
    /// The conversation.
    id: ID,
}

/// A message to write.
#[derive(InputObject)]
pub struct MessageAddInput {
    /// The conversation.
    conversation_id: ID,
    /// What to say; at most 10,000 characters.
    body: String,
}

/// A conversation was opened or changed.
#[derive(SimpleObject)]
pub struct ConversationSaved {
    /// The conversation as it is now.
    conversation: Conversation,
}

mutation_result! {
    /// How opening a conversation ended.
    ConversationOpenResult = ConversationSaved | NotPermitted | CustomerNotFound | CustomerAlreadyDeleted | InvalidInput
}

mutation_result! {
    /// How closing a conversation ended.
    ConversationCloseResult = ConversationSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState
}

mutation_result! {
    /// How opening a conversation again ended.
    ConversationReopenResult = ConversationSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState
}

mutation_result! {
    /// How writing a message ended.
    MessageAddResult =
        ConversationSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState | InvalidInput
}

fn saved(conversation: conversations::Conversation) -> ConversationSaved {
    ConversationSaved { conversation: conversation.into() }
}

#[derive(Default)]
pub struct ConversationMutations;

#[Object(guard = "Admit")]
impl ConversationMutations {
    /// Opens a conversation with a customer. Needs `conversations.write`; audited as `conversation.opened`.
    async fn conversation_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "With whom, and about what.")] input: ConversationOpenInput,
    ) -> async_graphql::Result<ConversationOpenResult> {
        let ConversationOpenInput { customer_id, subject, channel, message } = input;
        let draft = ConversationDraft { customer: customer_id.0, subject, channel, message };
        answer(ctx, async { conversations::open(&permit(ctx)?, &draft).await }.await, saved)
    }

    /// Closes an open conversation. Needs `conversations.write`; audited as `conversation.closed`.
    async fn conversation_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ConversationCloseInput,
    ) -> async_graphql::Result<ConversationCloseResult> {
        answer(ctx, async { conversations::close(&permit(ctx)?, &input.id).await }.await, saved)
    }

    /// Opens a closed conversation again. Needs `conversations.write`; audited as `conversation.reopened`.
    async fn conversation_reopen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ConversationReopenInput,
    ) -> async_graphql::Result<ConversationReopenResult> {
        answer(ctx, async { conversations::reopen(&permit(ctx)?, &input.id).await }.await, saved)
    }

    /// Writes a message into an open conversation. Needs `conversations.write`; audited as `message.added`.
    async fn message_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where, and what.")] input: MessageAddInput,
    ) -> async_graphql::Result<MessageAddResult> {
        let outcome = async { conversations::add_message(&permit(ctx)?, &input.conversation_id, &input.body).await };
        answer(ctx, outcome.await, saved)
    }
}
