//! A whole Lethe on one engine, listening on a port of its own, with two businesses in it.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{TimeZone, Utc};
use lethe::access::{Keys, Limits};
use lethe::app::App;
use lethe::changes::{Change, Changes};
use lethe::clock::{Clock, Timestamp};
use lethe::config::{PaymentProviderKind, Settings};
use lethe::db::Db;
use lethe::entropy::Entropy;
use lethe::ids::AccountId;
use lethe::jobs::{Mailer, relay};
use lethe::key_store::KeyStore;
use lethe::ledger::Ledger;
use lethe::payment_providers::PaymentProvider;
use lethe::terms::{Permission, Role};
use lethe::webhooks::Courier;
use tempfile::TempDir;
use tokio::sync::Mutex;
use tokio::sync::broadcast::Receiver;
use tokio_util::sync::CancellationToken;

use super::accounts;
use super::client::Client;
use super::engine::{Engine, TestDb, options};

use super::state::{Snapshot, state};

/// Where the test clock starts.
pub fn start_of_time() -> Timestamp {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).single().expect("a time")
}

/// A running Lethe. Its clock stands still until [`Clock::advance`]; its randomness repeats.
pub struct TestApp {
    pub engine: Engine,
    pub app: App,
    pub clock: Clock,
    /// `http://127.0.0.1:PORT`.
    pub origin: String,
    /// The business that the tests are about: a garage, in pounds and English.
    pub account: AccountId,
    /// Another one, whose data nobody of the first may see.
    pub foreign_account: AccountId,
    http: reqwest::Client,
    db: TestDb,
    /// Where the key store is.
    pub keys_at: TempDir,
    hired: Mutex<BTreeSet<(&'static str, Role)>>,
}

/// The slug of [`TestApp::account`].
pub const SLUG: &str = "northside";
/// The slug of [`TestApp::foreign_account`].
pub const FOREIGN_SLUG: &str = "southside";

impl TestApp {
    /// Starts with the usual settings.
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, |_| ()).await
    }

    /// Starts with settings of the test's own.
    pub async fn start_with(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        let db = engine.database().await;
        let keys_at = tempfile::tempdir().expect("a directory");
        let clock = Clock::manual(start_of_time());
        let mut settings = settings();
        change(&mut settings);
        let keys = Keys::derive(&[7; 32]).expect("a secret of 32 bytes");
        let app = App {
            db: db.db.clone(),
            clock: clock.clone(),
            entropy: Entropy::seeded(7),
            payments: PaymentProvider::new(&settings, &keys).expect("a payment provider"),
            courier: Courier::new(&settings),
            keys: Arc::new(keys),
            limits: Arc::new(Limits::new(&settings, &clock)),
            settings: Arc::new(settings),
            changes: Changes::default(),
            mailer: Mailer::mailbox(),
            ledger: Ledger::at(keys_at.path().join("ledger")),
            key_store: Arc::new(KeyStore::at(options(format!("sqlite:{}", keys_at.path().join("keys.db").display())))),
        };
        let account = accounts::open(&app, SLUG).await;
        let foreign_account = accounts::open(&app, FOREIGN_SLUG).await;
        let origin = listen(app.clone()).await;
        Self {
            engine,
            app,
            clock,
            origin,
            account,
            foreign_account,
            http: reqwest::Client::builder().tls_certs_only([]).build().expect("a client"),
            db,
            keys_at,
            hired: Mutex::default(),
        }
    }

    /// A client without credentials.
    pub fn anonymous(&self) -> Client {
        Client::new(self.http.clone(), &self.origin, None)
    }

    /// A client with whatever bearer token.
    pub fn bearer(&self, token: &str) -> Client {
        Client::new(self.http.clone(), &self.origin, Some(token.to_owned()))
    }

    /// A client of the garage's member of staff with a role, in a session of its own.
    pub async fn client(&self, role: Role) -> Client {
        self.sign_in(self.account, SLUG, role).await
    }

    /// A client of the other business's owner.
    pub async fn foreign(&self) -> Client {
        self.sign_in(self.foreign_account, FOREIGN_SLUG, Role::Owner).await
    }

    /// Signs somebody in, who is hired first if need be.
    async fn sign_in(&self, account: AccountId, slug: &'static str, role: Role) -> Client {
        let mut hired = self.hired.lock().await;
        if hired.insert((slug, role)) {
            accounts::hire(&self.app, account, slug, role).await;
        }
        self.bearer(&accounts::sign_in(&self.app, slug, role).await)
    }

    /// A client of a new partner token of the garage.
    pub async fn partner(&self, scopes: &[Permission]) -> Client {
        self.bearer(&accounts::partner(&self.app, self.account, scopes).await)
    }

    /// A client of the garage's customer with an e-mail address, in a portal session of its own.
    pub async fn portal(&self, email: &str) -> Client {
        self.bearer(&accounts::portal_session(&self.app, self.account, email).await)
    }

    /// Another node on the same database, with memory of its own; its origin for [`Client::at`].
    pub async fn second_node(&self) -> String {
        listen(self.node(self.connect_again().await)).await
    }

    /// Another node, made of these parts.
    pub async fn node_of(&self, app: App) -> String {
        listen(app).await
    }

    /// Another node, which reaches the database as it is told to.
    pub async fn node_on(&self, db: Db) -> String {
        listen(self.node(db)).await
    }

    /// Another node, which hears what is announced at this one and the other way round.
    pub async fn linked_node(&self) -> String {
        let other = self.node(self.connect_again().await);
        let (mut here, mut there) = (self.app.changes.subscribe(), other.changes.subscribe());
        for node in [&self.app, &other] {
            tokio::spawn(relay::run(node.clone(), CancellationToken::new()));
        }
        // Listening begins some time after the relay.
        announce_until_heard(&self.app, &mut there).await;
        announce_until_heard(&other, &mut here).await;
        listen(other).await
    }

    fn node(&self, db: Db) -> App {
        let limits = Arc::new(Limits::new(&self.app.settings, &self.clock));
        App { db, changes: Changes::default(), limits, ..self.app.clone() }
    }

    /// The same database through a pool of its own.
    pub async fn connect_again(&self) -> Db {
        self.db.connect_again().await
    }

    /// Where the database is, for a process of its own.
    pub fn database_url(&self) -> &str {
        &self.db.options.url
    }

    /// The whole database, to compare.
    pub async fn state(&self) -> Snapshot {
        state(&self.app.db).await
    }
}

/// Limits so wide that only the tests that narrow them meet them, and cheap passwords.
fn settings() -> Settings {
    Settings {
        argon2_memory_kib: 64,
        sign_in_attempts: 1_000,
        portal_link_attempts: 1_000,
        public_booking_attempts: 1_000,
        cost_per_minute: 10_000_000,
        payment_provider: PaymentProviderKind::Test,
        ..Settings::default()
    }
}

async fn announce_until_heard(from: &App, heard: &mut Receiver<Change>) {
    while heard.try_recv().is_ok() {}
    for _ in 0..200 {
        from.changes.announce(vec![Change::Outbox]);
        if tokio::time::timeout(Duration::from_millis(50), heard.recv()).await.is_ok() {
            return;
        }
    }
    panic!("the nodes do not hear each other");
}

async fn listen(app: App) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let schema = lethe::graphql::schema(&app.settings);
    let service = lethe::http::router(app, schema).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    origin
}
