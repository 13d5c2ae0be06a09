//! What an account has of its own: rules, staff, partners, what it offers.

use super::Class::{Business, Secret, Staff, Technical};
use super::{NEVER, Purpose, Stays, Table};

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "accounts",

        columns: &[
            (Technical, &["id", "slug", "created_at"]),
            (Business, &["name", "currency", "locale", "time_zone"]),
        ],
        ..Table::PLAIN
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
                    "keep_years",
                    "suppression_years",
                ],
            ),
        ],
        ..Table::PLAIN
    },
    Table { name: "counters", columns: &[(Technical, &["account_id", "name", "last_value"])], ..Table::PLAIN },
    Table {
        name: "staff",
        purpose: Some(Purpose::Access),
        stays: Stays::Until("as long as the account"),

        columns: &[
            (Technical, &["account_id", "id", "role", "created_at", "deactivated_at"]),
            (Staff, &["email", "email_key", "name"]),
            (Secret, &["password_hash"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "staff_permissions",
        columns: &[(Technical, &["account_id", "staff_id", "permission", "granted"])],
        ..Table::PLAIN
    },
    Table {
        name: "staff_sessions",
        written: Some(NEVER),

        columns: &[(Technical, &["account_id", "id", "staff_id", "created_at", "expires_at", "ended_at"])],
        ..Table::PLAIN
    },
    Table {
        name: "refresh_tokens",
        written: Some(NEVER),

        columns: &[(Technical, &["account_id", "session_id", "issued_at", "used_at"]), (Secret, &["hash"])],
        ..Table::PLAIN
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
        ..Table::PLAIN
    },
    Table {
        name: "partner_secrets",

        columns: &[(Technical, &["account_id", "token_id", "created_at", "valid_until"]), (Secret, &["hash"])],
        ..Table::PLAIN
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
        ..Table::PLAIN
    },
    Table {
        name: "tax_rates",

        columns: &[
            (Technical, &["account_id", "id", "created_at", "archived_at"]),
            (Business, &["name", "basis_points"]),
        ],
        ..Table::PLAIN
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
        ..Table::PLAIN
    },
    Table {
        name: "bundle_items",

        columns: &[(Technical, &["account_id", "bundle_id", "position", "service_id"]), (Business, &["quantity"])],
        ..Table::PLAIN
    },
    Table {
        name: "providers",
        purpose: Some(Purpose::Contract),
        stays: Stays::Until("as long as the account"),

        columns: &[
            (Technical, &["account_id", "id", "staff_id", "archived_at", "version", "created_at", "updated_at"]),
            (Staff, &["name", "name_key", "email"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "provider_services",
        columns: &[(Technical, &["account_id", "provider_id", "service_id"])],
        ..Table::PLAIN
    },
    Table {
        name: "provider_hours",

        columns: &[
            (Technical, &["account_id", "provider_id"]),
            (Business, &["weekday", "from_minute", "until_minute"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "provider_absences",
        purpose: Some(Purpose::Contract),
        stays: Stays::Until("as long as the account"),

        columns: &[
            (Technical, &["account_id", "id", "provider_id", "starts_at", "ends_at", "created_at"]),
            (Staff, &["reason"]),
        ],
        ..Table::PLAIN
    },
];
