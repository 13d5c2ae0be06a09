//! Kinds of record.

use crate::term;

term! {
    /// Every kind of record that hangs off a customer, and the customer.
    RecordKind {
        /// A customer.
        Customer = "CUSTOMER",
        /// A postal address.
        Address = "ADDRESS",
        /// A vehicle.
        Vehicle = "VEHICLE",
        /// A plate on a vehicle.
        Registration = "REGISTRATION",
        /// A work order.
        WorkOrder = "WORK_ORDER",
        /// An invoice.
        Invoice = "INVOICE",
        /// A conversation.
        Conversation = "CONVERSATION",
        /// A booking.
        Booking = "BOOKING",
        /// A quote.
        Quote = "QUOTE",
        /// A card or account that a payment provider keeps.
        PaymentMethod = "PAYMENT_METHOD",
        /// A link that was handed out: to a quote, a rating, a form for a payment method.
        Link = "LINK",
        /// An entry of the consent trail.
        Consent = "CONSENT",
        /// A mailed sign-in link to the portal.
        PortalLink = "PORTAL_LINK",
        /// A customer's portal session.
        PortalSession = "PORTAL_SESSION",
        /// A deletion.
        Deletion = "DELETION",
        /// A member of staff.
        Staff = "STAFF",
        /// A partner's token.
        PartnerToken = "PARTNER_TOKEN",
        /// The account's deletion policy.
        Policy = "POLICY",
        /// A service that can be booked, or a bundle of them.
        Service = "SERVICE",
        /// A tax rate.
        TaxRate = "TAX_RATE",
        /// Somebody who can be dispatched.
        Provider = "PROVIDER",
        /// Time that a provider has off.
        Absence = "ABSENCE",
        /// A request from the public booking page.
        BookingRequest = "BOOKING_REQUEST",
        /// A payment towards an invoice.
        Payment = "PAYMENT",
        /// Money given back.
        Refund = "REFUND",
        /// An entry of what the account owes a customer.
        Credit = "CREDIT",
        /// What a payment provider was asked to take.
        Charge = "CHARGE",
        /// A message that was sent to a customer, or not.
        Notification = "NOTIFICATION",
        /// A rating.
        Rating = "RATING",
        /// What a customer asks about their data.
        PrivacyRequest = "PRIVACY_REQUEST",
        /// An import or export.
        Transfer = "TRANSFER",
        /// Where a partner is told of events.
        WebhookEndpoint = "WEBHOOK_ENDPOINT",
        /// An event on its way to an endpoint.
        WebhookDelivery = "WEBHOOK_DELIVERY",
        /// The account's settings.
        Settings = "SETTINGS",
        /// A masking or erasure of a customer.
        Erasure = "ERASURE",
        /// A permanent deletion of many customers.
        ErasureJob = "ERASURE_JOB",
        /// A legal hold.
        LegalHold = "LEGAL_HOLD",
        /// A rule of whom to part with after how long.
        RetentionRule = "RETENTION_RULE",
        /// A run of a retention rule.
        RetentionRun = "RETENTION_RUN",
        /// A merge of customers into another.
        Merge = "MERGE",
        /// A merge of many pairs of customers.
        MergeJob = "MERGE_JOB",
    }
}

impl RecordKind {
    /// What the ids of its records start with; portal links have none to show.
    pub fn prefix(self) -> &'static str {
        use crate::ids::Kind as _;
        match self {
            Self::Customer => crate::ids::CustomerKind::PREFIX,
            Self::Address => crate::ids::AddressKind::PREFIX,
            Self::Vehicle => crate::ids::VehicleKind::PREFIX,
            Self::Registration => crate::ids::RegistrationKind::PREFIX,
            Self::WorkOrder => crate::ids::WorkOrderKind::PREFIX,
            Self::Invoice => crate::ids::InvoiceKind::PREFIX,
            Self::Conversation => crate::ids::ConversationKind::PREFIX,
            Self::Consent => crate::ids::ConsentKind::PREFIX,
            Self::PortalLink => "pl",
            Self::PortalSession => crate::ids::PortalSessionKind::PREFIX,
            Self::Deletion => crate::ids::DeletionKind::PREFIX,
            Self::Staff => crate::ids::StaffKind::PREFIX,
            Self::PartnerToken => crate::ids::PartnerTokenKind::PREFIX,
            Self::Policy => "pol",
            Self::Booking => crate::ids::BookingKind::PREFIX,
            Self::Quote => crate::ids::QuoteKind::PREFIX,
            Self::PaymentMethod => crate::ids::PaymentMethodKind::PREFIX,
            Self::Link => "lnk",
            Self::Service => crate::ids::ServiceKind::PREFIX,
            Self::TaxRate => crate::ids::TaxRateKind::PREFIX,
            Self::Provider => crate::ids::ProviderKind::PREFIX,
            Self::Absence => crate::ids::AbsenceKind::PREFIX,
            Self::BookingRequest => crate::ids::BookingRequestKind::PREFIX,
            Self::Payment => crate::ids::PaymentKind::PREFIX,
            Self::Refund => crate::ids::RefundKind::PREFIX,
            Self::Credit => crate::ids::CreditKind::PREFIX,
            Self::Charge => crate::ids::ChargeKind::PREFIX,
            Self::Notification => crate::ids::NotificationKind::PREFIX,
            Self::Rating => crate::ids::RatingKind::PREFIX,
            Self::PrivacyRequest => crate::ids::PrivacyRequestKind::PREFIX,
            Self::Transfer => crate::ids::TransferKind::PREFIX,
            Self::WebhookEndpoint => crate::ids::WebhookEndpointKind::PREFIX,
            Self::WebhookDelivery => crate::ids::WebhookDeliveryKind::PREFIX,
            Self::Settings => "set",
            Self::Erasure => crate::ids::ErasureKind::PREFIX,
            Self::ErasureJob => crate::ids::ErasureJobKind::PREFIX,
            Self::LegalHold => crate::ids::LegalHoldKind::PREFIX,
            Self::RetentionRule => crate::ids::RetentionRuleKind::PREFIX,
            Self::RetentionRun => crate::ids::RetentionRunKind::PREFIX,
            Self::Merge => crate::ids::MergeKind::PREFIX,
            Self::MergeJob => crate::ids::MergeJobKind::PREFIX,
        }
    }
}
