//! The settings file: flat TOML, whose keys are the settings' names. It only moves defaults, so that the environment and
//! flags win over it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Arg, Command};
use toml::{Table, Value};

use super::Trouble;

/// Read when it is there and no other file is named.
const USUAL: &str = "lethe.toml";

/// Settings read from a file, as text for clap to check like any other value.
#[derive(Debug, Default)]
pub(super) struct SettingsFile {
    path: PathBuf,
    values: Vec<(String, Vec<String>)>,
}

impl SettingsFile {
    /// Reads the named file, or the usual one if it is there.
    pub fn read(named: Option<&Path>, command: &Command) -> Result<Self, Trouble> {
        let path = named.unwrap_or(Path::new(USUAL)).to_owned();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(_) if named.is_none() && !path.exists() => return Ok(Self::default()),
            Err(error) => return Err(Trouble::Usage(format!("{}: {error}", path.display()))),
        };
        Self::parse(path, &text, &settings_of(command)).map_err(Trouble::Usage)
    }

    fn parse(path: PathBuf, text: &str, known: &BTreeSet<String>) -> Result<Self, String> {
        let table: Table = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
        let mut values = Vec::new();
        for (key, value) in table {
            if !known.contains(&key) {
                let list = known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                return Err(format!("{}: there is no setting {key:?}. The settings are: {list}", path.display()));
            }
            let texts = texts(&value).ok_or_else(|| {
                format!("{}: {key}: expected a text, a number, true, false or a list of texts", path.display())
            })?;
            values.push((key, texts));
        }
        Ok(Self { path, values })
    }

    /// The command with the file's values as its defaults, and its subcommands alike.
    pub fn apply(&self, command: Command) -> Command {
        command.mut_args(|arg| self.apply_to(arg)).mut_subcommands(|sub| self.apply(sub))
    }

    fn apply_to(&self, arg: Arg) -> Arg {
        match self.values.iter().find(|(key, _)| is_setting(&arg) && arg.get_id() == key.as_str()) {
            Some((_, values)) => arg.default_values(values.clone()),
            None => arg,
        }
    }

    /// Where a refused value came from, if it is this file's.
    pub fn blame(&self, error: &clap::Error) -> Option<String> {
        use clap::error::{ContextKind, ContextValue};
        let Some(ContextValue::String(refused)) = error.get(ContextKind::InvalidValue) else { return None };
        let (key, _) = self.values.iter().find(|(_, values)| values.contains(refused))?;
        Some(format!("{}: {key}: ", self.path.display()))
    }
}

/// Settings are the arguments that the environment can give, too.
fn is_setting(arg: &Arg) -> bool {
    arg.get_env().is_some() && arg.get_id() != "config"
}

fn settings_of(command: &Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter(|arg| is_setting(arg)).map(|arg| arg.get_id().to_string());
    own.chain(command.get_subcommands().flat_map(settings_of)).collect()
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Integer(_) | Value::Boolean(_) => Some(vec![value.to_string()]),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}
