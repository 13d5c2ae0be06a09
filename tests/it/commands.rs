//! The command line, run as a process of its own.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::support::process::{Running, folder, lethe, opened, run, said};

#[test]
fn settings_come_from_flags_then_the_environment_then_the_file() {
    let dir = folder();
    std::fs::write(dir.path().join("lethe.toml"), "database_url = \"sqlite:file.db\"\n").expect("a file");
    let exists = |name: &str| dir.path().join(name).exists();
    assert!(run(dir.path(), &["migrate"]).status.success() && exists("file.db"));
    let by_environment = lethe(dir.path()).arg("migrate").env("LETHE_DATABASE_URL", "sqlite:environment.db").status();
    assert!(by_environment.expect("it runs").success() && exists("environment.db"));
    let mut by_flag = lethe(dir.path());
    by_flag.args(["migrate", "--database-url", "sqlite:flag.db"]).env("LETHE_DATABASE_URL", "sqlite:other.db");
    assert!(by_flag.status().expect("it runs").success() && exists("flag.db") && !exists("other.db"));
}

#[test]
fn a_bad_setting_is_named_with_what_would_be_right() {
    let dir = folder();
    let file = |text: &str| std::fs::write(dir.path().join("lethe.toml"), text).expect("a file");
    let complaint = |args: &[&str]| {
        let (code, _, err) = said(&run(dir.path(), args));
        assert_eq!(code, Some(2), "{err}");
        err
    };
    let by_flag = complaint(&["doctor", "--listen", "here"]);
    assert!(by_flag.contains("'--listen <ADDRESS>': expected an address and port such as 127.0.0.1:8080"), "{by_flag}");
    file("max_depth = 2");
    let by_file = complaint(&["doctor"]);
    assert!(by_file.contains("lethe.toml: max_depth: "), "{by_file}");
    assert!(by_file.contains("expected a whole number from 4 to 100"), "{by_file}");
    file("max_dept = 20");
    let unknown = complaint(&["doctor"]);
    assert!(unknown.contains("there is no setting \"max_dept\"") && unknown.contains("max_depth"), "{unknown}");
    assert!(complaint(&["--config", "none.toml", "doctor"]).contains("none.toml"));
}

#[test]
fn an_account_is_opened_once_and_its_log_holds() {
    let dir = opened();
    let again = ["account", "create", "--slug", "garage", "--name", "Another"];
    let owner = ["--owner-email", "bo@example.com", "--owner-name", "Bo"];
    let (code, _, err) = said(&run(dir.path(), &[&again[..], &owner[..]].concat()));
    assert_eq!((code, err.as_str()), (Some(2), "lethe: slug is already taken\n"));
    let (_, list, _) = said(&run(dir.path(), &["account", "list", "--json"]));
    let list: Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!(list[0]["slug"], "garage");
    let (code, verified, _) = said(&run(dir.path(), &["audit", "verify"]));
    assert!(code == Some(0) && verified.starts_with("garage: "), "{verified}");
}

#[test]
fn a_command_makes_no_database_by_mistake() {
    let dir = folder();
    let (code, _, err) = said(&run(dir.path(), &["account", "list"]));
    assert!(code == Some(2) && err.contains("`lethe migrate` makes one"), "{err}");
    assert_eq!(std::fs::read_dir(dir.path()).expect("a directory").count(), 0);
}

#[test]
fn partner_tokens_are_made_listed_and_revoked() {
    let dir = opened();
    let create = ["token", "create", "--account", "garage", "--name", "Site", "--scopes", "customers.read"];
    let (code, out, err) = said(&run(dir.path(), &create));
    assert!(code == Some(0) && out.contains("lethe_pt_"), "{err}");
    let id = out.split_whitespace().next().expect("an id").to_owned();
    assert!(run(dir.path(), &["token", "revoke", &id, "--account", "garage"]).status.success());
    let (_, list, _) = said(&run(dir.path(), &["token", "list", "--account", "garage"]));
    assert!(list.starts_with(&format!("{id}  revoked ")), "{list}");
}

