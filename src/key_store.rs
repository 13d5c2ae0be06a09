//! The keys that sealed originals can be read with, in a store of their own: where a key is destroyed, what it sealed is
//! gone for good, in every copy and backup of the database. Never make backups of this store.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use sqlx::FromRow;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::changes::Changes;
use crate::db::{Db, DbOptions, Query};
use crate::entropy::Entropy;
use crate::error::Fault;
use crate::in_tx;

/// The store. Connects when it is first asked for something. Cheap to share.
#[derive(Debug)]
pub struct KeyStore {
    options: DbOptions,
    open: OnceCell<Open>,
}

#[derive(Debug)]
struct Open {
    db: Db,
    /// Nobody listens to a key store.
    changes: Changes,
}

impl Open {
    async fn write(&self, query: &Query) -> Result<u64, Fault> {
        in_tx!(self, |tx| { query.clone().run(tx).await })
    }
}

/// What there is where a store should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundThere {
    /// No store yet: it is made when a key is.
    Nothing,
    /// A store.
    Keys,
    /// Lethe's own database, whose backups would hold keys and what they seal.
    Database,
}

/// What seals and opens the originals of one erasure.
pub struct SealKey(LessSafeKey);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey(…)")
    }
}

/// What was sealed cannot be opened with this key, or is damaged.
#[derive(Debug, thiserror::Error)]
#[error("what was sealed cannot be opened")]
pub struct Unreadable;

#[derive(FromRow)]
struct KeyRow {
    key: Vec<u8>,
}

impl KeyStore {
    /// The store at a place.
    pub fn at(options: DbOptions) -> Self {
        Self { options, open: OnceCell::new() }
    }

    async fn open(&self) -> Result<&Open, Fault> {
        self.open
            .get_or_try_init(|| async {
                let open = Open { db: Db::connect(&self.options).await?, changes: Changes::default() };
                let table = "create table if not exists seal_keys (
                    id [pg:uuid][lite:blob] primary key, key [pg:bytea][lite:blob] not null) [lite:strict]";
                open.write(&Query::built(table)).await?;
                let table = "create table if not exists list_keys (
                    account [pg:uuid][lite:blob] primary key, key [pg:bytea][lite:blob] not null) [lite:strict]";
                open.write(&Query::built(table)).await?;
                Ok(open)
            })
            .await
    }

    /// Whether the store can be reached.
    ///
    /// # Errors
    /// [`Fault`] when it cannot.
    pub async fn ping(&self) -> Result<(), Fault> {
        self.open().await?.db.ping().await
    }

    /// What is at the store's place by now. Makes nothing there, but for SQLite's file.
    ///
    /// # Errors
    /// [`Fault`] when the place cannot be reached.
    pub async fn look(&self) -> Result<FoundThere, Fault> {
        const TABLES: &str = "select [pg:to_regclass('erasures') is not null, to_regclass('seal_keys') is not null]
            [lite:exists (select 1 from sqlite_master where name = 'erasures'),
                exists (select 1 from sqlite_master where name = 'seal_keys')]";
        let db = Db::connect(&self.options).await?;
        let tables: Result<(bool, bool), Fault> = Query::built(TABLES).one(&db).await;
        db.close().await;
        Ok(match tables? {
            (true, _) => FoundThere::Database,
            (_, true) => FoundThere::Keys,
            (false, false) => FoundThere::Nothing,
        })
    }

    /// How many of these erasures have no key here.
    ///
    /// # Errors
    /// [`Fault`] when the store cannot be reached.
    pub async fn lacks(&self, ids: Vec<Uuid>) -> Result<usize, Fault> {
        let asked = ids.len();
        let there = Query::built("select id from seal_keys where id [ids:$1]").bind(ids);
        Ok(asked - there.all::<(Uuid,)>(&self.open().await?.db).await?.len())
    }

    /// Makes the keys of erasures, safely stored before anything is sealed with them, in the order of the ids. Asked again,
    /// it gives the same.
    ///
    /// # Errors
    /// [`Fault`] when the store cannot be reached.
    pub async fn make(&self, ids: &[Uuid], entropy: &Entropy) -> Result<Vec<SealKey>, Fault> {
        let open = self.open().await?;
        in_tx!(open, |tx| {
            for id in ids {
                let insert = "insert into seal_keys (id, key) values ($1, $2) on conflict (id) do nothing";
                Query::built(insert).bind(*id).bind(entropy.bytes::<32>().to_vec()).run(&mut *tx).await?;
            }
            Ok::<_, Fault>(())
        })?;
        let mut keys = Vec::new();
        for id in ids {
            keys.push(self.find(*id).await?.ok_or_else(|| Fault::bug("a key that was stored is not there"))?);
        }
        Ok(keys)
    }

    /// The key of an erasure, unless it was destroyed.
    ///
    /// # Errors
    /// [`Fault`] when the store cannot be reached.
    pub async fn find(&self, id: Uuid) -> Result<Option<SealKey>, Fault> {
        let find = Query::built("select key from seal_keys where id = $1").bind(id);
        let row: Option<KeyRow> = find.optional(&self.open().await?.db).await?;
        row.map(|row| SealKey::of(&row.key)).transpose()
    }

    /// Destroys keys. One that is not there was destroyed before.
    ///
    /// # Errors
    /// [`Fault`] when the store cannot be reached.
    pub async fn destroy(&self, ids: Vec<Uuid>) -> Result<(), Fault> {
        let open = self.open().await?;
        open.write(&Query::built("delete from seal_keys where id [ids:$1]").bind(ids)).await?;
        open.db.forget_log().await
    }

    /// What an account's suppression list is hashed with, if there is a key.
    ///
    /// # Errors
    /// [`Fault`] when the store cannot be reached.
    pub async fn find_list_key(&self, account: Uuid) -> Result<Option<ListKey>, Fault> {
        let find = Query::built("select key from list_keys where account = $1").bind(account);
        let row: Option<KeyRow> = find.optional(&self.open().await?.db).await?;
        Ok(row.map(|row| ListKey::of(&row.key)))
    }

    /// The same, made when there is none.
    ///
    /// # Errors
    /// [`Fault`] when the store cannot be reached.
    pub async fn make_list_key(&self, account: Uuid, entropy: &Entropy) -> Result<ListKey, Fault> {
        if let Some(key) = self.find_list_key(account).await? {
            return Ok(key);
        }
        let insert =
            Query::built("insert into list_keys (account, key) values ($1, $2) on conflict (account) do nothing")
                .bind(account)
                .bind(entropy.bytes::<32>().to_vec());
        self.open().await?.write(&insert).await?;
        self.find_list_key(account).await?.ok_or_else(|| Fault::bug("a key that was stored is not there"))
    }

    /// Some keys in the order of their ids, to find those that nothing needs any more.
    ///
    /// # Errors
    /// [`Fault`] when the store cannot be reached.
    pub async fn after(&self, id: Uuid, limit: i64) -> Result<Vec<Uuid>, Fault> {
        let some = Query::built("select id from seal_keys where id > $1 order by id limit $2").bind(id).bind(limit);
        Ok(some.all::<(Uuid,)>(&self.open().await?.db).await?.into_iter().map(|(id,)| id).collect())
    }
}

