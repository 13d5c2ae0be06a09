//! Both engines have the same schema, and every column of it is classified.

use std::collections::BTreeSet;

use lethe::db::{Db, Query};
use lethe::records::columns::tables;
use rstest::rstest;

use crate::support::Engine;

/// One line for each fact about a schema.
type Facts = BTreeSet<String>;

const COLUMNS: &str = "
    [pg: select table_name || '.' || column_name || ' ' || case data_type
            when 'uuid' then 'blob' when 'bytea' then 'blob'
            when 'bigint' then 'integer' when 'boolean' then 'integer'
            when 'timestamp with time zone' then 'text' when 'date' then 'text' else data_type end
            || case is_nullable when 'NO' then ' not null' else '' end
            || case is_generated when 'ALWAYS' then ' generated' else '' end
        from information_schema.columns where table_schema = 'public' and table_name not like '%sqlx%']
    [lite: select m.name || '.' || c.name || ' ' || lower(c.type)
            || case when c.\"notnull\" or c.pk then ' not null' else '' end
            || case c.hidden when 3 then ' generated' else '' end
        from sqlite_schema m join pragma_table_xinfo(m.name) c where m.type = 'table' and m.name not like '%sqlx%']";

/// Primary keys and unique constraints.
const KEYS: &str = "
    [pg: select c.conrelid::regclass || case c.contype when 'p' then ' primary key ' else ' unique ' end
            || string_agg(a.attname, ',' order by k.at)
        from pg_constraint c cross join unnest(c.conkey) with ordinality k (attnum, at)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum
        where c.contype in ('p', 'u') and c.connamespace = 'public'::regnamespace
            and c.conrelid::regclass::text not like '%sqlx%'
        group by c.oid, c.conrelid, c.contype]
    [lite: select m.name || case i.origin when 'pk' then ' primary key ' else ' unique ' end
            || (select group_concat(k.name, ',') from (select name from pragma_index_info(i.name) order by seqno) k)
        from sqlite_schema m join pragma_index_list(m.name) i
        where m.type = 'table' and i.origin in ('pk', 'u') and m.name not like '%sqlx%']";

const REFERENCES: &str = "
    [pg: select c.conrelid::regclass || ' (' || string_agg(a.attname, ',' order by k.at) || ') references '
            || c.confrelid::regclass || ' (' || string_agg(b.attname, ',' order by k.at) || ') '
            || case c.confdeltype when 'a' then 'no action' else 'other' end
        from pg_constraint c cross join unnest(c.conkey, c.confkey) with ordinality k (attnum, refnum, at)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum
        join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.refnum
        where c.contype = 'f' group by c.oid, c.conrelid, c.confrelid, c.confdeltype]
    [lite: select name || ' (' || group_concat(own, ',') || ') references ' || target || ' (' || group_concat(its, ',') || ') '
            || case on_delete when 'NO ACTION' then 'no action' else 'other' end
        from (select m.name, f.id, f.\"from\" as own, f.\"to\" as its, f.\"table\" as target, f.on_delete
            from sqlite_schema m join pragma_foreign_key_list(m.name) f where m.type = 'table' order by m.name, f.id, f.seq)
        group by name, id, target, on_delete]";

const INDEXES: &str = "
    [pg: select t.relname || ' index ' || i.relname || ' (' || string_agg(a.attname, ',' order by k.at) || ')'
            || case when x.indisunique then ' unique' else '' end
            || case when x.indpred is not null then ' partial' else '' end
        from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
        join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
        cross join unnest(x.indkey::int2[]) with ordinality k (attnum, at)
        join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
        where not exists (select 1 from pg_constraint c where c.conindid = i.oid and c.contype in ('p', 'u'))
        group by t.relname, i.relname, x.indisunique, x.indpred]
    [lite: select m.name || ' index ' || i.name || ' ('
            || (select group_concat(k.name, ',') from (select name from pragma_index_info(i.name) order by seqno) k) || ')'
            || case when i.\"unique\" then ' unique' else '' end || case when i.partial then ' partial' else '' end
        from sqlite_schema m join pragma_index_list(m.name) i where m.type = 'table' and i.origin = 'c']";

async fn facts(db: &Db, sql: &str) -> Facts {
    let rows: Vec<(String,)> = Query::built(sql).all(db).await.expect("the engine describes its schema");
    rows.into_iter().map(|(fact,)| fact).collect()
}

#[test]
fn both_engines_have_migrations_of_the_same_names() {
    let names = |engine: &str| -> Facts {
        let dir = std::fs::read_dir(format!("migrations/{engine}")).expect("a directory");
        dir.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[rstest]
#[case::columns(COLUMNS)]
#[case::keys(KEYS)]
#[case::references(REFERENCES)]
#[case::indexes(INDEXES)]
#[tokio::test]
async fn both_engines_have_the_same(#[case] sql: &str) {
    let sqlite = facts(&Engine::Sqlite.database().await.db, sql).await;
    let postgres = facts(&Engine::Postgres.database().await.db, sql).await;
    assert!(sqlite.len() > 10, "only {sqlite:?}");
    let only_sqlite: Vec<_> = sqlite.difference(&postgres).collect();
    let only_postgres: Vec<_> = postgres.difference(&sqlite).collect();
    assert!(
        only_sqlite.is_empty() && only_postgres.is_empty(),
        "only SQLite has {only_sqlite:#?}\nonly PostgreSQL has {only_postgres:#?}"
    );
}

#[rstest]
#[tokio::test]
async fn every_column_is_classified_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let columns = facts(&engine.database().await.db, COLUMNS).await;
    let columns: Facts = columns.iter().filter_map(|fact| fact.split(' ').next()).map(str::to_owned).collect();
    let mut classified = Facts::new();
    for table in tables() {
        for column in table.columns.iter().flat_map(|(_, names)| names.iter()) {
            let column = format!("{}.{column}", table.name);
            assert!(classified.insert(column.clone()), "{column} is classified twice");
        }
    }
    let unclassified: Vec<_> = columns.difference(&classified).collect();
    let unknown: Vec<_> = classified.difference(&columns).collect();
    assert!(unclassified.is_empty(), "say in src/records/columns/ what these hold: {unclassified:?}");
    assert!(unknown.is_empty(), "src/records/columns/ classifies what does not exist: {unknown:?}");
}

#[rstest]
#[tokio::test]
async fn migrating_again_changes_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let db = engine.database().await;
    assert!(db.db.pending_migrations().await.expect("a list").is_empty());
    db.db.migrate().await.expect("nothing to do");
}
