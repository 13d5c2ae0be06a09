//! The customers' face: what is done.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::context::{Admit, given, permit};
use super::customers::Customer;
use super::errors::answer;
use crate::customers::{self, CustomerDraft, CustomerKind};
use crate::mutation_result;

/// A customer to add.
#[derive(InputObject)]
pub struct CustomerCreateInput {
    /// A person or a business.
    #[graphql(default_with = "CustomerKind::Person")]
    kind: CustomerKind,
    /// The given name; at most 120 characters.
    given_name: Option<String>,
    /// The family name; at most 120 characters.
    family_name: Option<String>,
    /// The company's name; at most 120 characters.
    company_name: Option<String>,
    /// The e-mail address.
    email: Option<String>,
    /// The phone number: 4 to 20 digits with the usual punctuation.
    phone: Option<String>,
}

/// Changes to a customer. What is left out stays; null empties.
#[derive(InputObject)]
pub struct CustomerUpdateInput {
    /// The customer.
    id: ID,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// A person or a business.
    kind: Option<CustomerKind>,
    /// The given name; at most 120 characters.
    given_name: MaybeUndefined<String>,
    /// The family name; at most 120 characters.
    family_name: MaybeUndefined<String>,
    /// The company's name; at most 120 characters.
    company_name: MaybeUndefined<String>,
    /// The e-mail address.
    email: MaybeUndefined<String>,
    /// The phone number: 4 to 20 digits with the usual punctuation.
    phone: MaybeUndefined<String>,
}

impl From<CustomerCreateInput> for CustomerDraft {
    fn from(input: CustomerCreateInput) -> Self {
        Self {
            kind: Some(input.kind),
            given_name: Some(input.given_name),
            family_name: Some(input.family_name),
            company_name: Some(input.company_name),
            email: Some(input.email),
            phone: Some(input.phone),
        }
    }
}

/// A customer was added or changed.
#[derive(SimpleObject)]
pub struct CustomerSaved {
    /// The customer as it is now.
    customer: Customer,
}

mutation_result! {
    /// How adding a customer ended.
    CustomerCreateResult = CustomerSaved | NotPermitted | InvalidInput
}

mutation_result! {
    /// How changing a customer ended.
    CustomerUpdateResult =
        CustomerSaved | NotPermitted | CustomerNotFound | CustomerAlreadyDeleted | VersionConflict | InvalidInput
}

fn saved(customer: customers::Customer) -> CustomerSaved {
    CustomerSaved { customer: customer.into() }
}

#[derive(Default)]
pub struct CustomerMutations;

#[Object(guard = "Admit")]
impl CustomerMutations {
    /// Adds a customer. Needs `customers.write`; audited as `customer.created`.
    async fn customer_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer to add.")] input: CustomerCreateInput,
    ) -> async_graphql::Result<CustomerCreateResult> {
        answer(ctx, async { customers::create(&permit(ctx)?, &input.into()).await }.await, saved)
    }

    /// Changes a customer, if nobody else has since it was read. Needs `customers.write`; audited as `customer.updated`.
    async fn customer_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: CustomerUpdateInput,
    ) -> async_graphql::Result<CustomerUpdateResult> {
        let version = i64::from(input.expected_version);
        let draft = CustomerDraft {
            kind: input.kind,
            given_name: given(input.given_name),
            family_name: given(input.family_name),
            company_name: given(input.company_name),
            email: given(input.email),
            phone: given(input.phone),
        };
        answer(ctx, async { customers::update(&permit(ctx)?, &input.id, version, &draft).await }.await, saved)
    }
}
