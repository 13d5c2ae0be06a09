//! Card numbers, found in text before anything is kept of it. People send them by mistake; Lethe must not have them.

/// The longest run of digits in which a card number may begin anywhere: a card, its expiry and its check digits. Bank
/// account numbers are longer.
const CARD_AND_MORE: usize = 23;
/// The most digits of a phone number (E.164).
const PHONE: usize = 15;

/// Whether a text has what looks like a card number: 13 to 19 digits, spaced or hyphenated perhaps, of a known issuer's
/// range and length, with a check digit that fits (ISO/IEC 7812).
pub fn has_one(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_err() && runs(text).iter().any(Run::is_card)
}

/// Groups of digits with nothing but spaces and hyphens between them.
#[derive(Debug, Default)]
struct Run {
    groups: Vec<String>,
    /// Written after a plus: a phone number.
    plus: bool,
    /// A word with letters in it, of as many characters as a vehicle identification number.
    in_vin: bool,
}

impl Run {
    fn is_card(&self) -> bool {
        let total: usize = self.groups.iter().map(String::len).sum();
        let zero = self.groups.first().is_some_and(|first| first.starts_with('0'));
        if self.in_vin || total < 13 || ((self.plus || zero) && total <= PHONE) {
            return false;
        }
        let starts = if total <= CARD_AND_MORE { self.groups.len() } else { 1 };
        (0..starts).any(|start| self.card_from(start))
    }

    fn card_from(&self, start: usize) -> bool {
        let mut digits = String::new();
        self.groups.iter().skip(start).any(|group| {
            digits.push_str(group);
            of_an_issuer(&digits) && luhn(&digits)
        })
    }
}

fn runs(text: &str) -> Vec<Run> {
    let (mut runs, mut run, mut gap) = (Vec::new(), Run::default(), 0);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            let glued = before.is_ascii_digit();
            if run.groups.is_empty() || (gap > MAX_GAP && !glued) {
                runs.push(std::mem::take(&mut run));
                run.plus = before == '+';
                run.in_vin = is_vin_around(text, at);
            }
            match run.groups.last_mut().filter(|_| glued) {
                Some(group) => group.push(c),
                None => run.groups.push(c.into()),
            }
            gap = 0;
        } else {
            gap = if is_separator(c) { gap + 1 } else { MAX_GAP + 1 };
        }
        before = c;
    }
    runs.push(run);
    runs
}

/// How many separators may stand between two groups: ` - `.
const MAX_GAP: usize = 3;

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether the word around a place is as long as a vehicle identification number, and not of digits only.
fn is_vin_around(text: &str, at: usize) -> bool {
    let (head, tail) = text.split_at(at);
    let head: Vec<char> = head.chars().rev().take_while(char::is_ascii_alphanumeric).collect();
    let word: Vec<char> = head.into_iter().chain(tail.chars().take_while(char::is_ascii_alphanumeric)).collect();
    word.len() == 17 && word.iter().any(char::is_ascii_alphabetic)
}

/// Prefixes of issuers' ranges, inclusive, with the lengths of their numbers.
const ISSUERS: [(u32, u32, &[usize]); 19] = [
    (4, 4, &[13, 16, 19]),
    (51, 55, &[16]),
    (2221, 2720, &[16]),
    (34, 34, &[15]),
    (37, 37, &[15]),
    (300, 305, &[14, 16]),
    (3095, 3095, &[14, 16]),
    (36, 36, &[14, 16]),
    (38, 39, &[14, 16]),
    (3528, 3589, &[16, 19]),
    (6011, 6011, &[16, 19]),
    (644, 659, &[16, 19]),
    (62, 62, &[16, 17, 18, 19]),
    (5018, 5018, &[13, 16, 18, 19]),
    (5020, 5038, &[13, 16, 18, 19]),
    (5893, 5893, &[13, 16, 18, 19]),
    (6304, 6304, &[13, 16, 18, 19]),
    (6759, 6763, &[13, 16, 18, 19]),
    (2200, 2204, &[16]),
];

fn of_an_issuer(digits: &str) -> bool {
    ISSUERS.iter().any(|(from, until, lengths)| {
        let prefix = digits.get(..from.to_string().len()).and_then(|prefix| prefix.parse().ok());
        lengths.contains(&digits.len()) && prefix.is_some_and(|prefix| (*from..=*until).contains(&prefix))
    })
}

