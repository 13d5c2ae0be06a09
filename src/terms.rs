//! The words that every floor uses: kinds of record, roles, permissions, rules. Each is text in the database, an enum in
//! GraphQL, and spelled the same in both.

/// Defines an enum that is stored as text and shown in GraphQL by the same name.
#[macro_export]
macro_rules! term {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, async_graphql::Enum, serde::Serialize, serde::Deserialize)]
        $(#[$doc])*
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] #[graphql(name = $text)] $variant,)* }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in the database and in GraphQL.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    other => Err(format!(concat!("{:?} is not a ", stringify!($name)), other)),
                }
            }
        }

        impl From<$name> for $crate::db::Value {
            fn from(value: $name) -> Self {
                value.as_str().into()
            }
        }

        impl<DB: sqlx::Database> sqlx::Type<DB> for $name where String: sqlx::Type<DB> {
            fn type_info() -> DB::TypeInfo {
                <String as sqlx::Type<DB>>::type_info()
            }
            fn compatible(ty: &DB::TypeInfo) -> bool {
                <String as sqlx::Type<DB>>::compatible(ty)
            }
        }

        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $name where &'r str: sqlx::Decode<'r, DB> {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                Ok(<&str as sqlx::Decode<DB>>::decode(value)?.parse()?)
            }
        }
    };
}

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

term! {
    /// A preset of permissions. What a person may do is the role's preset, plus and minus what the Owner granted or revoked.
    Role {
        /// Runs the business; holds every permission.
        Owner = "OWNER",
        /// Runs the daily work; may delete and restore customers.
        Manager = "MANAGER",
        /// Serves customers at the desk; may not delete them.
        ServiceAdvisor = "SERVICE_ADVISOR",
        /// Does the work; reads customers and moves work orders on.
        Technician = "TECHNICIAN",
        /// Administers a print shop or box office.
        Administrator = "ADMINISTRATOR",
        /// Leads sales.
        SalesManager = "SALES_MANAGER",
        /// Sells.
        SalesTeam = "SALES_TEAM",
        /// Answers customers; reads, and writes conversations.
        Support = "SUPPORT",
    }
}

term! {
    /// One thing that a person or token may do. Texts spell it in lower case with a dot: `customers.delete`.
    Permission {
        /// See customers and their addresses.
        CustomersRead = "CUSTOMERS_READ",
        /// Create and change customers and their addresses.
        CustomersWrite = "CUSTOMERS_WRITE",
        /// Delete a customer, and take that back within the undo window.
        CustomersDelete = "CUSTOMERS_DELETE",
        /// Inspect and restore deleted customers.
        CustomersRestore = "CUSTOMERS_RESTORE",
        /// Mask a customer's personal data for good.
        CustomersMask = "CUSTOMERS_MASK",
        /// Erase customers for good.
        CustomersErase = "CUSTOMERS_ERASE",
        /// Merge duplicates.
        CustomersMerge = "CUSTOMERS_MERGE",
        /// Import customers in bulk.
        CustomersImport = "CUSTOMERS_IMPORT",
        /// Export customers in bulk.
        CustomersExport = "CUSTOMERS_EXPORT",
        /// See vehicles and registrations.
        VehiclesRead = "VEHICLES_READ",
        /// Create and change vehicles, assign and release plates.
        VehiclesWrite = "VEHICLES_WRITE",
        /// See work orders.
        WorkOrdersRead = "WORK_ORDERS_READ",
        /// Create work orders and move them on.
        WorkOrdersWrite = "WORK_ORDERS_WRITE",
        /// See invoices and payments.
        InvoicesRead = "INVOICES_READ",
        /// Draft, issue and settle invoices.
        InvoicesWrite = "INVOICES_WRITE",
        /// See conversations.
        ConversationsRead = "CONVERSATIONS_READ",
        /// Open and close conversations, write messages.
        ConversationsWrite = "CONVERSATIONS_WRITE",
        /// See the consent trail.
        ConsentsRead = "CONSENTS_READ",
        /// Record consents given and withdrawn.
        ConsentsWrite = "CONSENTS_WRITE",
        /// See services, bundles and tax rates.
        ServicesRead = "SERVICES_READ",
        /// Create and change services, bundles and tax rates.
        ServicesWrite = "SERVICES_WRITE",
        /// See providers, their hours and their calendars.
        ProvidersRead = "PROVIDERS_READ",
        /// Create and change providers, their hours and time off; hand out calendar links.
        ProvidersWrite = "PROVIDERS_WRITE",
        /// See bookings, requests for bookings and ratings.
        BookingsRead = "BOOKINGS_READ",
        /// Create, move, dispatch, complete and cancel bookings; decide on requests.
        BookingsWrite = "BOOKINGS_WRITE",
        /// See quotes.
        QuotesRead = "QUOTES_READ",
        /// Write, send and decide quotes.
        QuotesWrite = "QUOTES_WRITE",
        /// See payment methods and charges.
        PaymentMethodsRead = "PAYMENT_METHODS_READ",
        /// Ask for payment methods, charge and remove them.
        PaymentMethodsWrite = "PAYMENT_METHODS_WRITE",
        /// See what customers asked about their data.
        PrivacyRequestsRead = "PRIVACY_REQUESTS_READ",
        /// Receive and decide what customers ask about their data.
        PrivacyRequestsWrite = "PRIVACY_REQUESTS_WRITE",
        /// See reports.
        ReportsRead = "REPORTS_READ",
        /// Change the account's settings.
        SettingsManage = "SETTINGS_MANAGE",
        /// Place legal holds, see why they stand, and release them.
        LegalHoldsManage = "LEGAL_HOLDS_MANAGE",
        /// Review retention runs.
        RetentionReview = "RETENTION_REVIEW",
        /// Approve retention runs.
        RetentionApprove = "RETENTION_APPROVE",
        /// Change the deletion policy.
        PolicyManage = "POLICY_MANAGE",
        /// Add staff, change roles, grant and revoke permissions.
        StaffManage = "STAFF_MANAGE",
        /// Create, rotate and revoke partner tokens.
        PartnersManage = "PARTNERS_MANAGE",
        /// Manage webhooks.
        WebhooksManage = "WEBHOOKS_MANAGE",
        /// Read the audit log.
        AuditRead = "AUDIT_READ",
    }
}

