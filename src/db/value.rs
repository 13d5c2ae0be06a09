//! Bind values: one enum that either engine can take as arguments.

use chrono::NaiveDate;
use sqlx::Arguments;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::ids::{Id, Kind};

/// A value bound to a placeholder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    Bool(Option<bool>),
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Uuid(Option<Uuid>),
    Time(Option<Timestamp>),
    Date(Option<NaiveDate>),
    /// A list of ids as one parameter: `uuid[]`, or a JSON list of hexadecimal text. See [`crate::db::ANY_ID`].
    Ids(Vec<Uuid>),
    /// A list of texts as one parameter: `text[]`, or a JSON list.
    Texts(Vec<String>),
}

impl Value {
    pub(super) fn add_to_postgres(self, args: &mut PgArguments) -> Result<(), BoxDynError> {
        match self {
            Self::Bool(v) => args.add(v),
            Self::Int(v) => args.add(v),
            Self::Text(v) => args.add(v),
            Self::Bytes(v) => args.add(v),
            Self::Uuid(v) => args.add(v),
            Self::Time(v) => args.add(v),
            Self::Date(v) => args.add(v),
            Self::Ids(v) => args.add(v),
            Self::Texts(v) => args.add(v),
        }
    }

    pub(super) fn add_to_sqlite(self, args: &mut SqliteArguments) -> Result<(), BoxDynError> {
        match self {
            Self::Bool(v) => args.add(v),
            Self::Int(v) => args.add(v),
            Self::Text(v) => args.add(v),
            Self::Bytes(v) => args.add(v),
            Self::Uuid(v) => args.add(v),
            Self::Time(v) => args.add(v),
            Self::Date(v) => args.add(v),
            Self::Ids(v) => {
                args.add(serde_json::to_string(&v.iter().map(|id| id.simple().to_string()).collect::<Vec<_>>())?)
            }
            Self::Texts(v) => args.add(serde_json::to_string(&v)?),
        }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident: $map:expr;)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(Some(($map)(value)))
            }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map($map))
            }
        }
    )*};
}

from! {
    bool => Bool: |v| v;
    i64 => Int: |v| v;
    i32 => Int: i64::from;
    String => Text: |v| v;
    &str => Text: |v: &str| v.to_owned();
    Vec<u8> => Bytes: |v| v;
    Uuid => Uuid: |v| v;
    Timestamp => Time: |v| v;
    NaiveDate => Date: |v| v;
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}

impl<K: Kind> From<Id<K>> for Value {
    fn from(id: Id<K>) -> Self {
        Self::Uuid(Some(id.uuid()))
    }
}

impl<K: Kind> From<Option<Id<K>>> for Value {
    fn from(id: Option<Id<K>>) -> Self {
        Self::Uuid(id.map(Id::uuid))
    }
}

impl From<Vec<Uuid>> for Value {
    fn from(ids: Vec<Uuid>) -> Self {
        Self::Ids(ids)
    }
}

impl From<Vec<String>> for Value {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts)
    }
}
