//! What is known of a customer, to take along.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::context::{Admit, permit};
use super::errors::answer;
use super::scalars::{DateTime, Url};
use crate::mutation_result;
use crate::personal_data::{self, PersonalDataFormat};

/// Whose data, and how it is written.
#[derive(InputObject)]
pub struct PersonalDataExportInput {
    /// The customer.
    customer_id: ID,
    /// How it is written.
    #[graphql(default_with = "PersonalDataFormat::Json")]
    format: PersonalDataFormat,
}

/// The data can be fetched.
#[derive(SimpleObject)]
pub struct PersonalDataReady {
    /// Gives the file, once. Whoever has it needs no other credentials.
    url: Url,
    /// Until when.
    expires_at: DateTime,
}

mutation_result! {
    /// How asking for a customer's data ended.
    PersonalDataExportResult = PersonalDataReady | NotPermitted | CustomerNotFound | CustomerErased
        | CustomerAlreadyDeleted
}

#[derive(Default)]
pub struct PersonalDataMutations;

#[Object(guard = "Admit")]
impl PersonalDataMutations {
    /// Makes a link to everything that is known of a customer, for the customer: what a request for access or portability
    /// asks for. It holds no secrets and nothing about staff, and works once, for a quarter of an hour. Needs
    /// `customers.export` and the permissions to read all of it, for a deleted customer `customers.restore` too; audited
    /// as `customer.data_exported` and `customer.data_downloaded`.
    async fn personal_data_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose data, and how it is written.")] input: PersonalDataExportInput,
    ) -> async_graphql::Result<PersonalDataExportResult> {
        let made = async { personal_data::link(&permit(ctx)?, &input.customer_id, input.format).await }.await;
        answer(ctx, made, |(url, expires_at)| PersonalDataReady { url: Url(url), expires_at: expires_at.into() })
    }
}
