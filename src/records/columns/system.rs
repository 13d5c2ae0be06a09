//! What keeps the rest going: files, keys of requests, the audit trail, the outbox.

use super::Class::{Business, Personal, Secret, Technical};
use super::{Forgotten, Merged, NEVER, Owner, Purged, Purpose, Stays, Table};
use crate::terms::PersonalField::{Email, FreeText, Name, Phone};

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
    Table {
        name: "erasures",
        owner: Owner::Customer,
        merged: Merged::Stays,
        purged: Purged::Stays,
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "act",
                    "state",
                    "deletion_id",
                    "job_id",
                    "mask",
                    "policy_version",
                    "by_kind",
                    "by_id",
                    "at",
                    "due_at",
                    "ended_at",
                    "removed",
                    "residue",
                    "oldest_kept",
                    "kept",
                ],
            ),
            (Business, &["reason"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "erasure_jobs",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "act",
                    "state",
                    "keep_fields",
                    "customers",
                    "done",
                    "refused",
                    "due_at",
                    "by_kind",
                    "by_id",
                    "at",
                    "ended_at",
                ],
            ),
            (Business, &["reason"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "erasure_job_items",
        owner: Owner::Customer,
        merged: Merged::Stays,
        purged: Purged::Stays,
        columns: &[(Technical, &["account_id", "job_id", "position", "customer_id", "outcome"])],
        ..Table::PLAIN
    },
    Table {
        name: "retention_rules",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "condition",
                    "act",
                    "keep_fields",
                    "every_months",
                    "first_on",
                    "next_on",
                    "two_person_above",
                    "version",
                    "created_at",
                    "updated_at",
                    "removed_at",
                ],
            ),
            (Business, &["name"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "retention_runs",
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "rule_id",
                    "state",
                    "no_purchase_since",
                    "filter",
                    "act",
                    "keep_fields",
                    "two_person_above",
                    "listed",
                    "listed_through",
                    "excluded",
                    "held",
                    "revision",
                    "list_hash",
                    "done",
                    "left_out",
                    "by_kind",
                    "by_id",
                    "at",
                    "approved_at",
                    "ended_at",
                ],
            ),
            (Business, &["name"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "retention_candidates",
        owner: Owner::Customer,
        merged: Merged::Stays,
        purged: Purged::Stays,
        columns: &[(
            Technical,
            &[
                "account_id",
                "run_id",
                "position",
                "customer_id",
                "listed_as",
                "last_purchase_on",
                "outcome",
                "excluded_in",
                "blocked_by",
                "erasure_id",
            ],
        )],
        ..Table::PLAIN
    },
    Table {
        name: "retention_approvals",
        columns: &[(Technical, &["account_id", "run_id", "staff_id", "at"])],
        ..Table::PLAIN
    },
    Table {
        name: "unknown_customers",
        owner: Owner::Customer,
        merged: Merged::Stays,
        purged: Purged::Moves,
        columns: &[(Technical, &["account_id", "customer_id", "oldest_kept"])],
        ..Table::PLAIN
    },
    Table {
        name: "purged_customers",
        owner: Owner::Customer,
        merged: Merged::Stays,
        purged: Purged::Stays,
        columns: &[(Technical, &["account_id", "customer_id", "created_at"])],
        ..Table::PLAIN
    },
    Table { name: "ledger_marks", columns: &[(Technical, &["file", "bytes"])], ..Table::PLAIN },
    Table {
        name: "suppressions",
        written: Some(NEVER),
        columns: &[
            (Technical, &["account_id", "person", "erasure_id", "expires_at"]),
            (Secret, &["hash", "key_print"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "duplicate_dismissals",
        written: Some(NEVER),
        columns: &[(Technical, &["account_id", "one_id", "other_id", "by_kind", "by_id", "at"])],
        ..Table::PLAIN
    },
    Table {
        name: "merges",
        owner: Owner::Customer,
        merged: Merged::Stays,
        purpose: Some(Purpose::Accountability),
        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "customer_id",
                    "fields",
                    "moved",
                    "by_kind",
                    "by_id",
                    "at",
                    "undone_at",
                    "undone_by_kind",
                    "undone_by_id",
                ],
            ),
            (Business, &["kind"]),
            (Personal(Name), &["given_name", "family_name", "company_name"]),
            (Personal(Email), &["email"]),
            (Personal(Phone), &["phone"]),
            (Personal(FreeText), &["reason"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "merge_rows",
        owner: Owner::Through("merges", "merge_id"),
        columns: &[(
            Technical,
            &["account_id", "merge_id", "table_name", "row_key", "from_id", "was_default", "state"],
        )],
        ..Table::PLAIN
    },
    Table {
        name: "merge_jobs",
        columns: &[(
            Technical,
            &[
                "account_id",
                "id",
                "state",
                "conflicts",
                "min_score",
                "pairs",
                "done",
                "refused",
                "by_kind",
                "by_id",
                "at",
                "ended_at",
            ],
        )],
        ..Table::PLAIN
    },
    Table {
        name: "merge_job_items",
        written: Some(NEVER),
        columns: &[(
            Technical,
            &["account_id", "job_id", "position", "survivor_id", "other_id", "outcome", "merge_id"],
        )],
        ..Table::PLAIN
    },
    Table {
        name: "seals",
        written: Some(NEVER),
        columns: &[(Technical, &["account_id", "erasure_id", "position"]), (Secret, &["sealed"])],
        ..Table::PLAIN
    },
];
