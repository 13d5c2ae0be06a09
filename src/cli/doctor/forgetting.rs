//! What forgetting stands on beside the database: the store of the keys that originals are sealed with, and the ledger.

use uuid::Uuid;

use super::Finding;
use crate::app::App;
use crate::cli::database;
use crate::cli::settings::DatabaseArgs;
use crate::db::Query;
use crate::error::Fault;
use crate::key_store::FoundThere;
use crate::{erasures, lifecycle, suppressions};

/// How many sealed erasures are compared with the key store at a time.
const AT_ONCE: i64 = 1_000;

/// Nothing where the database cannot be worked with: that is a finding of its own.
pub(super) async fn look(args: &DatabaseArgs) -> Vec<Finding> {
    let Ok(app) = database::app(args).await else { return Vec::new() };
    let keys = key_store(&app, args).await.unwrap_or_else(|fault| {
        Finding::wrong("key store", fault.to_string(), "check --key-store-url and that it runs")
    });
    let ledger = ledger(&app).await.unwrap_or_else(|fault| {
        Finding::wrong("ledger", fault.to_string(), "check --ledger, and that this user may read it")
    });
    app.db.close().await;
    vec![keys, ledger]
}

async fn key_store(app: &App, args: &DatabaseArgs) -> Result<Finding, Fault> {
    const WHAT: &str = "key store";
    let file = args.key_store_file();
    let found = match &file {
        Some(path) if !path.exists() => FoundThere::Nothing,
        _ => app.key_store.look().await?,
    };
    if found == FoundThere::Database {
        let advice = "give --key-store-url a database of its own, which no backup holds";
        return Ok(Finding::wrong(WHAT, "it is the database itself", advice));
    }
    let mut lost = 0;
    let mut last = Uuid::nil();
    loop {
        let sealed = erasures::sealed_after(&app.db, last, AT_ONCE).await?;
        let Some(newest) = sealed.last().copied() else { break };
        lost += if found == FoundThere::Keys { app.key_store.lacks(sealed).await? } else { sealed.len() };
        last = newest;
    }
    let mut unreadable = 0;
    for (account, print) in suppressions::keys_in_use(&app.db, app.now()).await? {
        let key = if found == FoundThere::Keys { app.key_store.find_list_key(account).await? } else { None };
        unreadable += usize::from(key.is_none_or(|key| key.print() != print));
    }
    Ok(if lost > 0 {
        let advice =
            "what they sealed cannot be put back: an undo is refused, and they end on their day as they should";
        Finding::wrong(WHAT, format!("{lost} sealed erasures have no key"), advice)
    } else if unreadable > 0 {
        let advice = "imports of customers fail there until `suppressionRemove` with `unreadable` was asked for";
        Finding::wrong(WHAT, format!("{unreadable} suppression lists have no key"), advice)
    } else if found == FoundThere::Nothing {
        Finding::ok(WHAT, "none yet; made when first needed")
    } else if file.is_some() && args.sqlite_file().is_none() {
        Finding::warning(WHAT, "a file of this machine", "several nodes must share one: --key-store-url postgres://…")
    } else {
        Finding::ok(WHAT, "answers, and has every key that is needed")
    })
}

async fn ledger(app: &App) -> Result<Finding, Fault> {
    const WHAT: &str = "ledger";
    let files = app.ledger.files()?;
    let seen: Vec<(String, i64)> = Query::built("select file, bytes from ledger_marks").all(&app.db).await?;
    let shorter = |(name, bytes): &&(String, i64)| {
        files.iter().find(|file| file.file == *name).is_none_or(|file| file.bytes < *bytes)
    };
    let missing = seen.iter().filter(shorter).count();
    let behind = lifecycle::behind(app).await?.entries.len();
    Ok(if behind > 0 {
        let advice = "a backup was restored: `lethe ledger replay` erases them again";
        Finding::wrong(WHAT, format!("{behind} erasures are not in the database"), advice)
    } else if missing > 0 {
        let advice = "put back the newest copy of the folder: without it a restored backup brings people back";
        Finding::wrong(WHAT, format!("{missing} files that the database knows are missing or were longer"), advice)
    } else if files.is_empty() {
        Finding::ok(WHAT, "nothing was erased yet")
    } else {
        Finding::ok(WHAT, "the database knows what it says")
    })
}
