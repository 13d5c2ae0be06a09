//! Relay connections. A connection reads nothing until a field of it is asked for: rows once, the count only when
//! `totalCount` is selected.

use std::borrow::Cow;
use std::future::Future;

use async_graphql::{Context, Object, OutputType, SimpleObject, TypeName};
use tokio::sync::OnceCell;

use super::context::coded;
use super::errors::TopLevel;
use super::loaders::load;
use super::nested::{CountOf, FirstOf};
use super::scalars::int;
use crate::db::{Cursor, Db, Keyed, List, OfParent, PageArgs, PageError, PageRequest, Row};

/// Where one page of nodes comes from.
pub trait Source: Send + Sync + 'static {
    /// The GraphQL type of a node.
    type Node: OutputType + Clone + 'static;

    /// Reads the page.
    fn page(&self, ctx: &Context<'_>) -> impl Future<Output = async_graphql::Result<Page<Self::Node>>> + Send;

    /// Counts the whole list.
    fn count(&self, ctx: &Context<'_>) -> impl Future<Output = async_graphql::Result<i64>> + Send;
}

/// A page as it was read.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub edges: Vec<Edge<T>>,
    pub has_next: bool,
    pub has_previous: bool,
}

/// A list, page by page.
pub struct Connection<S: Source> {
    source: S,
    page: OnceCell<Page<S::Node>>,
}

impl<S: Source> Connection<S> {
    /// A connection that has read nothing yet.
    pub fn new(source: S) -> Self {
        Self { source, page: OnceCell::new() }
    }

    async fn read(&self, ctx: &Context<'_>) -> async_graphql::Result<&Page<S::Node>> {
        self.page.get_or_try_init(|| self.source.page(ctx)).await
    }
}

impl<S: Source> TypeName for Connection<S> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", <S::Node as OutputType>::type_name()).into()
    }
}

/// One page of a list, with what it takes to ask for the next one.
#[Object(name_type)]
impl<S: Source> Connection<S> {
    /// The page's rows, each with its cursor.
    async fn edges(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Edge<S::Node>>> {
        Ok(self.read(ctx).await?.edges.clone())
    }

    /// The page's rows.
    async fn nodes(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<S::Node>> {
        Ok(self.read(ctx).await?.edges.iter().map(|edge| edge.node.clone()).collect())
    }

    /// Whether there is more, and from where on.
    async fn page_info(&self, ctx: &Context<'_>) -> async_graphql::Result<PageInfo> {
        let page = self.read(ctx).await?;
        Ok(PageInfo {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: page.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: page.edges.last().map(|edge| edge.cursor.clone()),
        })
    }

    /// How many rows the whole list has. Counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        Ok(int(self.source.count(ctx).await?))
    }
}

/// A row with its cursor.
#[derive(Clone, Debug)]
pub struct Edge<T> {
    cursor: String,
    node: T,
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::type_name()).into()
    }
}

/// A row with its place in the list.
#[Object(name_type)]
impl<T: OutputType> Edge<T> {
    /// The row's place, for `after` and `before`. Opaque, and good for this list only.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The row.
    async fn node(&self) -> &T {
        &self.node
    }
}

/// Whether there is more, and from where on.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether rows follow.
    has_next_page: bool,
    /// Whether rows came before.
    has_previous_page: bool,
    /// The first row's cursor; null on an empty page.
    start_cursor: Option<String>,
    /// The last row's cursor; null on an empty page.
    end_cursor: Option<String>,
}

/// A list of one statement, page by page. First pages and counts of lists within parents are read together.
pub struct ListSource<R, N> {
    pub list: List,
    pub page: PageRequest,
    pub node: fn(R) -> N,
}

impl<R, N> Source for ListSource<R, N>
where
    R: Row + Keyed + Clone + Sync + 'static,
    OfParent<R>: Row,
    N: OutputType + Clone + 'static,
{
    type Node = N;

    async fn page(&self, ctx: &Context<'_>) -> async_graphql::Result<Page<N>> {
        let (Some(_), Some(size)) = (self.list.parent(), self.page.first_page()) else {
            return read_page(db(ctx), &self.list, &self.page, self.node).await;
        };
        let rows = load(ctx, FirstOf::<R>::list(&self.list, size)).await?.unwrap_or_default();
        let has_next = rows.len() > size;
        let edges = rows.into_iter().take(size).map(|(cursor, row)| edge(cursor, (self.node)(row))).collect();
        Ok(Page { edges, has_next, has_previous: false })
    }

    async fn count(&self, ctx: &Context<'_>) -> async_graphql::Result<i64> {
        match self.list.parent() {
            Some(_) => Ok(load(ctx, CountOf::list(&self.list)).await?.unwrap_or(0)),
            None => Ok(self.list.count(db(ctx)).await?),
        }
    }
}

fn db<'c>(ctx: &'c Context<'_>) -> &'c Db {
    use super::context::ContextExt as _;
    &ctx.caller().app.db
}

/// Reads one page of a list.
///
/// # Errors
/// BAD_USER_INPUT for a cursor that is not one of this list's.
pub async fn read_page<R: Row + Keyed, N>(
    db: &Db,
    list: &List,
    page: &PageRequest,
    node: fn(R) -> N,
) -> async_graphql::Result<Page<N>> {
    let rows = list.page::<R>(db, page).await.map_err(|error| match error {
        PageError::Cursor(argument) => bad_argument(argument, "this cursor is not one of this list's"),
        PageError::Fault(fault) => fault.into(),
    })?;
    Ok(Page {
        edges: rows.rows.into_iter().map(|(cursor, row)| edge(cursor, node(row))).collect(),
        has_next: rows.has_next,
        has_previous: rows.has_previous,
    })
}

/// A row with its cursor.
pub fn edge<N>(cursor: Cursor, node: N) -> Edge<N> {
    Edge { cursor: cursor.0, node }
}

/// The arguments of a connection: first, after, last, before.
pub type PageArguments = (Option<i32>, Option<String>, Option<i32>, Option<String>);

/// A connection of a list, with a field's arguments.
///
/// # Errors
/// BAD_USER_INPUT that names the argument.
pub fn connection<R, N>(
    list: List,
    node: fn(R) -> N,
    (first, after, last, before): PageArguments,
) -> async_graphql::Result<Connection<ListSource<R, N>>>
where
    ListSource<R, N>: Source,
{
    let page = page_request(first, after, last, before)?;
    Ok(Connection::new(ListSource { list, page, node }))
}

/// A page request from a field's arguments.
///
/// # Errors
/// BAD_USER_INPUT that names the argument.
pub fn page_request(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> async_graphql::Result<PageRequest> {
    PageArgs { first, after, last, before }.check().map_err(|problem| {
        let text = crate::i18n::problem(crate::terms::Lang::En, &problem.problem);
        bad_argument(&problem.field, &text)
    })
}

fn bad_argument(argument: &str, text: &str) -> async_graphql::Error {
    use async_graphql::ErrorExtensions as _;
    coded(format!("{argument}: {text}"), TopLevel::BadUserInput)
        .extend_with(|_, extensions| extensions.set("argument", argument))
}
