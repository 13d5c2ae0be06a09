//! What an operation costs: one for each field, times the length of the lists it is in.

use std::collections::HashSet;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Value as ConstValue, Variables};
use async_graphql_value::Value;

use super::rules::{is_introspection, spread};
use crate::db::{DEFAULT_PAGE, MAX_PAGE};

/// What `__schema` or `__type` costs, however it is asked.
const INTROSPECTION: u64 = 50;

/// The fields of a schema that give connections.
///
/// The SDL is this program's own; if it could not be read, pages would still count by their `first` and `last`.
pub fn connections(sdl: &str) -> HashSet<String> {
    let Ok(schema) = parse_schema(sdl) else { return HashSet::new() };
    let mut found = HashSet::new();
    for definition in schema.definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let fields = match definition.node.kind {
            TypeKind::Object(object) => object.fields,
            TypeKind::Interface(interface) => interface.fields,
            _ => continue,
        };
        let lists = fields.into_iter().filter(|field| gives_connection(&field.node.ty.node.base));
        found.extend(lists.map(|field| field.node.name.node.to_string()));
    }
    found
}

fn gives_connection(ty: &BaseType) -> bool {
    matches!(ty, BaseType::Named(name) if name.ends_with("Connection"))
}

/// Counts what operations cost.
#[derive(Debug)]
pub struct Cost<'d> {
    pub document: &'d ExecutableDocument,
    pub operation: &'d OperationDefinition,
    pub variables: &'d Variables,
    pub connections: &'d HashSet<String>,
}

impl Cost<'_> {
    /// The cost of the whole operation, at least 1.
    pub fn total(&self) -> u64 {
        self.set(&self.operation.selection_set.node, 1).max(1)
    }

    /// `page` is how many times the items of the connection that this set selects from are resolved.
    fn set(&self, set: &SelectionSet, page: u64) -> u64 {
        let costs = set.items.iter().map(|item| match &item.node {
            Selection::Field(field) => self.field(&field.node, page),
            other => spread(self.document, other).map_or(0, |set| self.set(set, page)),
        });
        costs.fold(0, u64::saturating_add)
    }

    fn field(&self, field: &Field, page: u64) -> u64 {
        if is_introspection(field) {
            return INTROSPECTION;
        }
        let items = if matches!(field.name.node.as_str(), "edges" | "nodes") { page } else { 1 };
        let inside = self.set(&field.selection_set.node, self.page(field));
        inside.saturating_mul(self.ids(field).saturating_mul(items)).saturating_add(1)
    }

    /// How many items a connection may give.
    fn page(&self, field: &Field) -> u64 {
        let asked = ["first", "last"].iter().filter_map(|name| field.get_argument(name));
        let asked = asked.filter_map(|value| self.number(&value.node)).max();
        match asked {
            Some(count) => count.min(MAX_PAGE.unsigned_abs().into()),
            None if self.connections.contains(field.name.node.as_str()) => DEFAULT_PAGE.unsigned_abs().into(),
            None => 1,
        }
    }

    /// How many records a field looks up by their ids.
    fn ids(&self, field: &Field) -> u64 {
        let Some(value) = field.get_argument("ids") else { return 1 };
        let length = match &value.node {
            Value::List(items) => items.len(),
            Value::Variable(name) => match self.variable(name) {
                Some(ConstValue::List(items)) => items.len(),
                _ => 1,
            },
            _ => 1,
        };
        u64::try_from(length).unwrap_or(u64::MAX)
    }

    fn number(&self, value: &Value) -> Option<u64> {
        match value {
            Value::Number(number) => number.as_u64(),
            Value::Variable(name) => match self.variable(name)? {
                ConstValue::Number(number) => number.as_u64(),
                _ => None,
            },
            _ => None,
        }
    }

    fn variable(&self, name: &str) -> Option<&ConstValue> {
        self.variables.get(name).or_else(|| {
            let definitions = &self.operation.variable_definitions;
            let definition = definitions.iter().find(|definition| definition.node.name.node == name)?;
            definition.node.default_value.as_ref().map(|value| &value.node)
        })
    }
}
