//! The acts of letting a customer go, and of taking that back. Each act is a file that reads from top to bottom.
//!
//! A delete is one transaction: lock, check, limit, act, revoke, audit. Everything it touches is stamped with the
//! deletion's id, so that an undo puts back exactly that.

mod blockers;
mod call_off;
mod confirmation;
mod delete;
mod delete_many;
mod deletions;
mod erase;
mod erase_plan;
mod final_word;
mod fulfil;
mod kept;
mod mask;
mod merge;
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
pub mod worker;

pub use blockers::{Blocker, VehicleCount};
pub use call_off::{CallOffRequest, call_off};
pub use confirmation::expected as confirmation_token;
pub use delete::{DELETIONS, DeleteRefusal, DeleteRequest, Deleted, delete};
pub use delete_many::{DeleteManyRequest, DeleteOutcome, DeletedItem, DeletedMany, delete_many};
pub use deletions::{Deletion, Effect, by_ids as deletions_by_ids, latest as latest_deletions};
pub use erase::{EraseRequest, erase};
pub use erase_plan::{ErasePlan, Selection, plan_erase};
pub use fulfil::{FulfilRequest, fulfil};
pub use kept::{KeptBecause, KeptRecord, kept};
pub use mask::{MaskPlan, MaskRequest, Masked, mask, outlook as mask_outlook, plan_mask};
pub use merge::{
    Choice, ConflictRule, FieldPlan, LeftRow, Merge, MergeAllRequest, MergeField, MergeJob, MergeJobItem,
    MergeJobState, MergeLeft, MergePlan, MergeRequest, Merged, Moving, PairOutcome, Pairs, Taken, UnmergeRequest,
    Unmerged, find_merge_job, merge, merge_all, merge_job_items, merge_jobs, merged_by, merges_by_ids, merges_of,
    plan_merge, unmerge,
};
pub use plan::{Line, LineClass, Plan, plan};
pub use plan_hash::{PlanChange, PlanHash};
pub use put_back::{NotRestored, Restored};
pub use quota::{Quota, of as quota};
pub use replay::{behind, replay};
pub use restore::{RestoreRequest, restore};
pub use simulate::{Simulation, simulate};
pub use undo::{UndoRequest, undo, undo_token};
pub use unmask::{UnmaskRequest, unmask, unmask_token};
