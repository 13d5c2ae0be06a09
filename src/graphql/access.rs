//! Who may use which root field. A field that is not listed is closed to everyone; a test walks the schema and writes
//! the matrix of fields, principals and roles that docs/permissions.md shows.

use crate::terms::Permission;
use Permission as P;

/// Who may use a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Also before signing in.
    Anyone,
    /// Staff, partners and portal customers.
    SignedIn,
    /// Whoever has a session to end: staff and portal customers.
    InSession,
    /// Staff and partners, whatever they may do.
    AnyWorker,
    /// Staff and partners with a permission.
    Workers(Permission),
    /// Staff alone, with a permission if one is named.
    Staff(Option<Permission>),
    /// Customers in the portal.
    Portal,
}

impl Who {
    /// The permission it takes.
    pub fn permission(self) -> Option<Permission> {
        match self {
            Self::Workers(permission) => Some(permission),
            Self::Staff(permission) => permission,
            Self::Anyone | Self::SignedIn | Self::InSession | Self::AnyWorker | Self::Portal => None,
        }
    }
}

/// One root field's rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub field: &'static str,
    pub who: Who,
    /// Whether a missing permission is answered as a typed member of the field's union; else it is a top-level error.
    pub typed: bool,
}

const fn read(field: &'static str, who: Who) -> Rule {
    Rule { field, who, typed: false }
}

const fn write(field: &'static str, who: Who) -> Rule {
    Rule { field, who, typed: true }
}

