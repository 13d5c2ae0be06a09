//! The word that people type to confirm a delete (E11).

use unicode_normalization::UnicodeNormalization;

use crate::error::Refusal;
use crate::i18n::{self, args};
use crate::terms::Lang;

/// The word in a language: DELETE, USUŃ, ȘTERGE.
pub fn expected(lang: Lang) -> String {
    i18n::text(lang, "confirmation-token", &args([]))
}

/// Refuses what was typed unless it is the word.
///
/// # Errors
/// [`Refusal::ConfirmationMismatch`].
pub fn check(lang: Lang, typed: &str) -> Result<(), Refusal> {
    if confirms(lang, typed) { Ok(()) } else { Err(Refusal::ConfirmationMismatch { expected: expected(lang) }) }
}

/// Whether what was typed is the word: whatever the case, and however the keyboard composes its accents.
fn confirms(lang: Lang, typed: &str) -> bool {
    typed.len() <= 64 && folded(typed) == folded(&expected(lang))
}

fn folded(text: &str) -> String {
    text.trim().nfkc().flat_map(char::to_uppercase).map(comma_below).collect()
}

/// Romanian keyboards of old write a cedilla where the language has a comma below.
fn comma_below(c: char) -> char {
    match c {
        'Ş' => 'Ș',
        'Ţ' => 'Ț',
        other => other,
    }
}
