//! The contract of every SQL text: it prepares on both engines, and both use the same placeholders.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use lethe::db::{Dialect, Statement, render};
use lethe::records::{CATALOGUE, statements};
use rstest::rstest;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

use crate::support::{Engine, TestDb};

const DIALECTS: [Dialect; 3] = [Dialect::Sqlite, Dialect::Postgres, Dialect::PostgresUnlocked];

/// Every statement with where it comes from: written with `sql!`, or built from the catalogue.
fn statements() -> Vec<(String, [String; 3])> {
    let registered = Statement::all().map(|s| (s.place.to_owned(), DIALECTS.map(|dialect| s.text(dialect).to_owned())));
    let built = |place: String, source: &str| (place, DIALECTS.map(|dialect| render(source, dialect)));
    let plan = [
        built("the catalogue's plan".to_owned(), &statements::PLAN),
        built("what an undo leaves behind".to_owned(), &statements::LEFT_BEHIND),
    ];
    let catalogue = CATALOGUE.iter().flat_map(|record| {
        let texts = record.statements().into_iter().enumerate();
        texts.map(move |(n, text)| built(format!("the catalogue's {}, statement {n}", record.kind), &text))
    });
    registered.chain(plan).chain(catalogue).collect()
}

async fn prepare(on: &TestDb, text: &str) -> Result<(), sqlx::Error> {
    let text = AssertSqlSafe(text).into_sql_str();
    match (on.db.sqlite(), on.db.postgres()) {
        (Some(pool), _) => pool.acquire().await?.prepare(text).await.map(|_| ()),
        (_, Some(pool)) => pool.acquire().await?.prepare(text).await.map(|_| ()),
        _ => unreachable!("a database of either engine"),
    }
}

#[rstest]
#[case(Engine::Sqlite, &[0])]
#[case(Engine::Postgres, &[1, 2])]
#[tokio::test]
async fn every_statement_prepares(#[case] engine: Engine, #[case] dialects: &[usize]) {
    let db = engine.database().await;
    let mut problems = Vec::new();
    for (place, texts) in statements() {
        for dialect in dialects {
            if let Err(error) = prepare(&db, &texts[*dialect]).await {
                problems.push(format!("{place}: {error}\n    {}", texts[*dialect]));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_statement_has_the_same_placeholders_on_both_engines() {
    for (place, [lite, postgres, unlocked]) in statements() {
        let used = placeholders(&lite);
        assert_eq!(used, placeholders(&postgres), "{place}: SQLite's and PostgreSQL's placeholders");
        assert_eq!(used, placeholders(&unlocked), "{place}: placeholders without row locks");
        assert!(used.iter().copied().eq(1..=used.len()), "{place}: placeholders are {used:?}");
        let unresolved = |text: &str| ["[pg:", "[lite:", "[lock:"].iter().any(|mark| text.contains(mark));
        assert!(!unresolved(&lite) && !unresolved(&postgres), "{place}: a fragment was not resolved");
    }
}

fn placeholders(text: &str) -> BTreeSet<usize> {
    let numbers = text.split('$').skip(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    numbers.filter_map(|digits| digits.parse().ok()).collect()
}

/// The linker could leave a file's statements out of the test binary: then they would go unchecked.
#[test]
fn every_sql_macro_in_the_source_is_registered() {
    let registered: BTreeSet<&str> = Statement::all().map(|statement| statement.place).collect();
    for file in sources(Path::new("src")) {
        let text = fs::read_to_string(&file).expect("a source file");
        for (at, line) in text.lines().enumerate().filter(|(_, line)| is_a_call(line)) {
            let place = format!("{}:{}", file.display(), at + 1);
            assert!(registered.contains(place.as_str()), "{place} is not registered: {}", line.trim());
        }
    }
}

/// Neither a comment nor the macro's own definition.
fn is_a_call(line: &str) -> bool {
    line.contains("sql!(") && !line.contains("//") && !line.contains("$crate::sql!")
}

/// Every Rust file below a directory.
pub fn sources(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("a source directory").flatten().map(|entry| entry.path());
    let (dirs, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let mut all: Vec<_> = files.into_iter().filter(|path| path.extension().is_some_and(|ext| ext == "rs")).collect();
    all.extend(dirs.iter().flat_map(|dir| sources(dir)));
    all.sort();
    all
}