/// Every root field: queries and subscriptions, then mutations.
pub const RULES: &[Rule] = &[
    read("viewer", Who::Anyone),
    read("rateLimit", Who::Anyone),
    read("node", Who::AnyWorker),
    read("nodes", Who::AnyWorker),
    read("account", Who::AnyWorker),
    read("staffMembers", Who::Staff(Some(P::StaffManage))),
    read("partnerTokens", Who::Staff(Some(P::PartnersManage))),
    read("portal", Who::Portal),
    read("customer", Who::Workers(P::CustomersRead)),
    read("customers", Who::Workers(P::CustomersRead)),
    read("vehicle", Who::Workers(P::VehiclesRead)),
    read("vehicles", Who::Workers(P::VehiclesRead)),
    read("workOrder", Who::Workers(P::WorkOrdersRead)),
    read("workOrders", Who::Workers(P::WorkOrdersRead)),
    read("calendar", Who::Workers(P::ProvidersRead)),
    read("booking", Who::Workers(P::BookingsRead)),
    read("bookings", Who::Workers(P::BookingsRead)),
    read("invoice", Who::Workers(P::InvoicesRead)),
    read("invoices", Who::Workers(P::InvoicesRead)),
    read("invoiceTotalsByYear", Who::Workers(P::InvoicesRead)),
    read("quote", Who::Workers(P::QuotesRead)),
    read("quotes", Who::Workers(P::QuotesRead)),
    read("quoteByLink", Who::Anyone),
    read("privacyRequest", Who::Workers(P::PrivacyRequestsRead)),
    read("privacyRequests", Who::Workers(P::PrivacyRequestsRead)),
    read("service", Who::Workers(P::ServicesRead)),
    read("services", Who::Workers(P::ServicesRead)),
    read("provider", Who::Workers(P::ProvidersRead)),
    read("providers", Who::Workers(P::ProvidersRead)),
    read("bookingRequest", Who::Workers(P::BookingsRead)),
    read("bookingRequests", Who::Workers(P::BookingsRead)),
    write("bookingRequestAttach", Who::Workers(P::BookingsWrite)),
    write("bookingRequestDismiss", Who::Workers(P::BookingsWrite)),
    read("freeSlots", Who::Workers(P::BookingsRead)),
    read("taxRates", Who::Workers(P::ServicesRead)),
    read("reports", Who::Workers(P::ReportsRead)),
    read("publicBooking", Who::Anyone),
    write("publicBookingRequest", Who::Anyone),
    write("staffSignIn", Who::Anyone),
    write("staffSessionRefresh", Who::Anyone),
    write("portalLinkRequest", Who::Anyone),
    write("portalSignIn", Who::Anyone),
    write("signOut", Who::InSession),
    write("staffCreate", Who::Staff(Some(P::StaffManage))),
    write("staffRoleSet", Who::Staff(Some(P::StaffManage))),
    write("staffDeactivate", Who::Staff(Some(P::StaffManage))),
    write("permissionGrant", Who::Staff(Some(P::StaffManage))),
    write("permissionRevoke", Who::Staff(Some(P::StaffManage))),
    write("partnerTokenCreate", Who::Staff(Some(P::PartnersManage))),
    write("partnerTokenRotate", Who::Staff(Some(P::PartnersManage))),
    write("partnerTokenRevoke", Who::Staff(Some(P::PartnersManage))),
    write("customerCreate", Who::Workers(P::CustomersWrite)),
    read("conversation", Who::Workers(P::ConversationsRead)),
    read("conversations", Who::Workers(P::ConversationsRead)),
    write("conversationOpen", Who::Workers(P::ConversationsWrite)),
    write("conversationClose", Who::Workers(P::ConversationsWrite)),
    write("conversationReopen", Who::Workers(P::ConversationsWrite)),
    write("messageAdd", Who::Workers(P::ConversationsWrite)),
    write("consentRecord", Who::Workers(P::ConsentsWrite)),
    write("customerPreferenceSet", Who::Workers(P::ConsentsWrite)),
    write("portalPreferenceSet", Who::Portal),
    read("ratingByLink", Who::Anyone),
    write("ratingByLinkGive", Who::Anyone),
    write("portalRatingGive", Who::Portal),
    read("auditEvents", Who::Workers(P::AuditRead)),
    read("deletionPolicy", Who::Workers(P::CustomersRead)),
    write("deletionPolicySimulate", Who::Workers(P::PolicyManage)),
    write("deletionPolicySet", Who::Workers(P::PolicyManage)),
    read("customerDeletionPlan", Who::Workers(P::CustomersRead)),
    read("customerDeletability", Who::Workers(P::CustomersRead)),
    write("customerDelete", Who::Workers(P::CustomersDelete)),
    write("customerDeleteUndo", Who::Workers(P::CustomersDelete)),
    write("customerRestore", Who::Workers(P::CustomersRestore)),
    write("customerUpdate", Who::Workers(P::CustomersWrite)),
    write("addressCreate", Who::Workers(P::CustomersWrite)),
    write("addressUpdate", Who::Workers(P::CustomersWrite)),
    write("addressRemove", Who::Workers(P::CustomersWrite)),
    write("vehicleCreate", Who::Workers(P::VehiclesWrite)),
    write("vehicleUpdate", Who::Workers(P::VehiclesWrite)),
    write("registrationAssign", Who::Workers(P::VehiclesWrite)),
    write("registrationRelease", Who::Workers(P::VehiclesWrite)),
    write("workOrderCreate", Who::Workers(P::WorkOrdersWrite)),
    write("workOrderUpdate", Who::Workers(P::WorkOrdersWrite)),
    write("workOrderStart", Who::Workers(P::WorkOrdersWrite)),
    write("workOrderComplete", Who::Workers(P::WorkOrdersWrite)),
    write("workOrderClose", Who::Workers(P::WorkOrdersWrite)),
    write("workOrderCancel", Who::Workers(P::WorkOrdersWrite)),
    write("serviceCreate", Who::Workers(P::ServicesWrite)),
    write("serviceUpdate", Who::Workers(P::ServicesWrite)),
    write("serviceArchive", Who::Workers(P::ServicesWrite)),
    write("serviceUnarchive", Who::Workers(P::ServicesWrite)),
    write("providerCreate", Who::Workers(P::ProvidersWrite)),
    write("providerUpdate", Who::Workers(P::ProvidersWrite)),
    write("providerHoursSet", Who::Workers(P::ProvidersWrite)),
    write("providerArchive", Who::Workers(P::ProvidersWrite)),
    write("providerUnarchive", Who::Workers(P::ProvidersWrite)),
    write("absenceCreate", Who::Workers(P::ProvidersWrite)),
    write("absenceRemove", Who::Workers(P::ProvidersWrite)),
    write("accountSettingsSet", Who::Workers(P::SettingsManage)),
    write("accountUpdate", Who::Workers(P::SettingsManage)),
    write("taxRateCreate", Who::Workers(P::ServicesWrite)),
    write("taxRateArchive", Who::Workers(P::ServicesWrite)),
    write("calendarLinkCreate", Who::Workers(P::ProvidersWrite)),
    write("calendarLinkRevoke", Who::Workers(P::ProvidersWrite)),
    write("bookingCreate", Who::Workers(P::BookingsWrite)),
    write("bookingUpdate", Who::Workers(P::BookingsWrite)),
    write("bookingReschedule", Who::Workers(P::BookingsWrite)),
    write("bookingDispatch", Who::Workers(P::BookingsWrite)),
    write("bookingStart", Who::Workers(P::BookingsWrite)),
    write("bookingComplete", Who::Workers(P::BookingsWrite)),
    write("bookingCancel", Who::Workers(P::BookingsWrite)),
    write("bookingNoShow", Who::Workers(P::BookingsWrite)),
    write("portalBookingCancel", Who::Portal),
    write("portalBookingReschedule", Who::Portal),
    write("invoiceCreate", Who::Workers(P::InvoicesWrite)),
    write("invoiceLinesSet", Who::Workers(P::InvoicesWrite)),
    write("invoiceIssue", Who::Workers(P::InvoicesWrite)),
    write("invoicePay", Who::Workers(P::InvoicesWrite)),
    write("paymentRefund", Who::Workers(P::InvoicesWrite)),
    write("customerCreditAdd", Who::Workers(P::InvoicesWrite)),
    write("invoiceVoid", Who::Workers(P::InvoicesWrite)),
    write("invoiceWriteOff", Who::Workers(P::InvoicesWrite)),
    write("quoteCreate", Who::Workers(P::QuotesWrite)),
    write("quoteUpdate", Who::Workers(P::QuotesWrite)),
    write("quoteSend", Who::Workers(P::QuotesWrite)),
    write("quoteResend", Who::Workers(P::QuotesWrite)),
    write("quoteCancel", Who::Workers(P::QuotesWrite)),
    write("quoteAccept", Who::Workers(P::QuotesWrite)),
    write("quoteDecline", Who::Workers(P::QuotesWrite)),
    write("quoteByLinkAccept", Who::Anyone),
    write("quoteByLinkDecline", Who::Anyone),
    write("portalProfileUpdate", Who::Portal),
    write("portalAddressCreate", Who::Portal),
    write("portalAddressUpdate", Who::Portal),
    write("portalAddressRemove", Who::Portal),
    write("portalQuoteAccept", Who::Portal),
    write("portalQuoteDecline", Who::Portal),
    write("privacyRequestCreate", Who::Workers(P::PrivacyRequestsWrite)),
    write("privacyRequestDecide", Who::Workers(P::PrivacyRequestsWrite)),
    write("portalPrivacyRequest", Who::Portal),
    write("bookingCharge", Who::Workers(P::PaymentMethodsWrite)),
    write("invoiceCharge", Who::Workers(P::PaymentMethodsWrite)),
    write("paymentMethodAsk", Who::Workers(P::PaymentMethodsWrite)),
    write("paymentMethodRemove", Who::Workers(P::PaymentMethodsWrite)),
    write("paymentMethodMakeDefault", Who::Workers(P::PaymentMethodsWrite)),
    write("paymentMethodSetupByLink", Who::Anyone),
    write("paymentMethodSetupFinish", Who::Anyone),
    write("portalPaymentMethodSetup", Who::Portal),
    write("portalPaymentMethodSetupFinish", Who::Portal),
    write("portalPaymentMethodRemove", Who::Portal),
    write("portalPaymentMethodMakeDefault", Who::Portal),
    write("portalInvoicePay", Who::Portal),
];
