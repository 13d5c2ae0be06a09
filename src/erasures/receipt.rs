//! Receipts: what an erasure removed, what is kept and until when, without personal data, signed so that anybody can
//! check it offline.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use super::kept::summary;
use super::{Erasure, ErasureState, Removed, Residue};
use crate::access::{ReceiptKey, verify_receipt};
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::error::Fault;
use crate::terms::{PersonalField, RecordKind};
use crate::{policies, webhooks};

/// What a receipt says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    pub version: u32,
    pub account: String,
    pub erasure: String,
    pub customer: String,
    pub act: String,
    pub masked_at: Timestamp,
    pub final_at: Timestamp,
    pub policy_version: i64,
    /// Rows by table.
    pub removed: Vec<Removed>,
    pub kept: Vec<Kept>,
    /// Partners who were told, and what each answered.
    pub told: Vec<Told>,
    /// Where the residue scan found something left: nothing, as it should be.
    pub residue: Vec<Residue>,
    /// Personal data that the customer's own record keeps, as was asked for.
    pub kept_fields: Vec<PersonalField>,
}

/// What is kept of somebody who was erased.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    pub kind: RecordKind,
    pub count: i64,
    /// Documents of this day and later are kept; each goes by itself when its years are over.
    pub issued_since: chrono::NaiveDate,
    /// The day on which the last of them goes, under the policy that held when the receipt was read, or, of a customer
    /// whose record went, when the erasure became final.
    pub until: chrono::NaiveDate,
    pub because: String,
}

/// A partner who was told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    pub endpoint: String,
    pub event: String,
    pub state: String,
    pub confirmed_at: Option<Timestamp>,
}

/// A receipt with its signature.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedReceipt {
    /// The receipt as JSON: exactly these bytes are signed.
    pub receipt: String,
    /// Ed25519, base64.
    pub signature: String,
    /// What checks it: Ed25519, base64.
    pub public_key: String,
}

/// Why a receipt is not to be trusted.
#[derive(Debug, thiserror::Error)]
pub enum NotGenuine {
    #[error("this is not a receipt: {0}")]
    Unreadable(String),
    #[error("it was signed with another key")]
    OtherKey,
    #[error("its signature does not fit: it was changed after it was signed")]
    Changed,
}

/// The receipt of an erasure that is final; `None` before.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn receipt(cx: &Cx, erasure: &Erasure) -> Result<Option<SignedReceipt>, Fault> {
    let (ErasureState::Done, Some(final_at)) = (erasure.state, erasure.ended_at) else { return Ok(None) };
    let receipt = Receipt {
        version: 1,
        account: cx.account.to_string(),
        erasure: erasure.id.to_string(),
        customer: erasure.customer_id.to_string(),
        act: erasure.act.as_str().to_owned(),
        masked_at: erasure.at,
        final_at,
        policy_version: erasure.policy_version,
        removed: erasure.removed()?,
        kept: kept(cx, erasure).await?,
        told: told(cx, erasure).await?,
        residue: erasure.residue()?,
        kept_fields: erasure.forgetting()?.mask.keep,
    };
    let receipt = serde_json::to_string(&receipt).map_err(|_| Fault::bug("a receipt cannot be written as JSON"))?;
    let key: &ReceiptKey = cx.keys.receipts();
    Ok(Some(SignedReceipt {
        signature: BASE64.encode(key.sign(receipt.as_bytes())),
        public_key: BASE64.encode(key.public()),
        receipt,
    }))
}

async fn told(cx: &Cx, erasure: &Erasure) -> Result<Vec<Told>, Fault> {
    let answers = webhooks::answers_about(&cx.db, cx.account, erasure.id).await?;
    let told = |answer: webhooks::RecipientAnswer| Told {
        endpoint: answer.endpoint_id.to_string(),
        event: answer.event.name().to_owned(),
        state: answer.state.to_string(),
        confirmed_at: answer.confirmed_at,
    };
    Ok(answers.into_iter().map(told).collect())
}

/// Of a customer whose record went: what it was then, as long as it may be there.
async fn kept(cx: &Cx, erasure: &Erasure) -> Result<Vec<Kept>, Fault> {
    let Some(noted) = &erasure.kept else {
        let policy = policies::current(&cx.db, cx.account).await?;
        let since = erasure.forgetting()?.kept_since;
        return summary(&cx.db, cx.account, erasure.customer_id, (since, &policy)).await;
    };
    let mut noted: Vec<Kept> =
        serde_json::from_str(noted).map_err(|_| Fault::bug("what an erasure kept is not readable"))?;
    noted.retain(|kept| kept.until >= cx.now().date_naive());
    Ok(noted)
}

/// Checks a receipt, offline: that it was not changed, and by whom it was signed, where a key is given.
///
/// # Errors
/// [`NotGenuine`].
pub fn verify(signed: &str, key: Option<&str>) -> Result<Receipt, NotGenuine> {
    let unreadable = |error: &dyn std::fmt::Display| NotGenuine::Unreadable(error.to_string());
    let signed: SignedReceipt = serde_json::from_str(signed).map_err(|error| unreadable(&error))?;
    if key.is_some_and(|key| key.trim() != signed.public_key) {
        return Err(NotGenuine::OtherKey);
    }
    let public = BASE64.decode(&signed.public_key).map_err(|error| unreadable(&error))?;
    let signature = BASE64.decode(&signed.signature).map_err(|error| unreadable(&error))?;
    if !verify_receipt(&public, signed.receipt.as_bytes(), &signature) {
        return Err(NotGenuine::Changed);
    }
    serde_json::from_str(&signed.receipt).map_err(|error| unreadable(&error))
}
