//! What is to be said of a row, beside its outcome.

use serde::{Deserialize, Serialize};

use super::TransferRow;
use crate::i18n::Message;
use crate::import::{Likeness, Obstacle};
use crate::terms::Lang;

/// More about a row: names of columns and reasons, never what a cell holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// What is wrong with it: the column's header, empty when it is about the whole row; and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<(String, Message)>,
    /// What it shares with a record that is there, or with an earlier row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likeness: Option<Likeness>,
    /// Why its record is not taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<Obstacle>,
}

impl TransferRow {
    /// More about it.
    pub fn detail(&self) -> Detail {
        self.detail.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    /// Why it was left out or refused, or its record is not taken back, in words; nothing when there is nothing to say.
    pub fn reason(&self, lang: Lang) -> Option<String> {
        let detail = self.detail();
        let mut said: Vec<_> =
            detail.problems.iter().map(|(column, reason)| about(column, &reason.said(lang))).collect();
        let is_there = self.record_id.is_some();
        said.extend(
            detail.likeness.map(|likeness| about(&likeness.name().said(lang), &likeness.message(is_there).said(lang))),
        );
        said.extend(detail.obstacle.map(|obstacle| obstacle.message().said(lang)));
        (!said.is_empty()).then(|| said.join("; "))
    }
}

fn about(what: &str, reason: &str) -> String {
    if what.is_empty() { reason.to_owned() } else { format!("{what}: {reason}") }
}
