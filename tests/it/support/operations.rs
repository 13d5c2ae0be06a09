//! Operations made up from the schema, so that tests reach every root field without listing any.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Answer, Client};
use crate::schema::{introspect, list, name, named_type, own_types};

/// Ids of records by kind, in camel case as fields and arguments spell them: `customer`, `workOrder`.
pub type Records = BTreeMap<&'static str, String>;

/// The schema, to make operations from.
pub struct Operations {
    schema: Value,
    records: Records,
}

/// A root field to call.
pub struct Call<'o> {
    /// `query`, `mutation` or `subscription`.
    pub operation: &'static str,
    pub field: &'o Value,
}

/// A root field and one ID that it takes: an argument, or a field within an input.
pub struct Position {
    pub path: Vec<String>,
    /// The kind of record that it names, as far as names tell.
    pub kind: Option<&'static str>,
}

impl Call<'_> {
    /// Sends an operation of it; of a subscription, the first result is the answer.
    pub async fn send(&self, client: &Client, document: &str, variables: Value) -> Answer {
        if self.operation == "subscription" {
            client.first(document, variables).await
        } else {
            client.post(document, variables).await
        }
    }
}

impl Operations {
    /// Operations that fill in these records where an id of their kind is asked for.
    pub async fn new(records: Records) -> Self {
        Self { schema: introspect().await, records }
    }

