//! The business that is measured: one account, and as many people at work as there are connections.

use std::sync::Arc;
use std::time::Duration;

use lethe::access::sessions::{self, Credentials};
use lethe::access::staff::{self, NewStaff};
use lethe::access::{Keys, Limits};
use lethe::accounts::{self, NewAccount};
use lethe::app::{App, Cx};
use lethe::changes::Changes;
use lethe::clock::Clock;
use lethe::config::Settings;
use lethe::db::{Db, DbOptions, Query};
use lethe::entropy::Entropy;
use lethe::ids::{AccountId, StaffId, StaffSessionId};
use lethe::jobs::Mailer;
use lethe::key_store::KeyStore;
use lethe::ledger::Ledger;
use lethe::payment_providers::PaymentProvider;
use lethe::policies::{self, PolicyChange};
use lethe::terms::{Lang, PolicyPreset, Role};
use lethe::webhooks::Courier;

use crate::options::Options;
use crate::place::Place;

/// The secret that the server under test shares, so that it takes the tokens made here.
pub const SECRET: &str = "known to everybody: for the benchmark alone";
const SLUG: &str = "northside";
const PASSWORD: &str = "correct horse battery staple";

/// The account, its staff, and a Lethe in this process that works on the same database.
pub struct Garage {
    pub app: App,
    pub account: AccountId,
    pub staff: Vec<Colleague>,
}

/// Somebody at work.
pub struct Colleague {
    pub id: StaffId,
    pub session: StaffSessionId,
    pub token: String,
}

impl Garage {
    /// Opens the account in an empty database and signs its staff in.
    pub async fn open(place: &Place, options: &Options) -> Self {
        let db = place.connect().await;
        db.migrate().await.expect("the migrations run");
        let app = app(db);
        let account = accounts::create(&app, &account()).await.expect("an account").id;
        let (most, at_once) = (Some(10_000), Some(0));
        let most = PolicyChange { deletes_per_hour: most, erase_delay_days: at_once, ..PolicyChange::default() };
        policies::set(&Cx::system(&app, account), &most).await.expect("a policy");
        let mut garage = Self { app, account, staff: Vec::new() };
        for number in 0..options.connections {
            let colleague = garage.hire(Role::Manager, &format!("manager{number}")).await;
            garage.staff.push(colleague);
        }
        garage.note_staff().await;
        garage
    }

    /// Hires somebody and signs them in.
    pub async fn hire(&self, role: Role, name: &str) -> Colleague {
        let email = format!("{name}@{SLUG}.example");
        let new = NewStaff { email: email.clone(), name: name.to_owned(), role, password: PASSWORD.to_owned() };
        let id = staff::create(&Cx::system(&self.app, self.account), &new).await.expect("a member of staff").id;
        let typed = Credentials { account: SLUG.to_owned(), email, password: PASSWORD.to_owned() };
        let session = sessions::sign_in(&self.app, None, &typed).await.expect("a session");
        Colleague { id, session: session.who.session, token: session.access.token }
    }

    /// Writes down who is who, for pgbench, whose own variables hold numbers only.
    async fn note_staff(&self) {
        let mut tx = self.app.db.begin().await.expect("a transaction");
        let id = "[pg:uuid][lite:blob]";
        let table = format!("create table bench_staff (number bigint primary key, staff {id}, session {id})");
        Query::built(table).run(&mut tx).await.expect("a table");
        for (number, colleague) in (0_i64..).zip(&self.staff) {
            let row = Query::built("insert into bench_staff (number, staff, session) values ($1, $2, $3)");
            row.bind(number).bind(colleague.id).bind(colleague.session).run(&mut tx).await.expect("a row");
        }
        tx.commit().await.expect("a commit");
    }
}

fn account() -> NewAccount {
    NewAccount {
        slug: SLUG.to_owned(),
        name: "Northside Garage".to_owned(),
        currency: "GBP".to_owned(),
        locale: Lang::En,
        time_zone: "Europe/London".to_owned(),
        preset: PolicyPreset::Garage,
    }
}

fn app(db: Db) -> App {
    let settings = Settings {
        argon2_memory_kib: 64,
        sign_in_attempts: 100_000,
        access_token: Duration::from_secs(86_400),
        ..Settings::default()
    };
    let clock = Clock::system();
    App {
        db,
        entropy: Entropy::system(),
        keys: Arc::new(Keys::derive(SECRET.as_bytes()).expect("a long secret")),
        courier: Courier::new(&settings),
        limits: Arc::new(Limits::new(&settings, &clock)),
        settings: Arc::new(settings),
        changes: Changes::default(),
        mailer: Mailer::Disabled,
        payments: PaymentProvider::Disabled,
        // Nothing is masked here.
        key_store: Arc::new(KeyStore::at(DbOptions {
            url: "sqlite::memory:".into(),
            connections: 1,
            statement_timeout: Duration::from_secs(1),
        })),
        ledger: Ledger::at("ledger-of-a-benchmark".into()),
        clock,
    }
}
