//! What is done for customers.

use super::Class::{AtIssue, Business, Personal, Technical};
use super::{Merged, Owner, Purged, Purpose, Table};
use crate::terms::PersonalField::{Email, FreeText, Name, Phone, Street, VehicleIdentity};
use crate::terms::RecordKind;

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "vehicles",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Vehicle),
        purpose: Some(Purpose::Contract),

        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "version",
                    "created_at",
                    "updated_at",
                    "deleted_at",
                    "deletion_id",
                    "live_customer_id",
                ],
            ),
            (Business, &["make", "model", "year", "colour"]),
            (Personal(VehicleIdentity), &["vin"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "registrations",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Registration),
        purpose: Some(Purpose::Contract),

        columns: &[
            (
                Technical,
                &["account_id", "id", "vehicle_id", "customer_id", "assigned_at", "released_at", "deletion_id"],
            ),
            (Personal(VehicleIdentity), &["plate", "plate_key"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "work_orders",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::WorkOrder),
        purged: Purged::Moves,
        purpose: Some(Purpose::Contract),

        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "vehicle_id",
                    "state",
                    "version",
                    "created_at",
                    "updated_at",
                    "ended_at",
                    "deletion_id",
                    "state_before",
                    "open_customer_id",
                ],
            ),
            (Business, &["number"]),
            (AtIssue(Name), &["customer_name"]),
            (Personal(VehicleIdentity), &["plate"]),
            (Personal(FreeText), &["title", "description"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "quotes",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Quote),
        purged: Purged::Moves,
        purpose: Some(Purpose::Contract),

        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "provider_id",
                    "state",
                    "sent_at",
                    "decided_at",
                    "decided_by_kind",
                    "version",
                    "created_at",
                    "updated_at",
                    "deletion_id",
                    "state_before",
                    "open_customer_id",
                ],
            ),
            (
                Business,
                &["number", "currency", "total_minor", "valid_until", "expires_at", "starts_at", "duration_minutes"],
            ),
            (AtIssue(Name), &["customer_name"]),
            (Personal(FreeText), &["title", "note"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "quote_lines",
        owner: Owner::Through("quotes", "quote_id"),
        purpose: Some(Purpose::Contract),

        columns: &[
            (Technical, &["account_id", "id", "quote_id", "position", "service_id"]),
            (Business, &["quantity_milli", "unit_minor", "amount_minor"]),
            (Personal(FreeText), &["description"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "bookings",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Booking),
        purged: Purged::Moves,
        purpose: Some(Purpose::Contract),

        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "provider_id",
                    "quote_id",
                    "external_ref",
                    "source",
                    "state",
                    "reminded_at",
                    "rating_asked_at",
                    "version",
                    "created_at",
                    "updated_at",
                    "ended_at",
                    "deletion_id",
                    "state_before",
                    "open_customer_id",
                    "busy_provider_id",
                ],
            ),
            (Business, &["number", "starts_at", "ends_at", "currency", "total_minor", "prepayment_minor"]),
            (AtIssue(Name), &["customer_name"]),
            (Personal(Street), &["location"]),
            (Personal(FreeText), &["note", "cancel_reason"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "booking_services",
        owner: Owner::Through("bookings", "booking_id"),

        columns: &[
            (Technical, &["account_id", "booking_id", "position", "service_id"]),
            (Business, &["name", "duration_minutes", "quantity", "unit_minor", "amount_minor"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "booking_requests",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::BookingRequest),
        purpose: Some(Purpose::Contract),
        purposes: &[("email", Purpose::Contact), ("email_key", Purpose::Contact), ("phone", Purpose::Contact)],

        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "state",
                    "locale",
                    "provider_id",
                    "customer_id",
                    "booking_id",
                    "created_at",
                    "decided_at",
                    "decided_by",
                    "busy_provider_id",
                ],
            ),
            (Business, &["starts_at", "ends_at", "services"]),
            (Personal(Name), &["name"]),
            (Personal(Email), &["email", "email_key"]),
            (Personal(Phone), &["phone"]),
            (Personal(Street), &["address"]),
            (Personal(FreeText), &["note"]),
        ],
        ..Table::PLAIN
    },
];
