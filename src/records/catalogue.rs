//! The declarations, in lock order: vehicles, plates, work, bookings, quotes, conversations, links, sessions, payment
//! methods, invoices, legal holds.

use super::{Open, Record, Settle, Touch, Undo};
use crate::terms::DependencyRule::{Block, Cancel, Close, Keep};
use crate::terms::PolicyPreset::{BoxOffice, FieldService, Garage, PrintShop};
use crate::terms::{EffectAction, Permission, RecordKind, Resolution};

/// Every kind, in the order in which a delete locks and touches them.
pub const CATALOGUE: &[&Record] = &[
    &VEHICLE,
    &REGISTRATION,
    &WORK_ORDER,
    &BOOKING,
    &QUOTE,
    &CONVERSATION,
    &CONSENT,
    &LINK,
    &PORTAL_LINK,
    &PORTAL_SESSION,
    &PAYMENT_METHOD,
    &INVOICE,
    &LEGAL_HOLD,
];

const VEHICLE: Record = Record {
    kind: RecordKind::Vehicle,
    table: "vehicles",
    open: None,
    always: &[Touch {
        action: EffectAction::Hide,
        when: "deleted_at is null",
        set: "deleted_at = $4, version = version + 1, updated_at = $4",
    }],
    reports_kept: false,
    undo: Undo::Restore { set: "deleted_at = null, version = version + 1, updated_at = $3", when: "true", label: None },
};

const REGISTRATION: Record = Record {
    kind: RecordKind::Registration,
    table: "registrations",
    open: None,
    always: &[Touch { action: EffectAction::Release, when: "released_at is null", set: "released_at = $4" }],
    reports_kept: false,
    undo: Undo::Restore {
        set: "released_at = null",
        when: "assigned_at <= $3 and not exists (select 1 from registrations taken where taken.account_id = registrations.account_id
            and taken.released_at is null and (taken.plate_key = registrations.plate_key
            or taken.vehicle_id = registrations.vehicle_id))",
        label: Some("plate"),
    },
};

const WORK_ORDER: Record = Record {
    kind: RecordKind::WorkOrder,
    table: "work_orders",
    open: Some(Open {
        when: OPEN_WORK,
        rules: &[
            (Cancel, end_work(EffectAction::Cancel, CANCELLED_WORK)),
            (Close, end_work(EffectAction::Close, CLOSED_WORK)),
            (Keep, end_work(EffectAction::Keep, KEPT_OPEN)),
        ],
        presets: &[(Garage, Block), (FieldService, Cancel), (PrintShop, Keep), (BoxOffice, Keep)],
        writes: Permission::WorkOrdersWrite,
        resolutions: &[
            (Resolution::Complete, Settle::Touch(end_work(EffectAction::Complete, COMPLETED_WORK))),
            (Resolution::Close, Settle::Touch(end_work(EffectAction::Close, CLOSED_WORK))),
            (Resolution::Cancel, Settle::Touch(end_work(EffectAction::Cancel, CANCELLED_WORK))),
        ],
    }),
    always: &[],
    reports_kept: true,
    undo: Undo::Restore {
        set: "state = coalesce(state_before, state), ended_at = case when state_before is null then ended_at end,
            state_before = null, version = version + 1, updated_at = $3",
        when: "true",
        label: None,
    },
};

const OPEN_WORK: &str = "state in ('OPEN', 'IN_PROGRESS')";
const COMPLETED_WORK: &str =
    "state_before = state, state = 'COMPLETED', ended_at = $4, version = version + 1, updated_at = $4";
const CLOSED_WORK: &str =
    "state_before = state, state = 'CLOSED', ended_at = $4, version = version + 1, updated_at = $4";
const CANCELLED_WORK: &str =
    "state_before = state, state = 'CANCELLED', ended_at = $4, version = version + 1, updated_at = $4";
/// Stamped and otherwise left alone: the schema's guard lets a stamped open record refer to a deleted customer.
const KEPT_OPEN: &str = "version = version + 1, updated_at = $4";

const fn end_work(action: EffectAction, set: &'static str) -> Touch {
    Touch { action, when: OPEN_WORK, set }
}

