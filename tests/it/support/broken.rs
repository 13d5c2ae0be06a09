//! Tables that cannot be written to: what a process finds that dies at the first row, as far as its transaction goes.

use lethe::db::{Db, Dialect, Query};

use super::write;

const OPERATIONS: [&str; 3] = ["insert", "update", "delete"];

/// Has every change of a table fail.
pub async fn break_table(db: &Db, table: &str) {
    for operation in OPERATIONS {
        fail(db, table, operation, "").await;
    }
}

/// Has changes of some rows of a table fail: `condition` on `new`.
pub async fn break_updates(db: &Db, table: &str, condition: &str) {
    fail(db, table, "update", &format!("when ({condition})")).await;
}

/// Lets a table be written to again.
pub async fn mend(db: &Db, table: &str) {
    for operation in OPERATIONS {
        let on = if db.dialect() == Dialect::Sqlite { String::new() } else { format!(" on {table}") };
        run(db, format!("drop trigger if exists broken_{operation}_{table}{on}")).await;
    }
}

async fn fail(db: &Db, table: &str, operation: &str, when: &str) {
    let head = format!("create trigger broken_{operation}_{table} before {operation} on {table} for each row {when}");
    let body = if db.dialect() == Dialect::Sqlite {
        "begin select raise(abort, 'broken'); end"
    } else {
        let raise = "create or replace function broken() returns trigger language plpgsql as
            $$ begin raise exception 'broken'; end $$";
        run(db, raise.to_owned()).await;
        "execute function broken()"
    };
    run(db, format!("{head} {body}")).await;
}

async fn run(db: &Db, sql: String) {
    write(db, Query::built(sql.as_str())).await.unwrap_or_else(|fault| panic!("{sql}: {fault}"));
}
