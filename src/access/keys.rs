//! Keys, all derived from one secret: nodes that share it accept each other's tokens.

use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jsonwebtoken::{DecodingKey, EncodingKey};

use super::jwt::Known;
use crate::error::Fault;

/// The keys of a running Lethe.
pub struct Keys {
    pub(super) sign: EncodingKey,
    pub(super) verify: DecodingKey,
    pub(super) known: Known,
    undo: hmac::Key,
    test_payments: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

struct Bytes32;

impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

/// What PKCS #8 puts before an Ed25519 seed (RFC 8410, section 7).
const ED25519_PKCS8_HEAD: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

impl Keys {
    /// Derives every key from a secret of at least 32 bytes (HKDF-SHA-256, a label for each use).
    ///
    /// # Errors
    /// [`Fault::Config`] when the secret is too short.
    pub fn derive(secret: &[u8]) -> Result<Self, Fault> {
        if secret.len() < 32 {
            return Err(Fault::config("the secret is shorter than 32 bytes; `lethe doctor` can make one"));
        }
        let seed = expand(secret, b"lethe access tokens")?;
        let pair =
            Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| Fault::bug("an Ed25519 seed has 32 bytes"))?;
        let pkcs8 = [ED25519_PKCS8_HEAD.as_slice(), &seed].concat();
        Ok(Self {
            sign: EncodingKey::from_ed_der(&pkcs8),
            verify: DecodingKey::from_ed_der(pair.public_key().as_ref()),
            known: Known::default(),
            undo: hmac::Key::new(hmac::HMAC_SHA256, &expand(secret, b"lethe undo tokens")?),
            test_payments: expand(secret, b"lethe test payments")?,
        })
    }

    /// What the built-in payment provider signs its news with.
    pub fn test_payments(&self) -> [u8; 32] {
        self.test_payments
    }

    /// The tag that makes an undo token of a deletion's id.
    pub fn undo_tag(&self, message: &[u8]) -> Vec<u8> {
        hmac::sign(&self.undo, message).as_ref().to_vec()
    }

    /// Whether a tag is the one of [`Keys::undo_tag`], in constant time.
    pub fn undo_tag_fits(&self, message: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&self.undo, message, tag).is_ok()
    }
}

fn expand(secret: &[u8], label: &[u8]) -> Result<[u8; 32], Fault> {
    let mut out = [0; 32];
    Salt::new(HKDF_SHA256, b"lethe")
        .extract(secret)
        .expand(&[label], Bytes32)
        .and_then(|okm| okm.fill(&mut out))
        .map_err(|_| Fault::bug("HKDF gives 32 bytes"))?;
    Ok(out)
}
