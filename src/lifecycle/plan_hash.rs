//! What a plan is recognised by: a digest of every record it names, and their numbers, so that a later plan can be told
//! apart and the difference be said without keeping the old one.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::plan::{Line, LineClass, Plan};
use crate::terms::{EffectAction, RecordKind};

/// A plan's hash. Opaque to clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanHash {
    policy: i64,
    lines: Vec<LineHash>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct LineHash(RecordKind, Option<EffectAction>, i64, u32);

/// A line that is not as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanChange {
    pub kind: RecordKind,
    pub class: LineClass,
    /// How many records the line had. The same number before and after means: others than before.
    pub before: i64,
    pub after: i64,
}

impl PlanHash {
    pub(super) fn of(plan: &Plan) -> Self {
        // Sessions come and go while the dialog is open, and end with the delete in any case.
        let seen = |line: &&Line| line.class != LineClass::Always(EffectAction::Revoke);
        Self { policy: plan.policy.version, lines: plan.lines.iter().filter(seen).map(LineHash::of).collect() }
    }

    /// As clients send it back.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads a hash that a client sent back.
    pub fn decode(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }

    /// What is not as it was. Empty when only the policy changed.
    pub fn changes(&self, now: &Self) -> Vec<PlanChange> {
        let mut changes = Vec::new();
        for line in &now.lines {
            let before = self.lines.iter().find(|old| old.is_of(line));
            if before != Some(line) {
                changes.push(line.change(before.map_or(0, |old| old.2), line.2));
            }
        }
        let gone = self.lines.iter().filter(|old| !now.lines.iter().any(|line| line.is_of(old)));
        changes.extend(gone.map(|old| old.change(old.2, 0)));
        changes
    }
}

impl LineHash {
    fn of(line: &Line) -> Self {
        let class = match line.class {
            LineClass::Open => None,
            LineClass::Always(action) => Some(action),
        };
        let mut context = digest::Context::new(&digest::SHA256);
        line.ids.iter().for_each(|id| context.update(id.as_bytes()));
        let digest = context.finish();
        let short = digest.as_ref().iter().take(4).fold(0, |sum, byte| (sum << 8) | u32::from(*byte));
        Self(line.kind, class, line.count, short)
    }

    fn is_of(&self, other: &Self) -> bool {
        self.0 == other.0 && self.1 == other.1
    }

    fn change(&self, before: i64, after: i64) -> PlanChange {
        let class = self.1.map_or(LineClass::Open, LineClass::Always);
        PlanChange { kind: self.0, class, before, after }
    }
}
