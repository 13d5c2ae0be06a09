//! Who may use which root field: the rules cover the schema, the running server keeps them, and docs/permissions.md
//! shows them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use lethe::graphql::access::{RULES, Rule, Who};
use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::Value;

use crate::schema::{introspect, list, name, own_types};
use crate::support::operations::{Operations, Records};
use crate::support::{Answer, Client, Engine, TestApp};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asker {
    Anonymous,
    Portal,
    /// A partner with one scope.
    Partner(Permission),
    Staff(Role),
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Unauthenticated,
    Forbidden,
    NotPermitted,
    Admitted,
}

impl Asker {
    fn holds(self, permission: Permission) -> bool {
        match self {
            Self::Staff(role) => role.holds(permission),
            Self::Partner(scope) => scope == permission,
            Self::Anonymous | Self::Portal => false,
        }
    }

    async fn client(self, app: &TestApp) -> Client {
        match self {
            Self::Anonymous => app.anonymous(),
            Self::Portal => app.portal("ana.pop@example.com").await,
            Self::Partner(scope) => app.partner(&[scope]).await,
            Self::Staff(role) => app.client(role).await,
        }
    }
}

fn expected(rule: &Rule, asker: Asker) -> Outcome {
    let kind_fits = match rule.who {
        Who::Anyone => true,
        Who::SignedIn => asker != Asker::Anonymous,
        Who::InSession => matches!(asker, Asker::Portal | Asker::Staff(_)),
        Who::Workers(_) | Who::AnyWorker => matches!(asker, Asker::Partner(_) | Asker::Staff(_)),
        Who::Staff(_) => matches!(asker, Asker::Staff(_)),
        Who::Portal => asker == Asker::Portal,
    };
    match (kind_fits, rule.who.permission()) {
        (false, _) if asker == Asker::Anonymous => Outcome::Unauthenticated,
        (false, _) => Outcome::Forbidden,
        (true, Some(permission)) if !asker.holds(permission) && rule.typed => Outcome::NotPermitted,
        (true, Some(permission)) if !asker.holds(permission) => Outcome::Forbidden,
        (true, _) => Outcome::Admitted,
    }
}

/// The error at the root field itself: nested fields have guards of their own, and a plan can say that the delete is
/// not permitted to somebody who may read it.
fn observed(answer: &Answer, rule: &Rule) -> Outcome {
    let field = rule.field;
    let missing = &answer.body["data"][field]["NotPermitted_permission"];
    let errors = list(&answer.body, "errors").iter();
    let mut at_root =
        errors.filter(|error| error["path"] == Value::from(vec![field])).map(|error| &error["extensions"]["code"]);
    match at_root.next_back().and_then(Value::as_str) {
        Some("UNAUTHENTICATED") => Outcome::Unauthenticated,
        Some("FORBIDDEN") => Outcome::Forbidden,
        _ if answer.status == 401 => Outcome::Unauthenticated,
        _ if rule.who.permission().is_some_and(|its| missing == its.as_str()) => Outcome::NotPermitted,
        _ => Outcome::Admitted,
    }
}

