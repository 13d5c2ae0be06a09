//! What a plan is recognised by: a digest of every record it names, and their numbers, so that a later plan can be told
//! apart and the difference be said without keeping the old one.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::plan::{Line, LineClass, Plan};
use crate::terms::{EffectAction, RecordKind};

/// A plan's hash. Opaque to clients, and short-lived: it names kinds and actions by their place in our lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanHash {
    policy: u32,
    lines: Vec<LineHash>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LineHash {
    kind: RecordKind,
    class: LineClass,
    count: u32,
    digest: [u8; 4],
}

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
        let policy = u32::try_from(plan.policy.version).unwrap_or(u32::MAX);
        Self { policy, lines: plan.lines.iter().filter(seen).map(LineHash::of).collect() }
    }

    /// As clients send it back.
    pub fn encode(&self) -> String {
        let mut bytes = self.policy.to_be_bytes().to_vec();
        bytes.extend(self.lines.iter().flat_map(LineHash::bytes));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a hash that a client sent back.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (policy, lines) = bytes.split_first_chunk()?;
        let (lines, rest) = lines.as_chunks();
        let lines = lines.iter().map(LineHash::read).collect::<Option<_>>()?;
        rest.is_empty().then_some(Self { policy: u32::from_be_bytes(*policy), lines })
    }

    /// What is not as it was. Empty when only the policy changed.
    pub fn changes(&self, now: &Self) -> Vec<PlanChange> {
        let mut changes = Vec::new();
        for line in &now.lines {
            let before = self.lines.iter().find(|old| old.is_of(line));
            if before != Some(line) {
                changes.push(line.change(before.map_or(0, |old| old.count), line.count));
            }
        }
        let gone = self.lines.iter().filter(|old| !now.lines.iter().any(|line| line.is_of(old)));
        changes.extend(gone.map(|old| old.change(old.count, 0)));
        changes
    }
}

impl LineHash {
    fn of(line: &Line) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        line.ids.iter().for_each(|id| context.update(id.as_bytes()));
        let mut short = [0; 4];
        short.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
        let count = u32::try_from(line.count).unwrap_or(u32::MAX);
        Self { kind: line.kind, class: line.class, count, digest: short }
    }

    /// Kind, class (0 for open records, else one more than the action's place), count and digest.
    fn bytes(&self) -> [u8; 10] {
        let place = |found: Option<usize>| found.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX);
        let kind = place(RecordKind::ALL.iter().position(|kind| *kind == self.kind));
        let class = match self.class {
            LineClass::Open => 0,
            LineClass::Always(action) => {
                place(EffectAction::ALL.iter().position(|its| *its == action).map(|at| at + 1))
            }
        };
        let [a, b, c, d] = self.count.to_be_bytes();
        let [e, f, g, h] = self.digest;
        [kind, class, a, b, c, d, e, f, g, h]
    }

    fn read(&[kind, class, a, b, c, d, e, f, g, h]: &[u8; 10]) -> Option<Self> {
        let class = match class {
            0 => LineClass::Open,
            place => LineClass::Always(*EffectAction::ALL.get(usize::from(place) - 1)?),
        };
        let kind = *RecordKind::ALL.get(usize::from(kind))?;
        Some(Self { kind, class, count: u32::from_be_bytes([a, b, c, d]), digest: [e, f, g, h] })
    }

    fn is_of(&self, other: &Self) -> bool {
        (self.kind, self.class) == (other.kind, other.class)
    }

    fn change(&self, before: u32, after: u32) -> PlanChange {
        PlanChange { kind: self.kind, class: self.class, before: before.into(), after: after.into() }
    }
}
