//! Secrets and signatures as Standard Webhooks has them: `v1,` and the base64 of an HMAC-SHA-256 over the message's id,
//! the time of sending and the body, with dots between them.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::app::App;
use crate::clock::Timestamp;
use crate::error::Fault;
use crate::ids::{AccountId, WebhookEndpointId};

const PREFIX: &str = "whsec_";

/// What an endpoint's deliveries are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(Vec<u8>);

impl std::fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("whsec_…")
    }
}

impl SigningSecret {
    /// A fresh secret of 256 random bits.
    pub fn fresh(app: &App) -> Self {
        Self(app.entropy.bytes::<32>().to_vec())
    }

    /// Reads a secret as it is shown; `None` when it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        BASE64.decode(text.strip_prefix(PREFIX)?).ok().map(Self)
    }

    /// The secret to hand out.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", BASE64.encode(&self.0))
    }

    /// For the database: readable by this server alone, and beside this endpoint alone.
    pub(super) fn sealed(&self, app: &App, account: AccountId, endpoint: WebhookEndpointId) -> Result<Vec<u8>, Fault> {
        app.keys.seal(&owner(account, endpoint), app.entropy.bytes(), &self.0)
    }

    /// From the database; `None` when the server's secret is another one by now.
    pub(super) fn unsealed(app: &App, account: AccountId, endpoint: WebhookEndpointId, sealed: &[u8]) -> Option<Self> {
        app.keys.open(&owner(account, endpoint), sealed).map(Self)
    }

    /// A message's signature.
    pub fn sign(&self, id: &str, at: Timestamp, body: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let tag = hmac::sign(&key, format!("{id}.{}.{body}", at.timestamp()).as_bytes());
        format!("v1,{}", BASE64.encode(tag.as_ref()))
    }
}

fn owner(account: AccountId, endpoint: WebhookEndpointId) -> Vec<u8> {
    [account.uuid().as_bytes().as_slice(), endpoint.uuid().as_bytes()].concat()
}

/// The header that carries a message's signatures: one for each secret, of which there are two while one replaces the
/// other.
pub fn signatures(secrets: &[SigningSecret], id: &str, at: Timestamp, body: &str) -> String {
    secrets.iter().map(|secret| secret.sign(id, at, body)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &str = r#"{"test": 2432232314}"#;

    fn at(seconds: i64) -> Timestamp {
        DateTime::from_timestamp(seconds, 0).expect("a time")
    }

    #[test]
    fn the_signature_is_the_published_one() {
        let secret = SigningSecret::parse(SECRET).expect("a secret");
        let published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(secret.sign(ID, at(1_614_265_330), BODY), published);
        assert_eq!(secret.reveal(), SECRET);
    }

    #[test]
    fn each_secret_signs_and_every_part_counts() {
        let both =
            [SECRET, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"].map(|text| SigningSecret::parse(text).expect("one"));
        let header = signatures(&both, ID, at(1_614_265_330), BODY);
        let each: Vec<_> = header.split(' ').collect();
        assert_eq!(each, both.iter().map(|secret| secret.sign(ID, at(1_614_265_330), BODY)).collect::<Vec<_>>());
        let [secret, other] = &both;
        let signed = secret.sign(ID, at(1_614_265_330), BODY);
        for different in [
            other.sign(ID, at(1_614_265_330), BODY),
            secret.sign("msg_2", at(1_614_265_330), BODY),
            secret.sign(ID, at(1_614_265_331), BODY),
            secret.sign(ID, at(1_614_265_330), "{}"),
        ] {
            assert_ne!(signed, different);
        }
    }

    #[test]
    fn what_is_not_a_secret_is_none() {
        for text in ["", "whsec_", "whsec_%", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            let read = SigningSecret::parse(text);
            assert!(read.is_none() || read == Some(SigningSecret(Vec::new())), "{text}");
        }
        assert_eq!(format!("{:?}", SigningSecret::parse(SECRET)), "Some(whsec_…)");
    }
}
