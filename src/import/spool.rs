//! Lines of a second file, kept on disk by the record that they belong to: the two files may be in any order, and neither
//! is held in memory.

use std::sync::Arc;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::{Mapping, Reader, Rejection, Report, Row, Trouble};
use crate::error::Fault;

/// Rows written, or told of, in one go.
const STRETCH: u32 = 5_000;

/// A private database of SQLite's own, which goes when this is dropped.
pub(super) struct Spool {
    db: SqliteConnection,
    mapping: Arc<Mapping>,
    file: String,
    /// The last line that was told of as left over.
    told: i64,
}

impl Spool {
    /// Reads a whole file. `key` is the field that names the record which a line belongs to. Lines without it are
    /// reported.
    pub async fn fill(mut rows: Reader, key: &'static str, report: &mut Report) -> Result<Self, Trouble> {
        // The empty name is SQLite's for a database in a temporary file.
        let mut db = SqliteConnectOptions::new().filename("").connect().await.map_err(Fault::from)?;
        let table =
            "create table lines (line integer primary key, key text not null, cells text not null, used integer)";
        sqlx::raw_sql(table).execute(&mut db).await.map_err(Fault::from)?;
        let (mut file, mut ended) = (String::new(), false);
        while !ended {
            let mut rejected = Vec::new();
            let mut tx = db.begin().await.map_err(Fault::from)?;
            for _ in 0..STRETCH {
                match rows.next().await? {
                    None => {
                        ended = true;
                        break;
                    }
                    Some(Err(broken)) => rejected.push(broken),
                    Some(Ok(row)) => match row.get(key) {
                        None => rejected.push(row.reject(key, "field-required")),
                        Some(key) => {
                            insert(&mut tx, key, &row).await?;
                            row.file().clone_into(&mut file);
                        }
                    },
                }
            }
            tx.commit().await.map_err(Fault::from)?;
            report.leftovers(rejected).await?;
        }
        let index = sqlx::raw_sql("create index lines_by_key on lines (key)").execute(&mut db).await;
        index.map_err(Fault::from)?;
        Ok(Self { db, mapping: Arc::clone(rows.mapping()), file, told: 0 })
    }

    /// The first lines of one record, in the file's order. All of its lines count as used.
    pub async fn take(&mut self, key: &str, most: usize) -> Result<Vec<Row>, Trouble> {
        let used = sqlx::query("update lines set used = 1 where key = $1").bind(key).execute(&mut self.db).await;
        used.map_err(Fault::from)?;
        let found: Vec<(i64, String)> =
            sqlx::query_as("select line, cells from lines where key = $1 order by line limit $2")
                .bind(key)
                .bind(i64::try_from(most).unwrap_or(i64::MAX))
                .fetch_all(&mut self.db)
                .await
                .map_err(Fault::from)?;
        found.into_iter().map(|(line, cells)| self.row(line, &cells)).collect()
    }

    /// The next lines that no record has taken; none once all were told of.
    pub async fn unused(&mut self, key: &'static str, reason: &'static str) -> Result<Vec<Rejection>, Trouble> {
        let next = "select line, cells from lines where used is null and line > $1 order by line limit $2";
        let found: Vec<(i64, String)> =
            sqlx::query_as(next).bind(self.told).bind(STRETCH).fetch_all(&mut self.db).await.map_err(Fault::from)?;
        self.told = found.last().map_or(self.told, |(line, _)| *line);
        found.into_iter().map(|(line, cells)| Ok(self.row(line, &cells)?.reject(key, reason))).collect()
    }

    fn row(&self, line: i64, cells: &str) -> Result<Row, Trouble> {
        let cells = serde_json::from_str(cells).map_err(|_| Fault::bug("the spool reads what it wrote"))?;
        Ok(Row::again(&self.file, u64::try_from(line).unwrap_or(0), &self.mapping, cells))
    }
}

async fn insert(db: &mut SqliteConnection, key: &str, row: &Row) -> Result<(), Fault> {
    let cells = serde_json::to_string(row.cells()).map_err(|_| Fault::bug("text can be written as JSON"))?;
    sqlx::query("insert into lines (key, line, cells) values ($1, $2, $3)")
        .bind(key)
        .bind(i64::try_from(row.line).unwrap_or(i64::MAX))
        .bind(cells)
        .execute(db)
        .await?;
    Ok(())
}
