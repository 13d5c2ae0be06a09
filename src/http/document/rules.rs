//! What one operation may ask for: depth, aliases, directives, root fields, introspection.

use std::collections::HashSet;

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Pos, Positioned};

use super::Limits;
use crate::http::codes::Rejection;

/// How many fields an operation may select at its root.
pub const MAX_ROOT_FIELDS: usize = 30;
/// How many directives an operation may carry.
pub const MAX_DIRECTIVES: usize = 100;
/// How often introspection may go from types to the lists inside them: enough for every client's own query, too little
/// to multiply the schema with itself.
const MAX_INTROSPECTED_LISTS: usize = 2;

/// Mutations that delete customers or bring them back: one in an operation (E20).
const ONE_AT_A_TIME: [&str; 4] = ["customerDelete", "customersDelete", "customerDeleteUndo", "customerRestore"];

/// Checks an operation whose written-out size is bounded already.
///
/// # Errors
/// A [`Rejection`] that names the rule and, where there is one, the limit.
pub fn check(
    document: &ExecutableDocument,
    operation: &Positioned<OperationDefinition>,
    limits: &Limits,
) -> Result<(), Rejection> {
    let roots = roots(document, &operation.node);
    check_roots(&roots, operation)?;
    if let Some(root) = roots.iter().find(|root| !limits.introspection && is_introspection(&root.node)) {
        return Err(Rejection::invalid("introspection is switched off on this server").at(root.pos));
    }
    let mut tally = Tally { document, limits, aliases: 0, directives: operation.node.directives.len() };
    tally.walk(&operation.node.selection_set.node, 1, None)
}

/// The fields at an operation's root, through its fragments.
pub fn roots<'d>(document: &'d ExecutableDocument, operation: &'d OperationDefinition) -> Vec<&'d Positioned<Field>> {
    let mut found = Vec::new();
    collect(document, &operation.selection_set.node, &mut found);
    found
}

/// Whether a root field asks about the schema.
pub fn is_introspection(field: &Field) -> bool {
    matches!(field.name.node.as_str(), "__schema" | "__type")
}

fn collect<'d>(document: &'d ExecutableDocument, set: &'d SelectionSet, found: &mut Vec<&'d Positioned<Field>>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => found.push(field),
            other => {
                if let Some(set) = spread(document, other) {
                    collect(document, set, found);
                }
            }
        }
    }
}

/// What a fragment stands for.
pub fn spread<'d>(document: &'d ExecutableDocument, selection: &'d Selection) -> Option<&'d SelectionSet> {
    match selection {
        Selection::Field(_) => None,
        Selection::InlineFragment(inline) => Some(&inline.node.selection_set.node),
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node)?;
            Some(&fragment.node.selection_set.node)
        }
    }
}

fn check_roots(roots: &[&Positioned<Field>], operation: &Positioned<OperationDefinition>) -> Result<(), Rejection> {
    if roots.len() > MAX_ROOT_FIELDS {
        return Err(too_many("root fields", MAX_ROOT_FIELDS, operation.pos));
    }
    match operation.node.ty {
        OperationType::Query => Ok(()),
        OperationType::Mutation => check_mutations(roots),
        OperationType::Subscription if roots.len() == 1 => Ok(()),
        OperationType::Subscription => {
            Err(Rejection::invalid("a subscription selects exactly one field").at(operation.pos))
        }
    }
}

fn check_mutations(roots: &[&Positioned<Field>]) -> Result<(), Rejection> {
    let mut seen = HashSet::new();
    let mut destructive = 0;
    for root in roots {
        let name = root.node.name.node.as_str();
        if name != "__typename" && !seen.insert(name) {
            return Err(Rejection::invalid(format!("{name} may be selected once in an operation")).at(root.pos));
        }
        destructive += usize::from(ONE_AT_A_TIME.contains(&name));
        if destructive > 1 {
            let names = ONE_AT_A_TIME.join(", ");
            return Err(Rejection::invalid(format!("an operation may have one of {names}")).at(root.pos));
        }
    }
    Ok(())
}

struct Tally<'d> {
    document: &'d ExecutableDocument,
    limits: &'d Limits,
    aliases: usize,
    directives: usize,
}

impl<'d> Tally<'d> {
    /// `introspected` is how many lists of the schema lie above, inside `__schema` and `__type`.
    fn walk(&mut self, set: &'d SelectionSet, depth: usize, introspected: Option<usize>) -> Result<(), Rejection> {
        for item in &set.items {
            self.directives += item.node.directives().len();
            if self.directives > MAX_DIRECTIVES {
                return Err(too_many("directives", MAX_DIRECTIVES, item.pos));
            }
            match &item.node {
                Selection::Field(field) => self.field(field, depth, introspected)?,
                other => {
                    if let Some(set) = spread(self.document, other) {
                        self.walk(set, depth, introspected)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        field: &'d Positioned<Field>,
        depth: usize,
        introspected: Option<usize>,
    ) -> Result<(), Rejection> {
        self.aliases += usize::from(field.node.alias.is_some());
        if self.aliases > self.limits.max_aliases {
            return Err(too_many("aliases", self.limits.max_aliases, field.pos));
        }
        let introspected = introspected
            .map(|lists| lists + usize::from(is_introspected_list(&field.node)))
            .or_else(|| is_introspection(&field.node).then_some(0));
        match introspected {
            None if depth > self.limits.max_depth => {
                let limit = self.limits.max_depth;
                Err(Rejection::invalid(format!("fields nest more than {limit} levels deep")).at(field.pos))
            }
            Some(lists) if lists > MAX_INTROSPECTED_LISTS => {
                Err(Rejection::invalid("introspection goes around in the schema").at(field.pos))
            }
            _ => self.walk(&field.node.selection_set.node, depth + 1, introspected),
        }
    }
}

fn is_introspected_list(field: &Field) -> bool {
    matches!(field.name.node.as_str(), "fields" | "interfaces" | "possibleTypes" | "inputFields")
}

fn too_many(what: &str, limit: usize, pos: Pos) -> Rejection {
    Rejection::invalid(format!("the operation has more than {limit} {what}")).at(pos)
}