impl Permission {
    /// As texts spell it: `customers.delete`.
    pub fn spelled(self) -> String {
        let name = self.as_str().to_lowercase();
        match name.rsplit_once('_') {
            Some((what, act)) => format!("{what}.{act}"),
            None => name,
        }
    }

    /// The roles whose preset holds it.
    pub fn held_by(self) -> Vec<Role> {
        Role::ALL.iter().copied().filter(|role| role.holds(self)).collect()
    }
}

impl Role {
    /// Whether the preset holds a permission (E4, C2).
    pub fn holds(self, permission: Permission) -> bool {
        use Permission as P;
        let reads = matches!(
            permission,
            P::CustomersRead
                | P::VehiclesRead
                | P::WorkOrdersRead
                | P::InvoicesRead
                | P::ConversationsRead
                | P::ConsentsRead
                | P::ServicesRead
                | P::ProvidersRead
                | P::BookingsRead
                | P::QuotesRead
                | P::PaymentMethodsRead
        );
        let writes = matches!(
            permission,
            P::CustomersWrite
                | P::VehiclesWrite
                | P::WorkOrdersWrite
                | P::InvoicesWrite
                | P::ConversationsWrite
                | P::ConsentsWrite
                | P::BookingsWrite
                | P::QuotesWrite
                | P::PaymentMethodsWrite
        );
        match self {
            Self::Owner => true,
            Self::Manager | Self::SalesManager => {
                reads
                    || writes
                    || matches!(
                        permission,
                        P::CustomersDelete
                            | P::CustomersRestore
                            | P::CustomersMerge
                            | P::CustomersImport
                            | P::CustomersExport
                            | P::ServicesWrite
                            | P::ProvidersWrite
                            | P::PrivacyRequestsRead
                            | P::PrivacyRequestsWrite
                            | P::ReportsRead
                            | P::SettingsManage
                            | P::RetentionReview
                            | P::AuditRead
                    )
            }
            Self::Administrator => !matches!(permission, P::StaffManage | P::RetentionApprove),
            Self::ServiceAdvisor | Self::SalesTeam => reads || writes,
            Self::Technician => {
                matches!(
                    permission,
                    P::CustomersRead
                        | P::VehiclesRead
                        | P::WorkOrdersRead
                        | P::WorkOrdersWrite
                        | P::ConversationsRead
                        | P::ServicesRead
                        | P::ProvidersRead
                        | P::BookingsRead
                        | P::BookingsWrite
                )
            }
            Self::Support => {
                reads
                    || matches!(
                        permission,
                        P::ConversationsWrite | P::ConsentsWrite | P::PrivacyRequestsRead | P::PrivacyRequestsWrite
                    )
            }
        }
    }
}

