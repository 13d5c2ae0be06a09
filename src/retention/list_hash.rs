//! What a list is recognised by: digests of everybody on it and of what is to become of them, with the list's revision,
//! so that who approves another one can be told what has changed.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{RetentionRun, candidates};
use crate::db::Tx;
use crate::error::Fault;
use crate::ids::AccountId;

/// How many customers are read at a time.
const STRETCH: i64 = 1_000;

/// A list's hash. Opaque to clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHash {
    pub revision: i64,
    customers: Vec<u8>,
    decision: Vec<u8>,
}

impl ListHash {
    /// The hash of a run's list as it is.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn of(tx: &mut Tx, account: AccountId, run: &RetentionRun) -> Result<Self, Fault> {
        let decision = [run.act.as_str(), run.keep_fields.as_str()].concat();
        let decision = digest::digest(&digest::SHA256, decision.as_bytes()).as_ref().to_vec();
        let customers = Self::customers(tx, account, run, run.revision).await?;
        Ok(Self { revision: run.revision, customers, decision })
    }

    /// Whether this is of the customers who were on a run's list at this revision.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn was_of(&self, tx: &mut Tx, account: AccountId, run: &RetentionRun) -> Result<bool, Fault> {
        Ok(Self::customers(tx, account, run, self.revision).await? == self.customers)
    }

    async fn customers(tx: &mut Tx, account: AccountId, run: &RetentionRun, revision: i64) -> Result<Vec<u8>, Fault> {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(run.id.uuid().as_bytes());
        let mut after = 0;
        loop {
            let some = candidates::listed_after(&mut *tx, account, run.id, revision, (after, STRETCH)).await?;
            let Some((last, _)) = some.last() else { break };
            after = *last;
            some.iter().for_each(|(_, customer)| context.update(customer.uuid().as_bytes()));
        }
        Ok(context.finish().as_ref().to_vec())
    }

    /// As clients send it back.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode([&self.revision.to_be_bytes(), self.customers.as_slice(), &self.decision].concat())
    }

    /// Reads a hash that a client sent back.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (revision, digests) = bytes.split_first_chunk()?;
        let (customers, decision) = digests.split_at_checked(digest::SHA256_OUTPUT_LEN)?;
        let revision = i64::from_be_bytes(*revision);
        let whole = decision.len() == digest::SHA256_OUTPUT_LEN;
        whole.then(|| Self { revision, customers: customers.to_vec(), decision: decision.to_vec() })
    }
}
