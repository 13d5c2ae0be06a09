//! Idempotency keys: the same request sent twice happens once, and answers the same.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use uuid::Uuid;

use crate::app::Cx;
use crate::db::Tx;
use crate::error::{Failure, Fault, FieldProblem, Outcome, Refusal};
use crate::{sql, text};

/// A key with what it stands for.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// A digest: clients make keys of names and addresses, and nobody's are kept.
    key: String,
    operation: &'static str,
    arguments_hash: Vec<u8>,
}

impl IdempotencyKey {
    /// The key of a request, if it has one.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] for a key that is empty, over-long or has control characters.
    pub fn of(key: Option<&str>, operation: &'static str, arguments: &impl Serialize) -> Result<Option<Self>, Failure> {
        let Some(key) = key else { return Ok(None) };
        let key = text::line("idempotencyKey", key, 100).map_err(|problem: FieldProblem| Refusal::from(problem))?;
        let arguments = serde_json::to_vec(arguments).map_err(|_| Fault::bug("arguments cannot be written as JSON"))?;
        let arguments_hash = digest::digest(&digest::SHA256, &arguments).as_ref().to_vec();
        let key = digest::digest(&digest::SHA256, key.as_bytes());
        Ok(Some(Self { key: URL_SAFE_NO_PAD.encode(key), operation, arguments_hash }))
    }

    /// The record that the key already led to, if it did.
    ///
    /// # Errors
    /// [`Refusal::IdempotencyConflict`] when it was used with other arguments.
    pub async fn earlier(&self, tx: &mut Tx, cx: &Cx) -> Outcome<Option<Uuid>> {
        let row: Option<(String, Vec<u8>, Uuid)> = sql!(
            "select operation, arguments_hash, record_id from idempotency_keys
             where account_id = $1 and actor_id = $2 and key = $3"
        )
        .bind(cx.account)
        .bind(cx.who.actor_id())
        .bind(&self.key)
        .optional(tx)
        .await?;
        match row {
            None => Ok(None),
            Some((operation, hash, id)) if operation == self.operation && hash == self.arguments_hash => Ok(Some(id)),
            Some(_) => Err(Refusal::IdempotencyConflict.into()),
        }
    }

    /// Notes what the key led to. A second request that came at the same time fails on the unique key, is run again,
    /// and then finds it.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn remember(&self, tx: &mut Tx, cx: &Cx, record: Uuid) -> Result<(), Fault> {
        sql!(
            "insert into idempotency_keys (account_id, actor_id, key, operation, arguments_hash, record_id, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)"
        )
        .bind(cx.account)
        .bind(cx.who.actor_id())
        .bind(&self.key)
        .bind(self.operation)
        .bind(self.arguments_hash.clone())
        .bind(record)
        .bind(cx.now())
        .run(tx)
        .await?;
        Ok(())
    }
}
