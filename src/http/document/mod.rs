//! GraphQL documents from outside, checked before anything runs.
//!
//! async-graphql's parser recurses for every bracket, and its own limits write fragments out before they count. So the
//! bare text is scanned first, then the document is parsed once, then its size is measured fragment by fragment; only
//! what stays within those bounds is walked. All of it takes time in proportion to the text.

mod cost;
mod rules;
mod scan;
mod size;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{Positioned, ServerError, Variables};

use super::codes::{Code, Rejection};
use crate::config::Settings;

/// What operations may ask for at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub max_depth: usize,
    pub max_aliases: usize,
    pub max_cost: u64,
    pub introspection: bool,
}

/// Checks documents for one schema.
#[derive(Debug)]
pub struct Checker {
    limits: Limits,
    connections: HashSet<String>,
}

/// A document that may run, parsed.
#[derive(Debug)]
pub struct Checked {
    pub document: ExecutableDocument,
    pub kind: OperationType,
    /// What the operation calls itself.
    pub name: Option<String>,
    /// The fields at its root.
    pub roots: Vec<String>,
    pub cost: u32,
}

impl Checker {
    /// A checker by the settings, for the schema of this SDL.
    pub fn new(settings: &Settings, sdl: &str) -> Self {
        let limits = Limits {
            max_depth: settings.max_depth as usize,
            max_aliases: settings.max_aliases as usize,
            max_cost: settings.max_cost.into(),
            introspection: settings.introspection,
        };
        Self { limits, connections: cost::connections(sdl) }
    }

    /// The largest cost of one operation.
    pub fn max_cost(&self) -> u64 {
        self.limits.max_cost
    }

    /// Parses a document and checks the operation that would run.
    ///
    /// # Errors
    /// A [`Rejection`] that says what is wrong, and the limit that was passed if one was.
    pub fn check(
        &self,
        query: &str,
        operation_name: Option<&str>,
        variables: &Variables,
    ) -> Result<Checked, Rejection> {
        scan::scan(query)?;
        let document = parse_query(query).map_err(unparsable)?;
        size::bound(&document)?;
        let (name, operation) = select(&document, operation_name)?;
        rules::check(&document, operation, &self.limits)?;
        let roots = rules::roots(&document, &operation.node);
        let roots = roots.into_iter().map(|root| root.node.name.node.to_string()).collect();
        let cost = self.cost(&document, &operation.node, variables)?;
        let (kind, name) = (operation.node.ty, name.map(str::to_owned));
        Ok(Checked { kind, name, roots, cost, document })
    }

    fn cost(
        &self,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> Result<u32, Rejection> {
        let cost = cost::Cost { document, operation, variables, connections: &self.connections }.total();
        let limit = self.limits.max_cost;
        if cost > limit {
            let advice = "ask for shorter pages or fewer fields";
            return Err(Rejection::invalid(format!("the operation costs {cost}, and {limit} is the limit: {advice}")));
        }
        Ok(u32::try_from(cost).unwrap_or(u32::MAX))
    }
}

fn unparsable(error: async_graphql::parser::Error) -> Rejection {
    let error = ServerError::from(error);
    Rejection { code: Code::ParseFailed, message: error.message, at: error.locations.first().copied() }
}

/// The operation that a request means.
fn select<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<(Option<&'d str>, &'d Positioned<OperationDefinition>), Rejection> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok((None, operation)),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get_key_value(name).map(|(name, operation)| (Some(name.as_str()), operation)).ok_or_else(unknown)
        }
        (DocumentOperations::Multiple(operations), None) => match operations.iter().next() {
            Some((name, operation)) if operations.len() == 1 => Ok((Some(name.as_str()), operation)),
            _ => Err(Rejection::invalid("the document has several operations: say which with operationName")),
        },
        (DocumentOperations::Single(_), Some(_)) => Err(unknown()),
    }
}

fn unknown() -> Rejection {
    Rejection::invalid("the document has no operation named by operationName")
}
