//! Opaque tokens: a prefix that says what they are, the account, random bytes, and a checksum that tells a typing
//! mistake from a wrong token without asking the database. Only their hash is stored.

use aws_lc_rs::digest;
use data_encoding::{BASE32_NOPAD, Encoding, Specification};
use std::sync::LazyLock;
use uuid::Uuid;

use crate::app::App;
use crate::ids::AccountId;

static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec: Specification = BASE32_NOPAD.specification();
    spec.symbols.make_ascii_lowercase();
    spec.encoding().unwrap_or(BASE32_NOPAD)
});

/// An opaque token, as it is shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    prefix: &'static str,
    account: AccountId,
    random: [u8; 32],
}

impl Secret {
    /// A partner's token.
    pub const PARTNER: &'static str = "lethe_pt_";
    /// A staff session's refresh token.
    pub const REFRESH: &'static str = "lethe_rt_";
    /// A mailed portal link's token.
    pub const PORTAL_LINK: &'static str = "lethe_pl_";
    /// The token of a link that was handed out.
    pub const LINK: &'static str = "lethe_ln_";

    /// A fresh token of 256 random bits.
    pub fn fresh(app: &App, prefix: &'static str, account: AccountId) -> Self {
        Self { prefix, account, random: app.entropy.bytes() }
    }

    /// Reads a token; `None` when it is not one of this prefix or its checksum is off.
    pub fn parse(prefix: &'static str, text: &str) -> Option<Self> {
        let bytes = BASE32.decode(text.strip_prefix(prefix)?.as_bytes()).ok()?;
        let (body, check) = bytes.split_at_checked(48)?;
        if check != checksum(prefix, body) {
            return None;
        }
        let (account, random) = body.split_first_chunk::<16>()?;
        Some(Self {
            prefix,
            account: AccountId::from_uuid(Uuid::from_bytes(*account)),
            random: random.try_into().ok()?,
        })
    }

    /// The token to hand out.
    pub fn reveal(&self) -> String {
        let mut bytes = self.body();
        bytes.extend(checksum(self.prefix, &bytes));
        format!("{}{}", self.prefix, BASE32.encode(&bytes))
    }

    /// Which account it belongs to.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// What is stored: SHA-256 over the whole token.
    pub fn hash(&self) -> Vec<u8> {
        digest::digest(&digest::SHA256, self.reveal().as_bytes()).as_ref().to_vec()
    }

    fn body(&self) -> Vec<u8> {
        [self.account.uuid().as_bytes().as_slice(), &self.random].concat()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}…", self.prefix)
    }
}

fn checksum(prefix: &str, body: &[u8]) -> [u8; 4] {
    crc32fast::hash(&[prefix.as_bytes(), body].concat()).to_be_bytes()
}
