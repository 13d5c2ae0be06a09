//! Makes answers comparable: ids and tokens become what they are and the order in which they first appear.

use std::collections::BTreeMap;

use serde_json::Value;

/// The same answer with `cus_…` as `[cus 1]`, tokens as `[token]`. Times are the test clock's and stay.
pub fn redact(answer: &Value) -> Value {
    walk(answer, &mut Names::default())
}

#[derive(Default)]
struct Names {
    seen: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

impl Names {
    fn of(&mut self, id: &str, prefix: &str) -> String {
        if let Some(name) = self.seen.get(id) {
            return name.clone();
        }
        let count = self.counts.entry(prefix.to_owned()).or_default();
        *count += 1;
        let name = format!("[{prefix} {count}]");
        self.seen.insert(id.to_owned(), name.clone());
        name
    }
}

fn walk(value: &Value, names: &mut Names) -> Value {
    match value {
        Value::String(text) => Value::String(text_of(text, names)),
        Value::Array(items) => items.iter().map(|item| walk(item, names)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), field(name, value, names))).collect(),
        other => other.clone(),
    }
}

fn field(name: &str, value: &Value, names: &mut Names) -> Value {
    let opaque = matches!(name, "cursor" | "startCursor" | "endCursor" | "planHash" | "requestId");
    if opaque && value.is_string() { Value::String(format!("[{name}]")) } else { walk(value, names) }
}

/// Ids stand alone or inside a link.
fn text_of(text: &str, names: &mut Names) -> String {
    if text.starts_with("eyJ") || text.starts_with("lethe_") {
        return "[token]".to_owned();
    }
    let mut out = String::new();
    for part in text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        let word = part.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        match lethe::ids::parse_any(word) {
            Ok((prefix, _)) if !prefix.is_empty() => {
                out.push_str(&names.of(word, &prefix));
                out.push_str(&part[word.len()..]);
            }
            _ => out.push_str(part),
        }
    }
    out
}
