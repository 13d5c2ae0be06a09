//! Texts that are kept before anybody knows in which language they will be read.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentValue};
use serde::{Deserialize, Serialize};

use super::text;
use crate::error::Problem;
use crate::terms::Lang;

/// A text in no language yet, with what goes into it. It is stored, and said in the language of whoever reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    key: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    args: Vec<(Cow<'static, str>, Arg)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Arg {
    Number(i64),
    /// The key of another text, or a text that is the same in every language.
    Text(Cow<'static, str>),
}

impl From<&'static str> for Message {
    /// The text of a key, that takes nothing.
    fn from(key: &'static str) -> Self {
        Self { key: key.into(), args: Vec::new() }
    }
}

impl Message {
    /// The same with a count.
    #[must_use]
    pub fn count(self, name: &'static str, count: usize) -> Self {
        self.with(name, Arg::Number(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// The same with a text of this key, or this very text when there is no such key.
    #[must_use]
    pub fn text(self, name: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        self.with(name, Arg::Text(text.into()))
    }

    fn with(mut self, name: &'static str, arg: Arg) -> Self {
        self.args.push((name.into(), arg));
        self
    }

    /// In a language.
    pub fn said(&self, lang: Lang) -> String {
        let said = |arg: &Arg| match arg {
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Text(key) => text(lang, key, &FluentArgs::new()).into(),
        };
        let args: FluentArgs<'_> = self.args.iter().map(|(name, arg)| (name.as_ref(), said(arg))).collect();
        text(lang, &self.key, &args)
    }
}

impl From<&Problem> for Message {
    /// What is wrong with a field.
    fn from(problem: &Problem) -> Self {
        match problem {
            Problem::Required => Self::from("field-required"),
            Problem::TooLong { max } => Self::from("field-too-long").count("max", *max),
            Problem::TooMany { max } => Self::from("field-too-many").count("max", *max),
            Problem::ForbiddenCharacters => Self::from("field-forbidden-characters"),
            Problem::CardNumber => Self::from("field-card-number"),
            Problem::Malformed { expected } => Self::from("field-malformed").text("expected", *expected),
            Problem::OutOfRange { min, max } => {
                Self::from("field-out-of-range").text("min", min.to_string()).text("max", max.to_string())
            }
            Problem::Conflicts { with } => Self::from("field-conflicts").text("with", *with),
            Problem::AlreadyTaken => Self::from("field-already-taken"),
            Problem::NotAllowed { because } => Self::from("field-not-allowed").text("because", *because),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_was_kept_is_said_in_any_language() {
        let problem = Problem::Malformed { expected: "expected-date" };
        let kept = serde_json::to_string(&Message::from(&problem)).expect("JSON");
        let read: Message = serde_json::from_str(&kept).expect("a message");
        assert_eq!(read.said(Lang::En), "should be a date such as 2025-03-31");
        assert_eq!(read.said(Lang::Pl), "powinno mieć postać: data, np. 2025-03-31");
        assert_eq!(Message::from(&Problem::TooLong { max: 120 }).said(Lang::Ro), "are mai mult de 120 caractere");
    }
}
