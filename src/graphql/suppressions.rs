//! The suppression list's face.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::context::{Admit, ContextExt, permit};
use super::errors::answer;
use super::scalars::{DateTime, int};
use crate::db::Exec;
use crate::i18n::{self, args};
use crate::mutation_result;
use crate::suppressions::{self, Overview, Removal};
use crate::terms::Lang;

/// Whom an import must not bring back unasked: keyed hashes of e-mail addresses and phone numbers of people who were
/// made unreadable, for as long as the policy's `suppressionYears` say. Nobody can be listed; whether somebody is on it is
/// known by those who know their address or number.
#[derive(SimpleObject)]
pub struct SuppressionList {
    /// What it is for, in the language of the request. It is used for nothing else.
    purpose: String,
    /// How many people are on it.
    people: i32,
    /// How many of them cannot be recognised any more, because the key is not in the key store. Imports of customers fail
    /// until they are removed, or the key is back.
    unreadable: i32,
    /// How many years whoever is erased from now on stays on it; 0: nobody is put on it.
    years: i32,
    /// When the next entry goes; null when there is none.
    next_expires_at: Option<DateTime>,
    /// When the last entry goes; null when there is none.
    last_expires_at: Option<DateTime>,
}

impl SuppressionList {
    fn of(lang: Lang, overview: Overview) -> Self {
        Self {
            purpose: i18n::text(lang, "suppression-purpose", &args([])),
            people: int(overview.people),
            unreadable: int(overview.unreadable),
            years: int(overview.years),
            next_expires_at: overview.next_expires_at.map(DateTime::from),
            last_expires_at: overview.last_expires_at.map(DateTime::from),
        }
    }
}

/// Whom to take off the suppression list: by their e-mail address, their phone number, or both.
#[derive(InputObject)]
pub struct SuppressionRemoveInput {
    /// Their e-mail address.
    email: Option<String>,
    /// Their phone number, with or without the country's code.
    phone: Option<String>,
    /// Also everybody who cannot be recognised any more, because the key is not in the key store.
    #[graphql(default)]
    unreadable: bool,
}

/// Whoever was found is off the list.
#[derive(SimpleObject)]
pub struct SuppressionRemoved {
    /// How many people were taken off.
    people: i32,
    /// The list as it is now.
    list: SuppressionList,
}

mutation_result! {
    /// How taking somebody off the suppression list ended.
    SuppressionRemoveResult = SuppressionRemoved | NotPermitted | InvalidInput | SuppressionKeyLost
}

#[derive(Default)]
pub struct SuppressionQueries;

#[Object(guard = "Admit")]
impl SuppressionQueries {
    /// Whom an import must not bring back unasked: how many they are, what for and until when. Needs `customers.erase`.
    async fn suppression_list(&self, ctx: &Context<'_>) -> async_graphql::Result<SuppressionList> {
        let cx = ctx.cx()?;
        Ok(SuppressionList::of(ctx.caller().lang, suppressions::overview(Exec::Db(&cx.db), &cx).await?))
    }
}

#[derive(Default)]
pub struct SuppressionMutations;

#[Object(guard = "Admit")]
impl SuppressionMutations {
    /// Takes whoever has an e-mail address or a phone number off the suppression list, by everything that it knows of
    /// them: an import can bring them back then. Needs `customers.erase`; audited as `suppression.removed`.
    async fn suppression_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to take off.")] input: SuppressionRemoveInput,
    ) -> async_graphql::Result<SuppressionRemoveResult> {
        let removal = Removal { email: input.email, phone: input.phone, unreadable: input.unreadable };
        let outcome = async { suppressions::remove(&permit(ctx)?, &removal).await }.await;
        answer(ctx, outcome, |(people, list)| SuppressionRemoved {
            people: int(people),
            list: SuppressionList::of(ctx.caller().lang, list),
        })
    }
}
