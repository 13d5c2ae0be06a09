//! The acts of letting a customer go, and of taking that back. Each act is a file that reads from top to bottom.
//!
//! A delete is one transaction: lock, check, limit, act, revoke, audit. Everything it touches is stamped with the
//! deletion's id, so that an undo puts back exactly that.

mod blockers;
mod call_off;
mod confirmation;
mod delete;
mod deletions;
mod erase;
mod final_word;
mod fulfil;
mod kept;
mod mask;
mod merge;
mod merge_all;
mod merge_jobs;
mod merge_plan;
mod merged_defaults;
mod merges;
mod notices;
mod plan;
mod plan_hash;
mod purge;
mod put_back;
mod quota;
mod replay;
mod restore;
pub mod retention;
mod scrub;
mod simulate;
mod statutory;
pub mod texts;
mod undo;
mod unmask;
mod unmerge;
pub mod worker;

pub use blockers::{Blocker, VehicleCount};
pub use call_off::{CallOffRequest, call_off};
pub use confirmation::expected as confirmation_token;
pub use delete::{DELETIONS, DeleteRefusal, DeleteRequest, Deleted, delete};
pub use deletions::{Deletion, Effect, by_ids as deletions_by_ids, latest as latest_deletions};
pub use erase::{ErasePlan, EraseRequest, Selection, erase, plan_erase};
pub use fulfil::{FulfilRequest, fulfil};
pub use kept::{KeptBecause, KeptRecord, kept};
pub use mask::{MaskRequest, Masked, mask};
pub use merge::{MergeRequest, Merged, merge};
pub use merge_all::{MergeAllRequest, Pairs, merge_all};
pub use merge_jobs::{
    ConflictRule, MergeJob, MergeJobItem, MergeJobState, PairOutcome, find as find_merge_job, items as merge_job_items,
    list as merge_jobs,
};
pub use merge_plan::{Choice, FieldPlan, MergeField, MergePlan, Moving, Taken, plan_merge};
pub use merges::{Merge, find as find_merge, merged_by, of_customer as merges_of};
pub use plan::{Line, LineClass, Plan, plan};
pub use plan_hash::{PlanChange, PlanHash};
pub use put_back::{NotRestored, Restored};
pub use quota::{Quota, of as quota};
pub use replay::{behind, replay};
pub use restore::{RestoreRequest, restore};
pub use simulate::{Simulation, simulate};
pub use undo::{UndoRequest, undo, undo_token};
pub use unmask::{UnmaskRequest, unmask, unmask_token};
pub use unmerge::{LeftRow, MergeLeft, UnmergeRequest, Unmerged, unmerge};
