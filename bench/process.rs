//! What processes use, by /proc.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

/// Linux counts in hundredths of a second, whatever the kernel's own clock is.
const TICK: Duration = Duration::from_millis(10);

/// Processor time that a process and all that descend from it have used so far, those that ended included.
pub fn cpu(root: u32) -> Duration {
    let all: HashMap<u32, Stat> = fs::read_dir("/proc")
        .expect("/proc")
        .flatten()
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            Some((pid, Stat::of(pid)?))
        })
        .collect();
    let ticks: u32 = all.iter().filter(|(pid, _)| descends(&all, **pid, root)).map(|(_, stat)| stat.ticks).sum();
    TICK * ticks
}

/// Processor time that this process has used so far, without those that it started.
pub fn own_cpu() -> Duration {
    Stat::of(std::process::id()).map_or(Duration::ZERO, |own| TICK * own.own_ticks)
}

/// Memory that a process has in RAM, in MiB.
pub fn resident(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib / 1024.0
}

struct Stat {
    parent: u32,
    /// With those of children that ended.
    ticks: u32,
    own_ticks: u32,
}

impl Stat {
    /// See proc(5): after the name in brackets come state, parent and so on; utime, stime, cutime and cstime are fields
    /// 14 to 17.
    fn of(pid: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let (_, rest) = text.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let parent = fields.get(1)?.parse().ok()?;
        let times: Vec<u32> = fields.get(11..15)?.iter().filter_map(|field| field.parse().ok()).collect();
        Some(Self { parent, ticks: times.iter().sum(), own_ticks: times.iter().take(2).sum() })
    }
}

fn descends(all: &HashMap<u32, Stat>, mut pid: u32, root: u32) -> bool {
    while pid != root {
        match all.get(&pid) {
            Some(stat) if stat.parent != 0 => pid = stat.parent,
            _ => return false,
        }
    }
    true
}
