//! Lists, read page by page from a key on (keyset pagination): stable while rows come and go, one index range each.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Exec, Query, Row, Value};
use crate::clock::Timestamp;
use crate::error::{Fault, FieldProblem, Problem};

/// The largest page a client may ask for.
pub const MAX_PAGE: i32 = 100;
/// The page when a client does not say.
pub const DEFAULT_PAGE: i32 = 20;

/// Which way a key is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Asc,
    Desc,
}

impl Direction {
    fn flipped(self, flip: bool) -> Self {
        match (self, flip) {
            (Self::Asc, false) | (Self::Desc, true) => Self::Asc,
            _ => Self::Desc,
        }
    }

    /// How a later key compares with an earlier one.
    fn after(self) -> &'static str {
        match self {
            Self::Asc => ">",
            Self::Desc => "<",
        }
    }

    fn sql(self) -> &'static str {
        match self {
            Self::Asc => "asc",
            Self::Desc => "desc",
        }
    }
}

/// One key of an order: a column or expression that is never null.
#[derive(Clone, Copy, Debug)]
pub struct OrderKey {
    pub column: &'static str,
    pub direction: Direction,
}

impl OrderKey {
    /// By when rows were created, the newest first.
    pub fn newest_first() -> Vec<Self> {
        Self::latest_first("created_at")
    }

    /// By a time, the latest first.
    pub fn latest_first(column: &'static str) -> Vec<Self> {
        [column, "id"].map(|column| Self { column, direction: Direction::Desc }).to_vec()
    }
}

/// A row that can say where it stands in an order.
pub trait Keyed {
    /// The row's value of an order key's column.
    fn key(&self, column: &str) -> Value;
}

/// What a client asked for, before it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PageArgs {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

/// A checked page request.
#[derive(Clone, Debug)]
pub struct PageRequest {
    limit: usize,
    from: Option<String>,
    backward: bool,
}

impl PageArgs {
    /// Checks sizes and combinations.
    ///
    /// # Errors
    /// A [`FieldProblem`] that names the argument.
    pub fn check(self) -> Result<PageRequest, FieldProblem> {
        if self.first.is_some() && self.last.is_some() {
            return Err(FieldProblem::new("last", Problem::Conflicts { with: "first" }));
        }
        let backward = self.last.is_some() || (self.before.is_some() && self.first.is_none());
        let (name, size, from, unused) = if backward {
            ("last", self.last, self.before, self.after.map(|_| "after"))
        } else {
            ("first", self.first, self.after, self.before.map(|_| "before"))
        };
        if let Some(unused) = unused {
            return Err(FieldProblem::new(unused, Problem::Conflicts { with: name }));
        }
        let size = size.unwrap_or(DEFAULT_PAGE);
        if !(0..=MAX_PAGE).contains(&size) {
            return Err(FieldProblem::new(name, Problem::OutOfRange { min: 0, max: i64::from(MAX_PAGE) }));
        }
        Ok(PageRequest { limit: usize::try_from(size).unwrap_or(0), from, backward })
    }
}

impl PageRequest {
    /// The page's size, when it is a list's first page.
    pub fn first_page(&self) -> Option<usize> {
        (self.from.is_none() && !self.backward).then_some(self.limit)
    }
}

/// A page of rows, each with its cursor.
#[derive(Clone, Debug)]
pub struct Rows<T> {
    pub rows: Vec<(Cursor, T)>,
    pub has_next: bool,
    pub has_previous: bool,
}

/// An opaque position in one particular list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub String);

#[derive(Serialize, Deserialize)]
struct CursorText(u32, Vec<KeyText>);

#[derive(Serialize, Deserialize)]
enum KeyText {
    T(String),
    I(i64),
    U(Uuid),
    M(i64),
    D(NaiveDate),
}

impl Cursor {
    fn new(tag: u32, keys: &[Value]) -> Self {
        let keys = keys.iter().filter_map(KeyText::from_value).collect();
        let json = serde_json::to_vec(&CursorText(tag, keys)).unwrap_or_default();
        Self(URL_SAFE_NO_PAD.encode(json))
    }

    fn parse(text: &str, tag: u32, like: usize) -> Option<Vec<Value>> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let CursorText(its_tag, keys) = serde_json::from_slice(&bytes).ok()?;
        (its_tag == tag && keys.len() == like)
            .then(|| keys.into_iter().map(KeyText::into_value).collect::<Option<_>>())?
    }
}

