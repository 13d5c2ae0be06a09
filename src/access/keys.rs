//! Keys, all derived from one secret: nodes that share it accept each other's tokens.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
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
    seal: LessSafeKey,
    receipts: ReceiptKey,
}

/// What signs the receipts of erasures (Ed25519). The same secret always gives the same key.
pub struct ReceiptKey(Ed25519KeyPair);

impl ReceiptKey {
    /// Signs a receipt.
    pub fn sign(&self, receipt: &[u8]) -> Vec<u8> {
        self.0.sign(receipt).as_ref().to_vec()
    }

    /// What checks its signatures.
    pub fn public(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }
}

/// Whether a receipt's signature was made with a key.
pub fn verify_receipt(public: &[u8], receipt: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(receipt, signature).is_ok()
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
        let pair = pair_of(&seed)?;
        let seal = UnboundKey::new(&AES_256_GCM, &expand(secret, b"lethe sealed secrets")?)
            .map_err(|_| Fault::bug("an AES-256 key has 32 bytes"))?;
        let pkcs8 = [ED25519_PKCS8_HEAD.as_slice(), &seed].concat();
        Ok(Self {
            sign: EncodingKey::from_ed_der(&pkcs8),
            verify: DecodingKey::from_ed_der(pair.public_key().as_ref()),
            known: Known::default(),
            undo: hmac::Key::new(hmac::HMAC_SHA256, &expand(secret, b"lethe undo tokens")?),
            test_payments: expand(secret, b"lethe test payments")?,
            receipts: ReceiptKey(pair_of(&expand(secret, b"lethe receipts")?)?),
            seal: LessSafeKey::new(seal),
        })
    }

    /// What signs the receipts of erasures.
    pub fn receipts(&self) -> &ReceiptKey {
        &self.receipts
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

    /// Seals a secret that has to be read again, for the database (AES-256-GCM). It opens beside the same `owner` only;
    /// `nonce` is twelve random bytes.
    ///
    /// # Errors
    /// [`Fault::Bug`] for more than gigabytes.
    pub fn seal(&self, owner: &[u8], nonce: [u8; NONCE_LEN], secret: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut sealed = secret.to_vec();
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(owner), &mut sealed)
            .map_err(|_| Fault::bug("a secret that is too long to seal"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// What [`Keys::seal`] sealed; `None` when it was sealed for another owner or under another server's secret.
    pub fn open(&self, owner: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut bytes = sealed.to_vec();
        let opened = self.seal.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(owner), &mut bytes);
        opened.ok().map(|opened| opened.to_vec())
    }
}

fn pair_of(seed: &[u8; 32]) -> Result<Ed25519KeyPair, Fault> {
    Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Fault::bug("an Ed25519 seed has 32 bytes"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_for_its_owner_under_its_keys_alone() {
        let (keys, others) = (Keys::derive(&[7; 32]).expect("keys"), Keys::derive(&[8; 32]).expect("keys"));
        let sealed = keys.seal(b"ana", [1; NONCE_LEN], b"secret").expect("sealed");
        assert_eq!(keys.open(b"ana", &sealed).as_deref(), Some(b"secret".as_slice()));
        assert!(!sealed.windows(6).any(|bytes| bytes == b"secret"));
        let mut changed = sealed.clone();
        changed[NONCE_LEN] ^= 1;
        for (keys, owner, sealed) in
            [(&keys, "bo", &sealed[..]), (&others, "ana", &sealed), (&keys, "ana", &changed), (&keys, "ana", &[])]
        {
            assert_eq!(keys.open(owner.as_bytes(), sealed), None);
        }
    }
}
