//! Loaders: what many nodes of one answer ask for, read in one statement.

use std::collections::{BTreeSet, HashMap};

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};

use super::context::Caller;
use super::in_step::{AtOnce, Batches};
use crate::account_settings::{self, AccountSettings};
use crate::addresses::{self, Address};
use crate::booking_requests::{self, BookingRequest};
use crate::bookings::{self, Booking, BookingService};
use crate::conversations::{self, Conversation};
use crate::credits;
use crate::customers::{self, Customer};
use crate::db::Db;
use crate::erasures::{self, Erasure};
use crate::error::Fault;
use crate::ids::{
    AccountId, BookingId, BookingRequestId, ConversationId, CustomerId, DeletionId, ErasureId, ErasureJobId, InvoiceId,
    MergeId, PaymentId, PaymentMethodId, PrivacyRequestId, ProviderId, QuoteId, ServiceId, TaxRateId, VehicleId,
    WebhookEndpointId, WorkOrderId,
};
use crate::invoices::{self, Invoice, Line, Refund, Sums};
use crate::lifecycle::{self, Deletion, Merge};
use crate::money::Amount;
use crate::payment_methods::{self, PaymentMethod};
use crate::privacy_requests::{self, PrivacyRequest};
use crate::providers::{self, Provider};
use crate::quotes::{self, Quote, QuoteLine};
use crate::services::{self, BundleItem, Service};
use crate::tax_rates::{self, TaxRate};
use crate::vehicles::{self, Vehicle};
use crate::webhooks::{self, WebhookEndpoint};
use crate::work_orders::{self, WorkOrder};

/// Reads in batches, for one request of one account.
pub struct Batch {
    pub(super) db: Db,
    pub(super) account: AccountId,
}

/// The request's loaders.
pub struct Loaders(DataLoader<Batch>);

/// Why a batch failed; cheap to hand to everyone who waits for it.
#[derive(Clone, Debug)]
pub struct BatchFault(std::sync::Arc<Fault>);

impl std::fmt::Display for BatchFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Fault> for BatchFault {
    fn from(fault: Fault) -> Self {
        Self(std::sync::Arc::new(fault))
    }
}

impl Loaders {
    /// Loaders for a caller, and where they leave their batches. Anonymous callers can reach nothing that uses them.
    pub fn new(caller: &Caller, batches: Batches) -> Self {
        let account = caller.who.account().unwrap_or_else(|| AccountId::from_uuid(uuid::Uuid::nil()));
        Self(DataLoader::new(Batch { db: caller.app.db.clone(), account }, batches, AtOnce))
    }
}

/// Loads one key together with all others that the answer asks for.
///
/// # Errors
/// When the database fails.
pub async fn load<K>(ctx: &Context<'_>, key: K) -> async_graphql::Result<Option<<Batch as Loader<K>>::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Batch: Loader<K, Error = BatchFault>,
{
    Ok(ctx.data::<Loaders>()?.0.load_one(key).await?)
}

/// Rows by their ids.
macro_rules! by_id {
    ($($id:ty => $row:ty, $by_ids:path;)*) => {$(
        impl Loader<$id> for Batch {
            type Value = $row;
            type Error = BatchFault;

            async fn load(&self, keys: &[$id]) -> Result<HashMap<$id, $row>, BatchFault> {
                let ids = keys.iter().map(|id| id.uuid()).collect();
                let rows = $by_ids(&self.db, self.account, ids).await?;
                Ok(rows.into_iter().map(|row| (row.id, row)).collect())
            }
        }
    )*};
}

by_id! {
    CustomerId => Customer, customers::by_ids;
    VehicleId => Vehicle, vehicles::by_ids;
    WorkOrderId => WorkOrder, work_orders::by_ids;
    InvoiceId => Invoice, invoices::by_ids;
    PaymentMethodId => PaymentMethod, payment_methods::by_ids;
    BookingId => Booking, bookings::by_ids;
    ConversationId => Conversation, conversations::by_ids;
    BookingRequestId => BookingRequest, booking_requests::by_ids;
    QuoteId => Quote, quotes::by_ids;
    PrivacyRequestId => PrivacyRequest, privacy_requests::by_ids;
    ServiceId => Service, services::by_ids;
    TaxRateId => TaxRate, tax_rates::by_ids;
    ProviderId => Provider, providers::by_ids;
    WebhookEndpointId => WebhookEndpoint, webhooks::by_ids;
    DeletionId => Deletion, lifecycle::deletions_by_ids;
    ErasureId => Erasure, erasures::by_ids;
    MergeId => Merge, lifecycle::merges_by_ids;
}

/// The lines of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinesOf(pub InvoiceId);

impl Loader<LinesOf> for Batch {
    type Value = Vec<Line>;
    type Error = BatchFault;

    async fn load(&self, keys: &[LinesOf]) -> Result<HashMap<LinesOf, Vec<Line>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut lines: HashMap<LinesOf, Vec<Line>> = HashMap::new();
        for line in invoices::lines_of(&self.db, self.account, ids).await? {
            lines.entry(LinesOf(line.invoice_id)).or_default().push(line);
        }
        Ok(lines)
    }
}

