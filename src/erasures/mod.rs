//! Erasures: what becomes of what Lethe knows about a person. Each masks one customer at once, and keeps the originals
//! sealed until it is due; then their key is destroyed, and nobody can bring them back.

mod forget;
mod jobs;
mod kept;
mod originals;
mod outlook;
mod receipt;
mod residue;
mod store;

pub use forget::{Removed, RemovedOf, forget, forget_overdue};
pub use jobs::{
    ErasureJob, ErasureJobItem, ErasureJobState, ErasureOutcome, count, find_job, insert_job, items, jobs, running,
    settle, take,
};
pub use kept::{
    KeptDocuments, count_kept, hand_over, kept, note_kept, note_oldest_unknown, oldest_kept, overdue, overdue_unknown,
    set_oldest_unknown,
};
pub use originals::{forget_seals, open, seal};
pub use outlook::{ErasureFate, Outlook, outlook};
pub use receipt::{Kept, NotGenuine, Receipt, SignedReceipt, Told, receipt, verify};
pub use residue::{Known, RESIDUE, Residue};
pub use store::{
    by_ids, due, end, ended_since, find, insert, is_final, mark_of, note_mark, note_removed, note_residue, of_customer,
    of_customers, of_deletion, of_jobs, sealed_after, states,
};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::Actor;
use crate::clock::Timestamp;
use crate::error::Fault;
use crate::ids::{CustomerId, DeletionId, ErasureId, ErasureJobId};
use crate::policies::Policy;
use crate::records::columns::Mask;
use crate::suppressions::Leaving;
use crate::term;
use crate::terms::{ActorKind, HistoryIdentity, PersonalField, RecordKind};

term! {
    /// What an erasure leaves.
    ErasureAct {
        /// The record, unreadable: history stays, without saying whose it was.
        Mask = "MASK",
        /// An empty record that says that somebody was erased.
        Erase = "ERASE",
        /// Nothing: what must stay moves to the account's Unknown Customer.
        Purge = "PURGE",
        /// The record, with the fields that were to be kept.
        Anonymise = "ANONYMISE",
    }
}

term! {
    /// How far an erasure is.
    ErasureState {
        /// Everything is masked; the originals are sealed, and can be put back until it is due.
        Sealed = "SEALED",
        /// Final: the originals are gone.
        Done = "DONE",
        /// Taken back in time.
        Undone = "UNDONE",
    }
}

/// An erasure of one customer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Erasure {
    pub id: ErasureId,
    pub customer_id: CustomerId,
    pub act: ErasureAct,
    pub state: ErasureState,
    /// The deletion it came with, if it did.
    pub deletion_id: Option<DeletionId>,
    /// The permanent deletion that it is a part of, if it is.
    pub job_id: Option<ErasureJobId>,
    mask: String,
    pub policy_version: i64,
    pub reason: Option<String>,
    pub by_kind: ActorKind,
    pub by_id: Option<Uuid>,
    pub at: Timestamp,
    /// When it becomes final.
    pub due_at: Timestamp,
    /// When it became final, or was taken back.
    pub ended_at: Option<Timestamp>,
    removed: String,
    residue: String,
    /// The day of the oldest document that it left as it was issued, because the law wants it kept.
    pub oldest_kept: Option<NaiveDate>,
    /// What the law wanted kept when the customer's record went, as JSON; `None` where it did not go.
    kept: Option<String>,
}

/// What an erasure is asked to do.
#[derive(Clone, Debug)]
pub struct NewErasure {
    pub id: ErasureId,
    pub customer_id: CustomerId,
    pub act: ErasureAct,
    pub deletion_id: Option<DeletionId>,
    pub job_id: Option<ErasureJobId>,
    pub mask: Forgetting,
    pub policy_version: i64,
    /// How long an import is kept from bringing the customer back.
    pub suppression_years: i64,
    pub reason: Option<String>,
    pub by: Actor,
    pub at: Timestamp,
    pub due_at: Timestamp,
}

/// How much is made unreadable, and what the law keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgetting {
    #[serde(flatten)]
    pub mask: Mask,
    /// Documents of this day and later stay as they were issued.
    pub kept_since: NaiveDate,
}

impl Forgetting {
    /// What an act makes unreadable under a policy, on a day. What is erased or made anonymous never keeps a name on
    /// documents, but for those that the law wants kept.
    pub fn under(policy: &Policy, act: ErasureAct, keep: Vec<PersonalField>, today: NaiveDate) -> Self {
        let history = match (act, policy.history_identity) {
            (ErasureAct::Purge, _) => HistoryIdentity::UnknownCustomer,
            (ErasureAct::Erase | ErasureAct::Anonymise, HistoryIdentity::NameAtIssue) => HistoryIdentity::Masked,
            (_, history) => history,
        };
        Self { mask: Mask { keep, history }, kept_since: policy.kept_since(RecordKind::Invoice, today) }
    }
}

impl NewErasure {
    /// What the suppression list is to know.
    pub fn leaving(&self) -> Leaving {
        Leaving { customer: self.customer_id, erasure: self.id, due_at: self.due_at, years: self.suppression_years }
    }
}

impl Erasure {
    pub(crate) fn new(new: NewErasure) -> Result<Self, Fault> {
        Ok(Self {
            id: new.id,
            customer_id: new.customer_id,
            act: new.act,
            state: ErasureState::Sealed,
            deletion_id: new.deletion_id,
            job_id: new.job_id,
            mask: written(&new.mask)?,
            policy_version: new.policy_version,
            reason: new.reason,
            by_kind: new.by.kind,
            by_id: new.by.id,
            at: new.at,
            due_at: new.due_at,
            ended_at: None,
            removed: String::from("[]"),
            residue: String::from("[]"),
            oldest_kept: None,
            kept: None,
        })
    }

    /// Who asked for it.
    pub fn by(&self) -> Actor {
        Actor { kind: self.by_kind, id: self.by_id }
    }

    /// How much it makes unreadable.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn forgetting(&self) -> Result<Forgetting, Fault> {
        serde_json::from_str(&self.mask).map_err(|_| Fault::bug("an erasure's mask is not readable"))
    }

    /// How many rows of which tables it made unreadable.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn removed(&self) -> Result<Vec<Removed>, Fault> {
        serde_json::from_str(&self.removed).map_err(|_| Fault::bug("what an erasure removed is not readable"))
    }

    /// Where the residue scan found something left, once the erasure is final.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn residue(&self) -> Result<Vec<Residue>, Fault> {
        serde_json::from_str(&self.residue).map_err(|_| Fault::bug("what an erasure left over is not readable"))
    }

    /// Notes that more was made unreadable, and from which day on documents are kept now.
    pub(crate) fn go_on(&mut self, forgetting: &Forgetting, more: Vec<Removed>) -> Result<(), Fault> {
        self.mask = written(forgetting)?;
        let mut removed = self.removed()?;
        for more in more {
            match removed.iter_mut().find(|removed| removed.table == more.table) {
                Some(removed) => removed.rows += more.rows,
                None => removed.push(more),
            }
        }
        self.set_removed(&removed)
    }

    pub(crate) fn set_removed(&mut self, removed: &[Removed]) -> Result<(), Fault> {
        let written = serde_json::to_string(removed);
        self.removed = written.map_err(|_| Fault::bug("what an erasure removed cannot be written as JSON"))?;
        Ok(())
    }
}

fn written(forgetting: &Forgetting) -> Result<String, Fault> {
    serde_json::to_string(forgetting).map_err(|_| Fault::bug("a mask cannot be written as JSON"))
}
