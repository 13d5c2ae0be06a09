//! How large a document is with its fragments written out, measured once a fragment. Doubling fragments cost as many
//! steps as they have characters, and every later walk may then simply follow the spreads.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use crate::http::codes::Rejection;

/// How many selections all operations and fragments may have together, with fragments written out.
pub const MAX_SELECTIONS: u64 = 5_000;
/// How deep fields, inline fragments and spreads may nest, counted together.
pub const MAX_LEVELS: usize = 32;

/// Bounds the written-out size, and refuses fragments that lead back to themselves.
///
/// # Errors
/// A [`Rejection`] that says which bound was passed.
pub fn bound(document: &ExecutableDocument) -> Result<(), Rejection> {
    let mut measure = Measure { document, known: HashMap::new() };
    let mut total = Size::default();
    for (_, operation) in document.operations.iter() {
        total.add(measure.set(&operation.node.selection_set.node, 0)?);
    }
    for name in document.fragments.keys() {
        total.add(measure.fragment(name, 0)?);
    }
    if total.selections > MAX_SELECTIONS {
        return Err(Rejection::invalid(format!(
            "the document has more than {MAX_SELECTIONS} selections with its fragments written out"
        )));
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, Default)]
struct Size {
    selections: u64,
    height: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.height = self.height.max(other.height);
    }
}

struct Measure<'d> {
    document: &'d ExecutableDocument,
    /// `None` while a fragment is being measured.
    known: HashMap<&'d Name, Option<Size>>,
}

impl<'d> Measure<'d> {
    fn set(&mut self, set: &'d SelectionSet, level: usize) -> Result<Size, Rejection> {
        if set.items.is_empty() {
            return Ok(Size::default());
        }
        within(level)?;
        let mut total = Size::default();
        for item in &set.items {
            let inside = match &item.node {
                Selection::Field(field) => self.set(&field.node.selection_set.node, level + 1)?,
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node, level + 1)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, level + 1)?,
            };
            total.add(Size { selections: inside.selections.saturating_add(1), height: inside.height + 1 });
        }
        Ok(total)
    }

    fn fragment(&mut self, name: &'d Name, level: usize) -> Result<Size, Rejection> {
        // A fragment that is not there is for validation to report.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Size::default()) };
        match self.known.insert(name, None) {
            Some(None) => Err(Rejection::invalid(format!("fragment {name} leads back to itself")).at(fragment.pos)),
            Some(Some(size)) => {
                within(level + size.height.saturating_sub(1))?;
                self.known.insert(name, Some(size));
                Ok(size)
            }
            None => {
                let size = self.set(&fragment.node.selection_set.node, level)?;
                self.known.insert(name, Some(size));
                Ok(size)
            }
        }
    }
}

fn within(level: usize) -> Result<(), Rejection> {
    if level > MAX_LEVELS {
        return Err(Rejection::invalid(format!("selections nest more than {MAX_LEVELS} levels deep")));
    }
    Ok(())
}
