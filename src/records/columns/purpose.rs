//! Why personal data is kept, and how long it stays where nobody parts with it: what the privacy table shows.

use super::{Class, Owner, Table};

/// Why personal data is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To do what was agreed with the customer.
    Contract,
    /// To reach the customer.
    Contact,
    /// To be paid.
    Payment,
    /// Accounting law wants it.
    Accounting,
    /// To show that the customer agreed, or did not.
    Consent,
    /// To answer for what was done under privacy law.
    Accountability,
    /// To do better.
    Quality,
    /// To move data in and out.
    Transfer,
    /// To let people who work there in, and to know who did what.
    Access,
}

impl Purpose {
    /// As people read it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Contact => "contact",
            Self::Payment => "payment",
            Self::Accounting => "accounting law",
            Self::Consent => "proof of consent",
            Self::Accountability => "accountability",
            Self::Quality => "quality",
            Self::Transfer => "data in and out",
            Self::Access => "access",
        }
    }
}

/// How long personal data stays where nobody parts with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// As long as the customer does.
    WithTheCustomer,
    /// As long as the customer does, and what the law wants kept for the policy's `keepYears` at least.
    AsTheLawSays,
    /// Until something that comes by itself, or that somebody does.
    Until(&'static str),
}

impl Stays {
    /// As people read it.
    pub fn text(self) -> &'static str {
        match self {
            Self::WithTheCustomer => "as long as the customer",
            Self::AsTheLawSays => "as long as the customer, `keepYears` at least",
            Self::Until(what) => what,
        }
    }
}

impl Table {
    /// Why a column of personal data is kept; `None` where nobody has said so, or it holds none.
    pub fn purpose_of(&self, class: Class, column: &str) -> Option<Purpose> {
        let own = self.purposes.iter().find(|(its, _)| *its == column).map(|(_, purpose)| *purpose);
        own.or(self.purpose).filter(|_| class.is_of_a_person())
    }

    /// Whether it is said of all personal data in it why it is kept, and how long where no customer goes with it.
    pub fn says_why(&self) -> bool {
        let mut personal = self.each_column().filter(|(class, _)| class.is_of_a_person()).peekable();
        let own = self.owner == Owner::Account && self.stays == Stays::WithTheCustomer && personal.peek().is_some();
        !own && personal.all(|(class, column)| self.purpose_of(class, column).is_some())
    }
}

impl Class {
    /// Whether it says something of a customer, or of somebody who works there.
    fn is_of_a_person(self) -> bool {
        self == Self::Staff || self.personal().is_some()
    }
}
