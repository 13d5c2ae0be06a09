//! Lists read page by page: every page size, forward and backward, gives what one sort in memory gives.

use std::cmp::Ordering;

use lethe::db::{Direction, Keyed, List, OrderKey, PageArgs, PageError, Query, Rows, Value};
use lethe::error::Problem;
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

use crate::support::{Engine, TestDb, start_of_time, write};

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
struct Row {
    id: Uuid,
    slug: String,
    name: String,
}

impl Keyed for Row {
    fn key(&self, column: &str) -> Value {
        match column {
            "name" => self.name.clone().into(),
            "slug" => self.slug.clone().into(),
            _ => self.id.into(),
        }
    }
}

fn key(column: &'static str, direction: Direction) -> OrderKey {
    OrderKey { column, direction }
}

fn list(order: &[OrderKey]) -> List {
    List::new(
        "accounts",
        "id, slug, name",
        Query::built("from accounts where currency = $1").bind("GBP"),
        order.to_vec(),
    )
}

fn sorted(mut rows: Vec<Row>, order: &[OrderKey]) -> Vec<Row> {
    let compare = |a: &Row, b: &Row, column: &str| match column {
        "name" => a.name.cmp(&b.name),
        _ => a.slug.cmp(&b.slug),
    };
    rows.sort_by(|a, b| {
        order.iter().fold(Ordering::Equal, |so_far, key| {
            let next = compare(a, b, key.column);
            so_far.then(if key.direction == Direction::Asc { next } else { next.reverse() })
        })
    });
    rows
}

async fn filled(engine: Engine, names: &[String]) -> (TestDb, Vec<Row>) {
    let db = engine.database().await;
    let mut rows = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let row = Row { id: Uuid::from_u128(n as u128), slug: format!("s{n:03}"), name: name.clone() };
        let sql = "insert into accounts (id, slug, name, currency, locale, time_zone, created_at)
            values ($1, $2, $3, 'GBP', 'en', 'UTC', $4)";
        let query = Query::built(sql).bind(row.id).bind(&row.slug).bind(&row.name).bind(start_of_time());
        write(&db.db, query).await.expect("a row");
        rows.push(row);
    }
    (db, rows)
}

/// Every page, one after the other, in the order in which a client would see the rows.
async fn walk(db: &TestDb, list: &List, size: i32, backward: bool) -> Vec<Row> {
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let args = if backward {
            PageArgs { last: Some(size), before: cursor, ..PageArgs::default() }
        } else {
            PageArgs { first: Some(size), after: cursor, ..PageArgs::default() }
        };
        let page: Rows<Row> = list.page(&db.db, &args.check().expect("a page")).await.expect("a page");
        assert!(page.rows.len() <= usize::try_from(size).expect("a size"));
        let edge = if backward { page.rows.first() } else { page.rows.last() };
        cursor = edge.map(|(cursor, _)| cursor.0.clone());
        let rows: Vec<Row> = page.rows.into_iter().map(|(_, row)| row).collect();
        let more = if backward { page.has_previous } else { page.has_next };
        seen = if backward { [rows, seen].concat() } else { [seen, rows].concat() };
        if !more {
            return seen;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// Few different names, so that the order is often decided by its last key.
    #[test]
    fn every_page_size_both_ways_gives_the_whole_list(
        names in prop::collection::vec("[abß]{1,2}", 0..14),
        directions in (any::<bool>(), any::<bool>()),
    ) {
        let direction = |asc| if asc { Direction::Asc } else { Direction::Desc };
        let order = [key("name", direction(directions.0)), key("slug", direction(directions.1))];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            for engine in [Engine::Sqlite, Engine::Postgres] {
                let (db, rows) = filled(engine, &names).await;
                let expected = sorted(rows, &order);
                assert_eq!(list(&order).count(&db.db).await.expect("a count"), expected.len() as i64);
                for size in (1..8).chain([20, 100]) {
                    for backward in [false, true] {
                        assert_eq!(walk(&db, &list(&order), size, backward).await, expected, "{engine:?} {size} {backward}");
                    }
                }
            }
        });
    }
}

#[rstest]
#[tokio::test]
async fn a_cursor_serves_its_own_list_only(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (db, _) = filled(engine, &["a".to_owned(), "b".to_owned()]).await;
    let by_name = [key("name", Direction::Asc), key("slug", Direction::Asc)];
    let page: Rows<Row> =
        list(&by_name).page(&db.db, &PageArgs::default().check().expect("a page")).await.expect("a page");
    let its = page.rows[0].0.0.clone();
    let by_slug = [key("name", Direction::Desc), key("slug", Direction::Asc)];
    for cursor in [its.as_str(), "", "AAAA", "not a cursor", "W10", "ż\u{202e}"] {
        let request = PageArgs { after: Some(cursor.to_owned()), ..PageArgs::default() }.check().expect("a page");
        let refused = list(&by_slug).page::<Row>(&db.db, &request).await;
        assert!(matches!(refused, Err(PageError::Cursor("after"))), "{cursor}");
    }
}

#[rstest]
#[case(PageArgs { first: Some(101), ..PageArgs::default() }, "first")]
#[case(PageArgs { first: Some(-1), ..PageArgs::default() }, "first")]
#[case(PageArgs { last: Some(10_000), ..PageArgs::default() }, "last")]
#[case(PageArgs { first: Some(1), last: Some(1), ..PageArgs::default() }, "last")]
#[case(PageArgs { first: Some(1), before: Some("x".to_owned()), ..PageArgs::default() }, "before")]
#[case(PageArgs { last: Some(1), after: Some("x".to_owned()), ..PageArgs::default() }, "after")]
fn a_page_that_cannot_be_is_refused_by_its_argument(#[case] args: PageArgs, #[case] field: &str) {
    let problem = args.check().expect_err("a problem");
    assert_eq!(problem.field, field);
    assert!(matches!(problem.problem, Problem::OutOfRange { min: 0, max: 100 } | Problem::Conflicts { .. }));
}
