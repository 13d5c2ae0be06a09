//! Lethe under test: `lethe serve`, as a process of its own.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::garage::SECRET;
use crate::place::Place;

/// A server that is ready.
pub struct Served {
    child: Child,
    pub address: SocketAddr,
    ready_after: Duration,
}

impl Served {
    /// Starts one with the usual settings, except that nobody's request budget runs out.
    pub fn start(place: &Place) -> Self {
        let log = File::options().create(true).append(true).open(place.file("lethe.log")).expect("a log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_lethe"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--cost-per-minute", "1000000000", "--database-url"]);
        command.arg(&place.url).env("LETHE_SECRET", SECRET);
        command.arg("--key-store-url").arg(format!("sqlite:{}", place.file("keys.db").display()));
        command.arg("--ledger").arg(place.file("ledger"));
        let start = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().expect("lethe");
        let address = address(&mut child);
        while !is_ready(address) {
            std::thread::sleep(Duration::from_millis(1));
        }
        Self { child, address, ready_after: start.elapsed() }
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How long several starts took, from the command to the first `/readyz` that says yes.
pub fn times_to_ready(place: &Place) -> Vec<Duration> {
    (0..5).map(|_| Served::start(place).ready_after).collect()
}

/// Where it listens: the last word of the first line that it prints.
fn address(child: &mut Child) -> SocketAddr {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("a pipe")).read_line(&mut line).expect("a line");
    let word = line.split_whitespace().last().unwrap_or_default();
    word.parse().unwrap_or_else(|_| panic!("lethe serve printed {line:?}; its log says why"))
}

fn is_ready(address: SocketAddr) -> bool {
    let mut answer = String::new();
    let asked = TcpStream::connect(address).and_then(|mut stream| {
        write!(stream, "GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
        stream.read_to_string(&mut answer)
    });
    asked.is_ok() && answer.starts_with("HTTP/1.1 200")
}
