//! The courier: one POST to a partner's endpoint. It looks names up itself, at every attempt, connects only to addresses
//! that may be called, follows no redirect, uses no proxy, and reads little of the answer.

use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Response, redirect};
use serde::Deserialize;

use super::address::{NOT_PUBLIC, check, is_public};
use crate::config::Settings;
use crate::error::{FieldProblem, Problem};
use crate::term;

/// How long a name may take to be looked up, and a partner to be reached.
const CONNECT: Duration = Duration::from_secs(5);
/// How much of an answer is read: enough for a confirmation.
const MAX_ANSWER: usize = 4 * 1024;

term! {
    /// How an attempt to deliver an event ended.
    WebhookAnswer {
        /// The endpoint took it.
        Accepted = "ACCEPTED",
        /// The endpoint answered with a status that is not a success.
        Refused = "REFUSED",
        /// The endpoint answered that it is gone for good (410), and is told of nothing more.
        Gone = "GONE",
        /// The endpoint took too long.
        TimedOut = "TIMED_OUT",
        /// The endpoint could not be reached: no such name, no connection, no valid certificate.
        Unreachable = "UNREACHABLE",
        /// The endpoint's name leads to an address that is not on the internet.
        AddressNotAllowed = "ADDRESS_NOT_ALLOWED",
        /// The endpoint was disabled or deleted before it was reached.
        EndpointDisabled = "ENDPOINT_DISABLED",
        /// The endpoint's secret was sealed under another secret of the server: rotate it.
        SecretUnreadable = "SECRET_UNREADABLE",
    }
}

/// What became of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub answer: WebhookAnswer,
    /// The HTTP status, if there was one.
    pub status: Option<u16>,
    /// Whether the recipient says that it has done what the event is about.
    pub confirmed: bool,
}

impl From<WebhookAnswer> for Attempt {
    fn from(answer: WebhookAnswer) -> Self {
        Self { answer, status: None, confirmed: false }
    }
}

/// Calls partners. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Courier {
    allow_private: bool,
    timeout: Duration,
    names: Names,
    client: Arc<OnceLock<Option<Client>>>,
}

/// Where names are looked up.
#[derive(Clone, Debug)]
enum Names {
    System,
    /// The tests': names that lead where they are told to.
    Known(Arc<Mutex<BTreeMap<String, Vec<IpAddr>>>>),
}

impl Courier {
    /// By the settings.
    pub fn new(settings: &Settings) -> Self {
        let (allow_private, timeout) = (settings.webhook_allow_private, settings.webhook_timeout);
        Self { allow_private, timeout, names: Names::System, client: Arc::default() }
    }

    /// The same courier, which knows no names but those of [`Courier::name`]. For tests.
    #[must_use]
    pub fn with_names(&self) -> Self {
        Self { names: Names::Known(Arc::default()), client: Arc::default(), ..self.clone() }
    }

