//! Why something of a customer who is gone is still kept, and until when.

use chrono::NaiveDate;

use crate::app::Cx;
use crate::customers::Customer;
use crate::error::Fault;
use crate::terms::RecordKind;
use crate::{accounts, erasures, legal_holds, policies, term};

term! {
    /// Why something is kept.
    KeptBecause {
        /// The law wants the document kept as it was issued: see `keepYears` of the policy.
        Statutory = "STATUTORY",
        /// A legal hold stands.
        LegalHold = "LEGAL_HOLD",
    }
}

/// Records that are kept for one reason, until one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRecord {
    pub kind: RecordKind,
    pub count: i64,
    pub because: KeptBecause,
    /// The last day, where it has one.
    pub until: Option<NaiveDate>,
}

/// What is kept of a customer who is gone: documents by when they go, then holds. `None` of one who is not.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn kept(cx: &Cx, customer: &Customer) -> Result<Option<Vec<KeptRecord>>, Fault> {
    if customer.is_active() {
        return Ok(None);
    }
    let policy = policies::current(&cx.db, cx.account).await?;
    let since = policy.kept_since(RecordKind::Invoice, cx.now().date_naive());
    let documents = erasures::kept(&cx.db, cx.account, customer.id, since).await?.into_iter();
    let mut kept: Vec<KeptRecord> = documents
        .map(|documents| KeptRecord {
            kind: documents.kind,
            count: documents.count,
            because: KeptBecause::Statutory,
            until: Some(policy.kept_until(documents.kind, documents.day)),
        })
        .collect();
    let account = accounts::get(&cx.db, cx.account).await?;
    let holds = legal_holds::standing(&cx.db, cx, customer.id).await?.into_iter();
    kept.extend(holds.map(|hold| KeptRecord {
        kind: hold.record_kind,
        count: 1,
        because: KeptBecause::LegalHold,
        until: hold.ends_at.map(|end| account.day_of(end)),
    }));
    Ok(Some(kept))
}
