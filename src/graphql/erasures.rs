//! Masking as clients see it: an erasure as a thing of its own, and making a deleted customer unreadable.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};

use super::actors::Actor;
use super::context::{Admit, ContextExt, permit};
use super::customers::{Customer, visible};
use super::deletions::UndoOffer;
use super::errors::answer;
use super::loaders::load;
use super::scalars::{DateTime, Locale, int};
use crate::app::Cx;
use crate::erasures::{self, ErasureAct, ErasureState};
use crate::error::Fault;
use crate::ids::CustomerId;
use crate::lifecycle::{self, MaskRequest, Masked, UnmaskRequest};
use crate::mutation_result;
use crate::terms::{HistoryIdentity, PersonalField};

/// A masking or erasure of one customer: what it made unreadable, and when that becomes final. Until then the originals
/// are sealed with a key of their own, which is destroyed in the end.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Erasure {
    #[graphql(skip)]
    id: ID,
    /// What it leaves.
    act: ErasureAct,
    /// How far it is.
    state: ErasureState,
    /// Who asked for it.
    by: Actor,
    /// When everything was made unreadable.
    at: DateTime,
    /// Why, as they said. Kept as it was typed: name nobody.
    reason: Option<String>,
    /// When it becomes final.
    due_at: DateTime,
    /// When it became final, or was taken back.
    ended_at: Option<DateTime>,
    /// How many rows of which tables were made unreadable, or removed.
    removed: Vec<RemovedRows>,
    /// Where the residue scan, which runs when the erasure becomes final, found something left: nowhere, as it should be.
    residue: Vec<RemovedRows>,
    /// Personal data that was to stay.
    keep_fields: Vec<PersonalField>,
    /// How documents name the customer, but for those that are kept as they were issued.
    history_identity: HistoryIdentity,
    /// Documents of this day and later stay as they were issued, because the law wants them kept.
    documents_kept_since: super::scalars::Date,
    /// The version of the policy that it ran under.
    policy_version: i32,
    #[graphql(skip)]
    customer: CustomerId,
    #[graphql(skip)]
    of: Box<erasures::Erasure>,
}

/// What an erasure removed, and what is kept and until when, without personal data. Anybody can check it offline:
/// `lethe receipt verify`.
#[derive(SimpleObject)]
pub struct ErasureReceipt {
    /// The receipt, as JSON: exactly these bytes are signed.
    receipt: String,
    /// The signature: Ed25519, base64.
    signature: String,
    /// What checks it: Ed25519, base64. `lethe receipt key` prints the same.
    public_key: String,
}

/// Rows of a table.
#[derive(Clone, SimpleObject)]
pub struct RemovedRows {
    /// The table, as docs/privacy.md lists it.
    table: String,
    /// How many.
    rows: i32,
}

#[ComplexObject]
impl Erasure {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.id.clone()
    }

    /// The receipt, once the erasure is final; null before.
    async fn receipt(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ErasureReceipt>> {
        let signed = erasures::receipt(&ctx.cx()?, &self.of).await?;
        Ok(signed.map(|signed| ErasureReceipt {
            receipt: signed.receipt,
            signature: signed.signature,
            public_key: signed.public_key,
        }))
    }

    /// The customer; null for those who may not see deleted ones, and once they were purged.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        Ok(load(ctx, self.customer).await?.and_then(|customer| visible(ctx, customer)))
    }
}

impl TryFrom<erasures::Erasure> for Erasure {
    type Error = Fault;

    fn try_from(erasure: erasures::Erasure) -> Result<Self, Fault> {
        let forgetting = erasure.forgetting()?;
        let removed = erasure.removed()?.into_iter();
        let residue = erasure.residue()?.into_iter();
        let of = Box::new(erasure.clone());
        Ok(Self {
            id: erasure.id.to_string().into(),
            act: erasure.act,
            state: erasure.state,
            by: erasure.by().into(),
            at: erasure.at.into(),
            reason: erasure.reason,
            due_at: erasure.due_at.into(),
            ended_at: erasure.ended_at.map(DateTime::from),
            removed: removed.map(|each| RemovedRows { table: each.table, rows: int(each.rows) }).collect(),
            residue: residue.map(|each| RemovedRows { table: each.table, rows: int(each.rows) }).collect(),
            keep_fields: forgetting.mask.keep,
            history_identity: forgetting.mask.history,
            documents_kept_since: forgetting.kept_since.into(),
            policy_version: int(erasure.policy_version),
            customer: erasure.customer_id,
            of,
        })
    }
}

