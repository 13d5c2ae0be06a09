//! Scalars, each with where it is specified.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;
use iso_currency::Currency;
use rust_decimal::Decimal as RustDecimal;

use crate::clock::Timestamp;

/// Defines a scalar that is a string on the wire.
macro_rules! text_scalar {
    ($(#[$doc:meta])* $name:ident($inner:ty), $url:literal, $parse:expr, $print:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name(pub $inner);

        $(#[$doc])*
        #[Scalar(specified_by_url = $url)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                match &value {
                    Value::String(text) => {
                        let parse: fn(&str) -> Option<$inner> = $parse;
                        parse(text).map(Self).ok_or_else(|| InputValueError::expected_type(value))
                    }
                    _ => Err(InputValueError::expected_type(value)),
                }
            }

            fn to_value(&self) -> Value {
                let print: fn(&$inner) -> String = $print;
                Value::String(print(&self.0))
            }
        }

        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }
    };
}

text_scalar!(
    /// A moment in UTC: `2026-03-02T09:00:00Z`, to the microsecond.
    DateTime(Timestamp),
    "https://scalars.graphql.org/chillicream/date-time.html",
    |text| Some(chrono::DateTime::parse_from_rfc3339(text).ok()?.to_utc()),
    |at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
);

text_scalar!(
    /// A calendar day: `2026-03-02`.
    Date(NaiveDate),
    "https://scalars.graphql.org/chillicream/local-date.html",
    |text| (text.len() == 10).then(|| text.parse().ok())?,
    ToString::to_string
);

text_scalar!(
    /// An exact decimal number as a string: `148.50`.
    Decimal(RustDecimal),
    "https://scalars.graphql.org/chillicream/decimal.html",
    |text| RustDecimal::from_str_exact(text).ok(),
    ToString::to_string
);

text_scalar!(
    /// An ISO 4217 currency code: `GBP`.
    CurrencyCode(Currency),
    "https://www.iso.org/iso-4217-currency-codes.html",
    Currency::from_code,
    |currency| currency.code().to_owned()
);

text_scalar!(
    /// A time of the day where the business is, to the minute: `09:30`. The day ends at `24:00`.
    TimeOfDay(i64),
    "https://www.iso.org/iso-8601-date-and-time-format.html",
    |text| {
        let (hour, minute) = text.split_once(':').filter(|_| text.len() == 5)?;
        let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
        let minutes = i64::from(hour) * 60 + i64::from(minute);
        (minute < 60 && minutes <= 1_440).then_some(minutes)
    },
    |minutes| format!("{:02}:{:02}", minutes / 60, minutes % 60)
);

/// An absolute URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(pub String);

/// An absolute URL.
#[Scalar(name = "URL", specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) if text.contains("://") => Ok(Self(text)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A language for texts: `en`, `pl` or `ro`. Regions (`pl-PL`) are understood; other languages read as English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale(pub crate::terms::Lang);

/// A language for texts: `en`, `pl` or `ro`. Regions (`pl-PL`) are understood; other languages read as English.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc5646")]
impl ScalarType for Locale {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text.len() <= 35 => Ok(Self(crate::i18n::language(text))),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.as_str().to_owned())
    }
}

/// A number as GraphQL's Int, which ends at 2,147,483,647.
pub(super) fn int(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
