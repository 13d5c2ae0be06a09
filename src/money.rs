//! Exact money: minor units inside, decimal strings with their currency outside.

use iso_currency::Currency;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::error::{FieldProblem, Problem};
use crate::terms::Lang;

/// The largest amount taken, in minor units: ten billion pounds. Sums of many still fit 64 bits.
pub const MAX_MINOR: i64 = 1_000_000_000_000;

/// An amount in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// In the currency's smallest unit: pence.
    pub minor: i64,
    pub currency: Currency,
}

/// The digits after the point of a currency.
pub fn exponent(currency: Currency) -> u32 {
    u32::from(currency.exponent().unwrap_or(2))
}

/// Reads a currency code.
///
/// # Errors
/// A [`FieldProblem`] that names `field`.
pub fn currency(field: &str, code: &str) -> Result<Currency, FieldProblem> {
    Currency::from_code(code)
        .ok_or_else(|| FieldProblem::new(field, Problem::Malformed { expected: "expected-currency" }))
}

/// Exact minor units of a decimal amount.
///
/// # Errors
/// A [`FieldProblem`] that names `field`, for fractions of the smallest unit and amounts outside `min..=`[`MAX_MINOR`].
pub fn minor(field: &str, amount: Decimal, currency: Currency, min: i64) -> Result<i64, FieldProblem> {
    let range = || FieldProblem::new(field, Problem::OutOfRange { min, max: MAX_MINOR });
    let scaled = amount.checked_mul(Decimal::from(10_i64.pow(exponent(currency)))).ok_or_else(range)?;
    if !scaled.fract().is_zero() {
        return Err(FieldProblem::new(field, Problem::Malformed { expected: "expected-decimals" }));
    }
    scaled.to_i64().filter(|minor| (min..=MAX_MINOR).contains(minor)).ok_or_else(range)
}

impl Amount {
    /// The exact decimal value, with the currency's decimals.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.minor, exponent(self.currency))
    }

    /// For people: £1,234.50 in English, 1 234,50 £ in Polish, 1.234,50 £ in Romanian.
    pub fn formatted(self, lang: Lang) -> String {
        let digits = self.decimal().abs().to_string();
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let (group, point) = match lang {
            Lang::En => (",", "."),
            Lang::Pl => ("\u{a0}", ","),
            Lang::Ro => (".", ","),
        };
        let mut number = grouped(whole, group, if lang == Lang::Pl { 5 } else { 4 });
        if !fraction.is_empty() {
            number.push_str(point);
            number.push_str(fraction);
        }
        let sign = if self.minor < 0 { "-" } else { "" };
        let symbol = self.symbol(lang);
        match lang {
            Lang::En if symbol.chars().all(char::is_alphabetic) => format!("{sign}{symbol}\u{a0}{number}"),
            Lang::En => format!("{sign}{symbol}{number}"),
            Lang::Pl | Lang::Ro => format!("{sign}{number}\u{a0}{symbol}"),
        }
    }

    fn symbol(self, lang: Lang) -> &'static str {
        match (self.currency, lang) {
            (Currency::GBP, _) => "£",
            (Currency::EUR, _) => "€",
            (Currency::USD, Lang::En) => "$",
            (Currency::PLN, Lang::Pl) => "zł",
            (Currency::RON, Lang::Ro) => "lei",
            (other, _) => other.code(),
        }
    }
}

/// Groups digits by three, from `least` digits on (Polish leaves four together).
fn grouped(digits: &str, separator: &str, least: usize) -> String {
    if digits.len() < least {
        return digits.to_owned();
    }
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CURRENCIES: [Currency; 5] = [Currency::GBP, Currency::PLN, Currency::RON, Currency::JPY, Currency::KWD];

    fn formatted(minor: i64, currency: Currency, lang: Lang) -> String {
        Amount { minor, currency }.formatted(lang).replace('\u{a0}', "_")
    }

    #[test]
    fn amounts_read_as_people_of_each_language_write_them() {
        assert_eq!(formatted(123_450, Currency::GBP, Lang::En), "£1,234.50");
        assert_eq!(formatted(14_850, Currency::GBP, Lang::En), "£148.50");
        assert_eq!(formatted(123_450, Currency::PLN, Lang::Pl), "1234,50_zł");
        assert_eq!(formatted(1_234_500, Currency::PLN, Lang::Pl), "12_345,00_zł");
        assert_eq!(formatted(123_450, Currency::RON, Lang::Ro), "1.234,50_lei");
        assert_eq!(formatted(-5, Currency::EUR, Lang::En), "-€0.05");
        assert_eq!(formatted(100, Currency::PLN, Lang::En), "PLN_1.00");
        assert_eq!(formatted(1_500, Currency::JPY, Lang::En), "JPY_1,500");
        assert_eq!(formatted(1_500, Currency::KWD, Lang::Pl), "1,500_KWD");
    }

    #[test]
    fn a_fraction_of_the_smallest_unit_is_refused() {
        let problem = minor("amount", Decimal::new(1_001, 3), Currency::GBP, 0).expect_err("a tenth of a penny");
        assert!(matches!(problem.problem, Problem::Malformed { .. }));
        assert_eq!(minor("amount", Decimal::new(1_000, 3), Currency::GBP, 0), Ok(100));
        assert!(minor("amount", Decimal::new(15, 1), Currency::JPY, 0).is_err());
    }

    #[test]
    fn amounts_beyond_the_range_are_refused() {
        for amount in [Decimal::MAX, Decimal::MIN, Decimal::new(MAX_MINOR + 1, 2), Decimal::new(-1, 2)] {
            let problem = minor("amount", amount, Currency::GBP, 0).expect_err("out of range");
            assert_eq!(problem, FieldProblem::new("amount", Problem::OutOfRange { min: 0, max: MAX_MINOR }));
        }
        assert_eq!(minor("amount", Decimal::new(MAX_MINOR, 2), Currency::GBP, 0), Ok(MAX_MINOR));
    }

    #[test]
    fn currencies_are_known_by_their_codes_only() {
        assert_eq!(currency("currency", "PLN"), Ok(Currency::PLN));
        for code in ["", "gbp", "XYZW", "£"] {
            assert!(currency("currency", code).is_err(), "{code}");
        }
    }

    proptest! {
        #[test]
        fn decimal_and_back_is_exact(units in -MAX_MINOR..=MAX_MINOR, which in 0..CURRENCIES.len()) {
            let amount = Amount { minor: units, currency: CURRENCIES[which] };
            prop_assert_eq!(minor("amount", amount.decimal(), amount.currency, -MAX_MINOR), Ok(units));
        }

        #[test]
        fn formatting_keeps_every_digit(units in -MAX_MINOR..=MAX_MINOR, which in 0..CURRENCIES.len()) {
            let amount = Amount { minor: units, currency: CURRENCIES[which] };
            for lang in [Lang::En, Lang::Pl, Lang::Ro] {
                let digits: String = amount.formatted(lang).chars().filter(char::is_ascii_digit).collect();
                prop_assert_eq!(digits.parse::<i64>().ok(), Some(units.abs()));
            }
        }
    }
}