/// What an account's suppression list is hashed with: without it nobody can try whether a guess is on the list.
pub struct ListKey(hmac::Key);

impl std::fmt::Debug for ListKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ListKey(…)")
    }
}

impl ListKey {
    fn of(bytes: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The hash of a text: 64 hexadecimal digits.
    pub fn hash(&self, text: &str) -> String {
        HEXLOWER.encode(hmac::sign(&self.0, text.as_bytes()).as_ref())
    }

    /// What tells this key from others and says nothing of it.
    pub fn print(&self) -> String {
        self.hash("which key this is").chars().take(16).collect()
    }
}

impl SealKey {
    fn of(bytes: &[u8]) -> Result<Self, Fault> {
        let key = UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| Fault::bug("a stored key has 32 bytes"))?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Seals what only this key opens, at this place.
    ///
    /// # Errors
    /// [`Fault`] when it is longer than AES-GCM can take.
    pub fn seal(&self, entropy: &Entropy, place: &[u8], plain: Vec<u8>) -> Result<Vec<u8>, Fault> {
        let nonce = entropy.bytes::<NONCE_LEN>();
        let mut sealed = plain;
        let aad = Aad::from(place);
        let done = self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed);
        done.map_err(|_| Fault::bug("what is to be sealed is too long"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed at this place.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(Unreadable)?;
        let mut plain = rest.to_vec();
        let opened = self.0.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place), &mut plain);
        Ok(opened.map_err(|_| Unreadable)?.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_with_its_key_at_its_place_alone() {
        let entropy = Entropy::seeded(1);
        let (key, other) = (SealKey::of(&[1; 32]).expect("a key"), SealKey::of(&[2; 32]).expect("a key"));
        let sealed = key.seal(&entropy, b"here", b"Ana Pop".to_vec()).expect("sealed");
        assert!(!sealed.windows(3).any(|part| part == b"Ana"));
        assert_eq!(key.open(b"here", &sealed).expect("opened"), b"Ana Pop");
        assert!(key.open(b"there", &sealed).is_err());
        assert!(other.open(b"here", &sealed).is_err());
        assert!(key.open(b"here", sealed.get(..20).expect("a part")).is_err());
    }
}