const BOOKING: Record = Record {
    kind: RecordKind::Booking,
    table: "bookings",
    open: Some(Open {
        when: UPCOMING,
        rules: &[
            (Cancel, end_booking(EffectAction::Cancel, CANCELLED_BOOKING)),
            (Keep, end_booking(EffectAction::Keep, KEPT_OPEN)),
        ],
        presets: &[(Garage, Block), (FieldService, Cancel), (PrintShop, Keep), (BoxOffice, Keep)],
        writes: Permission::BookingsWrite,
        resolutions: &[(Resolution::Cancel, Settle::Touch(end_booking(EffectAction::Cancel, CANCELLED_BOOKING)))],
    }),
    always: &[],
    reports_kept: true,
    // The time may be somebody else's by now (A13). A booking that was kept still holds its own.
    undo: Undo::Restore {
        set: "state = coalesce(state_before, state), ended_at = case when state_before is null then ended_at end,
            state_before = null, version = version + 1, updated_at = $3",
        when: "state_before is null or provider_id is null or not exists (select 1 from bookings other
            where other.account_id = bookings.account_id and other.busy_provider_id = bookings.provider_id
            and other.id <> bookings.id and other.starts_at < bookings.ends_at and other.ends_at > bookings.starts_at)",
        label: Some("cast(number as text)"),
    },
};

const UPCOMING: &str = "state in ('REQUESTED', 'SCHEDULED', 'DISPATCHED', 'IN_PROGRESS')";
const CANCELLED_BOOKING: &str =
    "state_before = state, state = 'CANCELLED', ended_at = $4, version = version + 1, updated_at = $4";

const fn end_booking(action: EffectAction, set: &'static str) -> Touch {
    Touch { action, when: UPCOMING, set }
}

const QUOTE: Record = Record {
    kind: RecordKind::Quote,
    table: "quotes",
    open: Some(Open {
        when: OPEN_QUOTE,
        rules: &[
            (Cancel, end_quote(EffectAction::Cancel, CANCELLED_QUOTE)),
            (Keep, end_quote(EffectAction::Keep, KEPT_OPEN)),
        ],
        presets: &[(Garage, Cancel), (FieldService, Cancel), (PrintShop, Keep), (BoxOffice, Keep)],
        writes: Permission::QuotesWrite,
        resolutions: &[(Resolution::Cancel, Settle::Touch(end_quote(EffectAction::Cancel, CANCELLED_QUOTE)))],
    }),
    always: &[],
    reports_kept: true,
    undo: Undo::Restore {
        set: "state = coalesce(state_before, state), decided_at = case when state_before is null then decided_at end,
            state_before = null, version = version + 1, updated_at = $3",
        when: "true",
        label: None,
    },
};

const OPEN_QUOTE: &str = "state in ('DRAFT', 'SENT')";
const CANCELLED_QUOTE: &str =
    "state_before = state, state = 'CANCELLED', decided_at = $4, version = version + 1, updated_at = $4";

const fn end_quote(action: EffectAction, set: &'static str) -> Touch {
    Touch { action, when: OPEN_QUOTE, set }
}

const CONVERSATION: Record = Record {
    kind: RecordKind::Conversation,
    table: "conversations",
    open: Some(Open {
        when: "state = 'OPEN'",
        rules: &[
            (Close, CLOSE_CONVERSATION),
            (Keep, Touch { action: EffectAction::Keep, when: "state = 'OPEN'", set: KEPT_OPEN }),
        ],
        presets: &[(Garage, Block), (FieldService, Close), (PrintShop, Close), (BoxOffice, Keep)],
        writes: Permission::ConversationsWrite,
        resolutions: &[(Resolution::Close, Settle::Touch(CLOSE_CONVERSATION))],
    }),
    always: &[Touch {
        action: EffectAction::Hide,
        when: "deleted_at is null",
        set: "deleted_at = $4, version = version + 1, updated_at = $4",
    }],
    reports_kept: false,
    undo: Undo::Restore {
        set: "state = coalesce(state_before, state), closed_at = case when state_before is null then closed_at end,
            state_before = null, deleted_at = null, version = version + 1, updated_at = $3",
        when: "true",
        label: None,
    },
};

const CLOSE_CONVERSATION: Touch = Touch {
    action: EffectAction::Close,
    when: "state = 'OPEN'",
    set: "state_before = state, state = 'CLOSED', closed_at = $4, version = version + 1, updated_at = $4",
};