/// Tips and refunds of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SumsOf(pub InvoiceId);

impl Loader<SumsOf> for Batch {
    type Value = Sums;
    type Error = BatchFault;

    async fn load(&self, keys: &[SumsOf]) -> Result<HashMap<SumsOf, Sums>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let sums = invoices::sums_of(&self.db, self.account, ids).await?;
        Ok(sums.into_iter().map(|sums| (SumsOf(sums.invoice_id), sums)).collect())
    }
}

/// The refunds of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RefundsOf(pub PaymentId);

impl Loader<RefundsOf> for Batch {
    type Value = Vec<Refund>;
    type Error = BatchFault;

    async fn load(&self, keys: &[RefundsOf]) -> Result<HashMap<RefundsOf, Vec<Refund>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut found: HashMap<RefundsOf, Vec<Refund>> = HashMap::new();
        for refund in invoices::refunds_of(&self.db, self.account, ids).await? {
            found.entry(RefundsOf(refund.payment_id)).or_default().push(refund);
        }
        Ok(found)
    }
}

/// What a bundle is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ItemsOf(pub ServiceId);

impl Loader<ItemsOf> for Batch {
    type Value = Vec<BundleItem>;
    type Error = BatchFault;

    async fn load(&self, keys: &[ItemsOf]) -> Result<HashMap<ItemsOf, Vec<BundleItem>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut items: HashMap<ItemsOf, Vec<BundleItem>> = HashMap::new();
        for item in services::of_bundles(&self.db, self.account, ids).await? {
            items.entry(ItemsOf(item.bundle_id)).or_default().push(item);
        }
        Ok(items)
    }
}

/// The lines of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QuoteLinesOf(pub QuoteId);

impl Loader<QuoteLinesOf> for Batch {
    type Value = Vec<QuoteLine>;
    type Error = BatchFault;

    async fn load(&self, keys: &[QuoteLinesOf]) -> Result<HashMap<QuoteLinesOf, Vec<QuoteLine>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut lines: HashMap<QuoteLinesOf, Vec<QuoteLine>> = HashMap::new();
        for line in quotes::lines_of(&self.db, self.account, ids).await? {
            lines.entry(QuoteLinesOf(line.quote_id)).or_default().push(line);
        }
        Ok(lines)
    }
}

/// What was booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BookedOf(pub BookingId);

impl Loader<BookedOf> for Batch {
    type Value = Vec<BookingService>;
    type Error = BatchFault;

    async fn load(&self, keys: &[BookedOf]) -> Result<HashMap<BookedOf, Vec<BookingService>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut booked: HashMap<BookedOf, Vec<BookingService>> = HashMap::new();
        for service in bookings::services_of(&self.db, self.account, ids).await? {
            booked.entry(BookedOf(service.booking_id)).or_default().push(service);
        }
        Ok(booked)
    }
}

/// The account's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SettingsOf;

impl Loader<SettingsOf> for Batch {
    type Value = AccountSettings;
    type Error = BatchFault;

    async fn load(&self, keys: &[SettingsOf]) -> Result<HashMap<SettingsOf, AccountSettings>, BatchFault> {
        let settings = account_settings::of(&self.db, self.account).await?;
        Ok(keys.iter().map(|key| (*key, settings.clone())).collect())
    }
}

/// The addresses of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AddressesOf(pub CustomerId);

impl Loader<AddressesOf> for Batch {
    type Value = Vec<Address>;
    type Error = BatchFault;

    async fn load(&self, keys: &[AddressesOf]) -> Result<HashMap<AddressesOf, Vec<Address>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut found: HashMap<AddressesOf, Vec<Address>> = HashMap::new();
        for address in addresses::by_customers(&self.db, self.account, ids).await? {
            found.entry(AddressesOf(address.customer_id)).or_default().push(address);
        }
        Ok(found)
    }
}

/// The credit that a customer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CreditOf(pub CustomerId);

impl Loader<CreditOf> for Batch {
    type Value = Vec<Amount>;
    type Error = BatchFault;

