//! Signatures of news: `t=SECONDS,v1=HEX,…`, an HMAC-SHA-256 over the time, a dot and the body as it came.

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER_PERMISSIVE as HEX;

use crate::clock::Timestamp;

/// The header that carries the signature.
pub const SIGNATURE: &str = "stripe-signature";
/// How far the time of signing may be from now, in seconds.
const TOLERANCE: i64 = 300;

/// Not signed by the provider, or not lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit")]
pub struct Unverified;

/// Checks a body's signature against secrets, of which there are two while one replaces the other. A header has several
/// signatures then, too, and one that fits is enough.
pub(super) fn verify(secrets: &[String], header: &str, body: &[u8], now: Timestamp) -> Result<(), Unverified> {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let at = parts().find(|(name, _)| *name == "t").and_then(|(_, at)| at.parse::<i64>().ok()).ok_or(Unverified)?;
    if now.timestamp().abs_diff(at) > TOLERANCE.unsigned_abs() {
        return Err(Unverified);
    }
    let signed = signed(at, body);
    let given = parts().filter(|(name, _)| *name == "v1").filter_map(|(_, hex)| HEX.decode(hex.as_bytes()).ok());
    let fits = |tag: &[u8]| secrets.iter().any(|secret| hmac::verify(&key(secret), &signed, tag).is_ok());
    if given.take(10).any(|tag| fits(&tag)) { Ok(()) } else { Err(Unverified) }
}

/// The header of a body that is signed now.
pub fn sign(secret: &str, body: &[u8], now: Timestamp) -> String {
    let at = now.timestamp();
    format!("t={at},v1={}", HEX.encode(hmac::sign(&key(secret), &signed(at, body)).as_ref()))
}

fn key(secret: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())
}

fn signed(at: i64, body: &[u8]) -> Vec<u8> {
    [at.to_string().as_bytes(), b".", body].concat()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;

    fn now() -> Timestamp {
        DateTime::from_timestamp(1_700_000_000, 0).expect("a time")
    }

    fn secrets(all: &[&str]) -> Vec<String> {
        all.iter().map(|secret| (*secret).to_owned()).collect()
    }

    #[test]
    fn the_tag_is_the_documented_one() {
        // Computed with another implementation: HMAC-SHA-256 of "1700000000.{"id":"evt_1"}" under "whsec_test".
        let expected = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";
        assert_eq!(sign("whsec_test", BODY, now()), format!("t=1700000000,v1={expected}"));
    }

    #[test]
    fn any_of_several_signatures_and_secrets_is_enough() {
        let (old, new) = (sign("old", BODY, now()), sign("new", BODY, now()));
        let both = format!("{old},{}", new.split_once(',').expect("two parts").1);
        for (known, header) in
            [(&["old"][..], &both), (&["new"], &both), (&["old", "new"], &old), (&["old", "new"], &new)]
        {
            assert_eq!(verify(&secrets(known), header, BODY, now()), Ok(()), "{known:?} {header}");
        }
        assert_eq!(verify(&secrets(&["other"]), &both, BODY, now()), Err(Unverified));
    }

    #[test]
    fn five_minutes_either_way_are_tolerated() {
        let header = sign("s", BODY, now());
        for (seconds, fits) in [(0, true), (300, true), (-300, true), (301, false), (-301, false)] {
            let at = now() + TimeDelta::seconds(seconds);
            assert_eq!(verify(&secrets(&["s"]), &header, BODY, at).is_ok(), fits, "{seconds}");
        }
    }

    #[test]
    fn what_is_not_a_signature_is_none() {
        let whole = sign("s", BODY, now());
        let tag = whole.split_once("v1=").expect("a tag").1;
        let malformed =
            ["", "t=1700000000", "v1=00", "t=x,v1=00", &format!("t=1700000000,v0={tag}"), &format!("v1={tag}")];
        for header in malformed {
            assert_eq!(verify(&secrets(&["s"]), header, BODY, now()), Err(Unverified), "{header}");
        }
    }

    proptest! {
        #[test]
        fn a_changed_body_or_time_does_not_fit(body in proptest::collection::vec(any::<u8>(), 1..60), at in 0_usize..60, flip in 1_u8..) {
            let header = sign("s", &body, now());
            let mut other = body.clone();
            let at = at % other.len();
            other[at] ^= flip;
            prop_assert_eq!(verify(&secrets(&["s"]), &header, &body, now()), Ok(()));
            prop_assert_eq!(verify(&secrets(&["s"]), &header, &other, now()), Err(Unverified));
            prop_assert_eq!(verify(&secrets(&["s"]), &header.replace("t=17", "t=17000000000"), &body, now()), Err(Unverified));
        }
    }
}