term! {
    /// A ready-made deletion policy for a trade.
    PolicyPreset {
        /// A garage: open work, unpaid invoices and active conversations block (E5).
        Garage = "GARAGE",
        /// Field service: a customer with existing work can be deleted; open work is cancelled (A1, A13).
        FieldService = "FIELD_SERVICE",
        /// A print shop: the first delete is soft and blocks on nothing (C1).
        PrintShop = "PRINT_SHOP",
        /// A box office: everything is kept, retention decides later (B1).
        BoxOffice = "BOX_OFFICE",
    }
}

term! {
    /// What a delete does about records of a kind that are still open.
    DependencyRule {
        /// They stand in the way: the delete is refused until they are settled.
        Block = "BLOCK",
        /// They are cancelled by the delete, and come back with an undo.
        Cancel = "CANCEL",
        /// They are closed by the delete, and come back with an undo.
        Close = "CLOSE",
        /// They stay as they are.
        Keep = "KEEP",
    }
}

term! {
    /// What a deletion does to records.
    EffectAction {
        /// Hidden from lists, search and pages.
        Hide = "HIDE",
        /// Closed.
        Close = "CLOSE",
        /// Cancelled; an invoice is voided.
        Cancel = "CANCEL",
        /// A plate is released, so that another vehicle can take it; a legal hold, by a resolution sent with the delete.
        Release = "RELEASE",
        /// A session or link is ended.
        Revoke = "REVOKE",
        /// Stays as it is.
        Keep = "KEEP",
        /// Completed, by a resolution sent with the delete.
        Complete = "COMPLETE",
        /// Written off, by a resolution sent with the delete.
        WriteOff = "WRITE_OFF",
        /// Paid, by a resolution sent with the delete.
        TakePayment = "TAKE_PAYMENT",
        /// Personal data is made unreadable.
        Mask = "MASK",
    }
}

term! {
    /// A way to settle what blocks a delete (E9).
    Resolution {
        /// Complete the work orders.
        Complete = "COMPLETE",
        /// Close them.
        Close = "CLOSE",
        /// Cancel them.
        Cancel = "CANCEL",
        /// Record a payment of what is outstanding.
        TakePayment = "TAKE_PAYMENT",
        /// Void the invoices; not possible once something was paid.
        Void = "VOID",
        /// Write off what is outstanding.
        WriteOff = "WRITE_OFF",
        /// Release the legal hold.
        ReleaseHold = "RELEASE_HOLD",
    }
}

term! {
    /// How kept history names a deleted customer.
    HistoryIdentity {
        /// The name as it was when the record was issued (E2).
        NameAtIssue = "NAME_AT_ISSUE",
        /// Masked.
        Masked = "MASKED",
        /// As the account's 'Unknown Customer' (B2).
        UnknownCustomer = "UNKNOWN_CUSTOMER",
    }
}

term! {
    /// A kind of personal data.
    PersonalField {
        /// Names of people and companies.
        Name = "NAME",
        /// E-mail addresses.
        Email = "EMAIL",
        /// Phone numbers.
        Phone = "PHONE",
        /// Street and house.
        Street = "STREET",
        /// Town and region.
        City = "CITY",
        /// Postcode.
        Postcode = "POSTCODE",
        /// Country.
        Country = "COUNTRY",
        /// Plates and vehicle identification numbers.
        VehicleIdentity = "VEHICLE_IDENTITY",
        /// What a payment provider knows a card or bank account by, and what of it people recognise.
        PaymentDetails = "PAYMENT_DETAILS",
        /// Anything that people wrote freely.
        FreeText = "FREE_TEXT",
        /// What another system knows the customer by.
        Reference = "REFERENCE",
    }
}

term! {
    /// What a deletion does to personal data.
    DeletionMode {
        /// Hide the customer; the record is kept.
        Archive = "ARCHIVE",
        /// Hidden, and personal data made unreadable, for good once the undo window has closed.
        Mask = "MASK",
    }
}

term! {
    /// Who acts.
    ActorKind {
        /// A member of staff.
        Staff = "STAFF",
        /// A partner's token.
        Partner = "PARTNER",
        /// A customer in the portal.
        Portal = "PORTAL",
        /// Whoever held a link that was handed out.
        Link = "LINK",
        /// A visitor of the public booking page.
        Public = "PUBLIC",
        /// A payment provider, by its signed news.
        PaymentProvider = "PAYMENT_PROVIDER",
        /// Lethe itself, or somebody at its command line.
        System = "SYSTEM",
    }
}

term! {
    /// A language that texts for people are written in.
    Lang {
        /// English.
        En = "en",
        /// Polish.
        Pl = "pl",
        /// Romanian.
        Ro = "ro",
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
