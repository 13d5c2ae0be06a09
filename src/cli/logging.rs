//! Where log lines go: the standard error, so that what a command prints stays readable for programs.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;

use super::settings::{LogArgs, LogFormat};

/// Starts logging. Once for a process; a second time changes nothing.
pub(super) fn start(args: &LogArgs) {
    let filter = EnvFilter::try_new(&args.log_level).unwrap_or_else(|_| EnvFilter::new("info"));
    let base =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    // An error means that something else, a test say, logs already.
    let _ = match args.log_format {
        LogFormat::Json => base.json().flatten_event(true).try_init(),
        LogFormat::Pretty => base.compact().try_init(),
    };
}
