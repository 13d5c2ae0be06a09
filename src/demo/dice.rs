//! Chance that falls the same way each time.

use crate::entropy::Entropy;

/// Repeatable dice.
pub(super) struct Dice(Entropy);

impl Dice {
    pub fn new(entropy: Entropy) -> Self {
        Self(entropy)
    }

    /// A number from 0 on, below `n`.
    pub fn below(&self, n: usize) -> usize {
        let roll = u64::from_le_bytes(self.0.bytes::<8>());
        usize::try_from(roll % u64::try_from(n.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// True that many times in a hundred.
    pub fn percent(&self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of several; of none, nothing.
    pub fn pick<T: Copy>(&self, several: &[T]) -> Option<T> {
        several.get(self.below(several.len())).copied()
    }
}
