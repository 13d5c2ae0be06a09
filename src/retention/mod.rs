//! Retention: an account's own rules of whom to part with after how long (B1, B5), and their runs. A run lists whom its
//! rule fits, waits until people have reviewed and approved exactly that list, and is then carried out by the acts.

mod approvals;
mod candidates;
mod letters;
mod list_hash;
mod rule_store;
mod rules;
mod runs;

pub use approvals::{Approval, approvals, approve, forget_approvals};
pub use candidates::{
    Candidate, Fate, candidates, exclude, excluded_since, list_some, on_list, outcomes, settle, take, to_go,
};
pub use letters::{letter_of_the_end, letter_of_the_list};
pub use list_hash::ListHash;
pub use rule_store::{due, find as find_rule, list as rules, lock as lock_rule, set_next};
pub use rules::{Condition, RetentionRule, RuleDraft, Schedule, kept, kept_in_vain, remove, removed, set};
pub use runs::{
    RetentionRun, begin_carrying_out, count, find as find_run, insert, list as runs, lock as lock_run, open_of,
    take_listing, under_way, update,
};

use crate::customers::CustomerLifecycle;
use crate::erasures::ErasureAct;
use crate::term;

/// Where customers stand whom a rule can be about: nobody who is erased, or about to be.
pub const LIFECYCLES: [CustomerLifecycle; 2] = [CustomerLifecycle::Active, CustomerLifecycle::Deleted];

term! {
    /// What a retention rule leaves of customers. Neither can be undone once it is final (B4).
    RetentionAct {
        /// Nothing: what must stay moves to the account's Unknown Customer (B2).
        Purge = "PURGE",
        /// The record, with the fields that are to be kept (B3).
        Anonymise = "ANONYMISE",
    }
}

impl From<RetentionAct> for ErasureAct {
    fn from(act: RetentionAct) -> Self {
        match act {
            RetentionAct::Purge => Self::Purge,
            RetentionAct::Anonymise => Self::Anonymise,
        }
    }
}

term! {
    /// How far a retention run is.
    RetentionRunState {
        /// The customers that the rule fits are being listed.
        Listing = "LISTING",
        /// The list is whole, and waits for people to review and approve it.
        Review = "REVIEW",
        /// The list was approved, and waits to be carried out.
        Approved = "APPROVED",
        /// Customers are being parted with.
        Running = "RUNNING",
        /// Every customer was gone through.
        Done = "DONE",
        /// Somebody called it off before anything was done.
        Cancelled = "CANCELLED",
    }
}

term! {
    /// What became of a customer on a retention run's list.
    RetentionOutcome {
        /// On the list: nothing was done yet.
        Listed = "LISTED",
        /// Taken out in the review.
        Excluded = "EXCLUDED",
        /// Unreadable, and gone for good when the policy's delay has passed.
        Scheduled = "SCHEDULED",
        /// Bought something since the list was made: left alone.
        BoughtSince = "BOUGHT_SINCE",
        /// Was deleted when the list was made, and restored since: left alone.
        Restored = "RESTORED",
        /// The rule does not fit any more for another reason, or the customer is part of another: left alone.
        NoLongerFits = "NO_LONGER_FITS",
        /// Open records stand in the way of a delete: left alone.
        Blocked = "BLOCKED",
        /// A legal hold keeps them: left alone.
        Held = "HELD",
        /// Masked or erased already.
        AlreadyErased = "ALREADY_ERASED",
        /// Not there any more.
        Gone = "GONE",
    }
}

impl RetentionOutcome {
    /// Whether a run went through the customer and left them alone.
    pub fn is_left_out(self) -> bool {
        !matches!(self, Self::Listed | Self::Excluded | Self::Scheduled)
    }
}
