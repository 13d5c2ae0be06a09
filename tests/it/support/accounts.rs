//! Businesses for the tests, with a member of staff for each role.

use std::sync::OnceLock;

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use lethe::app::App;
use lethe::db::{Query, Value};
use lethe::ids::{AccountId, Id, StaffKind};
use lethe::terms::Role;

use super::engine::write;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery staple";

/// The e-mail address of a business's member of staff: `owner@northside.example`.
pub fn email(slug: &str, role: Role) -> String {
    format!("{}@{slug}.example", role.as_str().to_lowercase())
}

/// Opens a garage in pounds and English, and hires one person for each role.
pub async fn create(app: &App, slug: &str) -> AccountId {
    let account: AccountId = app.id();
    let rules = r#"{"WORK_ORDER":"BLOCK","INVOICE":"BLOCK","CONVERSATION":"BLOCK"}"#;
    let values = [account.into(), slug.into(), app.now().into()];
    insert(
        app,
        "accounts (id, slug, created_at, name, currency, locale, time_zone)",
        &values,
        "$2, 'GBP', 'en', 'Europe/London'",
    )
    .await;
    let values = [account.into(), rules.into(), app.now().into()];
    let columns = "deletion_policies (account_id, rules, created_at, version, preset, history_identity, keep_fields,
        undo_window_seconds, erase_delay_days, bulk_delete, deletes_per_hour)";
    insert(app, columns, &values, "1, 'GARAGE', 'NAME_AT_ISSUE', '[]', 30, 0, false, 10").await;
    let values = [account.into(), Vec::<u8>::new().into()];
    insert(app, "audit_heads (account_id, hash, seq)", &values, "0").await;
    for role in Role::ALL {
        hire(app, account, slug, *role).await;
    }
    account
}

async fn hire(app: &App, account: AccountId, slug: &str, role: Role) {
    let id: Id<StaffKind> = app.id();
    let (email, name) = (email(slug, role), role.as_str().to_lowercase().replace('_', " "));
    let values =
        [account.into(), id.into(), email.into(), name.into(), role.into(), password_hash().into(), app.now().into()];
    let columns = "staff (account_id, id, email, name, role, password_hash, created_at, email_key)";
    insert(app, columns, &values, "$3").await;
}

async fn insert(app: &App, columns: &str, values: &[Value], rest: &str) {
    let places: Vec<_> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let mut query = Query::built(format!("insert into {columns} values ({}, {rest})", places.join(", ")));
    for value in values {
        query = query.bind(value.clone());
    }
    write(&app.db, query).await.expect("a row");
}

/// One hash for everybody: hashing is the slow part.
fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let params = Params::new(64, 1, 1, None).expect("parameters");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_with_salt(PASSWORD.as_bytes(), b"salt of the tests").expect("a hash").to_string()
    })
}
