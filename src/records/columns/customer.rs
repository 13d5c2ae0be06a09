//! Customers, what they said, and how they come in.

use super::Class::{Business, Derived, Personal, Secret, Technical};
use super::{Forgotten, Merged, Owner, Purged, Purpose, Stays, Table};
use crate::terms::PersonalField::{City, Country, Email, FreeText, Name, Phone, Postcode, Reference, Street};
use crate::terms::RecordKind;

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "customers",
        owner: Owner::Itself,
        unique: &["external_ref"],
        masked_as: &[("external_ref", "null")],
        purpose: Some(Purpose::Contract),
        purposes: &[
            ("email", Purpose::Contact),
            ("email_key", Purpose::Contact),
            ("phone", Purpose::Contact),
            ("phone_key", Purpose::Contact),
        ],

        columns: &[
            (
                Technical,
                &[
                    "account_id",
                    "id",
                    "lifecycle",
                    "masked",
                    "version",
                    "created_at",
                    "updated_at",
                    "deletion_id",
                    "live_id",
                    "merged_into",
                ],
            ),
            (Business, &["kind"]),
            (Personal(Name), &["given_name", "family_name", "company_name", "display_name", "name_key"]),
            (Personal(Email), &["email", "email_key"]),
            (Personal(Phone), &["phone", "phone_key"]),
            (Personal(Reference), &["external_ref"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "customer_terms",
        owner: Owner::Customer,
        merged: Merged::Stays,
        forgotten: Forgotten::Rows,
        purpose: Some(Purpose::Contract),

        columns: &[(Technical, &["account_id", "customer_id"]), (Derived(Name), &["term"])],
        ..Table::PLAIN
    },
    Table {
        name: "addresses",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Address),
        masked_as: &[("address_key", "null")],
        purpose: Some(Purpose::Contract),

        columns: &[
            (Technical, &["account_id", "id", "customer_id", "purpose", "version", "created_at", "updated_at"]),
            (Personal(Street), &["line1", "line2"]),
            (Derived(Street), &["address_key"]),
            (Personal(City), &["city", "region"]),
            (Personal(Postcode), &["postcode"]),
            (Personal(Country), &["country"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "consents",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Consent),
        purpose: Some(Purpose::Consent),

        columns: &[
            (Technical, &["account_id", "id", "customer_id", "recorded_by", "recorded_at"]),
            (Business, &["purpose", "channel", "granted"]),
            (Personal(FreeText), &["source"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "portal_links",
        owner: Owner::Customer,
        merged: Merged::Stays,

        columns: &[
            (Technical, &["account_id", "customer_id", "created_at", "expires_at", "consumed_at", "deletion_id"]),
            (Secret, &["hash"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "portal_sessions",
        owner: Owner::Customer,
        merged: Merged::Stays,

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
        ..Table::PLAIN
    },
    Table {
        name: "links",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Link),

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
        ..Table::PLAIN
    },
    Table {
        name: "conversations",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Conversation),
        purpose: Some(Purpose::Contact),

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
        ..Table::PLAIN
    },
    Table {
        name: "messages",
        owner: Owner::Through("conversations", "conversation_id"),
        purpose: Some(Purpose::Contact),

        columns: &[
            (Technical, &["account_id", "id", "conversation_id", "author_kind", "author_id", "sent_at"]),
            (Personal(FreeText), &["body"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "notifications",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Notification),

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
        ..Table::PLAIN
    },
    Table {
        name: "ratings",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::Rating),
        purged: Purged::Moves,
        purpose: Some(Purpose::Quality),

        columns: &[
            (Technical, &["account_id", "id", "customer_id", "booking_id", "provider_id", "given_by_kind", "given_at"]),
            (Business, &["stars"]),
            (Personal(FreeText), &["comment"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "privacy_requests",
        owner: Owner::Customer,
        merged: Merged::Moves(RecordKind::PrivacyRequest),
        purged: Purged::Moves,
        purpose: Some(Purpose::Accountability),

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
                    "identity_checked_at",
                    "extended_at",
                    "ground",
                    "erasure_id",
                ],
            ),
            (Personal(FreeText), &["note", "answer", "extension_reason", "hold_reason"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "legal_holds",
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
                    "record_kind",
                    "record_id",
                    "ends_at",
                    "placed_at",
                    "placed_by_kind",
                    "placed_by",
                    "released_at",
                    "released_by_kind",
                    "released_by",
                    "deletion_id",
                ],
            ),
            (Personal(FreeText), &["reason"]),
        ],
        ..Table::PLAIN
    },
    Table {
        name: "deletions",
        owner: Owner::Customer,
        merged: Merged::Stays,
        purged: Purged::Stays,
        purpose: Some(Purpose::Accountability),

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
        ..Table::PLAIN
    },
    Table {
        name: "email_changes",
        owner: Owner::Customer,
        merged: Merged::Stays,
        forgotten: Forgotten::Rows,
        purpose: Some(Purpose::Contact),
        stays: Stays::Until("until it is confirmed, a day at most"),
        columns: &[(Technical, &["account_id", "id", "customer_id", "requested_at"]), (Personal(Email), &["email"])],
        ..Table::PLAIN
    },
];
