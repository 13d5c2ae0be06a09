//! Access tokens: short-lived JSON Web Tokens, signed with Ed25519. They only carry which session asks; whether it is
//! still live is asked of the database each time.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest;
use chrono::SubsecRound;
use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Keys;
use crate::app::App;
use crate::clock::Timestamp;
use crate::error::Fault;
use crate::ids::AccountId;

const ISSUER: &str = "lethe";

/// Whom a token is for: what is made for one audience is nothing to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Audience {
    #[serde(rename = "lethe:staff")]
    Staff,
    #[serde(rename = "lethe:portal")]
    Portal,
}

/// What a token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    iss: String,
    pub aud: Audience,
    /// The member of staff or the customer.
    pub sub: Uuid,
    pub acc: Uuid,
    pub sid: Uuid,
    iat: i64,
    exp: i64,
}

/// A signed token, and when it stops being taken.
#[derive(Clone)]
pub struct AccessToken {
    pub token: String,
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccessToken(… until {})", self.expires_at)
    }
}

/// Signs a token for one session.
pub(super) fn issue(
    app: &App,
    aud: Audience,
    account: AccountId,
    (sub, sid): (Uuid, Uuid),
    lasts: Duration,
) -> Result<AccessToken, Fault> {
    let now = app.now();
    let expires_at = (now + lasts).trunc_subsecs(0);
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud,
        sub,
        acc: account.uuid(),
        sid,
        iat: now.timestamp(),
        exp: expires_at.timestamp(),
    };
    let token = encode(&Header::new(Algorithm::EdDSA), &claims, &app.keys.sign)
        .map_err(|error| Fault::bug(format!("signing an access token: {error}")))?;
    Ok(AccessToken { token, expires_at })
}

/// What a token says, if it is one of ours, complete and not expired.
pub(super) fn read(keys: &Keys, now: Timestamp, token: &str) -> Option<Claims> {
    let claims = keys.known.claims(token, || Some(decode(token, &keys.verify, &validation()).ok()?.claims))?;
    (now.timestamp() < claims.exp).then_some(claims)
}

/// How many tokens are remembered.
const MOST_KNOWN: usize = 4_096;

/// Tokens whose signature was found good, by their digests: to check it costs as much as several statements. Whether
/// they expired, and whether their session is live, is asked each time.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<[u8; 32], Claims>>);

impl Known {
    fn claims(&self, token: &str, check: impl FnOnce() -> Option<Claims>) -> Option<Claims> {
        let mut digest = [0; 32];
        digest.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
        if let Some(claims) = self.all().get(&digest) {
            return Some(claims.clone());
        }
        let claims = check()?;
        let mut all = self.all();
        if all.len() >= MOST_KNOWN {
            all.clear();
        }
        all.insert(digest, claims.clone());
        Some(claims)
    }

    fn all(&self) -> MutexGuard<'_, HashMap<[u8; 32], Claims>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The library takes tokens that lack a claim it was told to compare, so every claim is required; and it asks the
/// system for the time, so expiry is left to [`read`], which asks our clock.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims =
        ["aud", "iss", "sub", "exp"].map(str::to_owned).into_iter().collect::<HashSet<_>>();
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&["lethe:staff", "lethe:portal"]);
    validation.validate_exp = false;
    validation.leeway = 0;
    validation
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn keys() -> Keys {
        Keys::derive(&[1; 32]).expect("32 bytes")
    }

    fn whole() -> Value {
        let id = Uuid::nil();
        json!({ "iss": ISSUER, "aud": "lethe:staff", "sub": id, "acc": id, "sid": id, "iat": 0, "exp": 100 })
    }

    fn reads(claims: &Value, at: i64) -> bool {
        let token = encode(&Header::new(Algorithm::EdDSA), claims, &keys().sign).expect("signed");
        read(&keys(), Timestamp::from_timestamp_secs(at).expect("a time"), &token).is_some()
    }

    #[test]
    fn a_token_is_taken_until_the_second_it_expires() {
        assert!(reads(&whole(), 99));
        assert!(!reads(&whole(), 100));
    }

    #[test]
    fn a_token_that_is_known_expires_all_the_same() {
        let keys = keys();
        let token = encode(&Header::new(Algorithm::EdDSA), &whole(), &keys.sign).expect("signed");
        let reads = |at| read(&keys, Timestamp::from_timestamp_secs(at).expect("a time"), &token).is_some();
        assert!(reads(99) && reads(99));
        assert!(!reads(100));
        assert!(read(&keys, Timestamp::UNIX_EPOCH, &token.replace('.', "..")).is_none());
    }

    #[test]
    fn a_token_that_lacks_any_claim_is_refused() {
        for claim in ["iss", "aud", "sub", "acc", "sid", "iat", "exp"] {
            let mut claims = whole();
            claims.as_object_mut().expect("an object").remove(claim);
            assert!(!reads(&claims, 1), "without {claim}");
        }
    }

    #[test]
    fn a_token_of_another_issuer_or_audience_is_refused() {
        for (claim, value) in [
            ("iss", json!("another")),
            ("aud", json!("another")),
            ("aud", json!(["lethe:staff"])),
            ("aud", json!(["lethe:staff", "lethe:portal"])),
        ] {
            let mut claims = whole();
            claims[claim] = value;
            assert!(!reads(&claims, 1), "{claim} {}", claims[claim]);
        }
    }

    #[test]
    fn a_token_of_another_key_or_algorithm_is_refused() {
        let at = Timestamp::UNIX_EPOCH;
        let other = Keys::derive(&[2; 32]).expect("32 bytes");
        let token = encode(&Header::new(Algorithm::EdDSA), &whole(), &other.sign).expect("signed");
        assert!(read(&keys(), at, &token).is_none());
        let shared = jsonwebtoken::EncodingKey::from_secret(&[1; 32]);
        let token = encode(&Header::new(Algorithm::HS256), &whole(), &shared).expect("signed");
        assert!(read(&keys(), at, &token).is_none());
    }
}
