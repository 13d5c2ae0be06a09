//! What parting with customers writes down: erasures, retention runs, merges, the suppression list.

use super::Class::{Business, Personal, Secret, Technical};
use super::{Merged, NEVER, Owner, Purged, Purpose, Table};
use crate::terms::PersonalField::{Email, FreeText, Name, Phone};

pub(super) const TABLES: &[Table] = &[
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
