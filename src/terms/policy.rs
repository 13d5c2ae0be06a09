//! How an account parts with customers: rules, and what they lead to.

use crate::term;

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
        /// They are cancelled by the delete, invoices written off, and come back with an undo.
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
        /// Written off: an invoice, by the rule `CANCEL` or by a resolution sent with the delete.
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
    /// How documents outside `keepYears` name a customer who was masked. Those of an erased one never keep the name.
    /// A plain delete ignores it: history keeps the name at issue.
    HistoryIdentity {
        /// The name as it was when the record was issued (E2); masked once the customer is erased.
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
