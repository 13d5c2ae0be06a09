//! The database: whether it answers, what it is, and whether it is set up as Lethe needs it.

use super::Finding;
use crate::cli::settings::DatabaseArgs;
use crate::clock::{Clock, Timestamp};
use crate::db::{Db, Dialect, Query};
use crate::error::Fault;
use crate::sql;

/// The oldest PostgreSQL that Lethe is tested with.
const OLDEST_POSTGRES: i64 = 14;
/// The most that two clocks may differ, in milliseconds, before tokens and windows come out wrong.
const MOST_SKEW: i64 = 1_000;

pub(super) async fn look(args: &DatabaseArgs) -> Vec<Finding> {
    if let Some(path) = args.sqlite_file().filter(|path| !path.exists()) {
        let found = format!("there is no file {}", path.display());
        return vec![Finding::warning("database", found, "`lethe migrate` or `lethe serve` makes it")];
    }
    match Db::connect(&args.options()).await {
        Err(fault) => vec![Finding::wrong("database", fault.to_string(), "check --database-url and that it runs")],
        Ok(db) => look_into(&db).await.unwrap_or_else(|fault| {
            vec![Finding::wrong("database", fault.to_string(), "check that this user may read it")]
        }),
    }
}

async fn look_into(db: &Db) -> Result<Vec<Finding>, Fault> {
    let mut findings = vec![version(db).await?, migrations(db).await?];
    if db.dialect() == Dialect::Sqlite {
        findings.push(pragmas(db).await?);
    }
    findings.push(clock(db).await?);
    Ok(findings)
}

async fn version(db: &Db) -> Result<Finding, Fault> {
    let text = sql!("select [pg:current_setting('server_version')][lite:sqlite_version()]").query();
    let text: String = text.scalar(db).await?.unwrap_or_default();
    let major = text.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    Ok(match db.dialect() {
        Dialect::Sqlite => Finding::ok("database", format!("SQLite {text}")),
        _ if major < OLDEST_POSTGRES => {
            let advice = format!("PostgreSQL {OLDEST_POSTGRES} or newer");
            Finding::wrong("database", format!("PostgreSQL {text}"), advice)
        }
        _ => Finding::ok("database", format!("PostgreSQL {text}")),
    })
}

async fn migrations(db: &Db) -> Result<Finding, Fault> {
    let pending = db.pending_migrations().await?;
    Ok(if pending.is_empty() {
        Finding::ok("schema", "up to date")
    } else {
        Finding::warning("schema", format!("not run yet: {}", pending.join(", ")), "`lethe migrate` runs them")
    })
}

/// Durability and references depend on these; each with the value that it needs.
const PRAGMAS: [(&str, &str); 4] =
    [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("secure_delete", "1")];

async fn pragmas(db: &Db) -> Result<Finding, Fault> {
    let mut off = Vec::new();
    for (name, needed) in PRAGMAS {
        let value = Query::built(format!("select cast({name} as text) from pragma_{name}"));
        let value: String = value.scalar(db).await?.unwrap_or_default();
        if value != needed {
            off.push(format!("{name} is {value} instead of {needed}"));
        }
    }
    Ok(if off.is_empty() {
        Finding::ok("pragmas", "WAL, synchronous FULL, foreign keys on, secure delete on")
    } else {
        Finding::wrong(
            "pragmas",
            off.join(", "),
            "keep the file on a local disk, where SQLite can use a write-ahead log",
        )
    })
}

async fn clock(db: &Db) -> Result<Finding, Fault> {
    if db.dialect() == Dialect::Sqlite {
        return Ok(Finding::ok("clock", "SQLite runs on this machine's"));
    }
    let theirs = Query::built("select clock_timestamp()").scalar::<Timestamp>(db).await?;
    let skew = theirs.map_or(0, |theirs| (Clock::system().now() - theirs).num_milliseconds());
    Ok(if skew.abs() <= MOST_SKEW {
        Finding::ok("clock", format!("{} ms from the database's", skew.abs()))
    } else {
        Finding::wrong("clock", format!("{skew} ms from the database's"), "keep both machines on time, by NTP say")
    })
}
