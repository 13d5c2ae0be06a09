//! Who asks, and what they may see: every resolver starts here.

use std::net::IpAddr;

use async_graphql::{Context, ErrorExtensions, Guard, ID, MaybeUndefined};

use super::access::{RULES, Who};
use super::errors::TopLevel;
use crate::access::Principal;
use crate::app::{App, Cx};
use crate::clock::Timestamp;
use crate::error::{Failure, Outcome, Refusal};
use crate::ids::{AccountId, Id, Kind};
use crate::terms::{Lang, Permission};

/// One request, as the HTTP floor hands it over.
#[derive(Clone, Debug)]
pub struct Caller {
    pub app: App,
    pub who: Principal,
    /// By Accept-Language.
    pub lang: Lang,
    pub peer: Option<IpAddr>,
    pub request_id: String,
}

/// Short cuts to the caller.
pub trait ContextExt {
    /// Who asks.
    fn caller(&self) -> &Caller;

    /// The request within the asker's account.
    ///
    /// # Errors
    /// UNAUTHENTICATED when nobody is signed in.
    fn cx(&self) -> async_graphql::Result<Cx>;

    /// The asker's account, for fields that need no more of the request.
    ///
    /// # Errors
    /// UNAUTHENTICATED when nobody is signed in.
    fn account(&self) -> async_graphql::Result<AccountId> {
        self.caller().who.account().ok_or_else(unauthenticated)
    }

    /// The language of texts: the argument's, else the request's.
    fn lang(&self, locale: Option<Lang>) -> Lang {
        locale.unwrap_or(self.caller().lang)
    }
}

impl ContextExt for Context<'_> {
    #[expect(clippy::expect_used, reason = "the HTTP floor puts a caller into every request, and only it can send one")]
    fn caller(&self) -> &Caller {
        self.data::<Caller>().expect("every request has a caller")
    }

    fn cx(&self) -> async_graphql::Result<Cx> {
        let caller = self.caller();
        let account = self.account()?;
        Ok(Cx { app: caller.app.clone(), who: caller.who.clone(), account, lang: caller.lang })
    }
}

/// The id that a filter names. What cannot be an id reads like the id of nothing.
pub(super) fn id_in_filter<K: Kind>(id: &ID) -> Id<K> {
    id.parse().unwrap_or_else(|_| Id::from_uuid(uuid::Uuid::nil()))
}

/// Left out stays `None`; null is `Some(None)`.
pub(super) fn given<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

fn unauthenticated() -> async_graphql::Error {
    coded("sign in first", TopLevel::Unauthenticated)
}

/// A top-level error with its code.
pub(super) fn coded(message: impl Into<String>, code: TopLevel) -> async_graphql::Error {
    async_graphql::Error::new(message).extend_with(|_, extensions| extensions.set("code", code.as_str()))
}

/// The top-level error for too many attempts.
pub(super) fn rate_limited(message: &str, retry_at: Timestamp) -> async_graphql::Error {
    let retry_at = retry_at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    coded(message, TopLevel::RateLimited).extend_with(|_, extensions| extensions.set("retryAt", retry_at.as_str()))
}

/// Denies every root field that [`RULES`] does not open to this kind of principal. Root objects carry it as a whole, so
/// that a new field is closed until it states who may use it.
pub(super) struct Admit;

impl Guard for Admit {
    async fn check(&self, ctx: &Context<'_>) -> async_graphql::Result<()> {
        let field = ctx.field().name();
        let caller = ctx.caller();
        let Some(rule) = RULES.iter().find(|rule| rule.field == field) else {
            return Err(coded(format!("{field} is not open to anyone"), TopLevel::Forbidden));
        };
        match (rule.who, &caller.who) {
            (Who::Anyone, _) | (Who::Staff(_), Principal::Staff(_)) | (Who::Portal, Principal::Portal(_)) => {}
            (Who::Workers(_) | Who::AnyWorker, Principal::Staff(_) | Principal::Partner(_)) => {}
            (Who::InSession, Principal::Staff(_) | Principal::Portal(_)) => {}
            (Who::SignedIn, who) if *who != Principal::Anonymous => {}
            (_, Principal::Anonymous) => return Err(unauthenticated()),
            _ => return Err(coded(format!("{field} is not open to this kind of session"), TopLevel::Forbidden)),
        }
        let permission = rule.who.permission().filter(|_| !rule.typed);
        match permission {
            Some(permission) if !caller.who.may(permission) => Err(forbidden(permission)),
            _ => Ok(()),
        }
    }
}

/// Guards a nested field.
pub(super) struct Needs(pub Permission);

impl Guard for Needs {
    async fn check(&self, ctx: &Context<'_>) -> async_graphql::Result<()> {
        if ctx.caller().who.may(self.0) { Ok(()) } else { Err(forbidden(self.0)) }
    }
}

pub(super) fn forbidden(permission: Permission) -> async_graphql::Error {
    let message = format!("this needs the permission {}", permission.spelled());
    coded(message, TopLevel::Forbidden).extend_with(|_, extensions| extensions.set("permission", permission.as_str()))
}

/// The request of a mutation, once its permission is checked.
///
/// # Errors
/// [`Refusal::NotPermitted`].
pub(super) fn permit(ctx: &Context<'_>) -> Outcome<Cx> {
    let caller = ctx.caller();
    let field = ctx.field().name();
    let rule = RULES.iter().find(|rule| rule.field == field);
    if let Some(permission) = rule.and_then(|rule| rule.who.permission()) {
        caller.who.require(permission)?;
    }
    ctx.cx().map_err(|_| Failure::from(Refusal::SignInRejected))
}
