//! The limit on PostgreSQL: pgbench sends the same statements, prepared, over as many connections.

use std::fmt::Write as _;
use std::process::{Command, Output};

use lethe::db::{Dialect, Value, render};

use crate::dataset;
use crate::options::Options;
use crate::place::Place;
use crate::rounds::{Turn, customer_to_delete};
use crate::trail::{Slot, Step, Trail};

/// A script for pgbench, and the values of its variables.
struct Script {
    text: String,
    constants: Vec<String>,
}

/// Runs an operation's statements for a turn; transactions a second.
pub fn run(place: &Place, options: &Options, trail: &Trail, turn: Turn) -> f64 {
    let script = Script::of(trail, turn, options);
    let file = place.file("limit.sql");
    std::fs::write(&file, &script.text).expect("a script");
    let mut pgbench = Command::new("pgbench");
    pgbench.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]).arg("--file").arg(&file);
    pgbench.arg(format!("--client={}", options.connections));
    match turn {
        Turn::For(time) => pgbench.arg(format!("--time={}", time.as_secs())),
        Turn::Each { count, .. } => pgbench.arg(format!("--transactions={}", count / i64::from(options.connections))),
    };
    pgbench.args(["--define=known=0", "--define=i=0"]);
    for (at, value) in script.constants.iter().enumerate() {
        pgbench.arg(format!("--define=c{at}={value}"));
    }
    let output = pgbench
        .arg(place.url.replace("?sslmode=disable", ""))
        .output()
        .expect("pgbench is installed beside PostgreSQL");
    rate(&output)
}

fn rate(output: &Output) -> f64 {
    let text = String::from_utf8_lossy(&output.stdout);
    let whole = output.status.success() && text.contains("number of failed transactions: 0 ");
    assert!(whole, "pgbench:\n{text}{}", String::from_utf8_lossy(&output.stderr));
    let line = text.lines().find_map(|line| line.strip_prefix("tps = ")).expect("a rate");
    line.split(' ').next().and_then(|number| number.parse().ok()).expect("a number")
}

impl Script {
    fn of(trail: &Trail, turn: Turn, options: &Options) -> Self {
        // Variables of pgbench live as long as its client: who asks is looked up once.
        let mut text = String::from(
            "\\if :known = 0\nselect staff, session from bench_staff where number = :client_id \\gset\n\
             \\set known 1\n\\endif\n\\set i :i + 1\n",
        );
        let customer = match turn {
            Turn::For(_) => format!("random(1, {})", options.customers),
            Turn::Each { first, count } => {
                let each = count / i64::from(options.connections);
                let _ = writeln!(text, "\\set k {first} + :client_id * {each} + :i - 1");
                customer_to_delete(":k")
            }
        };
        let _ = writeln!(text, "\\set n {customer}");
        let mut script = Self { text, constants: Vec::new() };
        trail.0.iter().for_each(|step| script.push(step));
        script
    }

    fn push(&mut self, step: &Step) {
        let mut rest = step.text.as_str();
        while let Some((before, after)) = rest.split_once('$') {
            let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            let number: usize = after[..digits].parse().expect("a placeholder's number");
            let value = self.value(&step.values[number - 1]);
            self.text.extend([before, &value]);
            rest = &after[digits..];
        }
        self.text.push_str(rest);
        let reads_head = step.text.starts_with("select seq, hash from audit_heads");
        self.text.push_str(if reads_head { " \\gset head_\n" } else { ";\n" });
    }

    fn value(&mut self, slot: &Slot) -> String {
        let sql = match slot {
            Slot::Same(value) => return self.constant(value),
            Slot::Staff => ":staff".to_owned(),
            Slot::Session => ":session".to_owned(),
            Slot::Customer => dataset::customer_sql(":n"),
            Slot::OnlyCustomer => format!("array[{}]", dataset::customer_sql(":n")),
            Slot::Term => dataset::search_term_sql(":n"),
            Slot::TermEnd => format!("({} || '\u{10FFFF}')", dataset::search_term_sql(":n")),
            Slot::Fresh(at) => dataset::fresh_sql(*at, ":k"),
            Slot::NextSeq => "(:head_seq + 1)".to_owned(),
        };
        render(&sql, Dialect::Postgres)
    }

    fn constant(&mut self, value: &Value) -> String {
        let Some(text) = spelled(value) else { return "null".to_owned() };
        self.constants.push(text);
        format!(":c{}", self.constants.len() - 1)
    }
}

/// As PostgreSQL reads it from text.
fn spelled(value: &Value) -> Option<String> {
    match value {
        Value::Bool(v) => v.map(|v| v.to_string()),
        Value::Int(v) => v.map(|v| v.to_string()),
        Value::Text(v) => v.clone(),
        Value::Bytes(v) => v.as_deref().map(|v| format!("\\x{}", data_encoding::HEXLOWER.encode(v))),
        Value::Uuid(v) => v.map(|v| v.to_string()),
        Value::Time(v) => v.map(|v| v.to_rfc3339()),
        Value::Date(v) => v.map(|v| v.to_string()),
        Value::Ids(v) => Some(format!("{{{}}}", v.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))),
        Value::Texts(v) => Some(format!("{{{}}}", v.join(","))),
    }
}
