//! How fast a stage of long work goes, and how much memory Lethe has on the way.

use std::time::Instant;

use crate::process;

/// At which shares of the work memory is looked at, in per cent.
pub const LOOKS: [i64; 3] = [10, 50, 100];

/// Watches a stage. Memory is in MiB.
pub struct Watch {
    pid: u32,
    rows: i64,
    start: Instant,
    resident: Vec<f64>,
    peak: f64,
}

impl Watch {
    /// Starts now.
    pub fn new(pid: u32, rows: i64) -> Self {
        Self { pid, rows, start: Instant::now(), resident: Vec::new(), peak: 0.0 }
    }

    /// Looks at memory, now that so much is done.
    pub fn look(&mut self, done: i64) {
        let now = process::resident(self.pid);
        self.peak = self.peak.max(now);
        while LOOKS.get(self.resident.len()).is_some_and(|share| done * 100 >= self.rows * share) {
            self.resident.push(now);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a rate, for people")]
    /// Prints the stage, which has ended.
    pub fn print(mut self, name: &str) {
        let took = self.start.elapsed();
        self.look(self.rows);
        let rate = self.rows as f64 / took.as_secs_f64();
        let resident: Vec<_> = self.resident.iter().map(|mib| format!("{mib:>8.1}")).collect();
        println!("{name:<8} {rate:>9.0} {:>9} | {} {:>8.1}", format!("{took:.1?}"), resident.join(" "), self.peak);
    }
}
