//! The messages' face: what customers were told, what not, and why.

use async_graphql::{Context, ID, Object};

use super::connection::{Connection, ListSource, PageArguments, connection};
use super::context::ContextExt;
use super::node::{self, Node};
use super::scalars::DateTime;
use crate::conversations::Channel;
use crate::ids::type_id;
use crate::notifications::{self, NotificationKind, NotificationPurpose, NotificationReason, NotificationState};
use crate::terms::RecordKind;

/// A message to a customer.
#[derive(Clone)]
pub struct Notification(pub notifications::Notification);

impl From<notifications::Notification> for Notification {
    fn from(message: notifications::Notification) -> Self {
        Self(message)
    }
}

/// A message to a customer: whether it was sent, and why or why not. Its words are not kept. Needs `conversations.read`.
#[Object]
impl Notification {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is about.
    async fn kind(&self) -> NotificationKind {
        self.0.kind
    }

    /// What it is for: what the customer may refuse.
    async fn purpose(&self) -> NotificationPurpose {
        self.0.purpose
    }

    /// By which channel.
    async fn channel(&self) -> Channel {
        self.0.channel
    }

    /// What became of it.
    async fn state(&self) -> NotificationState {
        self.0.state
    }

    /// Why it was sent, or why not; null while it waits.
    async fn because(&self) -> Option<NotificationReason> {
        self.0.because
    }

    /// The kind of record that it is about.
    async fn about_kind(&self) -> RecordKind {
        self.0.record_kind
    }

    /// The id of the record that it is about.
    async fn about_id(&self) -> ID {
        type_id(self.0.record_kind.prefix(), self.0.record_id).into()
    }

    /// The record that it is about; null when you may not see it, and when it has no page of its own: a payment.
    async fn about(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Node>> {
        node::find(ctx, &type_id(self.0.record_kind.prefix(), self.0.record_id).into()).await
    }

    /// When it was caused.
    async fn queued_at(&self) -> DateTime {
        self.0.queued_at.into()
    }

    /// When it was sent, or it was decided that it is not.
    async fn settled_at(&self) -> Option<DateTime> {
        self.0.settled_at.map(DateTime::from)
    }
}

/// Where a list of messages is read from.
pub type NotificationConnection = Connection<ListSource<notifications::Notification, Notification>>;

/// The messages of a customer, or about a record: those whose `column` has the id.
pub(super) fn messages_of(
    ctx: &Context<'_>,
    column: &'static str,
    id: uuid::Uuid,
    page: PageArguments,
) -> async_graphql::Result<NotificationConnection> {
    let list = notifications::list(ctx.account()?).within(column, id);
    connection(list, Notification::from, page)
}
