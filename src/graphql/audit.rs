//! The audit log's face.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::actors::Actor;
use super::connection::{Connection, ListSource, PageArguments, connection};
use super::context::{Admit, ContextExt};
use super::scalars::{DateTime, int};
use crate::access::Actor as Who;
use crate::audit::{self, AuditFilter};
use crate::ids::{self, CustomerId, type_id};
use crate::terms::RecordKind;

/// An entry of the audit log. Ids, states and numbers; never personal data.
#[derive(Clone, SimpleObject)]
pub struct AuditEvent {
    /// The id.
    id: ID,
    /// The place in the account's chain, from 1 on without gaps.
    seq: i32,
    /// When it happened.
    at: DateTime,
    /// Who did it.
    by: Actor,
    /// The record and what became of it: `customer.deleted`.
    action: String,
    /// The kind of record; null for what concerns the account.
    record_kind: Option<RecordKind>,
    /// The record's id.
    record_id: Option<ID>,
    /// The customer it concerns.
    customer_id: Option<ID>,
    /// More about it, as JSON.
    data: String,
    /// SHA-256 over the entry before and this one, in hexadecimal.
    hash: String,
}

impl From<audit::AuditEvent> for AuditEvent {
    fn from(event: audit::AuditEvent) -> Self {
        let record_id = event.record_kind.zip(event.record_id).map(|(kind, id)| type_id(kind.prefix(), id).into());
        Self {
            id: event.id.to_string().into(),
            seq: int(event.seq),
            at: event.at.into(),
            by: Who { kind: event.by_kind, id: event.by_id }.into(),
            action: event.action,
            record_kind: event.record_kind,
            record_id,
            customer_id: event.customer_id.map(|id| id.to_string().into()),
            data: event.data,
            hash: data_encoding::HEXLOWER.encode(&event.hash),
        }
    }
}

/// Where the audit log is read from.
pub type AuditEventConnection = Connection<ListSource<audit::AuditEvent, AuditEvent>>;

/// Which entries to list. All that is given must fit.
#[derive(Default, InputObject)]
pub struct AuditWhere {
    /// About this customer.
    customer_id: Option<ID>,
    /// About this record.
    record_id: Option<ID>,
    /// By this member of staff, partner's token or customer.
    by_id: Option<ID>,
    /// This action; or all of a record when it ends in a dot: `customer.`.
    action: Option<String>,
    /// At this moment or later.
    from: Option<DateTime>,
    /// Before this moment.
    before: Option<DateTime>,
}

impl AuditWhere {
    /// An id that cannot be read finds nothing, like one of another account.
    fn filter(self) -> AuditFilter {
        let uuid = |id: ID| ids::parse_any(&id).map_or(uuid::Uuid::max(), |(_, uuid)| uuid);
        AuditFilter {
            customer: self.customer_id.map(|id| CustomerId::from_uuid(uuid(id))),
            action: self.action,
            by: self.by_id.map(uuid),
            record: self.record_id.map(uuid),
            from: self.from.map(|at| at.0),
            until: self.before.map(|at| at.0),
        }
    }
}

/// The log of one customer, newest first.
pub(super) fn of_customer(
    ctx: &Context<'_>,
    id: CustomerId,
    page: PageArguments,
) -> async_graphql::Result<AuditEventConnection> {
    let filter = AuditFilter { customer: Some(id), ..AuditFilter::default() };
    let list = audit::list(ctx.account()?, &filter);
    connection(list, AuditEvent::from, page)
}

#[derive(Default)]
pub struct AuditQueries;

#[Object(guard = "Admit")]
impl AuditQueries {
    /// The audit log, newest first. Needs `audit.read`.
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries; all when left out.")] r#where: Option<AuditWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<AuditEventConnection> {
        let list = audit::list(ctx.account()?, &r#where.unwrap_or_default().filter());
        connection(list, AuditEvent::from, (first, after, last, before))
    }
}