    async fn load(&self, keys: &[CreditOf]) -> Result<HashMap<CreditOf, Vec<Amount>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut credit: HashMap<CreditOf, Vec<Amount>> = HashMap::new();
        for (id, amount) in credits::balances(&self.db, self.account, ids).await? {
            credit.entry(CreditOf(id)).or_default().push(amount);
        }
        Ok(credit)
    }
}

/// What a customer owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Outstanding(pub CustomerId);

impl Loader<Outstanding> for Batch {
    type Value = Vec<Amount>;
    type Error = BatchFault;

    async fn load(&self, keys: &[Outstanding]) -> Result<HashMap<Outstanding, Vec<Amount>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut owed: HashMap<Outstanding, Vec<Amount>> = HashMap::new();
        for (id, amount) in customers::outstanding(&self.db, self.account, ids).await? {
            owed.entry(Outstanding(id)).or_default().push(amount);
        }
        Ok(owed)
    }
}

/// The payment methods of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PaymentMethodsOf(pub CustomerId);

impl Loader<PaymentMethodsOf> for Batch {
    type Value = Vec<PaymentMethod>;
    type Error = BatchFault;

    async fn load(
        &self,
        keys: &[PaymentMethodsOf],
    ) -> Result<HashMap<PaymentMethodsOf, Vec<PaymentMethod>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut found: HashMap<PaymentMethodsOf, Vec<PaymentMethod>> = HashMap::new();
        for method in payment_methods::of_customers(&self.db, self.account, ids).await? {
            found.entry(PaymentMethodsOf(method.customer_id)).or_default().push(method);
        }
        Ok(found)
    }
}

/// The latest deletion of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeletionOf(pub CustomerId);

impl Loader<DeletionOf> for Batch {
    type Value = Deletion;
    type Error = BatchFault;

    async fn load(&self, keys: &[DeletionOf]) -> Result<HashMap<DeletionOf, Deletion>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let found = lifecycle::latest_deletions(&self.db, self.account, ids).await?;
        Ok(found.into_iter().map(|deletion| (DeletionOf(deletion.customer_id), deletion)).collect())
    }
}

/// The erasures of a customer that were not taken back, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErasuresOf(pub CustomerId);

impl Loader<ErasuresOf> for Batch {
    type Value = Vec<Erasure>;
    type Error = BatchFault;

    async fn load(&self, keys: &[ErasuresOf]) -> Result<HashMap<ErasuresOf, Vec<Erasure>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut found: HashMap<ErasuresOf, Vec<Erasure>> = HashMap::new();
        for erasure in erasures::of_customers(&self.db, self.account, ids).await? {
            found.entry(ErasuresOf(erasure.customer_id)).or_default().push(erasure);
        }
        Ok(found)
    }
}

/// What a permanent deletion did to one of its customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErasureOfJob {
    pub job: ErasureJobId,
    pub customer: CustomerId,
}

impl Loader<ErasureOfJob> for Batch {
    type Value = Erasure;
    type Error = BatchFault;

    async fn load(&self, keys: &[ErasureOfJob]) -> Result<HashMap<ErasureOfJob, Erasure>, BatchFault> {
        let jobs: BTreeSet<_> = keys.iter().map(|key| key.job.uuid()).collect();
        let customers = keys.iter().map(|key| key.customer.uuid()).collect();
        let found = erasures::of_jobs(&self.db, self.account, (jobs.into_iter().collect(), customers)).await?;
        let keyed = found.into_iter().filter_map(|erasure| {
            Some((ErasureOfJob { job: erasure.job_id?, customer: erasure.customer_id }, erasure))
        });
        Ok(keyed.collect())
    }
}

/// The merges into a customer, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MergesOf(pub CustomerId);

impl Loader<MergesOf> for Batch {
    type Value = Vec<Merge>;
    type Error = BatchFault;

    async fn load(&self, keys: &[MergesOf]) -> Result<HashMap<MergesOf, Vec<Merge>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut found: HashMap<MergesOf, Vec<Merge>> = HashMap::new();
        for merge in lifecycle::merges_of(&self.db, self.account, ids).await? {
            found.entry(MergesOf(merge.customer_id)).or_default().push(merge);
        }
        Ok(found)
    }
}

/// The customers whom a merge took into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MergedBy(pub MergeId);

impl Loader<MergedBy> for Batch {
    type Value = Vec<CustomerId>;
    type Error = BatchFault;

    async fn load(&self, keys: &[MergedBy]) -> Result<HashMap<MergedBy, Vec<CustomerId>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut found: HashMap<MergedBy, Vec<CustomerId>> = HashMap::new();
        for (merge, customer) in lifecycle::merged_by(&self.db, self.account, ids).await? {
            found.entry(MergedBy(merge)).or_default().push(customer);
        }
        Ok(found)
    }
}