    /// Says where a name leads from now on. Only with [`Courier::with_names`].
    pub fn name(&self, name: &str, addresses: &[IpAddr]) {
        if let Names::Known(known) = &self.names {
            known.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), addresses.to_vec());
        }
    }

    /// Checks a URL that somebody enters. A name that leads nowhere now may do so later, and is taken.
    ///
    /// # Errors
    /// A [`FieldProblem`] that names `url`.
    pub async fn check(&self, url: &str) -> Result<String, FieldProblem> {
        let url = check(url, self.allow_private)?;
        if self.allow_private {
            return Ok(url.into());
        }
        match self.names.vetted(url.host_str().unwrap_or_default(), false).await {
            Err(error) if is_not_allowed(&error) => {
                Err(FieldProblem::new("url", Problem::NotAllowed { because: NOT_PUBLIC }))
            }
            _ => Ok(url.into()),
        }
    }

    /// Sends a message. What goes wrong is in the answer.
    pub async fn post(&self, url: &str, headers: HeaderMap, body: String) -> Attempt {
        // The resolver is not asked about a literal address, and the settings may be others than when it was entered.
        let Ok(url) = check(url, self.allow_private) else { return WebhookAnswer::AddressNotAllowed.into() };
        let Some(client) = self.client() else { return WebhookAnswer::Unreachable.into() };
        match client.post(url).headers(headers).body(body).send().await {
            Ok(response) => answered(response).await,
            Err(error) => failed(&error).into(),
        }
    }

    /// One client for all, which keeps no connection: each attempt looks the name up anew.
    fn client(&self) -> Option<&Client> {
        let build = || {
            let resolver = Vetting { names: self.names.clone(), allow_private: self.allow_private };
            let built = Client::builder()
                .user_agent(concat!("lethe/", env!("CARGO_PKG_VERSION")))
                .default_headers(HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]))
                .timeout(self.timeout)
                .connect_timeout(CONNECT.min(self.timeout))
                .redirect(redirect::Policy::none())
                .no_proxy()
                .pool_max_idle_per_host(0)
                .dns_resolver(resolver)
                .build();
            built.inspect_err(|error| tracing::error!(%error, "webhooks cannot be sent")).ok()
        };
        self.client.get_or_init(build).as_ref()
    }
}

/// The resolver that the client connects by: what it gives has been vetted.
struct Vetting {
    names: Names,
    allow_private: bool,
}

impl Resolve for Vetting {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, allow_private) = (self.names.clone(), self.allow_private);
        Box::pin(async move {
            let found = names.vetted(name.as_str(), allow_private).await?;
            Ok(Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// A name leads to an address that must not be called.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not on the internet")]
struct NotAllowed;

impl Names {
    /// Where a name leads. One address that is not public is enough to refuse all: who mixes them has something in mind.
    async fn vetted(&self, host: &str, allow_private: bool) -> io::Result<Vec<IpAddr>> {
        let found = self.addresses(host).await?;
        if found.is_empty() {
            Err(io::ErrorKind::NotFound.into())
        } else if allow_private || found.iter().copied().all(is_public) {
            Ok(found)
        } else {
            Err(io::Error::other(NotAllowed))
        }
    }

    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        match self {
            Self::System => {
                let host = host.trim_matches(['[', ']']);
                let found = tokio::time::timeout(CONNECT, tokio::net::lookup_host((host, 0))).await??;
                Ok(found.map(|address| address.ip()).collect())
            }
            Self::Known(known) => {
                let known = known.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(known.get(host).cloned().unwrap_or_default())
            }
        }
    }
}

fn is_not_allowed(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if error.is::<NotAllowed>() || inner.is_some_and(|inner| inner.is::<NotAllowed>()) {
            return true;
        }
        next = error.source();
    }
    false
}

fn failed(error: &reqwest::Error) -> WebhookAnswer {
    if is_not_allowed(error) {
        WebhookAnswer::AddressNotAllowed
    } else if error.is_timeout() {
        WebhookAnswer::TimedOut
    } else {
        WebhookAnswer::Unreachable
    }
}

/// What a recipient may say in its answer.
#[derive(Default, Deserialize)]
struct Said {
    #[serde(default)]
    confirmed: bool,
}

async fn answered(response: Response) -> Attempt {
    let status = response.status();
    let answer = match status.as_u16() {
        200..=299 => WebhookAnswer::Accepted,
        410 => WebhookAnswer::Gone,
        _ => WebhookAnswer::Refused,
    };
    let confirmed = answer == WebhookAnswer::Accepted && said(response).await.confirmed;
    Attempt { answer, status: Some(status.as_u16()), confirmed }
}

/// Reads a confirmation; an answer that is longer, broken off or something else is none.
async fn said(mut response: Response) -> Said {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(piece)) if body.len() + piece.len() <= MAX_ANSWER => body.extend_from_slice(&piece),
            Ok(None) => return serde_json::from_slice(&body).unwrap_or_default(),
            Ok(Some(_)) | Err(_) => return Said::default(),
        }
    }
}
