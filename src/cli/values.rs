//! Readers of settings' values. Each says what would be right.

use std::net::SocketAddr;
use std::time::Duration;

/// An address and port.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "expected an address and port such as 127.0.0.1:8080".to_owned())
}

/// The beginning of links: a web address without a query, and without the slash at its end.
pub(super) fn url(text: &str) -> Result<String, String> {
    let wrong = || "expected a web address such as https://lethe.example.com".to_owned();
    let uri: axum::http::Uri = text.parse().map_err(|_| wrong())?;
    let fits = matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some() && uri.query().is_none();
    if fits { Ok(text.trim_end_matches('/').to_owned()) } else { Err(wrong()) }
}

/// An origin that a browser sends.
pub(super) fn origin(text: &str) -> Result<String, String> {
    let fits = url(text).is_ok_and(|url| url == text && url.matches('/').count() == 2);
    if fits { Ok(text.to_owned()) } else { Err("expected an origin such as https://app.example.com".to_owned()) }
}

/// A database's address.
pub(super) fn database(text: &str) -> Result<String, String> {
    if ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
        Ok(text.to_owned())
    } else {
        Err("expected sqlite:PATH or postgres://USER@HOST/DATABASE".to_owned())
    }
}

/// A length of time: 30s, 15m, 24h, 30d.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "expected a length of time such as 30s, 15m, 24h or 30d".to_owned();
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let number: u32 = number.parse().map_err(|_| wrong())?;
    let longest = Duration::from_secs(366 * 24 * 60 * 60);
    let length = Duration::from_secs(u64::from(number) * seconds);
    if length.is_zero() || length > longest {
        return Err("expected more than nothing and at most 366d".to_owned());
    }
    Ok(length)
}

/// A whole number within bounds.
pub(super) fn whole(min: u32, max: u32) -> impl Fn(&str) -> Result<u32, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.ok_or_else(|| format!("expected a whole number from {min} to {max}"))
    }
}

/// Which log lines to write.
pub(super) fn log_level(text: &str) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) if !text.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("expected error, warn, info, debug or trace, or directives such as info,lethe=debug".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_have_a_unit() {
        assert_eq!(duration("15m"), Ok(Duration::from_secs(900)));
        for wrong in ["", "m", "15", "-1s", "0s", "1y", "9999d", "1é"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn origins_have_no_path() {
        assert!(origin("https://app.example.com").is_ok());
        for wrong in ["https://app.example.com/", "https://app.example.com/a", "app.example.com", "*"] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn links_begin_without_the_slash_at_the_end() {
        assert_eq!(url("https://lethe.example.com/").as_deref(), Ok("https://lethe.example.com"));
        assert!(url("ftp://lethe.example.com").is_err());
    }
}
