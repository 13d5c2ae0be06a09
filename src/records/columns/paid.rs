//! What customers owe and pay.

use super::Class::{AtIssue, Business, Personal, Technical};
use super::{Forgotten, Merged, Owner, Purged, Purpose, Statutory, Stays, Table};
use crate::terms::PersonalField::{FreeText, Name, PaymentDetails, Street};
use crate::terms::RecordKind;

/// Invoices that were issued and not taken back, with whom they were issued to.
const KEPT: &str = "issued_on >= $3 and state <> 'VOID'";
/// By each line's invoice: a list of those that are kept would be the account's whole past.
const KEPT_LINES: &str = "exists (select 1 from invoices i where i.account_id = $1 and i.id = invoice_lines.invoice_id
    and i.issued_on >= $3 and i.state <> 'VOID')";

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "invoices",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Invoice),
        purged: Purged::Moves,
        statutory: Some(Statutory { kind: RecordKind::Invoice, day: Some("issued_on"), when: KEPT }),
        purpose: Some(Purpose::Accounting),
        stays: Stays::AsTheLawSays,

        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "work_order_id",
                    "booking_id",
                    "external_ref",
                    "state",
                    "version",
                    "created_at",
                    "updated_at",
                    "settled_at",
                    "deletion_id",
                    "state_before",
                    "open_customer_id",
                ],
            ),
            (Business, &["number", "currency", "total_minor", "tax_minor", "paid_minor", "issued_on", "due_on"]),
            (AtIssue(Name), &["name_at_issue"]),
            (AtIssue(Street), &["address_at_issue"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "invoice_lines",
        owner: Owner::Through("invoices", "invoice_id"),
        statutory: Some(Statutory { kind: RecordKind::Invoice, day: None, when: KEPT_LINES }),
        purpose: Some(Purpose::Accounting),
        stays: Stays::AsTheLawSays,

        columns: &[
            (Technical, &["account_id", "id", "invoice_id", "position", "service_id"]),
            (Business, &["quantity_milli", "unit_minor", "amount_minor", "tax_name", "tax_basis_points"]),
            (Personal(FreeText), &["description"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "payments",
        owner: Owner::Through("invoices", "invoice_id"),

        columns: &[
            (Technical, &["account_id", "id", "invoice_id", "charge_id", "recorded_by", "paid_at"]),
            (Business, &["amount_minor", "tip_minor", "refunded_minor", "currency", "method"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "refunds",
        owner: Owner::Through("payments", "payment_id"),
        purpose: Some(Purpose::Accounting),

        columns: &[
            (Technical, &["account_id", "id", "payment_id", "refunded_at", "recorded_by"]),
            (Business, &["amount_minor", "tip_minor", "currency"]),
            (Personal(FreeText), &["reason"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "credits",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Credit),
        purged: Purged::Moves,
        purpose: Some(Purpose::Accounting),

        columns: &[
            (Technical, &["account_id", "id", "customer_id", "invoice_id", "payment_id", "recorded_by", "recorded_at"]),
            (Business, &["amount_minor", "currency"]),
            (Personal(FreeText), &["reason"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "payment_methods",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::PaymentMethod),
        masked_as: &[("expires_year", "0"), ("expires_month", "1")],
        purpose: Some(Purpose::Payment),

        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "is_default",
                    "version",
                    "created_at",
                    "updated_at",
                    "removed_at",
                    "deletion_id",
                    "live_customer_id",
                ],
            ),
            (Business, &["provider"]),
            (Personal(PaymentDetails), &["token", "brand", "last_four", "expires_year", "expires_month"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "charges",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Charge),
        purged: Purged::Moves,
        masked_as: &[("provider_ref", "null")],
        purpose: Some(Purpose::Payment),

        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "invoice_id",
                    "booking_id",
                    "payment_method_id",
                    "payment_id",
                    "state",
                    "failure",
                    "created_at",
                    "updated_at",
                ],
            ),
            (Business, &["provider", "amount_minor", "tip_minor", "currency"]),
            (Personal(PaymentDetails), &["provider_ref"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "provider_events",
        owner: Owner::Through("charges", "charge_id"),
        forgotten: Forgotten::Rows,
        purpose: Some(Purpose::Payment),

        columns: &[
            (Technical, &["account_id", "kind", "charge_id", "received_at"]),
            (Business, &["provider"]),
            (Personal(PaymentDetails), &["event_id"]),
        ],
        ..Table::PLAIN
    },
];
