//! Every column of the database, classified. What erasing, masking and exporting walk, and what the privacy table shows.

use crate::terms::PersonalField;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Ids, references, states, versions and times.
    Technical,
    /// What the business did and for how much: says nothing of a person once its customer is unknown.
    Business,
    /// Personal data of a customer.
    Personal(PersonalField),
    /// Personal data of somebody who works for the account.
    Staff,
    /// Hashes of passwords and tokens.
    Secret,
}

/// The columns of a table by class.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [(Class, &'static [&'static str])],
}

use Class::{Business, Personal, Secret, Staff, Technical};
use PersonalField::{City, Country, Email, FreeText, Name, Phone, Postcode, Street, VehicleIdentity};

/// Every table.
pub const TABLES: &[Table] = &[
    Table {
        name: "accounts",
        columns: &[
            (Technical, &["id", "slug", "created_at"]),
            (Business, &["name", "currency", "locale", "time_zone"]),
        ],
    },
    Table {
        name: "deletion_policies",
        columns: &[
            (Technical, &["account_id", "version", "created_at"]),
            (
                Business,
                &[
                    "preset",
                    "rules",
                    "history_identity",
                    "keep_fields",
                    "undo_window_seconds",
                    "erase_delay_days",
                    "bulk_delete",
                    "deletes_per_hour",
                ],
            ),
        ],
    },
    Table { name: "counters", columns: &[(Technical, &["account_id", "name", "last_value"])] },
    Table {
        name: "staff",
        columns: &[
            (Technical, &["account_id", "id", "role", "created_at", "deactivated_at"]),
            (Staff, &["email", "email_key", "name"]),
            (Secret, &["password_hash"]),
        ],
    },
    Table { name: "staff_permissions", columns: &[(Technical, &["account_id", "staff_id", "permission", "granted"])] },
    Table {
        name: "staff_sessions",
        columns: &[(Technical, &["account_id", "id", "staff_id", "created_at", "expires_at", "ended_at"])],
    },
    Table {
        name: "refresh_tokens",
        columns: &[(Technical, &["account_id", "session_id", "issued_at", "used_at"]), (Secret, &["hash"])],
    },
    Table {
        name: "partner_tokens",
        columns: &[
            (
                Technical,
                &["account_id", "id", "scopes", "created_by", "created_at", "expires_at", "last_used_at", "revoked_at"],
            ),
            (Business, &["name"]),
        ],
    },
    Table {
        name: "partner_secrets",
        columns: &[(Technical, &["account_id", "token_id", "created_at", "valid_until"]), (Secret, &["hash"])],
    },
    Table {
        name: "customers",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "external_ref",
                    "lifecycle",
                    "masked",
                    "version",
                    "created_at",
                    "updated_at",
                    "deletion_id",
                    "live_id",
                ],
            ),
            (Business, &["kind"]),
            (Personal(Name), &["given_name", "family_name", "company_name", "display_name", "name_key"]),
            (Personal(Email), &["email", "email_key"]),
            (Personal(Phone), &["phone"]),
        ],
    },
    Table {
        name: "customer_terms",
        columns: &[(Technical, &["account_id", "customer_id"]), (Personal(Name), &["term"])],
    },
    Table {
        name: "addresses",
        columns: &[
            (Technical, &["account_id", "id", "customer_id", "purpose", "version", "created_at", "updated_at"]),
            (Personal(Street), &["line1", "line2"]),
            (Personal(City), &["city", "region"]),
            (Personal(Postcode), &["postcode"]),
            (Personal(Country), &["country"]),
        ],
    },
    Table {
        name: "consents",
        columns: &[
            (Technical, &["account_id", "id", "customer_id", "recorded_by", "recorded_at"]),
            (Business, &["purpose", "channel", "granted"]),
            (Personal(FreeText), &["source"]),
        ],
    },
    Table {
        name: "vehicles",
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
    },
    Table {
        name: "registrations",
        columns: &[
            (
                Technical,
                &["account_id", "id", "vehicle_id", "customer_id", "assigned_at", "released_at", "deletion_id"],
            ),
            (Personal(VehicleIdentity), &["plate", "plate_key"]),
        ],
    },
    Table {
        name: "work_orders",
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
            (Personal(Name), &["customer_name"]),
            (Personal(VehicleIdentity), &["plate"]),
            (Personal(FreeText), &["title", "description"]),
        ],
    },
    Table {
        name: "invoices",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "work_order_id",
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
            (Business, &["number", "currency", "total_minor", "paid_minor", "issued_on", "due_on"]),
            (Personal(Name), &["name_at_issue"]),
            (Personal(Street), &["address_at_issue"]),
        ],
    },
    Table {
        name: "invoice_lines",
        columns: &[
            (Technical, &["account_id", "id", "invoice_id", "position"]),
            (Business, &["quantity_milli", "unit_minor", "amount_minor"]),
            (Personal(FreeText), &["description"]),
        ],
    },
    Table {
        name: "payments",
        columns: &[
            (Technical, &["account_id", "id", "invoice_id", "recorded_by", "paid_at"]),
            (Business, &["amount_minor", "currency", "method"]),
        ],
    },
    Table {
        name: "conversations",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "state",
                    "version",
                    "created_at",
                    "updated_at",
                    "closed_at",
                    "deleted_at",
                    "deletion_id",
                    "state_before",
                    "open_customer_id",
                ],
            ),
            (Business, &["channel"]),
            (Personal(FreeText), &["subject"]),
        ],
    },
    Table {
        name: "messages",
        columns: &[
            (Technical, &["account_id", "id", "conversation_id", "author_kind", "author_id", "sent_at"]),
            (Personal(FreeText), &["body"]),
        ],
    },
    Table {
        name: "portal_links",
        columns: &[
            (Technical, &["account_id", "customer_id", "created_at", "expires_at", "consumed_at", "deletion_id"]),
            (Secret, &["hash"]),
        ],
    },
    Table {
        name: "portal_sessions",
        columns: &[(
            Technical,
            &[
                "account_id",
                "id",
                "customer_id",
                "created_at",
                "last_seen_at",
                "expires_at",
                "ended_at",
                "deletion_id",
                "live_customer_id",
            ],
        )],
    },
    Table {
        name: "deletions",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "mode",
                    "policy_version",
                    "by_kind",
                    "by_id",
                    "at",
                    "undo_expires_at",
                    "effects",
                    "undone_at",
                    "undone_by_kind",
                    "undone_by_id",
                ],
            ),
            (Personal(FreeText), &["reason", "undo_reason"]),
        ],
    },
    Table { name: "delete_quotas", columns: &[(Technical, &["account_id", "actor_id"])] },
    Table {
        name: "idempotency_keys",
        columns: &[(
            Technical,
            &["account_id", "actor_id", "key", "operation", "arguments_hash", "record_id", "created_at"],
        )],
    },
    Table { name: "audit_heads", columns: &[(Technical, &["account_id", "seq", "hash"])] },
    Table {
        name: "audit_events",
        columns: &[(
            Technical,
            &[
                "account_id",
                "seq",
                "id",
                "at",
                "by_kind",
                "by_id",
                "action",
                "record_kind",
                "record_id",
                "customer_id",
                "data",
                "hash",
            ],
        )],
    },
    Table {
        name: "outbox",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "topic",
                    "customer_id",
                    "created_at",
                    "available_at",
                    "attempts",
                    "last_error",
                    "delivered_at",
                ],
            ),
            (Personal(Email), &["payload"]),
        ],
    },
];
