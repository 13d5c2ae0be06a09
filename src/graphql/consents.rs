//! The consent trail's face.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::actors::Actor;
use super::connection::{Connection, ListSource};
use super::context::{Admit, permit};
use super::errors::answer;
use super::scalars::DateTime;
use crate::access::Actor as Who;
use crate::consents::{self, ConsentDraft, ConsentPurpose};
use crate::conversations::Channel;
use crate::mutation_result;
use crate::terms::ActorKind;

/// An entry of a customer's consent trail. Entries are added, never changed.
#[derive(Clone, SimpleObject)]
pub struct Consent {
    /// The id.
    id: ID,
    /// What it is about.
    purpose: ConsentPurpose,
    /// By which channel.
    channel: Channel,
    /// Given, or withdrawn.
    granted: bool,
    /// Where it was said: a form, a call.
    source: String,
    /// Who recorded it.
    recorded_by: Actor,
    /// When.
    recorded_at: DateTime,
}

impl From<consents::Consent> for Consent {
    fn from(consent: consents::Consent) -> Self {
        let kind = match consent.recorded_by {
            Some(by) if by == consent.customer_id.uuid() => ActorKind::Portal,
            Some(_) => ActorKind::Staff,
            None => ActorKind::System,
        };
        Self {
            id: consent.id.to_string().into(),
            purpose: consent.purpose,
            channel: consent.channel,
            granted: consent.granted,
            source: consent.source,
            recorded_by: Who { kind, id: consent.recorded_by }.into(),
            recorded_at: consent.recorded_at.into(),
        }
    }
}

/// Where a consent trail is read from.
pub type ConsentConnection = Connection<ListSource<consents::Consent, Consent>>;

/// A consent that was given or withdrawn.
#[derive(InputObject)]
pub struct ConsentRecordInput {
    /// Whose it is.
    customer_id: ID,
    /// What it is about.
    purpose: ConsentPurpose,
    /// By which channel.
    channel: Channel,
    /// Given, or withdrawn.
    granted: bool,
    /// Where it was said: a form, a call; at most 200 characters.
    source: String,
}

/// A consent was recorded.
#[derive(SimpleObject)]
pub struct ConsentSaved {
    /// The entry.
    consent: Consent,
}

mutation_result! {
    /// How recording a consent ended.
    ConsentRecordResult = ConsentSaved | NotPermitted | CustomerNotFound | CustomerAlreadyDeleted | InvalidInput
}

#[derive(Default)]
pub struct ConsentMutations;

#[Object(guard = "Admit")]
impl ConsentMutations {
    /// Adds to a customer's consent trail. Needs `consents.write`; audited as `consent.granted` or `consent.withdrawn`.
    async fn consent_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was said.")] input: ConsentRecordInput,
    ) -> async_graphql::Result<ConsentRecordResult> {
        let draft = ConsentDraft {
            customer: input.customer_id.0,
            purpose: input.purpose,
            channel: input.channel,
            granted: input.granted,
            source: input.source,
        };
        let outcome = async { consents::record(&permit(ctx)?, &draft).await };
        answer(ctx, outcome.await, |consent| ConsentSaved { consent: consent.into() })
    }
}
