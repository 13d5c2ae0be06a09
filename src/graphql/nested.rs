//! Lists within many parents of one answer, read together: the customers' vehicles in one statement, their counts in
//! another. Only first pages are; a page after a cursor belongs to one parent, and is read by itself.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use super::loaders::{Batch, BatchFault};
use crate::db::{Cursor, Keyed, List, OfParent, Row, Shape};

/// A list within a parent, as a key: lists that differ in their parent only are read together. A loader clones, hashes
/// and compares it a dozen times, so that none of these may copy anything.
#[derive(Clone, Debug)]
struct Within(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    list: List,
    parent: Uuid,
}

impl Within {
    fn new(list: &List) -> Self {
        Self(Arc::new(Parts { list: list.clone(), parent: list.parent().unwrap_or_default() }))
    }

    fn shape(&self) -> Shape<'_> {
        self.0.list.shape()
    }
}

impl PartialEq for Within {
    fn eq(&self, other: &Self) -> bool {
        self.0.parent == other.0.parent && self.shape() == other.shape()
    }
}
impl Eq for Within {}
impl Hash for Within {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Few lists of one answer share their parent.
        self.0.parent.hash(state);
    }
}

/// How many rows a list within a parent has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CountOf(Within);

/// The first rows of a list within a parent, and one more where there are more.
#[derive(Debug)]
pub struct FirstOf<R> {
    list: Within,
    size: usize,
    row: PhantomData<fn() -> R>,
}

impl CountOf {
    /// The key of a list that is within a parent.
    pub fn list(list: &List) -> Self {
        Self(Within::new(list))
    }
}

impl<R> FirstOf<R> {
    /// The key of a list that is within a parent.
    pub fn list(list: &List, size: usize) -> Self {
        Self { list: Within::new(list), size, row: PhantomData }
    }
}

impl<R> Clone for FirstOf<R> {
    fn clone(&self) -> Self {
        Self { list: self.list.clone(), size: self.size, row: PhantomData }
    }
}
impl<R> PartialEq for FirstOf<R> {
    fn eq(&self, other: &Self) -> bool {
        self.size == other.size && self.list == other.list
    }
}
impl<R> Eq for FirstOf<R> {}
impl<R> Hash for FirstOf<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.size.hash(state);
        self.list.hash(state);
    }
}

/// Keys that one statement can answer, by what they share.
fn together<'k, K, S: Eq + Hash>(keys: &'k [K], shape: impl Fn(&'k K) -> S) -> impl Iterator<Item = Vec<&'k K>> {
    let mut groups: HashMap<S, Vec<&K>> = HashMap::new();
    for key in keys {
        groups.entry(shape(key)).or_default().push(key);
    }
    groups.into_values()
}

impl Loader<CountOf> for Batch {
    type Value = i64;
    type Error = BatchFault;

    #[expect(clippy::mutable_key_type, reason = "only rendered texts fill in, which say nothing of equality")]
    async fn load(&self, keys: &[CountOf]) -> Result<HashMap<CountOf, i64>, BatchFault> {
        let mut all = HashMap::new();
        for group in together(keys, |key| key.0.shape()) {
            let Some(first) = group.first() else { continue };
            let parents = group.iter().map(|key| key.0.0.parent).collect();
            let counts: HashMap<_, _> = first.0.0.list.count_per_parent(&self.db, parents).await?.into_iter().collect();
            all.extend(group.into_iter().map(|key| (key.clone(), counts.get(&key.0.0.parent).copied().unwrap_or(0))));
        }
        Ok(all)
    }
}

impl<R> Loader<FirstOf<R>> for Batch
where
    R: Row + Keyed + Clone + Sync + 'static,
    OfParent<R>: Row,
{
    type Value = Vec<(Cursor, R)>;
    type Error = BatchFault;

    #[expect(clippy::mutable_key_type, reason = "only rendered texts fill in, which say nothing of equality")]
    async fn load(&self, keys: &[FirstOf<R>]) -> Result<HashMap<FirstOf<R>, Self::Value>, BatchFault> {
        let mut all = HashMap::new();
        for group in together(keys, |key| (key.list.shape(), key.size)) {
            let Some(first) = group.first() else { continue };
            let parents = group.iter().map(|key| key.list.0.parent).collect();
            let mut rows: HashMap<Uuid, Vec<_>> = HashMap::new();
            for (parent, cursor, row) in first.list.0.list.first_per_parent(&self.db, parents, first.size).await? {
                rows.entry(parent).or_default().push((cursor, row));
            }
            all.extend(group.into_iter().map(|key| (key.clone(), rows.remove(&key.list.0.parent).unwrap_or_default())));
        }
        Ok(all)
    }
}
