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
    /// Hashes of passwords and tokens, and sealed secrets.
    Secret,
}

/// The columns of a table by class.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [(Class, &'static [&'static str])],
}

use Class::{Business, Personal, Secret, Staff, Technical};
use PersonalField::{City, Country, Email, FreeText, Name, PaymentDetails, Phone, Postcode, Street, VehicleIdentity};

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
        name: "email_changes",
        columns: &[(Technical, &["account_id", "id", "customer_id", "requested_at"]), (Personal(Email), &["email"])],
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
            (Personal(Name), &["name_at_issue"]),
            (Personal(Street), &["address_at_issue"]),
        ],
    },
    Table {
        name: "invoice_lines",
        columns: &[
            (Technical, &["account_id", "id", "invoice_id", "position", "service_id"]),
            (Business, &["quantity_milli", "unit_minor", "amount_minor", "tax_name", "tax_basis_points"]),
            (Personal(FreeText), &["description"]),
        ],
    },
    Table {
        name: "payments",
        columns: &[
            (Technical, &["account_id", "id", "invoice_id", "charge_id", "recorded_by", "paid_at"]),
            (Business, &["amount_minor", "tip_minor", "refunded_minor", "currency", "method"]),
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
    Table {
        name: "account_settings",
        columns: &[
            (Technical, &["account_id", "version", "updated_at"]),
            (
                Business,
                &[
                    "portal_cancel_hours",
                    "portal_reschedule_hours",
                    "public_booking",
                    "slot_minutes",
                    "notice_minutes",
                    "horizon_days",
                    "prepayment_percent",
                    "reminder_hours",
                    "rating_after_hours",
                    "payment_days",
                    "invoice_prefix",
                    "quote_prefix",
                ],
            ),
        ],
    },
    Table {
        name: "tax_rates",
        columns: &[
            (Technical, &["account_id", "id", "created_at", "archived_at"]),
            (Business, &["name", "basis_points"]),
        ],
    },
    Table {
        name: "services",
        columns: &[
            (Technical, &["account_id", "id", "tax_rate_id", "archived_at", "version", "created_at", "updated_at"]),
            (
                Business,
                &["kind", "name", "name_key", "description", "duration_minutes", "price_minor", "currency", "online"],
            ),
        ],
    },
    Table {
        name: "bundle_items",
        columns: &[(Technical, &["account_id", "bundle_id", "position", "service_id"]), (Business, &["quantity"])],
    },
    Table {
        name: "providers",
        columns: &[
            (Technical, &["account_id", "id", "staff_id", "archived_at", "version", "created_at", "updated_at"]),
            (Staff, &["name", "name_key", "email"]),
        ],
    },
    Table { name: "provider_services", columns: &[(Technical, &["account_id", "provider_id", "service_id"])] },
    Table {
        name: "provider_hours",
        columns: &[
            (Technical, &["account_id", "provider_id"]),
            (Business, &["weekday", "from_minute", "until_minute"]),
        ],
    },
    Table {
        name: "provider_absences",
        columns: &[
            (Technical, &["account_id", "id", "provider_id", "starts_at", "ends_at", "created_at"]),
            (Staff, &["reason"]),
        ],
    },
    Table {
        name: "quotes",
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
            (Personal(Name), &["customer_name"]),
            (Personal(FreeText), &["title", "note"]),
        ],
    },
    Table {
        name: "quote_lines",
        columns: &[
            (Technical, &["account_id", "id", "quote_id", "position", "service_id"]),
            (Business, &["quantity_milli", "unit_minor", "amount_minor"]),
            (Personal(FreeText), &["description"]),
        ],
    },
    Table {
        name: "bookings",
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
            (Personal(Name), &["customer_name"]),
            (Personal(Street), &["location"]),
            (Personal(FreeText), &["note", "cancel_reason"]),
        ],
    },
    Table {
        name: "booking_services",
        columns: &[
            (Technical, &["account_id", "booking_id", "position", "service_id"]),
            (Business, &["name", "duration_minutes", "quantity", "unit_minor", "amount_minor"]),
        ],
    },
    Table {
        name: "booking_requests",
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
    },
    Table {
        name: "links",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "purpose",
                    "customer_id",
                    "record_id",
                    "created_at",
                    "expires_at",
                    "used_at",
                    "revoked_at",
                    "deletion_id",
                    "live_customer_id",
                ],
            ),
            (Secret, &["hash"]),
        ],
    },
    Table {
        name: "refunds",
        columns: &[
            (Technical, &["account_id", "id", "payment_id", "refunded_at", "recorded_by"]),
            (Business, &["amount_minor", "tip_minor", "currency"]),
            (Personal(FreeText), &["reason"]),
        ],
    },
    Table {
        name: "credits",
        columns: &[
            (Technical, &["account_id", "id", "customer_id", "invoice_id", "payment_id", "recorded_by", "recorded_at"]),
            (Business, &["amount_minor", "currency"]),
            (Personal(FreeText), &["reason"]),
        ],
    },
    Table {
        name: "payment_methods",
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
    },
    Table {
        name: "charges",
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
    },
    Table {
        name: "provider_events",
        columns: &[
            (Technical, &["account_id", "kind", "charge_id", "received_at"]),
            (Business, &["provider"]),
            (Personal(PaymentDetails), &["event_id"]),
        ],
    },
    Table {
        name: "notifications",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "record_kind",
                    "record_id",
                    "state",
                    "because",
                    "queued_at",
                    "settled_at",
                ],
            ),
            (Business, &["kind", "purpose", "channel"]),
        ],
    },
    Table {
        name: "ratings",
        columns: &[
            (Technical, &["account_id", "id", "customer_id", "booking_id", "provider_id", "given_by_kind", "given_at"]),
            (Business, &["stars"]),
            (Personal(FreeText), &["comment"]),
        ],
    },
    Table {
        name: "privacy_requests",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "kind",
                    "state",
                    "source",
                    "received_at",
                    "due_on",
                    "decided_at",
                    "decided_by_kind",
                    "decided_by",
                    "version",
                ],
            ),
            (Personal(FreeText), &["note", "answer"]),
        ],
    },
    Table {
        name: "transfers",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "kind",
                    "content",
                    "state",
                    "mapping",
                    "options",
                    "rows_total",
                    "rows_done",
                    "rows_written",
                    "rows_updated",
                    "rows_duplicate",
                    "rows_refused",
                    "rows_undone",
                    "trouble",
                    "attempts",
                    "claimed_until",
                    "created_by",
                    "created_at",
                    "updated_at",
                    "finished_at",
                ],
            ),
            (Personal(FreeText), &["file_name"]),
        ],
    },
    Table {
        name: "file_pieces",
        columns: &[(Technical, &["account_id", "transfer_id", "role", "position"]), (Personal(FreeText), &["bytes"])],
    },
    Table {
        name: "import_originals",
        columns: &[(Technical, &["account_id", "transfer_id", "record_id"]), (Personal(FreeText), &["facts"])],
    },
    Table {
        name: "transfer_rows",
        columns: &[
            (Technical, &["account_id", "transfer_id", "row_number", "outcome", "record_id", "record_version"]),
            (Personal(FreeText), &["detail"]),
        ],
    },
    Table {
        name: "webhook_endpoints",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "events",
                    "partner_token_id",
                    "state",
                    "failing_since",
                    "version",
                    "created_at",
                    "updated_at",
                    "deleted_at",
                ],
            ),
            (Business, &["name", "url"]),
        ],
    },
    Table {
        name: "webhook_secrets",
        columns: &[
            (Technical, &["account_id", "id", "endpoint_id", "created_at", "valid_until"]),
            (Secret, &["sealed"]),
        ],
    },
    Table {
        name: "webhook_deliveries",
        columns: &[(
            Technical,
            &[
                "account_id",
                "id",
                "endpoint_id",
                "event",
                "customer_id",
                "act",
                "asks_confirmation",
                "payload",
                "state",
                "attempts",
                "status_code",
                "answer",
                "queued_at",
                "next_try_at",
                "settled_at",
                "confirmed_at",
                "confirmed_by_kind",
                "confirmed_by_id",
            ],
        )],
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
