//! Partner tokens' face.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, permit};
use super::errors::answer;
use super::scalars::DateTime;
use crate::access::Secret;
use crate::access::partners::{self, NewPartnerToken};
use crate::ids::{Id, StaffKind};
use crate::mutation_result;
use crate::terms::{Permission, RecordKind};

/// An integration's token, without its secret.
#[derive(Clone)]
pub struct PartnerToken(pub partners::PartnerToken);

/// An integration's token, without its secret.
#[Object]
impl PartnerToken {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What the integration is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it may do.
    async fn scopes(&self) -> Vec<Permission> {
        self.0.scopes.0.iter().copied().collect()
    }

    /// The member of staff who made it; null when it was made at Lethe's command line.
    async fn created_by_id(&self) -> Option<ID> {
        self.0.created_by.map(|id| Id::<StaffKind>::from_uuid(id).to_string().into())
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it stops being taken; null when it does not.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// When it was last used, to the minute; null when never.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }

    /// When it was revoked; null when it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }
}

/// Where a list of partner tokens is read from.
pub type PartnerTokenConnection = Connection<ListSource<partners::PartnerToken, PartnerToken>>;

#[derive(Default)]
pub struct PartnerQueries;

#[Object(guard = "Admit")]
impl PartnerQueries {
    /// The account's partner tokens, revoked and expired ones too, newest first. Needs `partners.manage`.
    async fn partner_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<PartnerTokenConnection> {
        let list = partners::list(ctx.account()?);
        connection(list, PartnerToken, (first, after, last, before))
    }
}

/// A token to make.
#[derive(InputObject)]
pub struct PartnerTokenCreateInput {
    /// What the integration is called; at most 100 characters.
    name: String,
    /// What it may do. You must hold each of these yourself; `STAFF_MANAGE` and `PARTNERS_MANAGE` are not for partners.
    scopes: Vec<Permission>,
    /// When it stops being taken: at most a year ahead; 90 days when left out.
    expires_at: Option<DateTime>,
}

/// A token that gets another secret.
#[derive(InputObject)]
pub struct PartnerTokenRotateInput {
    /// The token.
    id: ID,
    /// For how many hours the present secret still works: 0 to 168.
    #[graphql(default_with = "24")]
    overlap_hours: i32,
}

/// A token to end.
#[derive(InputObject)]
pub struct PartnerTokenRevokeInput {
    /// The token.
    id: ID,
}

/// A token was made.
#[derive(SimpleObject)]
pub struct PartnerTokenCreated {
    /// The token.
    token: PartnerToken,
    /// Send it as `Authorization: Bearer …`. It is shown this once; Lethe keeps its hash only.
    secret: String,
}

/// A token has another secret.
#[derive(SimpleObject)]
pub struct PartnerTokenRotated {
    /// The token.
    token: PartnerToken,
    /// The new secret. It is shown this once; Lethe keeps its hash only.
    secret: String,
}

/// A token has ended.
#[derive(SimpleObject)]
pub struct PartnerTokenRevoked {
    /// The token.
    token: PartnerToken,
}

mutation_result! {
    /// How making a token ended.
    PartnerTokenCreateResult = PartnerTokenCreated | NotPermitted | InvalidInput
}

mutation_result! {
    /// How rotating a token ended.
    PartnerTokenRotateResult = PartnerTokenRotated | NotPermitted | RecordNotFound | WrongState | InvalidInput
}

mutation_result! {
    /// How revoking a token ended.
    PartnerTokenRevokeResult = PartnerTokenRevoked | NotPermitted | RecordNotFound
}

fn created((token, secret): (partners::PartnerToken, Secret)) -> PartnerTokenCreated {
    PartnerTokenCreated { token: PartnerToken(token), secret: secret.reveal() }
}

fn rotated((token, secret): (partners::PartnerToken, Secret)) -> PartnerTokenRotated {
    PartnerTokenRotated { token: PartnerToken(token), secret: secret.reveal() }
}

#[derive(Default)]
pub struct PartnerMutations;

#[Object(guard = "Admit")]
impl PartnerMutations {
    /// Makes a token for an integration. Needs `partners.manage` and every scope; audited as `partner_token.created`.
    async fn partner_token_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token to make.")] input: PartnerTokenCreateInput,
    ) -> async_graphql::Result<PartnerTokenCreateResult> {
        let expires_at = input.expires_at.map(|at| at.0);
        let new = NewPartnerToken { name: input.name, scopes: input.scopes, expires_at };
        answer(ctx, async { partners::create(&permit(ctx)?, new).await }.await, created)
    }

    /// Gives a token another secret; the present one works for a while yet. How long the token lasts stays the same.
    /// Needs `partners.manage` and every scope of the token; audited as `partner_token.rotated`.
    async fn partner_token_rotate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token and the overlap.")] input: PartnerTokenRotateInput,
    ) -> async_graphql::Result<PartnerTokenRotateResult> {
        let done = async {
            let cx = permit(ctx)?;
            let id = cx.parse(RecordKind::PartnerToken, &input.id)?;
            partners::rotate(&cx, id, i64::from(input.overlap_hours)).await
        };
        answer(ctx, done.await, rotated)
    }

    /// Ends a token at once, with all its secrets. Needs `partners.manage`; audited as `partner_token.revoked`.
    async fn partner_token_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token to end.")] input: PartnerTokenRevokeInput,
    ) -> async_graphql::Result<PartnerTokenRevokeResult> {
        let done = async {
            let cx = permit(ctx)?;
            partners::revoke(&cx, cx.parse(RecordKind::PartnerToken, &input.id)?).await
        };
        answer(ctx, done.await, |token| PartnerTokenRevoked { token: PartnerToken(token) })
    }
}
