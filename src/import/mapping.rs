//! Which column of a file holds what.

use super::Trouble;

/// Something that a file can hold.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub required: bool,
    /// What other systems call it, to suggest from.
    pub also: &'static [&'static str],
}

/// The column of each field: its place and its header.
#[derive(Clone, Debug)]
pub struct Mapping {
    fields: &'static [Field],
    columns: Vec<Option<(usize, String)>>,
}

/// How alike two names must be to suggest one for the other.
const ALIKE: f64 = 0.88;

impl Mapping {
    /// Finds the columns: those that were named (`given_name=FirstName`), and those whose header is the field's name.
    ///
    /// # Errors
    /// [`Trouble::Unusable`] when a named field or column does not exist or a required field has none, with
    /// suggestions.
    pub fn new(fields: &'static [Field], named: &[(String, String)], headers: &[String]) -> Result<Self, Trouble> {
        for (field, column) in named {
            check(fields, headers, field, column)?;
        }
        let columns: Vec<_> = fields
            .iter()
            .map(|field| {
                let named = named.iter().find(|(name, _)| name == field.name).map(|(_, column)| column.as_str());
                let fits = |header: &&String| match named {
                    Some(column) => header.as_str() == column,
                    None => plain(header) == plain(field.name),
                };
                let at = headers.iter().position(|header| fits(&header))?;
                headers.get(at).map(|header| (at, header.clone()))
            })
            .collect();
        let mapping = Self { fields, columns };
        match fields.iter().find(|field| field.required && mapping.find(field.name).is_none()) {
            None => Ok(mapping),
            Some(field) => Err(Trouble::Unusable(mapping.advice(field, headers))),
        }
    }

    /// For each column the field that it probably holds: by its name, else the first that it is like.
    pub fn suggest(fields: &'static [Field], headers: &[String]) -> Vec<Option<&'static str>> {
        let exact = |header: &String| fields.iter().find(|field| plain(header) == plain(field.name));
        let mut suggested: Vec<_> = headers.iter().map(|header| exact(header).map(|field| field.name)).collect();
        let open: Vec<_> = fields.iter().filter(|field| !suggested.contains(&Some(field.name))).collect();
        let free = headers.iter().zip(&suggested).filter(|(_, field)| field.is_none()).map(|(header, _)| header);
        let pairs = pair(open.into_iter(), free.collect());
        for (header, field) in headers.iter().zip(&mut suggested) {
            *field = field.or(pairs.iter().find(|(_, its)| *its == header).map(|(field, _)| *field));
        }
        suggested
    }

    /// What might be meant: each column that is still free, for the first field that it is like.
    fn advice(&self, field: &Field, headers: &[String]) -> String {
        let suggested = self.open(headers).into_iter().map(|(field, header)| format!("{field}={}", quoted(header)));
        let suggested: Vec<_> = suggested.collect();
        let advice = if suggested.is_empty() {
            format!("The file's columns are: {}", headers.join(", "))
        } else {
            format!("Perhaps map: {}", suggested.join(" "))
        };
        format!("no column is named for {}. {advice}", field.name)
    }

    /// Columns that nothing is read from but that look like a field, for people.
    pub(super) fn unread(&self, headers: &[String]) -> Vec<String> {
        let said =
            |(field, header): (&str, &String)| format!("{header} is not read; perhaps map {field}={}", quoted(header));
        self.open(headers).into_iter().map(said).collect()
    }

    /// Fields without a column, each with a free one that it is like.
    fn open<'h>(&self, headers: &'h [String]) -> Vec<(&'static str, &'h String)> {
        let taken = |header: &&String| self.columns.iter().flatten().any(|(_, column)| column == *header);
        let free = headers.iter().filter(|header| !taken(header)).collect();
        pair(self.fields.iter().filter(|field| self.find(field.name).is_none()), free)
    }

    /// The place of a field's column.
    pub(super) fn column(&self, field: &str) -> Option<usize> {
        self.find(field).map(|(at, _)| *at)
    }

    /// The header of a field's column, or the field itself.
    pub(super) fn header(&self, field: &str) -> String {
        self.find(field).map_or_else(|| field.to_owned(), |(_, header)| header.clone())
    }

    fn find(&self, field: &str) -> Option<&(usize, String)> {
        let at = self.fields.iter().position(|known| known.name == field)?;
        self.columns.get(at)?.as_ref()
    }

    /// What was found, for people: `given_name <- FirstName`.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let pairs = self.fields.iter().zip(&self.columns);
        pairs.filter_map(|(field, column)| Some(format!("{} <- {}", field.name, column.as_ref()?.1)))
    }
}

fn check(fields: &[Field], headers: &[String], field: &str, column: &str) -> Result<(), Trouble> {
    if !fields.iter().any(|known| known.name == field) {
        let names = fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
        return Err(Trouble::Unusable(format!("there is no field {field:?} to map to. The fields are: {names}")));
    }
    if !headers.iter().any(|header| header == column) {
        let close = headers.iter().find(|header| strsim::jaro_winkler(&plain(header), &plain(column)) > ALIKE);
        let advice = match close {
            Some(header) => format!("Did you mean {header:?}?"),
            None => format!("The columns are: {}", headers.join(", ")),
        };
        return Err(Trouble::Unusable(format!("the file has no column {column:?}. {advice}")));
    }
    Ok(())
}

/// Fields with a free header that each is like; no header is paired twice.
fn pair<'f, 'h>(open: impl Iterator<Item = &'f Field>, mut free: Vec<&'h String>) -> Vec<(&'static str, &'h String)> {
    let mut pairs = Vec::new();
    for field in open {
        if let Some(header) = similar(field, &free) {
            pairs.push((field.name, header));
            free.retain(|other| *other != header);
        }
    }
    pairs
}

fn similar<'h>(field: &Field, headers: &[&'h String]) -> Option<&'h String> {
    let likeness = |header: &str| {
        let names = std::iter::once(&field.name).chain(field.also);
        names.map(|name| strsim::jaro_winkler(&plain(name), &plain(header))).fold(0.0, f64::max)
    };
    let best = headers.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) > ALIKE).then_some(*best)
}

/// Letters and digits in lower case: `FirstName`, `first_name` and `First name` are alike.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn quoted(header: &str) -> String {
    if header.chars().all(char::is_alphanumeric) { header.to_owned() } else { format!("{header:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        Field { name: "external_ref", required: true, also: &["customer_id"] },
        Field { name: "given_name", required: false, also: &["first_name"] },
    ];

    fn headers() -> Vec<String> {
        ["CustomerId", "FirstName", "Given Name"].map(str::to_owned).into()
    }

    #[test]
    fn a_header_that_is_the_field_is_taken_and_others_are_suggested() {
        let refused = Mapping::new(FIELDS, &[], &headers()).expect_err("no reference is mapped").to_string();
        assert_eq!(refused, "no column is named for external_ref. Perhaps map: external_ref=CustomerId");
        let named = [("external_ref".to_owned(), "CustomerId".to_owned())];
        let mapping = Mapping::new(FIELDS, &named, &headers()).expect("all is there");
        assert_eq!(mapping.column("given_name"), Some(2));
    }

    #[test]
    fn what_does_not_exist_is_named() {
        let named = |field: &str, column: &str| vec![(field.to_owned(), column.to_owned())];
        let said = |named: Vec<_>| Mapping::new(FIELDS, &named, &headers()).expect_err("refused").to_string();
        assert!(said(named("surname", "FirstName")).contains("there is no field \"surname\""));
        assert!(said(named("given_name", "FristName")).contains("Did you mean \"FirstName\"?"));
    }
}
