//! Which addresses Lethe calls for a partner: whatever somebody enters, its requests must not reach what only this
//! server can reach (server-side request forgery).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;

use crate::error::{FieldProblem, Problem};
use crate::text;

/// Ports that webhooks listen at: others belong to other protocols.
const PORTS: [u16; 2] = [443, 8443];
const MAX_URL: usize = 2_000;

/// Networks of IPv4 that are not on the internet, or not anybody's in particular: the address and how many of its bits
/// count (IANA's registry of special purposes; RFC 6890).
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The same within 2000::/3, outside of which nothing of IPv6 is public: protocols and tunnels (Teredo, 6to4), which
/// can hide an address of IPv4, and documentation.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address is one that anybody on the internet could call.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let within = |(network, bits): &(Ipv4Addr, u32)| (address.to_bits() ^ network.to_bits()).leading_zeros() >= *bits;
    !NOT_PUBLIC_V4.iter().any(within)
}

/// What NAT64 makes of an address of IPv4 (64:ff9b::/96) is as public as that; mapped ones (::ffff:0:0/96) are not used
/// on the internet.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let [0x64, 0xff9b, 0, 0, 0, 0, _, _] = address.segments() {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    let within = |(network, bits): &(Ipv6Addr, u32)| (address.to_bits() ^ network.to_bits()).leading_zeros() >= *bits;
    within(&(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)) && !NOT_PUBLIC_V6.iter().any(within)
}

/// Checks a URL as far as that is possible without asking anybody: scheme, port, no credentials, no literal address that
/// is not public. With `allow_private` any address and port may be called, those of this machine also without TLS.
///
/// # Errors
/// A [`FieldProblem`] that names `url`.
pub fn check(text: &str, allow_private: bool) -> Result<Url, FieldProblem> {
    let refused = |because| FieldProblem::new("url", Problem::NotAllowed { because });
    let expected = "a URL such as https://example.com/hooks";
    let url = Url::parse(&text::line("url", text, MAX_URL)?)
        .map_err(|_| FieldProblem::new("url", Problem::Malformed { expected }))?;
    match url.scheme() {
        "https" => {}
        "http" if allow_private && is_this_machine(&url) => {}
        _ => return Err(refused("only https is called")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("a user name or password in it would be stored readably; check the signature instead"));
    }
    if url.fragment().is_some() {
        return Err(refused("what follows # is never sent"));
    }
    if allow_private {
        return Ok(url);
    }
    if !url.port_or_known_default().is_some_and(|port| PORTS.contains(&port)) {
        return Err(refused("only the ports 443 and 8443 are called"));
    }
    match literal(&url) {
        Some(address) if !is_public(address) => Err(refused(NOT_PUBLIC)),
        _ => Ok(url),
    }
}

/// Why an address is not called.
pub const NOT_PUBLIC: &str = "its address is not one on the internet";

/// The address that a URL names itself, without a name to look up.
pub fn literal(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

/// By its literal address, or by a name that is this machine's everywhere (RFC 6761).
fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    host == "localhost" || host.ends_with(".localhost") || literal(url).is_some_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn only_addresses_on_the_internet_are_public() {
        for private in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::10.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::1",
            "100::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "4000::1",
        ] {
            assert!(!is_public(ip(private)), "{private}");
        }
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "93.184.216.34",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "64:ff9b::8.8.8.8",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "3ffe::1",
        ] {
            assert!(is_public(ip(public)), "{public}");
        }
    }

    #[test]
    fn a_url_that_cannot_be_called_is_refused_however_it_is_spelled() {
        for url in [
            "",
            "example.com/hooks",
            "http://example.com/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "https://",
            "https://user@example.com/",
            "https://user:secret@example.com/",
            "https://example.com/#top",
            "https://example.com:22/",
            "https://example.com:80/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://127.0.0.1./",
            "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00::1]/",
            "https://①②⑦.0.0.1/",
            "http://localhost/",
            "http://127.0.0.1/",
        ] {
            assert!(check(url, false).is_err(), "{url}");
        }
        for url in [
            "https://example.com/hooks?tenant=1",
            "https://example.com:8443/",
            "https://93.184.216.34/",
            "https://[2606:4700::1111]/",
        ] {
            assert_eq!(check(url, false).map(|url| url.to_string()).ok().as_deref(), Some(url));
        }
    }

    #[test]
    fn for_development_this_machine_is_called_without_tls_and_others_are_not() {
        for url in [
            "http://127.0.0.1:9000/",
            "http://[::1]:9000/",
            "http://localhost:9000/",
            "http://hooks.localhost/",
            "https://10.0.0.1:4000/",
        ] {
            assert!(check(url, true).is_ok(), "{url}");
        }
        for url in
            ["http://example.com/", "http://10.0.0.1/", "http://localhost.example.com/", "http://user@localhost/"]
        {
            assert!(check(url, true).is_err(), "{url}");
        }
    }
}