#[test]
fn an_import_says_by_its_exit_code_whether_all_was_taken() {
    let dir = opened();
    std::fs::write(dir.path().join("some.csv"), "Id,First Name,family_name\n1,Ada,Field\n2,,\n").expect("a file");
    let vehicles = ["import", "vehicles", "some.csv", "--account", "garage"];
    let (code, _, err) = said(&run(dir.path(), &vehicles));
    assert!(code == Some(2) && err.contains("no column is named for make"), "{err}");
    let import = ["import", "customers", "some.csv", "--account", "garage"];
    let (_, _, err) = said(&run(dir.path(), &[&import[..], &["--dry-run"]].concat()));
    assert!(err.contains("Id is not read; perhaps map external_ref=Id\n"), "{err}");
    assert!(err.ends_with("1 added, 0 updated, 0 unchanged, 1 rejected. Nothing was kept.\n"), "{err}");
    let mapped = [&import[..], &["--map", "external_ref=Id", "given_name=First Name"]].concat();
    let (code, report, err) = said(&run(dir.path(), &mapped));
    assert_eq!((code, report.as_str()), (Some(1), "file,line,column,reason\nsome.csv,3,family_name,is required\n"));
    assert!(err.ends_with("1 added, 0 updated, 0 unchanged, 1 rejected.\n"), "{err}");
    std::fs::write(dir.path().join("some.csv"), "Id,First Name,family_name\n1,Ada,Field\n").expect("a file");
    let (code, _, err) = said(&run(dir.path(), &mapped));
    assert!(code == Some(0) && err.ends_with("0 added, 0 updated, 1 unchanged, 0 rejected.\n"), "{err}");
    let (_, report, _) = said(&run(dir.path(), &[&mapped[..], &["--dry-run"]].concat()));
    assert_eq!(report, "file,line,column,reason\nsome.csv,2,external_ref,is there already\n");
    let polish = lethe(dir.path()).args(mapped).arg("--dry-run").env("LC_ALL", "pl_PL.UTF-8").output();
    let (_, report, _) = said(&polish.expect("it runs"));
    assert_eq!(report, "file,line,column,reason\nsome.csv,2,external_ref,już jest\n");
}

#[test]
fn the_doctor_finds_a_weak_secret() {
    let dir = opened();
    let state = |secret: &str| {
        let output =
            lethe(dir.path()).args(["doctor", "--json"]).env("LETHE_SECRET", secret).output().expect("it runs");
        let (code, out, _) = said(&output);
        let findings: Vec<Value> = serde_json::from_str(&out).expect("JSON");
        let secret = findings.into_iter().find(|finding| finding["what"] == "secret").expect("a finding");
        (code, secret["state"].as_str().map(str::to_owned))
    };
    assert_eq!(state("too short"), (Some(1), Some("wrong".into())));
    assert_eq!(state(&"a".repeat(64)), (Some(1), Some("wrong".into())));
    assert_eq!(state("0123456789abcdef0123456789abcdef"), (Some(0), Some("ok".into())));
}

#[test]
fn the_schema_is_printed_and_compared() {
    let dir = folder();
    let (_, sdl, _) = said(&run(dir.path(), &["schema"]));
    std::fs::write(dir.path().join("kept.graphql"), &sdl).expect("a file");
    assert!(run(dir.path(), &["schema", "--check", "kept.graphql"]).status.success());
    std::fs::write(dir.path().join("kept.graphql"), sdl.replacen("type ", "type An", 1)).expect("a file");
    let (code, _, err) = said(&run(dir.path(), &["schema", "--check", "kept.graphql"]));
    assert!(code == Some(1) && err.contains("kept.graphql differs from line "), "{err}");
}

#[tokio::test]
async fn serve_starts_empty_keeps_its_secret_to_itself_and_does_not_travel_in_time() {
    let dir = folder();
    let mut serve = lethe(dir.path());
    serve.args(["serve", "--listen", "127.0.0.1:0"]);
    let server = Running::start(serve);
    let origin = server.origin();
    let http = reqwest::Client::new();
    let ready = http.get(format!("{origin}/readyz")).send().await.expect("an answer");
    assert!(ready.status().is_success());
    let advance = http.post(format!("{origin}/demo/advance")).body("{\"seconds\":60}");
    let advance = advance.header("content-type", "application/json").send().await.expect("an answer");
    assert_eq!(advance.status().as_u16(), 404);
    let secret = std::fs::metadata(dir.path().join("lethe.secret")).expect("a secret");
    assert_eq!(secret.permissions().mode() & 0o777, 0o600);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn postgres_needs_a_secret_that_nodes_share() {
    let dir = folder();
    let (code, _, err) = said(&run(dir.path(), &["serve", "--database-url", "postgres://nobody@127.0.0.1:1/none"]));
    assert!(code == Some(2) && err.contains("set LETHE_SECRET, or --secret-file"), "{err}");
}
