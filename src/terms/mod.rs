//! The words that every floor uses: kinds of record, roles, permissions, rules. Each is text in the database, an enum in
//! GraphQL, and spelled the same in both.

mod access;
mod policy;
mod records;

pub use access::{ActorKind, Permission, Role};
pub use policy::{
    DeletionMode, DependencyRule, EffectAction, HistoryIdentity, PersonalField, PolicyPreset, Resolution,
};
pub use records::RecordKind;

/// Defines an enum that is stored as text and shown in GraphQL by the same name.
#[macro_export]
macro_rules! term {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, async_graphql::Enum, serde::Serialize, serde::Deserialize)]
        $(#[$doc])*
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] #[graphql(name = $text)] $variant,)* }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in the database and in GraphQL.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    other => Err(format!(concat!("{:?} is not a ", stringify!($name)), other)),
                }
            }
        }

        impl From<$name> for $crate::db::Value {
            fn from(value: $name) -> Self {
                value.as_str().into()
            }
        }

        impl<DB: sqlx::Database> sqlx::Type<DB> for $name where String: sqlx::Type<DB> {
            fn type_info() -> DB::TypeInfo {
                <String as sqlx::Type<DB>>::type_info()
            }
            fn compatible(ty: &DB::TypeInfo) -> bool {
                <String as sqlx::Type<DB>>::compatible(ty)
            }
        }

        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $name where &'r str: sqlx::Decode<'r, DB> {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                Ok(<&str as sqlx::Decode<DB>>::decode(value)?.parse()?)
            }
        }
    };
}

term! {
    /// A language that texts for people are written in.
    Lang {
        /// English.
        En = "en",
        /// Polish.
        Pl = "pl",
        /// Romanian.
        Ro = "ro",
    }
}
