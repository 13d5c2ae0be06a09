//! Every setting: its flag, its environment variable, its default. The same names, with underscores, are the keys of the
//! settings file.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};

use super::values::{address, database, duration, log_level, origin, url, whole};
use crate::config::{PaymentProviderKind, Settings};
use crate::db::DbOptions;
use crate::key_store::KeyStore;
use crate::ledger::Ledger;

/// Where the records are.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Database")]
pub(super) struct DatabaseArgs {
    /// The database: sqlite:PATH, or postgres://USER@HOST/DATABASE
    #[arg(long, env = "LETHE_DATABASE_URL", hide_env_values = true, value_name = "URL", value_parser = database)]
    #[arg(default_value = "sqlite:lethe.db")]
    pub database_url: String,
    /// Connections to PostgreSQL, or SQLite's readers
    #[arg(long, env = "LETHE_CONNECTIONS", value_name = "N", value_parser = whole(2, 1_000), default_value = "16")]
    pub connections: u32,
    /// How long PostgreSQL may work on one statement
    #[arg(long, env = "LETHE_STATEMENT_TIMEOUT", value_name = "TIME", value_parser = duration, default_value = "10s")]
    pub statement_timeout: Duration,
    /// Where the keys of sealed originals are, a database of their own that no backup may hold: sqlite:PATH or
    /// postgres://…; several nodes must share one [default: SQLite's file with .keys added, or lethe.db.keys]
    #[arg(long, env = "LETHE_KEY_STORE_URL", hide_env_values = true, value_name = "URL", value_parser = database)]
    pub key_store_url: Option<String>,
    /// Folder of the erasure ledger, outside of the database; several nodes must share one [default: SQLite's file with
    /// .ledger added, or lethe.db.ledger]
    #[arg(long, env = "LETHE_LEDGER", value_name = "FOLDER")]
    pub ledger: Option<PathBuf>,
}

impl DatabaseArgs {
    /// A file or folder beside SQLite's file.
    fn beside(&self, ending: &str) -> PathBuf {
        let mut path = self.sqlite_file().unwrap_or_else(|| "lethe.db".into()).into_os_string();
        path.push(".");
        path.push(ending);
        path.into()
    }

    /// The erasure ledger.
    pub fn ledger(&self) -> Ledger {
        Ledger::at(self.ledger.clone().unwrap_or_else(|| self.beside("ledger")))
    }

    /// The store of the keys that originals are sealed with.
    pub fn key_store(&self) -> KeyStore {
        let url = self.key_store_at();
        KeyStore::at(DbOptions { url, connections: 2, statement_timeout: self.statement_timeout })
    }

    /// The file of a key store in SQLite.
    pub fn key_store_file(&self) -> Option<PathBuf> {
        file_of(&self.key_store_at())
    }

    fn key_store_at(&self) -> String {
        self.key_store_url.clone().unwrap_or_else(|| format!("sqlite:{}", self.beside("keys").display()))
    }

    pub fn options(&self) -> DbOptions {
        DbOptions {
            url: self.database_url.clone(),
            connections: self.connections,
            statement_timeout: self.statement_timeout,
        }
    }

    /// The file of a SQLite database.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        file_of(&self.database_url)
    }
}

fn file_of(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest).split('?').next()?;
    (path != ":memory:").then(|| path.into())
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// One JSON object a line, for machines
    Json,
    /// For people
    Pretty,
}

/// What is logged, to the standard error.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Log")]
pub(super) struct LogArgs {
    /// How log lines look
    #[arg(long, env = "LETHE_LOG_FORMAT", value_name = "FORMAT", value_enum, default_value = "pretty")]
    pub log_format: LogFormat,
    /// The least important level to log, or directives such as info,lethe=debug
    #[arg(long, env = "LETHE_LOG_LEVEL", value_name = "LEVEL", value_parser = log_level, default_value = "info")]
    pub log_level: String,
}

