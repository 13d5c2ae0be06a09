//! What a delete dialog says (E7, E8, E10), in the reader's language with its plurals.

use fluent_bundle::FluentValue;

use super::blockers::Blocker;
use super::plan::{LineClass, Plan};
use super::put_back::NotRestored;
use crate::app::App;
use crate::i18n::{args, text};
use crate::terms::{DeletionMode, EffectAction, Lang, RecordKind};

/// How many vehicles a blocker's text names.
const NAMED_VEHICLES: usize = 3;

fn counted(lang: Lang, key: &str, count: i64) -> String {
    text(lang, key, &args([("count", count.into())]))
}

/// "This will hide this customer, 2 vehicles, and 1 closed conversation. …"
pub fn summary(lang: Lang, plan: &Plan, mode: DeletionMode) -> String {
    let hidden = |kind| plan.count(kind, LineClass::Always(EffectAction::Hide));
    let hides: Vec<String> =
        [(RecordKind::Vehicle, "vehicles-count"), (RecordKind::Conversation, "closed-conversations-count")]
            .into_iter()
            .filter(|(kind, _)| hidden(*kind) > 0)
            .map(|(kind, key)| counted(lang, key, hidden(kind)))
            .collect();
    let also = match hides.as_slice() {
        [] => String::new(),
        [a] => text(lang, "also-one", &args([("a", a.as_str().into())])),
        [a, b, ..] => text(lang, "also-two", &args([("a", a.as_str().into()), ("b", b.as_str().into())])),
    };
    let mut sentences = vec![text(lang, "deletion-summary", &args([("also", also.into())]))];
    for effect in plan.effects(mode) {
        if let Some(key) = effect_key(effect.kind, effect.action) {
            sentences.push(counted(lang, key, effect.count));
        }
    }
    sentences.join(" ")
}

fn effect_key(kind: RecordKind, action: EffectAction) -> Option<&'static str> {
    match (kind, action) {
        (RecordKind::Customer, EffectAction::Mask) => Some("effect-mask"),
        (RecordKind::WorkOrder, EffectAction::Cancel) => Some("effect-cancel-work-orders"),
        (RecordKind::WorkOrder, EffectAction::Close) => Some("effect-close-work-orders"),
        (RecordKind::Booking, EffectAction::Cancel) => Some("effect-cancel-bookings"),
        (RecordKind::Booking, EffectAction::Keep) => Some("effect-keep-bookings"),
        (RecordKind::Quote, EffectAction::Cancel) => Some("effect-cancel-quotes"),
        (RecordKind::Conversation, EffectAction::Close) => Some("effect-close-conversations"),
        (RecordKind::Invoice, EffectAction::Cancel) => Some("effect-void-drafts"),
        (RecordKind::Invoice, EffectAction::WriteOff) => Some("effect-write-off-invoices"),
        _ => None,
    }
}

/// "3 active work orders (including 1 on AB12 CDE)".
pub fn blocker(lang: Lang, blocker: &Blocker) -> String {
    let count = ("count", FluentValue::from(blocker.count));
    match blocker.kind {
        RecordKind::Invoice => {
            let totals: Vec<String> = blocker.totals.iter().map(|amount| amount.formatted(lang)).collect();
            text(lang, "blocker-invoices", &args([count, ("total", totals.join(" + ").into())]))
        }
        RecordKind::Conversation => text(lang, "blocker-conversations", &args([count])),
        RecordKind::Booking => text(lang, "blocker-bookings", &args([count])),
        RecordKind::Quote => text(lang, "blocker-quotes", &args([count])),
        RecordKind::LegalHold => text(lang, "blocker-legal-holds", &args([count])),
        _ => {
            let head = text(lang, "blocker-work-orders", &args([count]));
            match including(lang, blocker) {
                Some(including) => format!("{head} {including}"),
                None => head,
            }
        }
    }
}

fn including(lang: Lang, blocker: &Blocker) -> Option<String> {
    let named = blocker.by_vehicle.iter().filter_map(|vehicle| Some((vehicle.count, vehicle.plate.as_deref()?)));
    let places: Vec<String> = named
        .take(NAMED_VEHICLES)
        .map(|(count, plate)| text(lang, "blocker-on-plate", &args([("count", count.into()), ("plate", plate.into())])))
        .collect();
    (!places.is_empty()).then(|| text(lang, "blocker-including", &args([("places", places.join(", ").into())])))
}

/// The staff page that lists what blocks, filtered to the customer, with the way back to the delete.
pub fn blocker_url(app: &App, kind: RecordKind, customer: &str) -> String {
    let page = match kind {
        RecordKind::Invoice => "invoices?state=ISSUED",
        RecordKind::Conversation => "conversations?state=OPEN",
        RecordKind::Booking => "bookings?state=REQUESTED,SCHEDULED,DISPATCHED,IN_PROGRESS",
        RecordKind::Quote => "quotes?state=DRAFT,SENT",
        RecordKind::LegalHold => "legal-holds?state=STANDING",
        _ => "work-orders?state=OPEN,IN_PROGRESS",
    };
    let base = app.settings.staff_app_url.trim_end_matches('/');
    format!("{base}/{page}&customer={customer}&returnTo=%2Fcustomers%2F{customer}%2Fdelete")
}

/// "Finish resolving these, then return to complete deleting Ana Pop."
pub fn finish_resolving(lang: Lang, customer: &str) -> String {
    text(lang, "finish-resolving", &args([("customer", customer.into())]))
}

/// Why something did not come back: "The plate AB12 CDE is on another vehicle."
pub fn not_restored(lang: Lang, left: &NotRestored) -> String {
    let label = left.label.as_str().into();
    match left.kind {
        RecordKind::Booking => text(lang, "booking-time-taken", &args([("number", label)])),
        _ => text(lang, "plate-taken", &args([("plate", label)])),
    }
}
