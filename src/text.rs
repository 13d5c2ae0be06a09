//! Text that people type: what is taken, and the folded keys that both engines compare alike.

use unicode_normalization::UnicodeNormalization;

use crate::error::{FieldProblem, Problem};

/// Checks and trims a line of text: not empty, at most `max` characters, no control or bidirectional-override characters.
/// Emoji and right-to-left scripts pass untouched.
///
/// # Errors
/// A [`FieldProblem`] that names `field`.
pub fn line(field: &str, text: &str, max: usize) -> Result<String, FieldProblem> {
    let text: String = text.trim().nfc().collect();
    if text.is_empty() {
        return Err(FieldProblem::new(field, Problem::Required));
    }
    check(field, &text, max, false)?;
    Ok(text)
}

/// Like [`line`], for a field that may be left out: blank reads as absent.
///
/// # Errors
/// A [`FieldProblem`] that names `field`.
pub fn optional_line(field: &str, text: Option<&str>, max: usize) -> Result<Option<String>, FieldProblem> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => line(field, text, max).map(Some),
    }
}

/// Text of several lines.
///
/// # Errors
/// A [`FieldProblem`] that names `field`.
pub fn paragraph(field: &str, text: &str, max: usize) -> Result<String, FieldProblem> {
    let text: String = text.trim().nfc().collect();
    if text.is_empty() {
        return Err(FieldProblem::new(field, Problem::Required));
    }
    check(field, &text, max, true)?;
    Ok(text)
}

/// Like [`paragraph`], for a field that may be left out.
///
/// # Errors
/// A [`FieldProblem`] that names `field`.
pub fn optional_paragraph(field: &str, text: Option<&str>, max: usize) -> Result<Option<String>, FieldProblem> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => paragraph(field, text, max).map(Some),
    }
}

fn check(field: &str, text: &str, max: usize, lines: bool) -> Result<(), FieldProblem> {
    if text.chars().count() > max {
        return Err(FieldProblem::new(field, Problem::TooLong { max }));
    }
    let forbidden = |c: char| (c.is_control() && !(lines && matches!(c, '\n' | '\t'))) || is_bidi_control(c);
    if text.chars().any(forbidden) {
        return Err(FieldProblem::new(field, Problem::ForbiddenCharacters));
    }
    Ok(())
}

/// Characters that reorder what is around them, and so can make a name read as another (Unicode TR 36).
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// An e-mail address, as typed but trimmed.
///
/// # Errors
/// A [`FieldProblem`] that names `field`.
pub fn email(field: &str, text: &str) -> Result<String, FieldProblem> {
    let text = line(field, text, 254)?;
    match text.parse::<lettre::Address>() {
        Ok(_) => Ok(text),
        Err(_) => {
            Err(FieldProblem::new(field, Problem::Malformed { expected: "an e-mail address such as ana@example.com" }))
        }
    }
}

/// A phone number, as typed but trimmed: 4 to 20 digits with the usual punctuation, and an extension perhaps.
///
/// # Errors
/// A [`FieldProblem`] that names `field`.
pub fn phone(field: &str, text: &str) -> Result<String, FieldProblem> {
    let text = line(field, text, 40)?;
    let punctuation = text.chars().all(|c| c.is_ascii_digit() || "+-.()/ x#".contains(c));
    if punctuation && (4..=20).contains(&digits(&text).len()) {
        Ok(text)
    } else {
        Err(FieldProblem::new(field, Problem::Malformed { expected: "a phone number of 4 to 20 digits" }))
    }
}

/// A registration plate, in upper case with single spaces.
///
/// # Errors
/// A [`FieldProblem`] that names `field`.
pub fn plate(field: &str, text: &str) -> Result<String, FieldProblem> {
    let text = line(field, text, 16)?.to_uppercase();
    let plate = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if plate_key(&plate).is_empty() || !plate.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-') {
        return Err(FieldProblem::new(field, Problem::Malformed { expected: "letters and digits such as AB12 CDE" }));
    }
    Ok(plate)
}

/// What two plates must share to be the same: letters and digits only.
pub fn plate_key(plate: &str) -> String {
    plate.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The digits of a text.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Folds text for comparison: compatibility decomposition, accents dropped, lower case, single spaces. Łódź reads lodz.
pub fn fold(text: &str) -> String {
    let folded: String = text
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .flat_map(plain_letters)
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters that decomposition leaves whole.
fn plain_letters(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'ł' => ('l', None),
        'ø' => ('o', None),
        'đ' => ('d', None),
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'ı' => ('i', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

/// The folded words of a text, for search.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