/// How Lethe is reached.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Server")]
pub(super) struct ServerArgs {
    /// Where to listen; port 0 takes any free one
    #[arg(long, env = "LETHE_LISTEN", value_name = "ADDRESS", value_parser = address, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where to serve /metrics for Prometheus [default: nowhere]
    #[arg(long, env = "LETHE_METRICS_LISTEN", value_name = "ADDRESS", value_parser = address)]
    pub metrics_listen: Option<SocketAddr>,
    /// Where people reach this server: links in mails start with it [default: http://LISTEN]
    #[arg(long, env = "LETHE_PUBLIC_URL", value_name = "URL", value_parser = url)]
    pub public_url: Option<String>,
    /// Where the staff's application is: links to what blocks a delete start with it [default: PUBLIC_URL/app]
    #[arg(long, env = "LETHE_STAFF_APP_URL", value_name = "URL", value_parser = url)]
    pub staff_app_url: Option<String>,
    /// File with the secret that all keys come from, alike on every node. The variable LETHE_SECRET, with the secret
    /// itself, wins over it. With SQLite, serve makes one when there is neither [default: lethe.secret beside SQLite's
    /// file]
    #[arg(long, env = "LETHE_SECRET_FILE", value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// Whether the schema can be asked for
    #[arg(long, env = "LETHE_INTROSPECTION", value_name = "BOOL", action = ArgAction::Set, default_value = "true")]
    pub introspection: bool,
    /// Whether /playground is served
    #[arg(long, env = "LETHE_PLAYGROUND", value_name = "BOOL", action = ArgAction::Set, default_value = "true")]
    pub playground: bool,
    /// Origins that browsers may call from, with commas between them [default: this server's own]
    #[arg(long, env = "LETHE_CORS_ORIGINS", value_name = "ORIGINS", value_parser = origin, value_delimiter = ',')]
    pub cors_origins: Vec<String>,
    /// How long a shutdown waits for requests under way
    #[arg(long, env = "LETHE_SHUTDOWN_GRACE", value_name = "TIME", value_parser = duration, default_value = "30s")]
    pub shutdown_grace: Duration,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub sessions: SessionArgs,
    #[command(flatten)]
    pub mail: MailArgs,
    #[command(flatten)]
    pub payments: PaymentArgs,
    #[command(flatten)]
    pub webhooks: WebhookArgs,
}

/// What one client may ask for.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(super) struct LimitArgs {
    /// The largest request, in bytes
    #[arg(long, env = "LETHE_MAX_BODY", value_name = "BYTES")]
    #[arg(value_parser = whole(1_024, 16_777_216), default_value = "262144")]
    pub max_body: u32,
    /// The largest file that can be uploaded, in bytes
    #[arg(long, env = "LETHE_MAX_UPLOAD", value_name = "BYTES")]
    #[arg(value_parser = whole(1_024, u32::MAX), default_value = "268435456")]
    pub max_upload: u32,
    /// How deep selections may nest
    #[arg(long, env = "LETHE_MAX_DEPTH", value_name = "N", value_parser = whole(4, 100), default_value = "16")]
    pub max_depth: u32,
    /// How many aliases an operation may have
    #[arg(long, env = "LETHE_MAX_ALIASES", value_name = "N", value_parser = whole(0, 1_000), default_value = "30")]
    pub max_aliases: u32,
    /// The largest cost of one operation
    #[arg(long, env = "LETHE_MAX_COST", value_name = "N", value_parser = whole(100, 1_000_000), default_value = "5000")]
    pub max_cost: u32,
    /// Cost that one principal may spend in a minute
    #[arg(long, env = "LETHE_COST_PER_MINUTE", value_name = "N")]
    #[arg(value_parser = whole(100, 1_000_000_000), default_value = "60000")]
    pub cost_per_minute: u32,
    /// Sign-in attempts from one address, and for one person, in a quarter of an hour
    #[arg(long, env = "LETHE_SIGN_IN_ATTEMPTS", value_name = "N")]
    #[arg(value_parser = whole(1, 100_000), default_value = "10")]
    pub sign_in_attempts: u32,
    /// Portal links from one address, and for one person, in a quarter of an hour
    #[arg(long, env = "LETHE_PORTAL_LINK_ATTEMPTS", value_name = "N")]
    #[arg(value_parser = whole(1, 100_000), default_value = "5")]
    pub portal_link_attempts: u32,
    /// Requests for a booking from one address on a public booking page, in a quarter of an hour
    #[arg(long, env = "LETHE_PUBLIC_BOOKING_ATTEMPTS", value_name = "N")]
    #[arg(value_parser = whole(1, 100_000), default_value = "10")]
    pub public_booking_attempts: u32,
}

/// How long people stay signed in.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Sessions")]
pub(super) struct SessionArgs {
    /// How long an access token lasts
    #[arg(long, env = "LETHE_ACCESS_TOKEN", value_name = "TIME", value_parser = duration, default_value = "15m")]
    pub access_token: Duration,
    /// How long a staff session lasts without a refresh
    #[arg(long, env = "LETHE_STAFF_SESSION", value_name = "TIME", value_parser = duration, default_value = "30d")]
    pub staff_session: Duration,
    /// How long a mailed portal link can be used
    #[arg(long, env = "LETHE_PORTAL_LINK", value_name = "TIME", value_parser = duration, default_value = "15m")]
    pub portal_link: Duration,
    /// How long a portal session lasts
    #[arg(long, env = "LETHE_PORTAL_SESSION", value_name = "TIME", value_parser = duration, default_value = "24h")]
    pub portal_session: Duration,
    /// Memory for hashing one password, in KiB
    #[arg(long, env = "LETHE_ARGON2_MEMORY_KIB", value_name = "KIB")]
    #[arg(value_parser = whole(8_192, 1_048_576), default_value = "19456")]
    pub argon2_memory_kib: u32,
}