/// A mask.
#[derive(InputObject)]
pub struct CustomerMaskInput {
    /// The deleted customer.
    id: ID,
    /// The word that a delete asks for, in the request's language or `locale`.
    confirmation: String,
    /// The language of the confirmation; the request's when left out.
    locale: Option<Locale>,
    /// Why, for the record. Kept as it was typed: name nobody. At most 1,000 characters.
    reason: Option<String>,
    /// Sent again with the same input, it answers the same. Kept for a day.
    idempotency_key: Option<String>,
}

/// Taking a mask back.
#[derive(InputObject)]
pub struct CustomerMaskUndoInput {
    /// The token of the mask's offer.
    undo_token: String,
    /// Sent again with the same input, it answers the same. Kept for a day.
    idempotency_key: Option<String>,
}

/// What was known of the customer is unreadable, for good once `undo` has expired.
#[derive(SimpleObject)]
pub struct CustomerMaskDone {
    /// The customer as it is now.
    customer: Customer,
    /// What was made unreadable.
    erasure: Erasure,
    /// How to take it back.
    undo: UndoOffer,
}

/// The deleted customer is readable again.
#[derive(SimpleObject)]
pub struct CustomerUnmasked {
    /// The customer as it is now.
    customer: Customer,
}

mutation_result! {
    /// How a mask ended.
    CustomerMaskResult = CustomerMaskDone | ConfirmationMismatch | CustomerNotDeleted | CustomerMasked | CustomerErased
        | CustomerHeld | NotPermitted | CustomerNotFound | InvalidInput | IdempotencyConflict
}

mutation_result! {
    /// How taking a mask back ended.
    CustomerMaskUndoResult = CustomerUnmasked | UndoExpired | UndoTokenUnknown | WrongState | OriginalsLost | RateLimited
        | NotPermitted | InvalidInput | IdempotencyConflict
}

#[derive(Default)]
pub struct ErasureMutations;

#[Object(guard = "Admit")]
impl ErasureMutations {
    /// Makes everything that is known of a deleted customer unreadable: names, contact details, addresses, payment
    /// details, notes and messages, plates. What the policy's `keepFields` names stays, and so do documents that the
    /// law wants kept. Within the undo window it can be taken back; then it is for good, and the customer cannot be
    /// restored. Needs `customers.mask`; audited as `customer.masked`.
    async fn customer_mask(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to mask, and the confirmation.")] input: CustomerMaskInput,
    ) -> async_graphql::Result<CustomerMaskResult> {
        let request = MaskRequest {
            id: input.id.0,
            confirmation: input.confirmation,
            lang: ctx.lang(input.locale.map(|locale| locale.0)),
            reason: input.reason,
            idempotency_key: input.idempotency_key,
        };
        let outcome = async {
            let cx = permit(ctx)?;
            let masked = lifecycle::mask(&cx, &request).await?;
            Ok(mask_answer(&cx, masked)?)
        };
        answer(ctx, outcome.await, |done: CustomerMaskDone| done)
    }

    /// Takes a mask back, within the undo window, and not while a permanent deletion is to come: that is called off
    /// first. The customer stays deleted, and can be restored. Needs
    /// `customers.mask`; audited as `customer.unmasked`.
    async fn customer_mask_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the mask's offer.")] input: CustomerMaskUndoInput,
    ) -> async_graphql::Result<CustomerMaskUndoResult> {
        let request = UnmaskRequest { token: input.undo_token, idempotency_key: input.idempotency_key };
        let outcome = async { lifecycle::unmask(&permit(ctx)?, &request).await }.await;
        answer(ctx, outcome, |customer| CustomerUnmasked { customer: customer.into() })
    }
}

fn mask_answer(cx: &Cx, masked: Masked) -> Result<CustomerMaskDone, Fault> {
    let undo =
        UndoOffer { token: lifecycle::unmask_token(cx, masked.erasure.id), expires_at: masked.erasure.due_at.into() };
    Ok(CustomerMaskDone { customer: masked.customer.into(), erasure: Erasure::try_from(masked.erasure)?, undo })
}
