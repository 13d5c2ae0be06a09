//! Text that people type: what is taken, and the folded keys that both engines compare alike.

use unicode_normalization::UnicodeNormalization;

use crate::card_numbers;
use crate::error::{FieldProblem, Problem};

/// Checks and trims a line of text: not empty, at most `max` characters, no control or bidirectional-override characters,
/// and no card number.
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
    if card_numbers::has_one(text) {
        return Err(FieldProblem::new(field, Problem::CardNumber));
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
        Err(_) => Err(FieldProblem::new(field, Problem::Malformed { expected: "expected-email" })),
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
        Err(FieldProblem::new(field, Problem::Malformed { expected: "expected-phone" }))
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
        return Err(FieldProblem::new(field, Problem::Malformed { expected: "expected-plate" }));
    }
    Ok(plate)
}

/// What two plates must share to be the same: letters and digits only.
pub fn plate_key(plate: &str) -> String {
    plate.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What two phone numbers must share to be the same: the last nine digits, without country and trunk codes. `None` where
/// there are too few to tell people apart.
pub fn phone_key(phone: &str) -> Option<String> {
    let digits = digits(phone);
    (digits.len() >= 7).then(|| digits.get(digits.len().saturating_sub(9)..).unwrap_or_default().to_owned())
}

/// What two addresses must share to be the same: the letters and digits of the street, and of the postcode or the town.
/// `None` where neither is known.
pub fn address_key(line1: &str, postcode: Option<&str>, city: Option<&str>) -> Option<String> {
    let plain = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let place = postcode.or(city).map(plain).filter(|place| !place.is_empty())?;
    let street = Some(plain(line1)).filter(|street| !street.is_empty())?;
    Some(format!("{street} {place}"))
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

/// A cell that no spreadsheet takes for a formula: one that looks like it gets an apostrophe in front.
/// [`unguarded_cell`] takes it away again.
pub fn guarded_cell(cell: &str) -> String {
    if is_risky(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell as it was before [`guarded_cell`].
pub fn unguarded_cell(cell: &str) -> String {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell).to_owned()
}

/// Whether a cell starts like a formula, after any apostrophes.
fn is_risky(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The folded words of a text, for search.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn emoji_and_right_to_left_scripts_pass_untouched() {
        for name in ["Zoë 👩🏽‍🔧", "محمد علي", "שלום", "José", "東京自動車"] {
            assert_eq!(line("name", name, 40), Ok(name.nfc().collect()));
        }
    }

    #[test]
    fn control_and_bidirectional_override_characters_are_refused() {
        for name in ["a\0b", "a\nb", "a\u{7f}b", "a\u{85}b", "\u{202e}moc", "a\u{2066}b", "a\u{200f}b"] {
            let problem = line("name", name, 40).expect_err(name);
            assert_eq!(problem, FieldProblem::new("name", Problem::ForbiddenCharacters));
        }
    }

    #[test]
    fn paragraphs_may_have_lines_and_tabs_but_nothing_else() {
        assert_eq!(paragraph("body", " one\n\ttwo ", 40), Ok("one\n\ttwo".to_owned()));
        assert!(paragraph("body", "one\rtwo", 40).is_err());
        assert!(paragraph("body", "one\0two", 40).is_err());
    }

    #[test]
    fn length_counts_characters_and_blank_is_absent() {
        assert!(line("name", &"ż".repeat(40), 40).is_ok());
        assert_eq!(line("name", &"ż".repeat(41), 40), Err(FieldProblem::new("name", Problem::TooLong { max: 40 })));
        assert_eq!(line("name", " \t ", 40), Err(FieldProblem::new("name", Problem::Required)));
        assert_eq!(optional_line("name", Some("  "), 40), Ok(None));
        assert_eq!(optional_paragraph("body", None, 40), Ok(None));
    }

    #[test]
    fn contact_details_are_checked_but_kept_as_typed() {
        assert_eq!(email("email", " Ana@Example.com "), Ok("Ana@Example.com".to_owned()));
        assert_eq!(phone("phone", "+44 (0)20 7946-0018"), Ok("+44 (0)20 7946-0018".to_owned()));
        for wrong in ["ana", "ana@", "@example.com", "a b@example.com"] {
            assert!(email("email", wrong).is_err(), "{wrong}");
        }
        for wrong in ["12", "call me", "123456789012345678901"] {
            assert!(phone("phone", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn plates_are_the_same_however_they_are_spaced() {
        assert_eq!(plate("plate", " ab12  cde "), Ok("AB12 CDE".to_owned()));
        assert_eq!(plate_key("AB12 CDE"), plate_key("ab-12cde"));
        for wrong in ["", "--", "AB12_CDE", "a plate that is too long"] {
            assert!(plate("plate", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn phone_numbers_and_addresses_are_the_same_however_they_are_written() {
        assert_eq!(phone_key("+44 7700 900123"), phone_key("07700 900-123"));
        assert_ne!(phone_key("07700 900123"), phone_key("07700 900124"));
        assert_eq!(phone_key("123456"), None);
        let leeds = address_key("1, High St.", Some("LS1 4AP"), None);
        assert_eq!(leeds, address_key("1 high st", Some("ls14ap"), Some("Leeds")));
        assert_ne!(leeds, address_key("11 High St", Some("LS1 4AP"), None));
        assert_eq!(address_key("1 High St", None, None), None);
    }

    #[test]
    fn cells_that_look_like_formulas_are_guarded() {
        for (cell, guarded) in [("=1+1", "'=1+1"), ("+44 20", "'+44 20"), ("'=1", "''=1"), ("O'Neil", "O'Neil")] {
            assert_eq!(guarded_cell(cell), guarded);
        }
        assert_eq!(unguarded_cell("'tis"), "'tis");
    }

    #[test]
    fn folding_drops_case_accents_and_spacing() {
        assert_eq!(fold("  ŁÓDŹ   Straße "), "lodz strasse");
        assert_eq!(fold("Zażółć gęślą jaźń"), "zazolc gesla jazn");
        assert_eq!(fold("Ștefan Ţară"), "stefan tara");
        assert_eq!(fold("ＡＢ１２"), "ab12");
        assert_eq!(words("O'Neil & Sons (Leeds)"), ["o", "neil", "sons", "leeds"]);
    }

    proptest! {
        #[test]
        fn guarding_a_cell_can_be_taken_back(cell in "['=+@a-]{0,6}") {
            prop_assert_eq!(unguarded_cell(&guarded_cell(&cell)), cell);
        }

        #[test]
        fn folding_again_changes_nothing(text in "\\PC{0,20}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn what_is_taken_is_taken_again_unchanged(text in ".{0,20}") {
            if let Ok(taken) = line("name", &text, 20) {
                prop_assert_eq!(line("name", &taken, 20), Ok(taken));
            }
        }
    }
}
