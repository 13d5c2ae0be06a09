//! What was sent to the database, in order: the benchmark has the bare engines run exactly that.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Db, Exec, Query, Tx};

/// Statements with their values, transactions' borders among them.
#[derive(Clone, Debug, Default)]
pub struct Recording(Arc<Mutex<Vec<Query>>>);

impl Recording {
    /// What was sent since the last time.
    pub fn take(&self) -> Vec<Query> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn note(&self, query: &Query) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(query.clone());
    }
}

impl Db {
    /// The same pools, writing down what is sent through this handle. Only the benchmark wants this.
    #[doc(hidden)]
    #[must_use]
    pub fn recorded(&self) -> (Self, Recording) {
        let recording = Recording::default();
        (Self { recording: Some(recording.clone()), ..self.clone() }, recording)
    }
}

impl Exec<'_> {
    pub(super) fn note(&self, query: &Query) {
        let recording = match self {
            Self::Db(db) => &db.recording,
            Self::Tx(tx) => &tx.recording,
        };
        if let Some(recording) = recording {
            recording.note(query);
        }
    }
}

impl Tx {
    pub(super) fn note(&self, border: &str) {
        if let Some(recording) = &self.recording {
            recording.note(&Query::built(border));
        }
    }
}