impl KeyText {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(v) => v.clone().map(Self::T),
            Value::Int(v) => v.map(Self::I),
            Value::Uuid(v) => v.map(Self::U),
            Value::Time(v) => v.map(|v| Self::M(v.timestamp_micros())),
            Value::Date(v) => v.map(Self::D),
            _ => None,
        }
    }

    fn into_value(self) -> Option<Value> {
        Some(match self {
            Self::T(v) if v.contains('\0') => return None,
            Self::T(v) => v.into(),
            Self::I(v) => v.into(),
            Self::U(v) => v.into(),
            Self::M(v) => Timestamp::from_timestamp_micros(v)?.into(),
            Self::D(v) => v.into(),
        })
    }
}

/// A list before it is cut into pages: `from … where …` with its binds, an order, and a name that its cursors carry.
#[derive(Clone, Debug)]
pub struct List {
    columns: &'static str,
    body: Query,
    order: Vec<OrderKey>,
    tag: u32,
    parent: Option<Parent>,
}

/// A list's name and order, the column of its parent, its text and its values.
pub type Shape<'l> = (u32, &'static str, &'l str, &'l [Value]);

/// The rows of one parent: the column that refers to it, and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parent {
    column: &'static str,
    id: Uuid,
}

/// A row of a list that was read for several parents at once.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OfParent<T> {
    pub parent_id: Uuid,
    #[sqlx(flatten)]
    pub row: T,
}

impl List {
    /// `body` is a built query that starts with `from`. The order must end in a unique key. `name` tells this list from
    /// every other, its parent and filters' kind included.
    pub fn new(name: &str, columns: &'static str, body: Query, order: Vec<OrderKey>) -> Self {
        let mut tag = crc32fast::Hasher::new();
        tag.update(name.as_bytes());
        for key in &order {
            ["/", key.column, " ", key.direction.sql()].into_iter().for_each(|part| tag.update(part.as_bytes()));
        }
        Self { columns, body, order, tag: tag.finalize(), parent: None }
    }

    /// Only the rows that refer to one parent. Such lists of many parents can be read together.
    #[must_use]
    pub fn within(mut self, column: &'static str, id: Uuid) -> Self {
        self.parent = Some(Parent { column, id });
        self
    }

    /// The parent that the list is within.
    pub fn parent(&self) -> Option<Uuid> {
        self.parent.map(|parent| parent.id)
    }