const CONSENT: Record = Record {
    kind: RecordKind::Consent,
    table: "consents",
    open: None,
    always: &[],
    reports_kept: true,
    undo: Undo::Never,
};

/// What was handed out works again after an undo: it may be in a letter that nobody will write again.
const LINK: Record = Record {
    kind: RecordKind::Link,
    table: "links",
    open: None,
    always: &[Touch {
        action: EffectAction::Revoke,
        when: "used_at is null and revoked_at is null",
        set: "revoked_at = $4",
    }],
    reports_kept: false,
    undo: Undo::Restore { set: "revoked_at = null", when: "true", label: None },
};

const PAYMENT_METHOD: Record = Record {
    kind: RecordKind::PaymentMethod,
    table: "payment_methods",
    open: None,
    always: &[Touch {
        action: EffectAction::Hide,
        when: "removed_at is null",
        set: "removed_at = $4, version = version + 1, updated_at = $4",
    }],
    reports_kept: false,
    undo: Undo::Restore { set: "removed_at = null, version = version + 1, updated_at = $3", when: "true", label: None },
};

const PORTAL_LINK: Record = Record {
    kind: RecordKind::PortalLink,
    table: "portal_links",
    open: None,
    always: &[Touch { action: EffectAction::Revoke, when: "consumed_at is null", set: "consumed_at = $4" }],
    reports_kept: false,
    undo: Undo::Never,
};

const PORTAL_SESSION: Record = Record {
    kind: RecordKind::PortalSession,
    table: "portal_sessions",
    open: None,
    always: &[Touch { action: EffectAction::Revoke, when: "ended_at is null", set: "ended_at = $4" }],
    reports_kept: false,
    undo: Undo::Never,
};

const INVOICE: Record = Record {
    kind: RecordKind::Invoice,
    table: "invoices",
    open: Some(Open {
        when: ISSUED,
        rules: &[(Cancel, settle(EffectAction::WriteOff, WRITTEN_OFF)), (Keep, settle(EffectAction::Keep, KEPT_OPEN))],
        presets: &[(Garage, Block), (FieldService, Keep), (PrintShop, Keep), (BoxOffice, Keep)],
        writes: Permission::InvoicesWrite,
        resolutions: &[
            (Resolution::TakePayment, Settle::Payment),
            (Resolution::Void, Settle::Touch(settle(EffectAction::Cancel, VOIDED))),
            (Resolution::WriteOff, Settle::Touch(settle(EffectAction::WriteOff, WRITTEN_OFF))),
        ],
    }),
    // A draft was never owed: it goes with the customer, and comes back with an undo.
    always: &[Touch { action: EffectAction::Cancel, when: "state = 'DRAFT'", set: VOIDED }],
    reports_kept: true,
    undo: Undo::Restore {
        set: "state = coalesce(state_before, state), settled_at = case when state_before is null then settled_at end,
            state_before = null, version = version + 1, updated_at = $3",
        when: "true",
        label: None,
    },
};

const ISSUED: &str = "state = 'ISSUED'";
const VOIDED: &str = "state_before = state, state = 'VOID', settled_at = $4, version = version + 1, updated_at = $4";
const WRITTEN_OFF: &str =
    "state_before = state, state = 'WRITTEN_OFF', settled_at = $4, version = version + 1, updated_at = $4";

const fn settle(action: EffectAction, set: &'static str) -> Touch {
    Touch { action, when: ISSUED, set }
}

/// No policy names it, so it always blocks.
const LEGAL_HOLD: Record = Record {
    kind: RecordKind::LegalHold,
    table: "legal_holds",
    open: Some(Open {
        when: STANDING,
        rules: &[],
        presets: &[],
        writes: Permission::LegalHoldsManage,
        resolutions: &[(
            Resolution::ReleaseHold,
            Settle::Touch(Touch { action: EffectAction::Release, when: STANDING, set: "released_at = $4" }),
        )],
    }),
    always: &[],
    reports_kept: false,
    undo: Undo::Restore { set: "released_at = null", when: "true", label: None },
};

const STANDING: &str = "released_at is null and (ends_at is null or ends_at > [now])";
