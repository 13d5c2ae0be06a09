//! What keeps the rest going: files, keys of requests, the audit trail, the outbox.

use super::Class::{Business, Personal, Secret, Technical};
use super::{Forgotten, Merged, NEVER, Owner, Purged, Purpose, Stays, Table};
use crate::terms::PersonalField::{Email, FreeText};

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "transfers",
        purpose: Some(Purpose::Transfer),
        stays: Stays::Until("as long as the job, or until somebody is erased"),

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
                    "rows_suppressed",
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
        ..Table::PLAIN
    },
    Table {
        name: "file_pieces",
        purpose: Some(Purpose::Transfer),
        stays: Stays::Until("a week after anything was done with the job, or until somebody is erased"),

        columns: &[(Technical, &["account_id", "transfer_id", "role", "position"]), (Personal(FreeText), &["bytes"])],
        ..Table::PLAIN
    },
    Table {
        name: "transfer_rows",
        written: Some("detail is not null"),
        purpose: Some(Purpose::Transfer),
        stays: Stays::Until("as long as the job, or until somebody is erased"),

        columns: &[
            (Technical, &["account_id", "transfer_id", "row_number", "outcome", "record_id", "record_version"]),
            (Personal(FreeText), &["detail"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "import_originals",
        owner: Owner::Record,
        forgotten: Forgotten::Rows,
        purpose: Some(Purpose::Transfer),
        stays: Stays::Until("a week after anything was done with the job"),

        columns: &[(Technical, &["account_id", "transfer_id", "record_id"]), (Personal(FreeText), &["facts"])],
        ..Table::PLAIN
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
        ..Table::PLAIN
    },
    Table {
        name: "webhook_secrets",

        columns: &[
            (Technical, &["account_id", "id", "endpoint_id", "created_at", "valid_until"]),
            (Secret, &["sealed"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "webhook_deliveries",
        owner: Owner::Customer,
        merged: Merged::Stays,
        purged: Purged::Moves,

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
        ..Table::PLAIN
    },
    Table { name: "delete_quotas", columns: &[(Technical, &["account_id", "actor_id"])], ..Table::PLAIN },
    Table {
        name: "idempotency_keys",
        written: Some(NEVER),

        columns: &[(
            Technical,
            &["account_id", "actor_id", "key", "operation", "arguments_hash", "record_id", "created_at"],
        )],
        ..Table::PLAIN
    },
    Table { name: "audit_heads", columns: &[(Technical, &["account_id", "seq", "hash"])], ..Table::PLAIN },
    Table {
        name: "audit_events",
        owner: Owner::Customer,
        merged: Merged::Stays,
        purged: Purged::Stays,

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
        ..Table::PLAIN
    },
    Table {
        name: "outbox",
        purpose: Some(Purpose::Contact),
        stays: Stays::Until("until the letter has left or was given up, half an hour at most"),

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
        ..Table::PLAIN
    },
];