/// How mail leaves.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Mail")]
pub(super) struct MailArgs {
    /// The mail server: smtps://USER:PASSWORD@HOST or smtp://HOST?tls=required [default: no mail leaves]
    #[arg(long, env = "LETHE_SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<String>,
    /// The sender of mails
    #[arg(long, env = "LETHE_MAIL_FROM", value_name = "ADDRESS", default_value = "Lethe <no-reply@localhost>")]
    pub mail_from: String,
}

/// Who takes customers' money.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Payments")]
pub(super) struct PaymentArgs {
    /// Who takes customers' money
    #[arg(long, env = "LETHE_PAYMENT_PROVIDER", value_name = "PROVIDER", value_enum, default_value = "none")]
    pub payment_provider: PaymentProviderKind,
    /// How long the payment provider may take to answer
    #[arg(long, env = "LETHE_PAYMENT_TIMEOUT", value_name = "TIME", value_parser = duration, default_value = "20s")]
    pub payment_timeout: Duration,
    /// Stripe's secret key: sk_live_…
    #[arg(long, env = "LETHE_STRIPE_SECRET_KEY", hide_env_values = true, value_name = "KEY")]
    pub stripe_secret_key: Option<String>,
    /// What Stripe signs its news to PUBLIC_URL/webhooks/payments/ACCOUNT with: whsec_…; two with a comma between them
    /// while one replaces the other
    #[arg(long, env = "LETHE_STRIPE_WEBHOOK_SECRET", hide_env_values = true, value_name = "SECRET")]
    #[arg(value_delimiter = ',')]
    pub stripe_webhook_secret: Vec<String>,
    /// Where Stripe's API is
    #[arg(long, env = "LETHE_STRIPE_API_URL", value_name = "URL", value_parser = url)]
    #[arg(default_value = "https://api.stripe.com")]
    pub stripe_api_url: String,
}

/// How partners are told of what happens.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Webhooks")]
pub(super) struct WebhookArgs {
    /// For development only: let webhooks lead to addresses that are not on the internet, to any port, and to this
    /// machine without TLS. Whoever may manage webhooks can then make this server call whatever it can reach
    #[arg(long, env = "LETHE_WEBHOOK_ALLOW_PRIVATE", value_name = "BOOL", action = ArgAction::Set)]
    #[arg(default_value = "false")]
    pub webhook_allow_private: bool,
    /// How long a partner's endpoint may take to answer
    #[arg(long, env = "LETHE_WEBHOOK_TIMEOUT", value_name = "TIME", value_parser = duration, default_value = "10s")]
    pub webhook_timeout: Duration,
}

impl ServerArgs {
    /// The settings of a server that listens at `bound`.
    pub fn settings(&self, bound: SocketAddr) -> Settings {
        let public_url = self.public_url.clone().unwrap_or_else(|| format!("http://{}", reachable(bound)));
        Settings {
            staff_app_url: self.staff_app_url.clone().unwrap_or_else(|| format!("{public_url}/app")),
            public_url,
            introspection: self.introspection,
            playground: self.playground,
            demo: false,
            cors_origins: self.cors_origins.clone(),
            max_body: usize::try_from(self.limits.max_body).unwrap_or(usize::MAX),
            max_upload: u64::from(self.limits.max_upload),
            max_depth: self.limits.max_depth,
            max_aliases: self.limits.max_aliases,
            max_cost: self.limits.max_cost,
            cost_per_minute: self.limits.cost_per_minute,
            sign_in_attempts: self.limits.sign_in_attempts,
            portal_link_attempts: self.limits.portal_link_attempts,
            public_booking_attempts: self.limits.public_booking_attempts,
            access_token: self.sessions.access_token,
            staff_session: self.sessions.staff_session,
            portal_link: self.sessions.portal_link,
            portal_session: self.sessions.portal_session,
            argon2_memory_kib: self.sessions.argon2_memory_kib,
            smtp_url: self.mail.smtp_url.clone(),
            mail_from: self.mail.mail_from.clone(),
            payment_provider: self.payments.payment_provider,
            payment_timeout: self.payments.payment_timeout,
            stripe_secret_key: self.payments.stripe_secret_key.clone(),
            stripe_webhook_secrets: self.payments.stripe_webhook_secret.clone(),
            stripe_api_url: self.payments.stripe_api_url.clone(),
            webhook_allow_private: self.webhooks.webhook_allow_private,
            webhook_timeout: self.webhooks.webhook_timeout,
            shutdown_grace: self.shutdown_grace,
        }
    }
}

/// A server that listens everywhere is reached at this machine.
fn reachable(bound: SocketAddr) -> SocketAddr {
    if bound.ip().is_unspecified() { SocketAddr::from(([127, 0, 0, 1], bound.port())) } else { bound }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        server: ServerArgs,
    }

    #[test]
    fn defaults_are_those_of_the_settings() {
        let server = Alone::try_parse_from(["lethe"]).expect("no flag is needed").server;
        let settings = server.settings(server.listen);
        assert_eq!(format!("{settings:?}"), format!("{:?}", Settings::default()));
    }
}
