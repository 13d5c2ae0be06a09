//! The GraphQL floor: one file for each room's face. Faces refer to one another here, so that rooms need not.

pub mod access;
mod account_settings;
mod accounts;
mod actors;
mod addresses;
mod audit;
mod availability;
mod blockers;
mod booking_mutations;
mod booking_requests;
mod bookings;
mod bulk_deletion;
mod calendar;
mod charges;
mod connection;
mod consents;
mod context;
mod conversations;
mod credits;
mod customer_changes;
mod customer_filters;
mod customer_mutations;
mod customer_queries;
mod customers;
mod deletion_acts;
mod deletions;
mod duplicates;
mod email_changes;
mod erasure_jobs;
mod erasure_plans;
mod erasures;
pub mod errors;
mod exports;
mod import_mutations;
mod import_rows;
mod imports;
mod in_step;
mod invoice_mutations;
mod invoices;
mod jobs;
mod kept;
mod legal_holds;
mod loaders;
mod merge_jobs;
mod merges;
mod money;
mod nested;
mod node;
mod notifications;
mod partners;
mod payment_method_setups;
mod payment_methods;
mod payments;
mod personal_data;
mod plans;
mod policies;
mod portal;
mod portal_bookings;
mod portal_payments;
mod portal_profile;
mod portal_quotes;
mod portal_records;
mod preferences;
mod privacy_request_mutations;
mod privacy_requests;
mod provider_mutations;
mod providers;
mod public_booking;
mod public_requests;
mod quote_mutations;
mod quotes;
mod quotes_by_link;
mod rate_limit;
mod ratings;
mod reports;
mod retention;
mod retention_acts;
mod retention_jobs;
mod retention_rules;
mod scalars;
mod services;
mod sessions;
mod staff;
mod statements;
mod suppressions;
mod tax_rates;
mod unsubscribing;
mod vehicles;
mod webhook_mutations;
mod webhooks;
mod work_orders;

use async_graphql::{MergedObject, MergedSubscription, Request};

use crate::config::Settings;
pub use context::Caller;
pub use in_step::Batches;
pub use loaders::Loaders;

/// What can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    sessions::ViewerQueries,
    rate_limit::RateLimitQueries,
    node::NodeQueries,
    accounts::AccountQueries,
    staff::StaffQueries,
    partners::PartnerQueries,
    webhooks::WebhookQueries,
    portal::PortalQueries,
    email_changes::EmailChangeQueries,
    customer_queries::CustomerQueries,
    vehicles::VehicleQueries,
    work_orders::WorkOrderQueries,
    bookings::BookingQueries,
    calendar::CalendarQueries,
    invoices::InvoiceQueries,
    quotes::QuoteQueries,
    quotes_by_link::LinkedQuoteQueries,
    privacy_requests::PrivacyRequestQueries,
    reports::ReportQueries,
    conversations::ConversationQueries,
    deletion_acts::DeletionQueries,
    erasure_jobs::ErasureJobQueries,
    erasure_plans::ErasurePlanQueries,
    suppressions::SuppressionQueries,
    duplicates::DuplicateQueries,
    merges::MergeQueries,
    merge_jobs::MergeJobQueries,
    policies::PolicyQueries,
    retention_rules::RetentionRuleQueries,
    retention::RetentionRunQueries,
    services::ServiceQueries,
    providers::ProviderQueries,
    availability::AvailabilityQueries,
    public_booking::PublicBookingQueries,
    booking_requests::BookingRequestQueries,
    tax_rates::TaxRateQueries,
    audit::AuditQueries,
    ratings::RatingQueries,
    unsubscribing::UnsubscribingQueries,
    imports::ImportQueries,
    exports::ExportQueries,
);

/// What can be done. Each takes one input and answers with a union of what it gives and every failure to expect.
// In groups: the stack frame that finds a mutation has room for all of its group.
#[derive(MergedObject, Default)]
pub struct Mutation(
    DoorMutations,
    WorkMutations,
    AskedMutations,
    MoneyMutations,
    WordMutations,
    PartingMutations,
    MergingMutations,
    BusinessMutations,
);

