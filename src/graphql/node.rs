//! Any record by its id, whatever its kind.

use async_graphql::{Context, ID, Interface, Object};

use super::booking_requests::BookingRequest;
use super::bookings::Booking;
use super::context::{Admit, ContextExt, coded};
use super::conversations::{self, Conversation};
use super::customers::{self, Customer};
use super::deletions::Deletion;
use super::erasure_jobs::ErasureJob;
use super::erasures::Erasure;
use super::errors::TopLevel;
use super::exports::Export;
use super::imports::Import;
use super::invoices::Invoice;
use super::jobs::{self, Job};
use super::loaders::load;
use super::merge_jobs::MergeJob;
use super::merges::Merge;
use super::privacy_requests::PrivacyRequest;
use super::providers::Provider;
use super::quotes::Quote;
use super::retention::RetentionRun;
use super::services::Service;
use super::vehicles::{self, Vehicle};
use super::work_orders::WorkOrder;
use crate::ids::{
    BookingId, BookingKind, BookingRequestId, BookingRequestKind, ConversationId, ConversationKind, CustomerId,
    CustomerKind, DeletionId, DeletionKind, ErasureId, ErasureJobKind, ErasureKind, InvoiceId, InvoiceKind, Kind,
    MergeId, MergeJobKind, MergeKind, PrivacyRequestId, PrivacyRequestKind, ProviderId, ProviderKind, QuoteId,
    QuoteKind, RetentionRunKind, ServiceId, ServiceKind, TransferKind, VehicleId, VehicleKind, WorkOrderId,
    WorkOrderKind, parse_any,
};
use crate::terms::Permission;

/// The most ids that can be asked for at once.
const MAX_NODES: usize = 100;

/// Anything that has an id of its own.
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The id: opaque, and unique among all records."))]
pub enum Node {
    /// A customer.
    Customer(Customer),
    /// A vehicle.
    Vehicle(Vehicle),
    /// A work order.
    WorkOrder(WorkOrder),
    /// A booking.
    Booking(Booking),
    /// An invoice.
    Invoice(Invoice),
    /// A conversation.
    Conversation(Conversation),
    /// Somebody's request to book.
    BookingRequest(BookingRequest),
    /// A quote.
    Quote(Quote),
    /// What a customer asks about their data.
    PrivacyRequest(PrivacyRequest),
    /// A service or bundle.
    Service(Service),
    /// A provider.
    Provider(Provider),
    /// A deletion.
    Deletion(Deletion),
    /// A masking or erasure.
    Erasure(Erasure),
    /// A permanent deletion of customers.
    ErasureJob(ErasureJob),
    /// A run of a retention rule.
    RetentionRun(RetentionRun),
    /// A merge.
    Merge(Merge),
    /// A merge of many pairs of customers.
    MergeJob(MergeJob),
    /// An import.
    Import(Import),
    /// An export.
    Export(Export),
}

