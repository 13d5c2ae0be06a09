//! The imports' face: what their files hold, and what became of each row.

use async_graphql::{Context, ID, Object, SimpleObject};

use super::context::ContextExt;
use super::scalars::int;
use crate::import::{Field, Likeness, Obstacle, Preview, TransferContent};
use crate::transfers::{RowOutcome, TransferRow};

/// Something that a file can hold.
#[derive(Clone, SimpleObject)]
pub struct ImportField {
    /// What it is called.
    name: &'static str,
    /// Whether a column must hold it.
    required: bool,
}

impl From<&Field> for ImportField {
    fn from(field: &Field) -> Self {
        Self { name: field.name, required: field.required }
    }
}

/// A column of the file.
#[derive(Clone, SimpleObject)]
pub struct ImportColumn {
    /// Its header.
    header: String,
    /// Its first few different values.
    samples: Vec<String>,
    /// The field that it probably holds.
    suggested_field: Option<String>,
}

/// Which column is read as a field.
#[derive(Clone, SimpleObject)]
pub struct ImportMapping {
    /// The field.
    pub(super) field: String,
    /// The column's header.
    pub(super) column: String,
}

impl ImportColumn {
    /// Every column of a file.
    pub(super) fn of(preview: Preview) -> Vec<Self> {
        let columns = preview.headers.into_iter().zip(preview.samples).zip(preview.suggested);
        let column = |((header, samples), field): ((String, Vec<String>), Option<&'static str>)| Self {
            header,
            samples,
            suggested_field: field.map(str::to_owned),
        };
        columns.map(column).collect()
    }
}

/// What became of a row.
#[derive(Clone)]
pub struct ImportRow {
    pub(super) row: TransferRow,
    pub(super) content: TransferContent,
}

/// What became of a row.
#[Object]
impl ImportRow {
    /// The line that it starts on in the file, from 1; the header is line 1.
    async fn line(&self) -> i32 {
        int(self.row.row_number)
    }

    /// What became of it.
    async fn outcome(&self) -> RowOutcome {
        self.row.outcome
    }

    /// The record that was created or changed, or that is there already.
    async fn record_id(&self) -> Option<ID> {
        self.row.record_id.map(|id| self.content.id(id).into())
    }

    /// What is wrong with it.
    async fn problems(&self, ctx: &Context<'_>) -> Vec<ImportProblem> {
        let lang = ctx.caller().lang;
        let problems = self.row.detail().problems.into_iter();
        problems
            .map(|(column, reason)| ImportProblem {
                column: Some(column).filter(|column| !column.is_empty()),
                message: reason.said(lang),
            })
            .collect()
    }

    /// What it shares with a record that is there already, or with an earlier row.
    async fn likeness(&self) -> Option<Likeness> {
        self.row.detail().likeness
    }

    /// Why its record is not taken back.
    async fn obstacle(&self) -> Option<Obstacle> {
        self.row.detail().obstacle
    }

    /// Why it was refused or left out, or its record is not taken back: all of it in words, as the report says it.
    async fn reason(&self, ctx: &Context<'_>) -> Option<String> {
        self.row.reason(ctx.caller().lang)
    }
}

/// What is wrong with a row.
#[derive(Clone, SimpleObject)]
pub struct ImportProblem {
    /// The column's header; null when it is about the whole row.
    column: Option<String>,
    /// What is wrong, in the language of the request.
    message: String,
}
