//! `lethe schema`: the GraphQL schema as text.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Ending, Trouble};
use crate::graphql;

/// Prints the schema, or compares it.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Compare with a file instead: fails where they differ
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
}

impl Schema {
    pub fn run(self) -> Ending {
        let sdl = graphql::sdl();
        let Some(path) = self.check else {
            print!("{sdl}");
            return Ok(ExitCode::SUCCESS);
        };
        let kept =
            std::fs::read_to_string(&path).map_err(|error| Trouble::Usage(format!("{}: {error}", path.display())))?;
        match kept.lines().zip(sdl.lines()).position(|(kept, new)| kept != new) {
            None if kept.trim_end() == sdl.trim_end() => Ok(ExitCode::SUCCESS),
            differs => {
                let line = differs.unwrap_or_else(|| kept.lines().count().min(sdl.lines().count())) + 1;
                let advice = format!("`lethe schema > {}` brings it up to date", path.display());
                Err(Trouble::Failed(format!("{} differs from line {line} on; {advice}", path.display())))
            }
        }
    }
}