fn luhn(digits: &str) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let values = digits.chars().rev().filter_map(|c| c.to_digit(10)).enumerate();
    let sum: u32 = values.map(|(at, digit)| if at % 2 == 1 { doubled(digit) } else { digit }).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers that issuers and payment providers publish for tests.
    const PUBLISHED: [&str; 14] = [
        "4242424242424242",
        "4111111111111111",
        "4222222222222",
        "4000002500003155",
        "5555555555554444",
        "5105105105105100",
        "2223003122003222",
        "378282246310005",
        "371449635398431",
        "6011111111111117",
        "6011000990139424",
        "30569309025904",
        "3566002020360505",
        "6200000000000005",
    ];

    #[test]
    fn published_card_numbers_are_found() {
        for number in PUBLISHED {
            assert!(has_one(number), "{number}");
        }
    }

    #[test]
    fn what_surrounds_a_number_does_not_hide_it() {
        for text in [
            "my card is 4111 1111 1111 1111.",
            "4111-1111-1111-1111",
            "4111 - 1111 - 1111 - 1111",
            "4111\u{a0}1111\u{a0}1111\u{a0}1111",
            "4111\u{2013}1111\u{2013}1111\u{2013}1111",
            "4111 1111 1111 1111 12/27 123",
            "4111 1111 1111 1111 12 27 123",
            "on 12 4111 1111 1111 1111",
            "Visa4111111111111111",
            "card:4111111111111111,exp:12/27",
            "3782 822463 10005",
            "4111 1111 1111 1111 5555 5555 5555 4444",
            "+49 151 23456789, 4111 1111 1111 1111",
        ] {
            assert!(has_one(text), "{text}");
        }
    }

    #[test]
    fn other_long_numbers_are_none() {
        for text in [
            "4111111111111112",
            "1234567812345670",
            "41111111111111111111",
            "+4915123456789",
            "+44 20 7946 0018",
            "0049 151 2345 6789",
            "PL61 1090 1014 0000 0712 1981 2874",
            "DE89 3704 0044 0532 0130 00",
            "2026-03-02 09:00, 2026-03-03 10:00",
            "550e8400-e29b-41d4-a716-446655440000",
            "INV-000123, INV-000124, INV-000125",
            "0000 0000 0000 0000",
            "",
        ] {
            assert!(!has_one(text), "{text}");
        }
    }

    /// The digits with the check digit that fits.
    fn checked(mut digits: String) -> String {
        let fits = (0..10).find(|last| luhn(&format!("{digits}{last}"))).expect("one of ten fits");
        digits.push_str(&fits.to_string());
        digits
    }

    fn grouped(digits: &str, sizes: &[usize], separator: &str) -> String {
        let (mut rest, mut groups) = (digits, Vec::new());
        for size in sizes.iter().cycle() {
            let Some((group, more)) = rest.split_at_checked(*size).filter(|(_, more)| !more.is_empty()) else { break };
            groups.push(group);
            rest = more;
        }
        groups.push(rest);
        groups.join(separator)
    }

    proptest! {
        #[test]
        fn every_card_number_is_found_however_it_is_grouped(
            head in prop_oneof![Just("4".to_owned()), "5[1-5]", "6011", "222[1-9]"],
            tail in "[0-9]{15}",
            sizes in proptest::collection::vec(1_usize..7, 1..5),
            separator in prop_oneof![Just(" "), Just("-"), Just("\u{a0}")],
        ) {
            let digits: String = head.chars().chain(tail.chars()).take(15).collect();
            let number = checked(digits);
            let text = grouped(&number, &sizes, separator);
            prop_assert!(has_one(&text), "{}", text);
        }

        #[test]
        fn phone_numbers_are_none(
            code in "[1-9][0-9]{0,2}",
            national in "[0-9]{4,12}",
            sizes in proptest::collection::vec(2_usize..5, 1..4),
            separator in prop_oneof![Just(" "), Just("-"), Just("")],
        ) {
            let abroad = format!("+{}", grouped(&format!("{code}{national}"), &sizes, separator));
            prop_assert!(!has_one(&abroad), "{}", abroad);
            let at_home = grouped(&format!("0{national}"), &sizes, separator);
            prop_assert!(!has_one(&at_home), "{}", at_home);
        }

        #[test]
        fn vehicle_identification_numbers_are_none(vin in "[A-HJ-NPR-Z0-9]{3}[A-HJ-NPR-Z][A-HJ-NPR-Z0-9]{5}[0-9]{8}") {
            prop_assert!(!has_one(&vin), "{}", vin);
            prop_assert!(!has_one(&format!("the {vin} one")), "{}", vin);
        }

        #[test]
        fn numbers_of_invoices_and_quotes_are_none(prefix in "[A-Z]{0,6}-?", number in 0_u64..1_000_000_000, year in 2000..2100) {
            let (plain, with_year) = (format!("{prefix}{number:06}"), format!("{prefix}{year}-{number:06}"));
            prop_assert!(!has_one(&plain), "{}", plain);
            prop_assert!(!has_one(&with_year) || number > 99_999_999, "{}", with_year);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _ = has_one(&text);
        }
    }
}
