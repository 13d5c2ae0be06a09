//! `lethe doctor`: what is wrong, and what would be right.

mod database;
mod forgetting;
mod server;

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::settings::{DatabaseArgs, LogArgs, ServerArgs};
use super::{Ending, logging};

/// Looks, and changes nothing.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The findings as a JSON list
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Box<ServerArgs>,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    /// Lethe runs, but not as it should in earnest.
    Warning,
    /// Lethe cannot work so.
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    found: String,
    /// What would be right; nothing when it is.
    advice: Option<String>,
}

impl Finding {
    fn ok(what: &'static str, found: impl Into<String>) -> Self {
        Self { what, state: State::Ok, found: found.into(), advice: None }
    }

    fn warning(what: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { what, state: State::Warning, found: found.into(), advice: Some(advice.into()) }
    }

    fn wrong(what: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { what, state: State::Wrong, found: found.into(), advice: Some(advice.into()) }
    }
}

impl Doctor {
    pub async fn run(self) -> Ending {
        logging::start(&self.log);
        let mut findings = vec![Finding::ok("settings", "all could be read")];
        findings.extend(database::look(&self.database).await);
        findings.extend(forgetting::look(&self.database).await);
        findings.extend(server::look(&self.server, &self.database).await);
        if self.json {
            println!("{}", serde_json::json!(findings));
        } else {
            findings.iter().for_each(show);
        }
        let wrong = findings.iter().any(|finding| finding.state == State::Wrong);
        Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn show(finding: &Finding) {
    let mark = match finding.state {
        State::Ok => "ok     ",
        State::Warning => "warning",
        State::Wrong => "WRONG  ",
    };
    println!("{mark}  {:<12} {}", finding.what, finding.found);
    if let Some(advice) = &finding.advice {
        println!("{:22} -> {advice}", "");
    }
}