/// The record of an id, if there is one and the viewer may see it.
pub(super) async fn find(ctx: &Context<'_>, id: &ID) -> async_graphql::Result<Option<Node>> {
    let Ok((prefix, uuid)) = parse_any(id) else { return Ok(None) };
    let may = |permission| ctx.caller().who.may(permission);
    Ok(match prefix.as_str() {
        CustomerKind::PREFIX if may(Permission::CustomersRead) => {
            let found = load(ctx, CustomerId::from_uuid(uuid)).await?;
            found.and_then(|customer| customers::visible(ctx, customer)).map(Node::Customer)
        }
        VehicleKind::PREFIX if may(Permission::VehiclesRead) => {
            let found = load(ctx, VehicleId::from_uuid(uuid)).await?;
            found.and_then(|vehicle| vehicles::visible(ctx, vehicle)).map(Node::Vehicle)
        }
        WorkOrderKind::PREFIX if may(Permission::WorkOrdersRead) => {
            load(ctx, WorkOrderId::from_uuid(uuid)).await?.map(|order| Node::WorkOrder(order.into()))
        }
        BookingKind::PREFIX if may(Permission::BookingsRead) => {
            load(ctx, BookingId::from_uuid(uuid)).await?.map(|booking| Node::Booking(booking.into()))
        }
        InvoiceKind::PREFIX if may(Permission::InvoicesRead) => {
            load(ctx, InvoiceId::from_uuid(uuid)).await?.map(|invoice| Node::Invoice(invoice.into()))
        }
        ConversationKind::PREFIX if may(Permission::ConversationsRead) => {
            let found = load(ctx, ConversationId::from_uuid(uuid)).await?;
            found.and_then(|conversation| conversations::visible(ctx, conversation)).map(Node::Conversation)
        }
        ServiceKind::PREFIX if may(Permission::ServicesRead) => {
            load(ctx, ServiceId::from_uuid(uuid)).await?.map(|service| Node::Service(service.into()))
        }
        ProviderKind::PREFIX if may(Permission::ProvidersRead) => {
            load(ctx, ProviderId::from_uuid(uuid)).await?.map(|provider| Node::Provider(provider.into()))
        }
        BookingRequestKind::PREFIX if may(Permission::BookingsRead) => {
            load(ctx, BookingRequestId::from_uuid(uuid)).await?.map(|request| Node::BookingRequest(request.into()))
        }
        QuoteKind::PREFIX if may(Permission::QuotesRead) => {
            load(ctx, QuoteId::from_uuid(uuid)).await?.map(|quote| Node::Quote(quote.into()))
        }
        PrivacyRequestKind::PREFIX if may(Permission::PrivacyRequestsRead) => {
            load(ctx, PrivacyRequestId::from_uuid(uuid)).await?.map(|request| Node::PrivacyRequest(request.into()))
        }
        DeletionKind::PREFIX if may(Permission::CustomersRestore) => {
            let found = load(ctx, DeletionId::from_uuid(uuid)).await?;
            found.map(Deletion::try_from).transpose()?.map(Node::Deletion)
        }
        ErasureKind::PREFIX if may(Permission::CustomersRestore) => {
            let found = load(ctx, ErasureId::from_uuid(uuid)).await?;
            found.map(Erasure::try_from).transpose()?.map(Node::Erasure)
        }
        MergeKind::PREFIX if may(Permission::CustomersMerge) => {
            let found = load(ctx, MergeId::from_uuid(uuid)).await?;
            found.map(Merge::try_from).transpose()?.map(Node::Merge)
        }
        TransferKind::PREFIX | ErasureJobKind::PREFIX | MergeJobKind::PREFIX | RetentionRunKind::PREFIX => {
            match jobs::find(&ctx.cx()?, id).await? {
                Some(Job::Import(import)) => Some(Node::Import(import)),
                Some(Job::Export(export)) => Some(Node::Export(export)),
                Some(Job::ErasureJob(job)) => Some(Node::ErasureJob(job)),
                Some(Job::MergeJob(job)) => Some(Node::MergeJob(job)),
                Some(Job::RetentionJob(job)) => Some(Node::RetentionRun(job.into())),
                None => None,
            }
        }
        _ => None,
    })
}

#[derive(Default)]
pub struct NodeQueries;

#[Object(guard = "Admit")]
impl NodeQueries {
    /// The record of an id; null when there is none, and when you may not see it. Takes the permission that reading
    /// its kind takes.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record's id.")] id: ID,
    ) -> async_graphql::Result<Option<Node>> {
        find(ctx, &id).await
    }

    /// The records of ids, in their order; null for each that there is none of, or that you may not see. Takes the
    /// permissions that reading their kinds takes.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The records' ids; at most 100.")] ids: Vec<ID>,
    ) -> async_graphql::Result<Vec<Option<Node>>> {
        if ids.len() > MAX_NODES {
            return Err(coded(format!("ids: at most {MAX_NODES}"), TopLevel::BadUserInput));
        }
        futures_util::future::try_join_all(ids.iter().map(|id| find(ctx, id))).await
    }
}
