//! Who may do what: roles, permissions, and who acted.

use crate::term;

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
