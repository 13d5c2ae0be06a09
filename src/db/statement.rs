//! One SQL text, two engines: how a statement is written, registered, bound and run.

use std::sync::{Arc, OnceLock};

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, FromRow, query_as_with, query_with};
use uuid::Uuid;

use super::{Dialect, Exec, Pools, TxInner, Value};
use crate::error::Fault;

/// Runs one query on whichever of the four places it was handed: a pool or a transaction of either engine.
macro_rules! run_on {
    ($on:expr, $query:expr, $with:ident, $fetch:ident $(, $map:expr)?) => {{
        let on = $on;
        let query = $query;
        on.note(&query);
        let text = query.safe_text(on.dialect());
        match on {
            Exec::Db(db) => match &db.pools {
                Pools::Sqlite { read, .. } => {
                    let mut lease = read.take().await?;
                    let done = $with(text, query.sqlite_args()?).$fetch(lease.connection()).await$(.map($map))?;
                    lease.keep();
                    Ok(done?)
                }
                Pools::Postgres(read) => {
                    let mut lease = read.take().await?;
                    let done = $with(text, query.postgres_args()?).$fetch(lease.connection()).await$(.map($map))?;
                    lease.keep();
                    Ok(done?)
                }
            },
            Exec::Tx(tx) => match &mut tx.inner {
                TxInner::Sqlite(tx) => Ok($with(text, query.sqlite_args()?).$fetch(&mut **tx).await$(.map($map))??),
                TxInner::Postgres(tx) => Ok($with(text, query.postgres_args()?).$fetch(&mut **tx).await$(.map($map))??),
            },
        }
    }};
}

/// A row that either engine can give.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A statement written once with `$1` placeholders. `[pg: …]` stays on PostgreSQL only, `[lite: …]` on SQLite only,
/// `[lock: …]` is a row lock, which only PostgreSQL needs. `id [ids:$2]` reads "is one of these ids", for a list bound
/// as one parameter, `[texts:$2]` the same of texts. `{columns}` stands for what a room always selects.
#[derive(Debug)]
pub struct Statement {
    source: &'static str,
    columns: &'static str,
    /// Where it is written, for messages of the contract test.
    pub place: &'static str,
    rendered: [OnceLock<Arc<str>>; 3],
}

inventory::collect!(&'static Statement);

impl Statement {
    /// Used by [`crate::sql!`].
    pub const fn new(source: &'static str, columns: &'static str, place: &'static str) -> Self {
        Self { source, columns, place, rendered: [const { OnceLock::new() }; 3] }
    }

    /// Every statement of the crate.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        inventory::iter::<&'static Self>.into_iter().copied()
    }

    /// The text for one engine.
    pub fn text(&self, dialect: Dialect) -> &str {
        self.rendered(dialect)
    }

    #[expect(clippy::indexing_slicing, reason = "there is a place for each dialect")]
    fn rendered(&self, dialect: Dialect) -> &Arc<str> {
        self.rendered[dialect as usize].get_or_init(|| render(&self.whole(), dialect).into())
    }

    fn whole(&self) -> String {
        self.source.replace("{columns}", self.columns)
    }

    /// Starts binding.
    pub fn bind(&'static self, value: impl Into<Value>) -> Query {
        self.query().bind(value)
    }

    /// The statement without any bind yet.
    pub fn query(&'static self) -> Query {
        Query { text: Text::Registered(self), values: Vec::new() }
    }
}

