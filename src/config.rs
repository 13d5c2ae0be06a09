//! Settings: what `serve` and `demo` can be told by file, environment and flags.

use std::time::Duration;

/// Who takes customers' money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum PaymentProviderKind {
    /// Nobody: payments are recorded by hand
    None,
    /// A built-in one that takes no money, to try things out
    Test,
    /// Stripe
    Stripe,
}

/// Everything that changes how a running Lethe behaves. Built by the command line; tests build their own.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach this server: links in mails start with it, never with a request's Host.
    pub public_url: String,
    /// Where the staff's application is: links to pages that show what blocks a delete start with it.
    pub staff_app_url: String,
    /// Whether `__schema` and `__type` are answered.
    pub introspection: bool,
    /// Whether the playground and the demo's controls are served.
    pub playground: bool,
    /// Whether this is the demo: personas, mailbox and time travel.
    pub demo: bool,
    /// Origins that browsers may call from. Empty: same origin only.
    pub cors_origins: Vec<String>,
    /// The largest request body, in bytes.
    pub max_body: usize,
    /// The largest file that can be uploaded, in bytes.
    pub max_upload: u64,
    /// How deep selections may nest.
    pub max_depth: u32,
    /// How many aliases an operation may have.
    pub max_aliases: u32,
    /// The largest cost of one operation.
    pub max_cost: u32,
    /// Cost a principal may spend in a minute.
    pub cost_per_minute: u32,
    /// Sign-in attempts for one address, and one account name, in a quarter of an hour.
    pub sign_in_attempts: u32,
    /// Portal links for one address, and one account, in a quarter of an hour.
    pub portal_link_attempts: u32,
    /// Requests for a booking from one address on a public page, in a quarter of an hour.
    pub public_booking_attempts: u32,
    /// How long an access token lasts.
    pub access_token: Duration,
    /// How long a staff session lasts without a refresh.
    pub staff_session: Duration,
    /// How long a mailed link can be used.
    pub portal_link: Duration,
    /// How long a portal session lasts.
    pub portal_session: Duration,
    /// Memory for hashing a password, in KiB.
    pub argon2_memory_kib: u32,
    /// The mail server, as `smtps://USER:PASSWORD@HOST` or `smtp://HOST?tls=required`. None: no mail leaves.
    pub smtp_url: Option<String>,
    /// The sender of mails, as `Name <address>`.
    pub mail_from: String,
    /// Who takes customers' money.
    pub payment_provider: PaymentProviderKind,
    /// How long the payment provider may take to answer.
    pub payment_timeout: Duration,
    /// Stripe's secret key.
    pub stripe_secret_key: Option<String>,
    /// What Stripe signs its news with; two while one replaces the other.
    pub stripe_webhook_secrets: Vec<String>,
    /// Where Stripe's API is.
    pub stripe_api_url: String,
    /// Whether partners' webhooks may lead to addresses that are not on the internet, and to this machine without TLS.
    pub webhook_allow_private: bool,
    /// How long a partner's endpoint may take to answer.
    pub webhook_timeout: Duration,
    /// How long shutdown waits for requests under way.
    pub shutdown_grace: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self {
            public_url: "http://127.0.0.1:8080".into(),
            staff_app_url: "http://127.0.0.1:8080/app".into(),
            introspection: true,
            playground: true,
            demo: false,
            cors_origins: Vec::new(),
            max_body: 256 * 1024,
            max_upload: 256 * 1024 * 1024,
            max_depth: 16,
            max_aliases: 30,
            max_cost: 5_000,
            cost_per_minute: 60_000,
            sign_in_attempts: 10,
            portal_link_attempts: 5,
            public_booking_attempts: 10,
            access_token: minutes(15),
            staff_session: minutes(60 * 24 * 30),
            portal_link: minutes(15),
            portal_session: minutes(60 * 24),
            argon2_memory_kib: 19 * 1024,
            smtp_url: None,
            mail_from: "Lethe <no-reply@localhost>".into(),
            payment_provider: PaymentProviderKind::None,
            payment_timeout: Duration::from_secs(20),
            stripe_secret_key: None,
            stripe_webhook_secrets: Vec::new(),
            stripe_api_url: "https://api.stripe.com".into(),
            webhook_allow_private: false,
            webhook_timeout: Duration::from_secs(10),
            shutdown_grace: Duration::from_secs(30),
        }
    }
}
