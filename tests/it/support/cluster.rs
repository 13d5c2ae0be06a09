//! A PostgreSQL cluster of one's own: made, started, and gone when its owner is.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The superuser of a cluster that is started here.
const USER: &str = "lethe";

/// Starts a cluster in a directory, with settings of `pg_ctl start -o`; its URL, without a database. It is stopped and
/// removed when the process `owner` is gone.
pub fn start(home: &Path, owner: u32, settings: &str) -> String {
    let bin = binaries();
    let data = home.join("data");
    fs::create_dir_all(&data).expect("a directory for the cluster");
    let user = unprivileged(&data);
    watch(home, owner);
    let mut initdb = command(&bin.join("initdb"), home, user);
    initdb.args(["--no-sync", "--auth=trust", "--locale=C", "--encoding=UTF8", "--username", USER, "--pgdata"]);
    let done = initdb.arg(&data).stderr(Stdio::piped()).output().expect("initdb");
    assert!(done.status.success(), "initdb: {}", String::from_utf8_lossy(&done.stderr));
    for _ in 0..5 {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let settings = format!("-h 127.0.0.1 -p {port} -c unix_socket_directories= -c max_connections=200 {settings}");
        let mut pg_ctl = command(&bin.join("pg_ctl"), home, user);
        pg_ctl.args(["start", "-w", "-t", "60", "-o", &settings, "-l"]).arg(data.join("log")).arg("-D").arg(&data);
        if pg_ctl.status().is_ok_and(|status| status.success()) {
            return format!("postgres://{USER}@127.0.0.1:{port}");
        }
    }
    panic!("PostgreSQL did not start:\n{}", fs::read_to_string(data.join("log")).unwrap_or_default());
}

/// PostgreSQL refuses to run as root: then the directory is given to another user, whose ids are returned.
fn unprivileged(data: &Path) -> Option<(u32, u32)> {
    if fs::metadata(data).expect("the directory just made").uid() != 0 {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").expect("the list of users");
    let ids = |name: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let (uid, gid) = ids("postgres").or_else(|| ids("nobody")).expect("a user who is not root");
    chown(data, Some(uid), Some(gid)).expect("the directory changes hands");
    Some((uid, gid))
}

fn command(program: &Path, home: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(home).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

/// Stops the cluster and removes it when its owner is gone, however it went.
fn watch(home: &Path, owner: u32) {
    let script = r#"
        while kill -0 "$0" 2>/dev/null; do sleep 0.3; done
        kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")"
        sleep 1
        rm -rf "$1" "$1.lock""#;
    let mut sh = Command::new("sh");
    sh.args(["-c", script, &owner.to_string()]).arg(home);
    sh.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    #[expect(clippy::zombie_processes, reason = "it outlives this process")]
    let _ = sh.spawn().expect("sh");
}

/// Where `initdb` and `pg_ctl` are.
fn binaries() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.map(|out| PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()));
    let mut packaged: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|dir| dir.path().join("bin")).collect();
    packaged.sort();
    std::env::split_paths(&path)
        .chain(told)
        .chain(packaged.into_iter().rev())
        .find(|dir| dir.join("initdb").is_file() && dir.join("pg_ctl").is_file())
        .expect("PostgreSQL is not installed (initdb and pg_ctl); `make test` installs it")
}