/// Resolves the bracketed fragments of one text.
pub fn render(source: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let marked = closing(after).and_then(|end| after.split_at_checked(end));
        let resolved = marked.and_then(|(inside, behind)| Some((fragment(inside, dialect)?, behind)));
        match resolved {
            Some((text, behind)) => {
                out.push_str(&text);
                rest = behind.get(1..).unwrap_or_default();
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// What a fragment reads on an engine; `None` when it is not one of ours.
fn fragment(inside: &str, dialect: Dialect) -> Option<String> {
    let lite = dialect == Dialect::Sqlite;
    let (mark, text) = inside.split_once(':')?;
    let text = text.trim();
    let kept = |keep: bool| if keep { text.to_owned() } else { String::new() };
    Some(match mark {
        "pg" => kept(!lite),
        "lite" => kept(lite),
        "lock" => kept(dialect == Dialect::Postgres),
        "ids" if lite => format!("in (select unhex(value) from json_each({text}))"),
        "texts" if lite => format!("in (select value from json_each({text}))"),
        "ids" | "texts" => format!("= any({text})"),
        _ => return None,
    })
}

/// Where the bracket that is open at the text's start closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// Registers a statement, so that one test can prepare them all on both engines, and gives a reference to it.
#[macro_export]
macro_rules! sql {
    ($text:expr) => {
        $crate::sql!("", $text)
    };
    ($columns:expr, $text:expr) => {{
        static STATEMENT: $crate::db::Statement =
            $crate::db::Statement::new($text, $columns, concat!(file!(), ":", line!()));
        $crate::db::inventory::submit! { &STATEMENT }
        &STATEMENT
    }};
}

#[derive(Clone, Debug)]
enum Text {
    Registered(&'static Statement),
    Built(String),
}

/// A statement with its values, ready to run. Lists with filters grow theirs with [`Query::push`].
#[derive(Clone, Debug)]
pub struct Query {
    text: Text,
    values: Vec<Value>,
}

impl Query {
    /// A statement put together at run time. Only fixed fragments may go into the text; data is bound.
    pub fn built(text: impl Into<String>) -> Self {
        Self { text: Text::Built(text.into()), values: Vec::new() }
    }

    /// Binds the next placeholder.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The same values behind a longer text.
    #[must_use]
    pub fn prefixed(&self, head: &str) -> Self {
        let text = match &self.text {
            Text::Registered(statement) => format!("{head}{}", statement.whole()),
            Text::Built(text) => format!("{head}{text}"),
        };
        Self { text: Text::Built(text), values: self.values.clone() }
    }

    /// Appends a fixed fragment to a built statement.
    pub fn push(&mut self, fragment: &str) -> &mut Self {
        if let Text::Built(text) = &mut self.text {
            text.push_str(fragment);
        }
        self
    }

    /// Binds a value and appends its placeholder.
    pub fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let placeholder = format!("${}", self.values.len());
        self.push(&placeholder)
    }

    /// Binds a list of ids and appends what compares with any of them.
    pub fn push_any_id(&mut self, ids: Vec<Uuid>) -> &mut Self {
        self.values.push(ids.into());
        let any = format!("[ids:${}]", self.values.len());
        self.push(&any)
    }

    /// Binds values and appends them as `in (…)`. There must be at least one.
    pub fn push_in(&mut self, values: impl IntoIterator<Item = impl Into<Value>>) -> &mut Self {
        for (at, value) in values.into_iter().enumerate() {
            self.push(if at == 0 { " in (" } else { ", " }).push_bind(value);
        }
        self.push(")")
    }

    /// The values that are bound.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The text as it was written.
    pub(super) fn source(&self) -> &str {
        match &self.text {
            Text::Registered(statement) => statement.source,
            Text::Built(text) => text,
        }
    }

    /// The text for one engine, for tests and the benchmark.
    pub fn text(&self, dialect: Dialect) -> String {
        match &self.text {
            Text::Registered(statement) => statement.text(dialect).to_owned(),
            Text::Built(text) => render(text, dialect),
        }
    }

    /// All rows.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn all<T: Row>(self, on: impl Into<Exec<'_>>) -> Result<Vec<T>, Fault> {
        run_on!(on.into(), self, query_as_with, fetch_all)
    }

    /// The row, if there is one.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn optional<T: Row>(self, on: impl Into<Exec<'_>>) -> Result<Option<T>, Fault> {
        run_on!(on.into(), self, query_as_with, fetch_optional)
    }

    /// The one row.
    ///
    /// # Errors
    /// [`Fault`] when the database fails or there is no row.
    pub async fn one<T: Row>(self, on: impl Into<Exec<'_>>) -> Result<T, Fault> {
        self.optional(on).await?.ok_or_else(|| Fault::bug("a statement that always gives a row gave none"))
    }

    /// The first column of the row, if there is one.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn scalar<T>(self, on: impl Into<Exec<'_>>) -> Result<Option<T>, Fault>
    where
        (T,): Row,
    {
        Ok(self.optional::<(T,)>(on).await?.map(|(value,)| value))
    }

    /// Runs the statement; how many rows it changed.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn run(self, on: impl Into<Exec<'_>>) -> Result<u64, Fault> {
        run_on!(on.into(), self, query_with, execute, |done| done.rows_affected())
    }

    fn safe_text(&self, dialect: Dialect) -> AssertSqlSafe<Arc<str>> {
        AssertSqlSafe(match &self.text {
            Text::Registered(statement) => Arc::clone(statement.rendered(dialect)),
            Text::Built(text) => render(text, dialect).into(),
        })
    }

    fn sqlite_args(&self) -> Result<SqliteArguments, Fault> {
        let mut args = SqliteArguments::default();
        for value in &self.values {
            value.clone().add_to_sqlite(&mut args).map_err(Fault::encode)?;
        }
        Ok(args)
    }

    fn postgres_args(&self) -> Result<PgArguments, Fault> {
        let mut args = PgArguments::default();
        args.reserve(self.values.len(), 16 * self.values.len());
        for value in &self.values {
            value.clone().add_to_postgres(&mut args).map_err(Fault::encode)?;
        }
        Ok(args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Dialect; 3] = [Dialect::Sqlite, Dialect::Postgres, Dialect::PostgresUnlocked];

    #[test]
    fn fragments_stay_on_their_engine() {
        let text =
            "select id from t where id [pg:= any($1)][lite:in (select value from json_each($1))] [lock:for update]";
        assert_eq!(
            ALL.map(|dialect| render(text, dialect)),
            [
                "select id from t where id in (select value from json_each($1)) ",
                "select id from t where id = any($1) for update",
                "select id from t where id = any($1) ",
            ]
        );
    }

    #[test]
    fn brackets_inside_a_fragment_and_outside_any_are_kept() {
        assert_eq!(render("[pg:$1::text[]] a[1]", Dialect::Postgres), "$1::text[] a[1]");
        assert_eq!(render("[pg:$1::text[]] a[1]", Dialect::Sqlite), " a[1]");
        assert_eq!(render("[lite:open", Dialect::Sqlite), "[lite:open");
        assert_eq!(render("id [ids:$1]", Dialect::Postgres), "id = any($1)");
        assert_eq!(render("t [texts:$1]", Dialect::Sqlite), "t in (select value from json_each($1))");
    }

    #[test]
    fn a_growing_query_numbers_its_placeholders() {
        let mut query = Query::built("select 1 where $1").bind(true);
        query.push(" and x = ").push_bind("y");
        assert_eq!(query.text(Dialect::Sqlite), "select 1 where $1 and x = $2");
        assert_eq!(query.prefixed("explain ").text(Dialect::Postgres), "explain select 1 where $1 and x = $2");
    }
}
