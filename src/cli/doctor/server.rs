//! What a server needs beside its database: a secret, its public address, mail, somebody who takes money.

use std::collections::BTreeSet;
use std::time::Duration;

use super::Finding;
use crate::cli::secret;
use crate::cli::settings::{DatabaseArgs, ServerArgs};
use crate::config::{PaymentProviderKind, Settings};
use crate::jobs::Mailer;
use crate::payment_providers::Stripe;

/// How long the mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn look(args: &ServerArgs, database: &DatabaseArgs) -> Vec<Finding> {
    let settings = args.settings(args.listen);
    vec![check_secret(args, database), public_url(&settings), check_mail(&settings).await, payments(&settings).await]
}

fn check_secret(args: &ServerArgs, database: &DatabaseArgs) -> Finding {
    let example = || format!("for example LETHE_SECRET={}", secret::fresh());
    let found = match secret::find(args, database) {
        Err(trouble) => return Finding::wrong("secret", trouble.to_string(), example()),
        Ok(None) if database.sqlite_file().is_some() => {
            return Finding::ok("secret", "none yet; `lethe serve` makes one beside the database");
        }
        Ok(None) => return Finding::wrong("secret", "none", format!("the same on every node, {}", example())),
        Ok(Some(found)) => found,
    };
    let different = found.bytes.iter().collect::<BTreeSet<_>>().len();
    if found.bytes.len() < 32 {
        let what = format!("{} has {} bytes", found.from, found.bytes.len());
        Finding::wrong("secret", what, format!("at least 32 random bytes, {}", example()))
    } else if different < 10 {
        Finding::wrong("secret", format!("{} does not look random", found.from), example())
    } else if found.exposed {
        let advice = format!("chmod 600 {}", found.from);
        Finding::warning("secret", format!("{} can be read by others", found.from), advice)
    } else {
        Finding::ok("secret", format!("from {}", found.from))
    }
}

fn public_url(settings: &Settings) -> Finding {
    let url = &settings.public_url;
    let uri: axum::http::Uri = url.parse().unwrap_or_default();
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if local {
        Finding::warning("public URL", format!("{url} is this machine only"), "set --public-url to what people type")
    } else if uri.scheme_str() == Some("https") {
        Finding::ok("public URL", url)
    } else {
        Finding::warning("public URL", format!("{url} is not encrypted"), "https, from a proxy in front of Lethe")
    }
}

async fn check_mail(settings: &Settings) -> Finding {
    let advice = "set --smtp-url and --mail-from; without mail nobody gets a portal link";
    match Mailer::new(settings) {
        Err(fault) => Finding::wrong("mail", fault.to_string(), advice),
        Ok(Mailer::Smtp { transport, .. }) => match tokio::time::timeout(PATIENCE, transport.test_connection()).await {
            Ok(Ok(true)) => Finding::ok("mail", "the mail server answers"),
            Ok(Err(error)) => Finding::wrong("mail", error.to_string(), advice),
            Ok(Ok(false)) | Err(_) => Finding::wrong("mail", "the mail server does not answer", advice),
        },
        Ok(_) => Finding::warning("mail", "no mail server", advice),
    }
}

async fn payments(settings: &Settings) -> Finding {
    let advice = "set --stripe-secret-key and --stripe-webhook-secret, or --payment-provider none";
    match settings.payment_provider {
        PaymentProviderKind::None => Finding::ok("payments", "recorded by hand; nobody takes them"),
        PaymentProviderKind::Test => {
            let advice = "set --payment-provider stripe, or none";
            Finding::warning("payments", "the built-in test provider takes no money", advice)
        }
        PaymentProviderKind::Stripe => match Stripe::new(settings) {
            Err(fault) => Finding::wrong("payments", fault.to_string(), advice),
            Ok(stripe) => match stripe.ping().await {
                Ok(()) => Finding::ok("payments", "Stripe answers"),
                Err(error) => Finding::wrong("payments", error.to_string(), advice),
            },
        },
    }
}
