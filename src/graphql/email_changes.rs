//! The face of changing one's e-mail address: asked for in the portal, confirmed by whoever holds the link that was mailed
//! to the new address.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::context::{Admit, ContextExt, permit};
use super::errors::{answer, question_refused};
use super::scalars::int;
use crate::customers::{self, EMAIL_CHANGE_MINUTES};
use crate::error::Outcome;
use crate::i18n::{self, args};
use crate::mutation_result;

/// The address that a customer wants to have.
#[derive(InputObject)]
pub struct PortalEmailChangeRequestInput {
    /// The new address.
    email: String,
}

/// A link is on its way to the new address, whoever else has it. The old one stays until the link is confirmed.
#[derive(SimpleObject)]
pub struct PortalEmailChangeRequested {
    /// For people.
    message: String,
    /// How long the link can be used, in minutes.
    valid_minutes: i32,
}

/// What a link asks to confirm.
#[derive(SimpleObject)]
pub struct EmailChangeInvitation {
    /// The business.
    business_name: String,
    /// The new address.
    email: String,
}

/// The link to a new address.
#[derive(InputObject)]
pub struct EmailChangeByLinkConfirmInput {
    /// The link's token: what follows `#token=`. It works once.
    token: String,
}

/// The customer has the new address.
#[derive(SimpleObject)]
pub struct EmailChangeConfirmed {
    /// The new address.
    email: String,
}

mutation_result! {
    /// How asking for another e-mail address ended.
    PortalEmailChangeRequestResult = PortalEmailChangeRequested | CustomerNotFound | InvalidInput | RateLimited
}

mutation_result! {
    /// How confirming an e-mail address ended.
    EmailChangeByLinkConfirmResult = EmailChangeConfirmed | RecordNotFound | RateLimited
}

#[derive(Default)]
pub struct EmailChangeQueries;

#[Object(guard = "Admit")]
impl EmailChangeQueries {
    /// What a link that was mailed to a new address asks to confirm; null when it is unknown, was used, has expired or
    /// ended. For everyone who has one; too many attempts end in the error RATE_LIMITED.
    async fn email_change_by_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token: what follows `#token=`.")] token: String,
    ) -> async_graphql::Result<Option<EmailChangeInvitation>> {
        let caller = ctx.caller();
        let found = customers::email_change(&caller.app, caller.peer, &token).await;
        let found = found.map_err(|failure| question_refused(caller.lang, failure))?;
        Ok(found.map(|its| EmailChangeInvitation { business_name: its.business_name, email: its.email }))
    }
}

#[derive(Default)]
pub struct EmailChangeMutations;

#[Object(guard = "Admit")]
impl EmailChangeMutations {
    /// Mails a link to the new address, which becomes the customer's when the link is confirmed; until then nothing
    /// changes. Nothing in the answer depends on who else has the address. For customers in the portal; audited as
    /// `customer.email_change_requested`.
    async fn portal_email_change_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new address.")] input: PortalEmailChangeRequestInput,
    ) -> async_graphql::Result<PortalEmailChangeRequestResult> {
        let caller = ctx.caller();
        let done: Outcome<()> =
            async { customers::request_email_change(&permit(ctx)?, caller.peer, &input.email).await }.await;
        answer(ctx, done, |()| PortalEmailChangeRequested {
            message: i18n::text(caller.lang, "email-change-requested", &args([])),
            valid_minutes: int(EMAIL_CHANGE_MINUTES),
        })
    }

    /// Makes the address that the link was mailed to the customer's, and tells the old one by mail. A link that is unknown,
    /// used, expired or ended reads the same. For everyone who has one; audited as `customer.email_changed`.
    async fn email_change_by_link_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: EmailChangeByLinkConfirmInput,
    ) -> async_graphql::Result<EmailChangeByLinkConfirmResult> {
        let caller = ctx.caller();
        let done = customers::confirm_email_change(&caller.app, (caller.peer, caller.lang), &input.token).await;
        answer(ctx, done, |email| EmailChangeConfirmed { email })
    }
}