/// Who comes in, and how.
#[derive(MergedObject, Default)]
struct DoorMutations(
    sessions::SessionMutations,
    staff::StaffMutations,
    partners::PartnerMutations,
    webhook_mutations::WebhookMutations,
    portal::PortalMutations,
    portal_bookings::PortalBookingMutations,
);

/// Customers and the work that is done for them.
#[derive(MergedObject, Default)]
struct WorkMutations(
    customer_mutations::CustomerMutations,
    addresses::AddressMutations,
    vehicles::VehicleMutations,
    work_orders::WorkOrderMutations,
    booking_mutations::BookingMutations,
    calendar::CalendarMutations,
    invoice_mutations::InvoiceMutations,
    quote_mutations::QuoteMutations,
);

/// What customers ask for themselves.
#[derive(MergedObject, Default)]
struct AskedMutations(
    portal_profile::PortalProfileMutations,
    email_changes::EmailChangeMutations,
    portal_quotes::PortalQuoteMutations,
    quotes_by_link::LinkedQuoteMutations,
    privacy_request_mutations::PrivacyRequestMutations,
);

/// What is paid, and how.
#[derive(MergedObject, Default)]
struct MoneyMutations(
    credits::CreditMutations,
    payment_methods::PaymentMethodMutations,
    payment_method_setups::PaymentMethodSetupMutations,
    portal_payments::PortalPaymentMutations,
    charges::ChargeMutations,
);

/// What is said, and what may be sent.
#[derive(MergedObject, Default)]
struct WordMutations(
    conversations::ConversationMutations,
    consents::ConsentMutations,
    preferences::PreferenceMutations,
    unsubscribing::UnsubscribingMutations,
    ratings::RatingMutations,
);

/// Letting customers go.
#[derive(MergedObject, Default)]
struct PartingMutations(
    deletion_acts::DeletionMutations,
    bulk_deletion::BulkDeletionMutations,
    erasures::ErasureMutations,
    erasure_jobs::ErasureJobMutations,
    suppressions::SuppressionMutations,
    legal_holds::LegalHoldMutations,
    personal_data::PersonalDataMutations,
    retention_rules::RetentionRuleMutations,
    retention_acts::RetentionRunMutations,
);

/// Making one of several.
#[derive(MergedObject, Default)]
struct MergingMutations(duplicates::DuplicateMutations, merges::MergeMutations, merge_jobs::MergeJobMutations);

/// How the business is run.
#[derive(MergedObject, Default)]
struct BusinessMutations(
    policies::PolicyMutations,
    services::ServiceMutations,
    provider_mutations::ProviderMutations,
    public_requests::PublicBookingMutations,
    booking_requests::BookingRequestMutations,
    account_settings::SettingsMutations,
    tax_rates::TaxRateMutations,
    import_mutations::ImportMutations,
    exports::ExportMutations,
);

/// What can be followed live.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    customer_changes::CustomerSubscriptions,
    deletion_acts::DeletionSubscriptions,
    jobs::JobSubscriptions,
);

/// The schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Builds the schema. Depth, cost and aliases are checked before it is asked, in linear time.
pub fn schema(settings: &Settings) -> Schema {
    let mut builder = Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .register_output_type::<errors::Problem>()
        .register_output_type::<node::Node>()
        .register_output_type::<blockers::Blocker>()
        .disable_suggestions();
    if !settings.introspection {
        builder = builder.disable_introspection();
    }
    builder.finish()
}

/// The schema as text: `schema.graphql` at the project's root.
pub fn sdl() -> String {
    schema(&Settings::default()).sdl()
}

/// Hands a request everything that resolvers ask for, and gives what its execution has to be run with.
pub fn prepare(request: Request, caller: Caller) -> (Request, Batches) {
    let batches = Batches::default();
    let loaders = Loaders::new(&caller, batches.clone());
    (request.data(caller).data(loaders), batches)
}