    /// Every root field; what ends the asking session comes last.
    pub fn calls(&self) -> Vec<Call<'_>> {
        let roots = [("query", "Query"), ("subscription", "Subscription"), ("mutation", "Mutation")];
        let fields = roots.into_iter().flat_map(|(operation, root)| {
            let fields = self.find(root).map_or(&[][..], |its| list(its, "fields"));
            fields.iter().map(move |field| Call { operation, field })
        });
        let mut calls: Vec<_> = fields.collect();
        calls.sort_by_key(|call| name(call.field) == "signOut");
        calls
    }

    /// Every id that a call takes.
    pub fn positions(&self, call: &Call<'_>) -> Vec<Position> {
        self.positions_of(call, "ID")
    }

    /// Every value of a scalar type that a call takes.
    pub fn positions_of(&self, call: &Call<'_>, scalar: &str) -> Vec<Position> {
        let mut paths = Vec::new();
        for arg in list(call.field, "args") {
            self.walk(&arg["type"], scalar, vec![name(arg).to_owned()], &mut paths);
        }
        let position =
            |path: Vec<String>| Position { kind: self.kind(call, path.last().map_or("", String::as_str)), path };
        paths.into_iter().map(position).collect()
    }

    fn walk(&self, shape: &Value, scalar: &str, path: Vec<String>, found: &mut Vec<Vec<String>>) {
        if named_type(shape) == scalar {
            found.push(path);
        } else if path.len() < 4 {
            for field in self.find(named_type(shape)).map_or(&[][..], |its| list(its, "inputFields")) {
                let deeper = path.iter().cloned().chain([name(field).to_owned()]).collect();
                self.walk(&field["type"], scalar, deeper, found);
            }
        }
    }

    /// `customerId` names a customer; `id` what the field's name starts with: `workOrderClose`.
    fn kind(&self, call: &Call<'_>, argument: &str) -> Option<&'static str> {
        let said = argument.trim_end_matches('s').trim_end_matches("Id");
        let spelled = if said == "id" || said.is_empty() { name(call.field) } else { said };
        self.records.keys().copied().filter(|kind| spelled.starts_with(kind)).max_by_key(|kind| kind.len())
    }

    /// The document, and its variables with an id or a text of the caller's choice in one position.
    pub fn operation(&self, call: &Call<'_>, id: Option<(&Position, &str)>) -> (String, Value) {
        let args = list(call.field, "args");
        let (mut variables, mut declared, mut passed) = (Map::new(), Vec::new(), Vec::new());
        for arg in args {
            let target = id.filter(|(at, _)| at.path[0] == name(arg)).map(|(at, id)| (&at.path[1..], id));
            if target.is_none() && arg["type"]["kind"] != "NON_NULL" {
                continue;
            }
            variables.insert(name(arg).to_owned(), self.value(call, &arg["type"], name(arg), target));
            declared.push(format!("${}: {}", name(arg), spelled(&arg["type"])));
            passed.push(format!("{0}: ${0}", name(arg)));
        }
        let in_brackets =
            |parts: &[String]| if parts.is_empty() { String::new() } else { format!("({})", parts.join(", ")) };
        let selected = self.selected(named_type(&call.field["type"]));
        let (declared, passed) = (in_brackets(&declared), in_brackets(&passed));
        (
            format!("{} {declared} {{ {}{passed}{selected} }}", call.operation, name(call.field)),
            Value::Object(variables),
        )
    }

    /// All that can be selected, three deep; two where any kind of record can come back, since each has a field of its own
    /// and a document is limited in size.
    fn selected(&self, type_name: &str) -> String {
        self.selection(type_name, if type_name == "Node" { 2 } else { 3 })
    }

    fn value(&self, call: &Call<'_>, shape: &Value, hint: &str, id: Option<(&[String], &str)>) -> Value {
        match (shape["kind"].as_str().unwrap_or_default(), name(shape)) {
            ("NON_NULL", _) => self.value(call, &shape["ofType"], hint, id),
            ("LIST", _) => json!([self.value(call, &shape["ofType"], hint, id)]),
            ("INPUT_OBJECT", its) => self.input(call, its, id),
            ("ENUM", its) => self.find(its).map_or(Value::Null, |its| list(its, "enumValues")[0]["name"].clone()),
            (_, "ID") => id.map_or_else(|| json!(self.own_id(call, hint)), |(_, id)| json!(id)),
            (_, "Int") => json!(1),
            (_, "Boolean") => json!(false),
            (_, "DateTime") => json!("2026-03-02T09:00:00Z"),
            (_, "Date") => json!("2026-03-02"),
            (_, "TimeOfDay") => json!("09:00"),
            (_, "Decimal") => json!("1.00"),
            (_, "CurrencyCode") => json!("GBP"),
            (_, "Locale") => json!("en"),
            _ => id.map_or_else(|| json!("made up"), |(_, text)| json!(text)),
        }
    }

    fn input(&self, call: &Call<'_>, its: &str, id: Option<(&[String], &str)>) -> Value {
        let mut value = Map::new();
        for field in self.find(its).map_or(&[][..], |its| list(its, "inputFields")) {
            let target = id.and_then(|(path, id)| (path.first()? == name(field)).then_some((&path[1..], id)));
            let required = field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null();
            if target.is_some() || required {
                value.insert(name(field).to_owned(), self.value(call, &field["type"], name(field), target));
            }
        }
        Value::Object(value)
    }

    fn own_id(&self, call: &Call<'_>, argument: &str) -> String {
        self.kind(call, argument).map_or_else(|| UNKNOWN.to_owned(), |kind| self.records[kind].clone())
    }

    /// Every leaf down to a depth, each under a name of its own.
    fn selection(&self, type_name: &str, depth: usize) -> String {
        let Some(its) = self.find(type_name) else { return String::new() };
        let members: Vec<&str> = match its["kind"].as_str() {
            Some("UNION" | "INTERFACE") => list(its, "possibleTypes").iter().map(name).collect(),
            Some("OBJECT") => vec![type_name],
            _ => return String::new(),
        };
        let members =
            members.iter().map(|member| format!("... on {member} {{ __typename {} }}", self.leaves(member, depth)));
        format!(" {{ {} }}", members.collect::<Vec<_>>().join(" "))
    }

    fn leaves(&self, type_name: &str, depth: usize) -> String {
        let fields = self.find(type_name).map_or(&[][..], |its| list(its, "fields"));
        let open =
            fields.iter().filter(|field| list(field, "args").iter().all(|arg| arg["type"]["kind"] != "NON_NULL"));
        let selected = open.filter_map(|field| {
            let below = named_type(&field["type"]);
            let composite = self
                .find(below)
                .is_some_and(|its| !["SCALAR", "ENUM"].contains(&its["kind"].as_str().unwrap_or_default()));
            let deeper = if composite {
                self.selection(below, depth.checked_sub(1).filter(|left| *left > 0)?)
            } else {
                String::new()
            };
            Some(format!("{type_name}_{0}: {0}{deeper}", name(field)))
        });
        selected.collect::<Vec<_>>().join(" ")
    }

    fn find(&self, type_name: &str) -> Option<&Value> {
        own_types(&self.schema).find(|its| name(its) == type_name)
    }
}

/// A well-formed id that nothing has.
pub const UNKNOWN: &str = "cus_01kjpqzzzzfqz8fqzzzzzzzzzz";

fn spelled(shape: &Value) -> String {
    match shape["kind"].as_str() {
        Some("NON_NULL") => format!("{}!", spelled(&shape["ofType"])),
        Some("LIST") => format!("[{}]", spelled(&shape["ofType"])),
        _ => name(shape).to_owned(),
    }
}