#[rstest]
#[case::anonymous(Asker::Anonymous)]
#[case::portal(Asker::Portal)]
#[case::partner_who_reads_customers(Asker::Partner(Permission::CustomersRead))]
#[case::partner_who_reads_the_audit_log(Asker::Partner(Permission::AuditRead))]
#[case::owner(Asker::Staff(Role::Owner))]
#[case::manager(Asker::Staff(Role::Manager))]
#[case::service_advisor(Asker::Staff(Role::ServiceAdvisor))]
#[case::technician(Asker::Staff(Role::Technician))]
#[case::administrator(Asker::Staff(Role::Administrator))]
#[case::sales_manager(Asker::Staff(Role::SalesManager))]
#[case::sales_team(Asker::Staff(Role::SalesTeam))]
#[case::support(Asker::Staff(Role::Support))]
#[tokio::test]
async fn every_root_field_admits_whom_its_rule_says(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] asker: Asker,
) {
    let app = TestApp::start_with(engine, |settings| {
        settings.max_aliases = 10_000;
        settings.max_cost = 1_000_000;
        settings.cost_per_minute = u32::MAX;
    })
    .await;
    let customer = app.client(Role::Owner).await.customer("Ana Pop").await;
    let operations = Operations::new(Records::from([("customer", customer)])).await;
    let client = asker.client(&app).await;
    let mut wrong = Vec::new();
    for call in operations.calls() {
        let field = name(call.field);
        let rule = RULES.iter().find(|rule| rule.field == field).expect("a rule");
        let (document, variables) = operations.operation(&call, None);
        let answer = call.send(&client, &document, variables).await;
        assert!(answer.body.get("data").is_some(), "{field} was not run: {} {document}", answer.body);
        let (expected, observed) = (expected(rule, asker), observed(&answer, rule));
        if expected != observed {
            wrong.push(format!("{field}: {observed:?} instead of {expected:?}: {}", answer.body));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_role_is_among_the_askers() {
    assert_eq!(Role::ALL.len(), 8, "add the new role to the cases of every_root_field_admits_whom_its_rule_says");
}

#[tokio::test]
async fn every_root_field_has_one_rule() {
    let schema = introspect().await;
    let roots = own_types(&schema).filter(|its| ["Query", "Mutation", "Subscription"].contains(&name(its)));
    let fields: BTreeSet<_> = roots.flat_map(|root| list(root, "fields").iter().map(name)).collect();
    let ruled: BTreeSet<_> = RULES.iter().map(|rule| rule.field).collect();
    let unruled: Vec<_> = fields.difference(&ruled).collect();
    assert!(unruled.is_empty(), "say in src/graphql/access.rs who may use {unruled:?}");
    let unknown: Vec<_> = ruled.difference(&fields).collect();
    assert!(unknown.is_empty(), "src/graphql/access.rs has rules for what does not exist: {unknown:?}");
    assert_eq!(ruled.len(), RULES.len(), "a field has two rules");
}

#[tokio::test]
async fn the_documented_permissions_are_the_rules() {
    let path = "docs/permissions.md";
    let schema = introspect().await;
    let mutation = own_types(&schema).find(|its| name(its) == "Mutation").expect("mutations");
    let document = document(&list(mutation, "fields").iter().map(name).collect());
    if std::env::var_os("LETHE_UPDATE").is_some() {
        std::fs::create_dir_all("docs").expect("a directory");
        return std::fs::write(path, document).expect("the document is written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == document, "{path} is not what the rules say: run `LETHE_UPDATE=1 scripts/test matrix`");
}

fn document(mutations: &BTreeSet<&str>) -> String {
    let mut text = String::from(
        "# Who may do what\n\nGenerated from `src/graphql/access.rs` and the presets of roles in `src/terms/access.rs`; a test keeps it current.\n\
         The columns of roles show their presets: an Owner can grant a permission to a person and revoke it.\n\
         Partners and staff need the permission; ● may, · may not.\n",
    );
    for (title, changing) in [("Reading", false), ("Changing", true)] {
        let roles: Vec<_> = Role::ALL.iter().map(|role| role.as_str().replace('_', " ").to_lowercase()).collect();
        let _ = write!(
            text,
            "\n## {title}\n\n| Field | Permission | Not signed in | Portal | Partner | {} |\n",
            roles.join(" | ")
        );
        let _ = writeln!(text, "|---|---|{}", "---|".repeat(3 + roles.len()));
        for rule in RULES.iter().filter(|rule| mutations.contains(rule.field) == changing) {
            let permission =
                rule.who.permission().map_or_else(String::new, |permission| format!("`{}`", permission.spelled()));
            let partner = Asker::Partner(rule.who.permission().unwrap_or(Permission::CustomersRead));
            let askers = [Asker::Anonymous, Asker::Portal, partner].into_iter();
            let askers = askers.chain(Role::ALL.iter().copied().map(Asker::Staff));
            let marks: Vec<_> =
                askers.map(|asker| if expected(rule, asker) == Outcome::Admitted { "●" } else { "·" }).collect();
            let _ = writeln!(text, "| `{}` | {permission} | {} |", rule.field, marks.join(" | "));
        }
    }
    text
}
