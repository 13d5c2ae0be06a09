//! The face of what customers allow: for staff, and for customers in the portal.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::context::{Admit, ContextExt, permit};
use super::errors::answer;
use super::loaders::{Batch, BatchFault};
use super::scalars::DateTime;
use crate::access::Principal;
use crate::conversations::Channel;
use crate::error::Refusal;
use crate::ids::CustomerId;
use crate::mutation_result;
use crate::notifications::{self, NotificationPurpose, PreferenceChange};

/// Whether a customer allows messages of a purpose by a channel.
#[derive(Clone, Copy, SimpleObject)]
pub struct Preference {
    /// What messages are for.
    purpose: NotificationPurpose,
    /// By which channel.
    channel: Channel,
    /// Whether they are sent.
    allowed: bool,
    /// When the customer said so; null where nothing was said, and the purpose's default counts: all but marketing is sent.
    chosen_at: Option<DateTime>,
}

impl From<notifications::Preference> for Preference {
    fn from(preference: notifications::Preference) -> Self {
        Self {
            purpose: preference.purpose,
            channel: preference.channel,
            allowed: preference.allowed,
            chosen_at: preference.chosen_at.map(DateTime::from),
        }
    }
}

/// The preferences of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PreferencesOf(pub CustomerId);

impl Loader<PreferencesOf> for Batch {
    type Value = Vec<notifications::Preference>;
    type Error = BatchFault;

    async fn load(&self, keys: &[PreferencesOf]) -> Result<HashMap<PreferencesOf, Self::Value>, BatchFault> {
        let customers: Vec<CustomerId> = keys.iter().map(|key| key.0).collect();
        let all = notifications::preferences_of(&self.db, self.account, &customers).await?;
        Ok(all.into_iter().map(|(id, preferences)| (PreferencesOf(id), preferences)).collect())
    }
}

/// What a customer told staff about messages.
#[derive(InputObject)]
pub struct CustomerPreferenceSetInput {
    /// Whose it is.
    customer_id: ID,
    /// What messages are for.
    purpose: NotificationPurpose,
    /// By which channel.
    channel: Channel,
    /// Whether they are to be sent.
    allowed: bool,
    /// Where it was said: a form, a call; at most 200 characters.
    source: String,
}

/// What a customer chooses about messages.
#[derive(InputObject)]
pub struct PortalPreferenceSetInput {
    /// What messages are for.
    purpose: NotificationPurpose,
    /// By which channel.
    channel: Channel,
    /// Whether they are to be sent.
    allowed: bool,
}

/// A preference was written down.
#[derive(SimpleObject)]
pub struct PreferenceSaved {
    /// The preference as it is now.
    preference: Preference,
}

mutation_result! {
    /// How setting a customer's preference ended.
    CustomerPreferenceSetResult =
        PreferenceSaved | NotPermitted | CustomerNotFound | CustomerAlreadyDeleted | InvalidInput
}

mutation_result! {
    /// How setting a preference in the portal ended.
    PortalPreferenceSetResult = PreferenceSaved | CustomerNotFound
}

fn saved(preference: notifications::Preference) -> PreferenceSaved {
    PreferenceSaved { preference: preference.into() }
}

#[derive(Default)]
pub struct PreferenceMutations;

#[Object(guard = "Admit")]
impl PreferenceMutations {
    /// Writes down whether a customer allows messages of a purpose by a channel, as an entry of the consent trail; what
    /// was last said is not written down again. Needs `consents.write`; audited as `consent.granted` or
    /// `consent.withdrawn`.
    async fn customer_preference_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was said.")] input: CustomerPreferenceSetInput,
    ) -> async_graphql::Result<CustomerPreferenceSetResult> {
        let change = PreferenceChange { purpose: input.purpose, channel: input.channel, allowed: input.allowed };
        let set =
            async { notifications::set_preference(&permit(ctx)?, &input.customer_id, &input.source, &change).await };
        answer(ctx, set.await, saved)
    }

    /// Chooses whether messages of a purpose come by a channel. For customers in the portal; an entry of the consent
    /// trail, audited as `consent.granted` or `consent.withdrawn`.
    async fn portal_preference_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The choice.")] input: PortalPreferenceSetInput,
    ) -> async_graphql::Result<PortalPreferenceSetResult> {
        let cx = ctx.cx()?;
        let change = PreferenceChange { purpose: input.purpose, channel: input.channel, allowed: input.allowed };
        let set = async {
            let Principal::Portal(who) = &cx.who else { return Err(Refusal::SignInRejected.into()) };
            notifications::set_preference_by_customer(&cx, who, &change).await
        };
        answer(ctx, set.await, saved)
    }
}
