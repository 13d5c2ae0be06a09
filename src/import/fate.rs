//! What becomes of rows.

use uuid::Uuid;

use super::Rejection;
use crate::i18n::Message;
use crate::ids::{BookingId, CustomerId, InvoiceId, VehicleId};
use crate::term;
use crate::terms::{Permission, RecordKind};

term! {
    /// What a file of an import or export holds.
    TransferContent {
        /// Customers, each with an address.
        Customers = "CUSTOMERS",
        /// Vehicles of customers.
        Vehicles = "VEHICLES",
        /// Bookings of customers.
        Bookings = "BOOKINGS",
        /// Invoices as they were issued.
        Invoices = "INVOICES",
    }
}

impl TransferContent {
    /// The kind of record that a row stands for.
    pub fn record(self) -> RecordKind {
        match self {
            Self::Customers => RecordKind::Customer,
            Self::Vehicles => RecordKind::Vehicle,
            Self::Bookings => RecordKind::Booking,
            Self::Invoices => RecordKind::Invoice,
        }
    }

    /// The id of a record as clients know it.
    pub fn id(self, record: Uuid) -> String {
        match self {
            Self::Customers => CustomerId::from_uuid(record).to_string(),
            Self::Vehicles => VehicleId::from_uuid(record).to_string(),
            Self::Bookings => BookingId::from_uuid(record).to_string(),
            Self::Invoices => InvoiceId::from_uuid(record).to_string(),
        }
    }

    /// What it takes to see such records.
    pub fn read(self) -> Permission {
        match self {
            Self::Customers => Permission::CustomersRead,
            Self::Vehicles => Permission::VehiclesRead,
            Self::Bookings => Permission::BookingsRead,
            Self::Invoices => Permission::InvoicesRead,
        }
    }

    /// What it takes to write such records.
    pub fn write(self) -> Permission {
        match self {
            Self::Customers => Permission::CustomersWrite,
            Self::Vehicles => Permission::VehiclesWrite,
            Self::Bookings => Permission::BookingsWrite,
            Self::Invoices => Permission::InvoicesWrite,
        }
    }
}

term! {
    /// What to do about rows whose record is there already.
    Duplicates {
        /// Leave the record as it is.
        Skip = "SKIP",
        /// Change the record to what the row says; blank cells change nothing. Bookings and invoices are left as they are.
        Update = "UPDATE",
        /// Create another record, unless the two share what only one record can have: a reference or a plate.
        Create = "CREATE",
    }
}

term! {
    /// What to do about rows about people who were erased, as far as the suppression list still knows them.
    ErasedPeople {
        /// Leave the row out.
        LeaveOut = "LEAVE_OUT",
        /// Bring them back, knowingly.
        BringBack = "BRING_BACK",
    }
}

term! {
    /// What to do about invoices that name no customer.
    WithoutCustomer {
        /// Refuse the row.
        Refuse = "REFUSE",
        /// They are the account's Unknown Customer's, who also has what is left of purged customers. Only paid ones that
        /// name nobody: what somebody owes is theirs, and a name that is no customer's could never be erased. What their
        /// lines say stays for `keepYears`, whoever is erased meanwhile.
        UnknownCustomer = "UNKNOWN_CUSTOMER",
    }
}

term! {
    /// What two records share that makes them look like one.
    Likeness {
        /// The other system's reference.
        ExternalRef = "EXTERNAL_REF",
        /// E-mail address and name.
        Email = "EMAIL",
        /// Phone number and name.
        Phone = "PHONE",
        /// The plate.
        Plate = "PLATE",
        /// The vehicle identification number.
        Vin = "VIN",
        /// The invoice's number.
        Number = "NUMBER",
    }
}

impl Likeness {
    /// Whether only one record can have it.
    pub(super) fn is_unique(self) -> bool {
        matches!(self, Self::ExternalRef | Self::Plate | Self::Number)
    }

    /// What it is, for people.
    pub fn name(self) -> Message {
        Message::from(match self {
            Self::ExternalRef => "import-like-external-ref",
            Self::Email => "import-like-email",
            Self::Phone => "import-like-phone",
            Self::Plate => "import-like-plate",
            Self::Vin => "import-like-vin",
            Self::Number => "import-like-number",
        })
    }

    /// What of a row is known already: from a record that is there, or from an earlier row.
    pub fn message(self, is_there: bool) -> Message {
        Message::from(if is_there { "import-there-already" } else { "import-in-earlier-row" })
    }

    /// The field that holds it.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::ExternalRef => "external_ref",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Plate => "plate",
            Self::Vin => "vin",
            Self::Number => "number",
        }
    }
}

/// A record that a row changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub record: Uuid,
    /// At which the row left it.
    pub version: i64,
    /// What was said of the record before, as its importer reads it.
    pub facts: String,
}

/// What became of a row, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A record was created; `None` when it only would be.
    Created(Option<Uuid>),
    /// A record that was there was changed.
    Updated(Changed),
    /// It was left, because a record is there already; `None` when that is another row's, not written yet.
    Duplicate(Option<Uuid>, Likeness),
    /// It was left out, because the suppression list knows its e-mail address or phone number.
    Suppressed(Rejection),
    /// It cannot be taken.
    Refused(Vec<Rejection>),
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Where the row starts in its file, from 1; the header is line 1.
    pub line: u64,
    pub fate: Fate,
}

/// How an import went, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub added: u64,
    pub updated: u64,
    /// Their record was there already, and was left as it is.
    pub unchanged: u64,
    /// Left out, because they are about people who were erased.
    pub suppressed: u64,
    pub rejected: u64,
    /// Whether what was written is kept.
    pub kept: bool,
}

impl Summary {
    /// Counts a row.
    pub fn count(&mut self, fate: &Fate) {
        match fate {
            Fate::Created(_) => self.added += 1,
            Fate::Updated(_) => self.updated += 1,
            Fate::Duplicate(..) => self.unchanged += 1,
            Fate::Suppressed(_) => self.suppressed += 1,
            Fate::Refused(_) => self.rejected += 1,
        }
    }

    /// All rows that were read.
    pub fn rows(&self) -> u64 {
        self.added + self.updated + self.unchanged + self.suppressed + self.rejected
    }
}