    /// What lists must share to be read together: everything but the parent's id.
    pub fn shape(&self) -> Shape<'_> {
        (self.tag, self.parent.map_or("", |parent| parent.column), self.body.source(), self.body.values())
    }

    fn query(&self, head: &str) -> Query {
        let mut query = self.body.prefixed(head);
        if let Some(Parent { column, id }) = self.parent {
            query.push(&format!(" and {column} = ")).push_bind(id);
        }
        query
    }

    fn query_within(&self, head: &str, column: &str, parents: Vec<Uuid>) -> Query {
        let mut query = self.body.prefixed(head);
        query.push(&format!(" and {column} ")).push_any_id(parents);
        query
    }

    /// How many rows the whole list has.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn count(&self, on: impl Into<Exec<'_>>) -> Result<i64, Fault> {
        let query = self.query("select count(*) ");
        Ok(query.scalar::<i64>(on).await?.unwrap_or(0))
    }

    /// One page.
    ///
    /// # Errors
    /// [`PageError::Cursor`] when the cursor is not one of this list's; [`PageError::Fault`] when the database fails.
    pub async fn page<T: Row + Keyed>(
        &self,
        on: impl Into<Exec<'_>>,
        page: &PageRequest,
    ) -> Result<Rows<T>, PageError> {
        let (query, wanted) = self.page_query(page)?;
        let mut rows: Vec<T> = query.all(on).await.map_err(PageError::Fault)?;
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        if page.backward {
            rows.reverse();
        }
        let resumed = page.from.is_some();
        let (has_next, has_previous) = if page.backward { (resumed, more) } else { (more, resumed) };
        let rows = rows.into_iter().map(|row| (self.cursor(&row), row)).collect();
        Ok(Rows { rows, has_next, has_previous })
    }

    /// The first `size` rows of each of these parents, and one more where there are more. The list must be within one.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn first_per_parent<T: Row + Keyed>(
        &self,
        on: impl Into<Exec<'_>>,
        parents: Vec<Uuid>,
        size: usize,
    ) -> Result<Vec<(Uuid, Cursor, T)>, Fault>
    where
        OfParent<T>: Row,
    {
        let Some(Parent { column, .. }) = self.parent else { return Ok(Vec::new()) };
        let head = format!(
            "select * from (select {}, {column} as parent_id,
                row_number() over (partition by {column} order by {}) as row_in_parent ",
            self.columns,
            self.order_sql(false)
        );
        let mut query = self.query_within(&head, column, parents);
        query.push(&format!(") as ranked where row_in_parent <= {} order by row_in_parent", bucket(size + 1)));
        let rows = query.all::<OfParent<T>>(on).await?;
        Ok(rows.into_iter().map(|OfParent { parent_id, row }| (parent_id, self.cursor(&row), row)).collect())
    }

    /// How many rows each of these parents has; those without any are left out. The list must be within one.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn count_per_parent(
        &self,
        on: impl Into<Exec<'_>>,
        parents: Vec<Uuid>,
    ) -> Result<Vec<(Uuid, i64)>, Fault> {
        let Some(Parent { column, .. }) = self.parent else { return Ok(Vec::new()) };
        let mut query = self.query_within(&format!("select {column}, count(*) "), column, parents);
        query.push(&format!(" group by {column}"));
        query.all(on).await
    }

    /// The statement of a page, and how many of its rows belong to it. Public for the benchmark.
    ///
    /// # Errors
    /// [`PageError::Cursor`] when the cursor is not one of this list's.
    pub fn page_query(&self, page: &PageRequest) -> Result<(Query, usize), PageError> {
        let mut query = self.query(&format!("select {} ", self.columns));
        if let Some(cursor) = &page.from {
            let keys = Cursor::parse(cursor, self.tag, self.order.len())
                .ok_or(PageError::Cursor(if page.backward { "before" } else { "after" }))?;
            self.push_keyset(&mut query, keys, page.backward);
        }
        // The limit is text, in few sizes, so that PostgreSQL keeps one generic plan for each.
        query.push(&format!(" order by {} limit {}", self.order_sql(page.backward), bucket(page.limit + 1)));
        Ok((query, page.limit))
    }

    fn push_keyset(&self, query: &mut Query, keys: Vec<Value>, backward: bool) {
        match self.one_direction() {
            Some(direction) => self.push_row_after(query, keys, direction.flipped(backward)),
            None => self.push_any_after(query, keys, backward),
        }
    }

    /// The direction that all keys share, if they do.
    fn one_direction(&self) -> Option<Direction> {
        let first = self.order.first()?.direction;
        self.order.iter().all(|key| key.direction == first).then_some(first)
    }

    /// `(a, b) > (x, y)`: engines start reading there, where they would read and leave out all rows before it otherwise.
    fn push_row_after(&self, query: &mut Query, keys: Vec<Value>, direction: Direction) {
        let columns: Vec<_> = self.order.iter().map(|key| key.column).collect();
        query.push(&format!(" and ({}) {} (", columns.join(", "), direction.after()));
        for (at, value) in keys.into_iter().enumerate() {
            query.push(if at == 0 { "" } else { ", " }).push_bind(value);
        }
        query.push(")");
    }

    fn push_any_after(&self, query: &mut Query, keys: Vec<Value>, backward: bool) {
        query.push(" and (");
        for depth in 0..self.order.len() {
            query.push(if depth == 0 { "(" } else { " or (" });
            for (at, (key, value)) in self.order.iter().zip(&keys).take(depth + 1).enumerate() {
                let compare = if at < depth { "=" } else { key.direction.flipped(backward).after() };
                query.push(if at == 0 { "" } else { " and " }).push(&format!("{} {compare} ", key.column));
                query.push_bind(value.clone());
            }
            query.push(")");
        }
        query.push(")");
    }

    fn order_sql(&self, backward: bool) -> String {
        let keys: Vec<_> =
            self.order.iter().map(|key| format!("{} {}", key.column, key.direction.flipped(backward).sql())).collect();
        keys.join(", ")
    }

    fn cursor(&self, row: &impl Keyed) -> Cursor {
        let keys: Vec<Value> = self.order.iter().map(|key| row.key(key.column)).collect();
        Cursor::new(self.tag, &keys)
    }
}

/// Few limits, so that there are few texts: each is prepared and planned once a connection.
fn bucket(rows: usize) -> usize {
    [6, 11, 21, 51].into_iter().find(|size| *size >= rows).unwrap_or(101)
}

/// Why a page could not be read.
#[derive(Debug)]
pub enum PageError {
    /// The cursor in this argument is not one of this list's.
    Cursor(&'static str),
    Fault(Fault),
}
