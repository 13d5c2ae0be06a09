//! The face of refusing letters by the link in one of them, without signing in.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::context::{Admit, ContextExt};
use super::errors::{answer, question_refused};
use crate::conversations::Channel;
use crate::mutation_result;
use crate::notifications::{self, NotificationPurpose};

/// What the link of a letter is about.
#[derive(SimpleObject)]
pub struct LinkedPreference {
    /// The business.
    business_name: String,
    /// What such letters are for.
    purpose: NotificationPurpose,
    /// How they are sent.
    channel: Channel,
    /// Whether they are sent now.
    allowed: bool,
}

impl From<notifications::Subscription> for LinkedPreference {
    fn from(found: notifications::Subscription) -> Self {
        Self {
            business_name: found.business_name,
            purpose: found.purpose,
            channel: found.channel,
            allowed: found.allowed,
        }
    }
}

/// The link of a letter.
#[derive(InputObject)]
pub struct PreferenceByLinkRefuseInput {
    /// The link's token: what follows `#token=`.
    token: String,
}

/// No more letters of that purpose are sent.
#[derive(SimpleObject)]
pub struct LinkedPreferenceRefused {
    /// What they were for.
    purpose: NotificationPurpose,
}

mutation_result! {
    /// How refusing letters by a link ended.
    PreferenceByLinkRefuseResult = LinkedPreferenceRefused | RecordNotFound | RateLimited
}

#[derive(Default)]
pub struct UnsubscribingQueries;

#[Object(guard = "Admit")]
impl UnsubscribingQueries {
    /// What the unsubscribe link of a letter is about; null when it does not work any more. For everyone who has one; too
    /// many attempts end in the error RATE_LIMITED.
    async fn preference_by_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token: what follows `#token=`.")] token: String,
    ) -> async_graphql::Result<Option<LinkedPreference>> {
        let caller = ctx.caller();
        let found = notifications::subscription(&caller.app, caller.peer, &token).await;
        Ok(found.map_err(|failure| question_refused(caller.lang, failure))?.map(LinkedPreference::from))
    }
}

#[derive(Default)]
pub struct UnsubscribingMutations;

#[Object(guard = "Admit")]
impl UnsubscribingMutations {
    /// Refuses letters like the one that the link is from. The link goes on working; who refused already has. For
    /// everyone who has one; an entry of the consent trail, audited as `consent.withdrawn`.
    async fn preference_by_link_refuse(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: PreferenceByLinkRefuseInput,
    ) -> async_graphql::Result<PreferenceByLinkRefuseResult> {
        let caller = ctx.caller();
        let done = notifications::unsubscribe(&caller.app, (caller.peer, caller.lang), &input.token).await;
        answer(ctx, done, |purpose| LinkedPreferenceRefused { purpose })
    }
}
