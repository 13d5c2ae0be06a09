//! `lethe` as a process of its own, knowing nothing of this process's settings.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use super::TestApp;

/// `lethe` in a folder.
pub fn lethe(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lethe"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LETHE_")) {
        command.env_remove(name);
    }
    command.current_dir(dir).stdin(Stdio::null()).env("LC_ALL", "C");
    command
}

/// Runs `lethe` to its end.
pub fn run(dir: &Path, args: &[&str]) -> Output {
    lethe(dir).args(args).output().expect("the binary runs")
}

/// The exit code, and what was written to the standard output and the standard error.
pub fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// An empty folder.
pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

/// A migrated database with one account.
pub fn opened() -> TempDir {
    let dir = folder();
    assert!(run(dir.path(), &["migrate"]).status.success());
    let create = ["account", "create", "--slug", "garage", "--name", "Garage"];
    let owner = ["--owner-email", "olive@example.com", "--owner-name", "Olive"];
    let (code, out, err) = said(&run(dir.path(), &[&create[..], &owner[..]].concat()));
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("The Owner's password, shown this once: "), "{out}");
    dir
}

/// `lethe` on a test's database, or another one, with the test's secret, key store and ledger.
pub fn lethe_on(app: &TestApp, database_url: &str, args: &[&str]) -> Command {
    let mut command = lethe(app.keys_at.path());
    command.args(args).env("LETHE_DATABASE_URL", database_url).env("LETHE_SECRET", "\u{7}".repeat(32));
    command.env("LETHE_KEY_STORE_URL", "sqlite:keys.db").env("LETHE_LEDGER", "ledger");
    command
}

/// A process that goes on until it is told to stop; killed when its test ends before.
pub struct Running {
    child: Child,
    /// The first line that it printed.
    pub line: String,
}

impl Running {
    /// Starts a process, and waits for its first line.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        Self { child, line: line.trim().to_owned() }
    }

    /// Where a server says that it listens: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.line.rsplit(' ').next().expect("an address"))
    }

    /// Asks it to stop, as operating systems do, and waits until it has; its exit code.
    pub fn stop(mut self) -> Option<i32> {
        let asked = Command::new("sh").args(["-c", &format!("kill -s TERM {}", self.child.id())]).status();
        assert!(asked.expect("kill").success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
