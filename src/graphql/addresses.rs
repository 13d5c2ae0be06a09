//! The addresses' face.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::context::{Admit, given, permit};
use super::customers::{Customer, customer_of};
use super::errors::answer;
use super::scalars::{DateTime, int};
use crate::addresses::{self, AddressDraft, AddressPurpose};
use crate::mutation_result;

/// A customer's postal address.
#[derive(Clone, SimpleObject)]
pub struct Address {
    /// The id.
    id: ID,
    /// What it is for.
    purpose: AddressPurpose,
    /// Street and house.
    line1: String,
    /// What the street and house leave out.
    line2: Option<String>,
    /// The town.
    city: Option<String>,
    /// The county, state or region.
    region: Option<String>,
    /// The postcode.
    postcode: Option<String>,
    /// The country, as ISO 3166-1 spells it in two letters.
    country: Option<String>,
    /// Goes up with each change; send it back as `expectedVersion`.
    version: i32,
    /// When it was added.
    created_at: DateTime,
    /// When it was last changed.
    updated_at: DateTime,
}

impl From<addresses::Address> for Address {
    fn from(address: addresses::Address) -> Self {
        Self {
            id: address.id.to_string().into(),
            purpose: address.purpose,
            line1: address.line1,
            line2: address.line2,
            city: address.city,
            region: address.region,
            postcode: address.postcode,
            country: address.country,
            version: int(address.version),
            created_at: address.created_at.into(),
            updated_at: address.updated_at.into(),
        }
    }
}

/// An address to add.
#[derive(InputObject)]
pub struct AddressCreateInput {
    /// Whose it is.
    customer_id: ID,
    /// What it is for.
    purpose: AddressPurpose,
    /// Street and house; at most 120 characters.
    line1: String,
    /// What the street and house leave out; at most 120 characters.
    line2: Option<String>,
    /// The town; at most 80 characters.
    city: Option<String>,
    /// The county, state or region; at most 80 characters.
    region: Option<String>,
    /// The postcode; at most 16 characters.
    postcode: Option<String>,
    /// The country, as ISO 3166-1 spells it in two letters.
    country: Option<String>,
}

/// Changes to an address. What is left out stays; null empties what can be empty.
#[derive(InputObject)]
pub struct AddressUpdateInput {
    /// The address.
    id: ID,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// What it is for.
    purpose: Option<AddressPurpose>,
    /// Street and house; at most 120 characters.
    line1: Option<String>,
    /// What the street and house leave out; at most 120 characters.
    line2: MaybeUndefined<String>,
    /// The town; at most 80 characters.
    city: MaybeUndefined<String>,
    /// The county, state or region; at most 80 characters.
    region: MaybeUndefined<String>,
    /// The postcode; at most 16 characters.
    postcode: MaybeUndefined<String>,
    /// The country, as ISO 3166-1 spells it in two letters.
    country: MaybeUndefined<String>,
}

/// An address to remove.
#[derive(InputObject)]
pub struct AddressRemoveInput {
    /// The address.
    id: ID,
}

impl From<&AddressCreateInput> for AddressDraft {
    fn from(input: &AddressCreateInput) -> Self {
        Self {
            purpose: Some(input.purpose),
            line1: Some(input.line1.clone()),
            line2: Some(input.line2.clone()),
            city: Some(input.city.clone()),
            region: Some(input.region.clone()),
            postcode: Some(input.postcode.clone()),
            country: Some(input.country.clone()),
        }
    }
}

/// An address was added or changed.
#[derive(SimpleObject)]
pub struct AddressSaved {
    /// The address as it is now.
    address: Address,
}

/// An address was removed for good.
pub struct AddressRemoved(addresses::Address);

/// An address was removed for good.
#[Object]
impl AddressRemoved {
    /// The id that the address had.
    async fn removed_id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Whose it was; null when you may not see customers.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }
}

mutation_result! {
    /// How adding an address ended.
    AddressCreateResult = AddressSaved | NotPermitted | CustomerNotFound | CustomerAlreadyDeleted | InvalidInput
}

mutation_result! {
    /// How changing an address ended.
    AddressUpdateResult =
        AddressSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict | InvalidInput
}

mutation_result! {
    /// How removing an address ended.
    AddressRemoveResult = AddressRemoved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted
}

fn saved(address: addresses::Address) -> AddressSaved {
    AddressSaved { address: address.into() }
}

#[derive(Default)]
pub struct AddressMutations;

#[Object(guard = "Admit")]
impl AddressMutations {
    /// Adds an address to a customer, who may have 50. Needs `customers.write`; audited as `address.created`.
    async fn address_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address to add.")] input: AddressCreateInput,
    ) -> async_graphql::Result<AddressCreateResult> {
        let draft = AddressDraft::from(&input);
        answer(ctx, async { addresses::create(&permit(ctx)?, &input.customer_id, &draft).await }.await, saved)
    }

    /// Changes an address, if nobody else has since it was read. Invoices keep it as it was when they were issued. Needs
    /// `customers.write`; audited as `address.updated`.
    async fn address_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: AddressUpdateInput,
    ) -> async_graphql::Result<AddressUpdateResult> {
        let version = i64::from(input.expected_version);
        let draft = AddressDraft {
            purpose: input.purpose,
            line1: input.line1,
            line2: given(input.line2),
            city: given(input.city),
            region: given(input.region),
            postcode: given(input.postcode),
            country: given(input.country),
        };
        answer(ctx, async { addresses::update(&permit(ctx)?, &input.id, version, &draft).await }.await, saved)
    }

    /// Removes an address for good. Invoices keep it as it was when they were issued. Needs `customers.write`; audited as
    /// `address.removed`.
    async fn address_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address.")] input: AddressRemoveInput,
    ) -> async_graphql::Result<AddressRemoveResult> {
        answer(ctx, async { addresses::remove(&permit(ctx)?, &input.id).await }.await, AddressRemoved)
    }
}
