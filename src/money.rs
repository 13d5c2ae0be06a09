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
        .ok_or_else(|| FieldProblem::new(field, Problem::Malformed { expected: "an ISO 4217 code such as GBP" }))
}

/// Exact minor units of a decimal amount.
///
/// # Errors
/// A [`FieldProblem`] that names `field`, for fractions of the smallest unit and amounts outside `min..=`[`MAX_MINOR`].
pub fn minor(field: &str, amount: Decimal, currency: Currency, min: i64) -> Result<i64, FieldProblem> {
    let range = || FieldProblem::new(field, Problem::OutOfRange { min, max: MAX_MINOR });
    let scaled = amount.checked_mul(Decimal::from(10_i64.pow(exponent(currency)))).ok_or_else(range)?;
    if !scaled.fract().is_zero() {
        return Err(FieldProblem::new(
            field,
            Problem::Malformed { expected: "no more decimals than the currency has" },
        ));
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
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
}
