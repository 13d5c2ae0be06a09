//! Who is asking, and how sessions begin and end.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::accounts::Account;
use super::context::{Admit, ContextExt, permit};
use super::errors::answer;
use super::partners::PartnerToken;
use super::plans::DeleteQuota;
use super::portal::PortalViewer;
use super::scalars::DateTime;
use super::staff::Staff;
use crate::access::sessions::{self, Credentials};
use crate::access::{PartnerPrincipal, Principal, StaffPrincipal, partners, staff};
use crate::accounts;
use crate::app::{App, Cx};
use crate::error::{Failure, Fault};
use crate::terms::{Lang, Permission};
use crate::{lifecycle, mutation_result, policies};

/// Whoever asks.
#[derive(Union)]
pub enum Viewer {
    Staff(StaffViewer),
    Partner(PartnerViewer),
    Portal(PortalViewer),
}

/// A signed-in member of staff.
pub struct StaffViewer {
    cx: Arc<Cx>,
    who: StaffPrincipal,
}

impl StaffViewer {
    fn new(app: &App, lang: Lang, who: StaffPrincipal) -> Self {
        let cx = Cx { app: app.clone(), who: Principal::Staff(who.clone()), account: who.account, lang };
        Self { cx: Arc::new(cx), who }
    }
}

/// A signed-in member of staff.
#[Object]
impl StaffViewer {
    /// The person.
    async fn staff(&self) -> async_graphql::Result<Staff> {
        let found = staff::find(&self.cx, &self.cx.db, self.who.staff).await?;
        Ok(Staff(found.ok_or_else(|| Fault::bug("a session belongs to a member of staff"))?))
    }

    /// The account that they work for.
    async fn account(&self) -> async_graphql::Result<Account> {
        Ok(Account(accounts::get(&self.cx.db, self.cx.account).await?))
    }

    /// Everything that they may do.
    async fn permissions(&self) -> Vec<Permission> {
        self.who.permissions.iter().copied().collect()
    }

    /// How many deletes they have left in the rolling hour.
    async fn delete_quota(&self) -> async_graphql::Result<DeleteQuota> {
        delete_quota(&self.cx).await
    }
}

/// A partner, by its token.
pub struct PartnerViewer {
    cx: Arc<Cx>,
    who: PartnerPrincipal,
}

/// A partner, by its token.
#[Object]
impl PartnerViewer {
    /// The token, without its secret.
    async fn token(&self) -> async_graphql::Result<PartnerToken> {
        let found = partners::find(&self.cx, &self.cx.db, self.who.token).await?;
        Ok(PartnerToken(found.ok_or_else(|| Fault::bug("a partner has a token"))?))
    }

    /// The account that it belongs to.
    async fn account(&self) -> async_graphql::Result<Account> {
        Ok(Account(accounts::get(&self.cx.db, self.cx.account).await?))
    }

    /// Everything that it may do.
    async fn permissions(&self) -> Vec<Permission> {
        self.who.permissions.iter().copied().collect()
    }

    /// How many deletes it has left in the rolling hour.
    async fn delete_quota(&self) -> async_graphql::Result<DeleteQuota> {
        delete_quota(&self.cx).await
    }
}

async fn delete_quota(cx: &Cx) -> async_graphql::Result<DeleteQuota> {
    let limit = policies::current(&cx.db, cx.account).await?.deletes_per_hour;
    Ok(lifecycle::quota(&cx.db, cx, limit).await?.into())
}

#[derive(Default)]
pub struct ViewerQueries;

#[Object(guard = "Admit")]
impl ViewerQueries {
    /// Whoever asks; null when nobody is signed in. For everyone.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        let (cx, caller) = (Arc::new(ctx.cx().ok()?), ctx.caller());
        match caller.who.clone() {
            Principal::Staff(who) => Some(Viewer::Staff(StaffViewer { cx, who })),
            Principal::Partner(who) => Some(Viewer::Partner(PartnerViewer { cx, who })),
            Principal::Portal(who) => Some(Viewer::Portal(PortalViewer::new(&caller.app, caller.lang, who))),
            Principal::Anonymous | Principal::System { .. } | Principal::Visitor { .. } => None,
        }
    }
}

/// What a member of staff types to sign in.
#[derive(InputObject)]
pub struct StaffSignInInput {
    /// The account's slug.
    account: String,
    /// The e-mail address.
    email: String,
    /// The password.
    password: String,
}

/// How to stay signed in.
#[derive(InputObject)]
pub struct StaffSessionRefreshInput {
    /// The newest refresh token of the session. It works once.
    refresh_token: String,
}

/// A staff session that was opened or refreshed.
#[derive(SimpleObject)]
pub struct StaffSession {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// When the access token stops being taken.
    expires_at: DateTime,
    /// Trade it with `staffSessionRefresh` for the next pair. It works once: used again, it ends the session.
    refresh_token: String,
    /// Who is signed in.
    viewer: StaffViewer,
}

mutation_result! {
    /// How signing in or refreshing ended.
    StaffSignInResult = StaffSession | SignInRejected | RateLimited
}

/// The session has ended.
#[derive(SimpleObject)]
pub struct SignedOut {
    /// When.
    at: DateTime,
}

/// How signing out ended.
#[derive(Union)]
pub enum SignOutResult {
    SignedOut(SignedOut),
}

#[derive(Default)]
pub struct SessionMutations;

#[Object(guard = "Admit")]
impl SessionMutations {
    /// Signs a member of staff in. Whatever does not fit, the answer is the same and takes as long. For everyone;
    /// audited as `staff.signed_in` or `staff.sign_in_refused`.
    async fn staff_sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account, address and password.")] input: StaffSignInInput,
    ) -> async_graphql::Result<StaffSignInResult> {
        let caller = ctx.caller();
        let typed = Credentials { account: input.account, email: input.email, password: input.password };
        answer(ctx, sessions::sign_in(&caller.app, caller.peer, &typed).await, |session| given(ctx, session))
    }

    /// Trades a refresh token for a new pair of tokens. A token that comes a second time was copied: the session ends.
    /// For everyone who has a token; audited as `staff.session_reuse_detected` when it was copied.
    async fn staff_session_refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token.")] input: StaffSessionRefreshInput,
    ) -> async_graphql::Result<StaffSignInResult> {
        let refreshed = sessions::refresh(&ctx.caller().app, &input.refresh_token).await;
        answer(ctx, refreshed, |session| given(ctx, session))
    }

    /// Ends the session that asks, at once and everywhere. For staff and portal customers; audited as `session.ended`.
    async fn sign_out(&self, ctx: &Context<'_>) -> async_graphql::Result<SignOutResult> {
        let done = async { sessions::sign_out(&permit(ctx)?).await };
        match done.await {
            Ok(()) => Ok(SignOutResult::SignedOut(SignedOut { at: ctx.caller().app.now().into() })),
            Err(Failure::Fault(fault)) => Err(fault.into()),
            Err(Failure::Refused(refusal)) => Err(Fault::bug(format!("signing out was refused: {refusal:?}")).into()),
        }
    }
}

fn given(ctx: &Context<'_>, session: sessions::StaffSession) -> StaffSession {
    let caller = ctx.caller();
    StaffSession {
        access_token: session.access.token,
        expires_at: session.access.expires_at.into(),
        refresh_token: session.refresh.reveal(),
        viewer: StaffViewer::new(&caller.app, caller.lang, session.who),
    }
}
