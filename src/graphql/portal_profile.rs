//! What customers change about themselves in the portal: their names, phone number and addresses.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::context::{Admit, given, permit};
use super::errors::answer;
use super::portal::PortalCustomer;
use super::scalars::int;
use crate::addresses::{self, AddressDraft, AddressPurpose};
use crate::app::Cx;
use crate::customers::{self, Customer, CustomerDraft};
use crate::error::Outcome;
use crate::mutation_result;

/// A postal address of the customer who asks.
#[derive(Clone, SimpleObject)]
pub struct PortalAddress {
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
}

impl From<addresses::Address> for PortalAddress {
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
        }
    }
}

/// Changes to one's own details. What is left out stays; null empties. `portalEmailChangeRequest` changes the
/// e-mail address.
#[derive(InputObject)]
pub struct PortalProfileUpdateInput {
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// The given name; at most 120 characters.
    given_name: MaybeUndefined<String>,
    /// The family name; at most 120 characters.
    family_name: MaybeUndefined<String>,
    /// The company's name; at most 120 characters.
    company_name: MaybeUndefined<String>,
    /// The phone number: 4 to 20 digits with the usual punctuation.
    phone: MaybeUndefined<String>,
}

/// An address to add to one's own.
#[derive(InputObject)]
pub struct PortalAddressCreateInput {
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

/// Changes to one of one's own addresses. What is left out stays; null empties.
#[derive(InputObject)]
pub struct PortalAddressUpdateInput {
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

/// An address of one's own to remove.
#[derive(InputObject)]
pub struct PortalAddressRemoveInput {
    /// The address.
    id: ID,
}

/// The details were changed.
#[derive(SimpleObject)]
pub struct PortalProfileSaved {
    /// What the business has of you now.
    customer: PortalCustomer,
}

/// An address was added or changed.
#[derive(SimpleObject)]
pub struct PortalAddressSaved {
    /// The address as it is now.
    address: PortalAddress,
}

/// An address was removed.
#[derive(SimpleObject)]
pub struct PortalAddressRemoved {
    /// What it was.
    address: PortalAddress,
}

mutation_result! {
    /// How changing one's own details ended.
    PortalProfileUpdateResult = PortalProfileSaved | CustomerNotFound | VersionConflict | InvalidInput
}

mutation_result! {
    /// How adding an address ended.
    PortalAddressCreateResult = PortalAddressSaved | CustomerNotFound | InvalidInput
}

mutation_result! {
    /// How changing an address ended.
    PortalAddressUpdateResult = PortalAddressSaved | RecordNotFound | VersionConflict | InvalidInput
}

mutation_result! {
    /// How removing an address ended.
    PortalAddressRemoveResult = PortalAddressRemoved | RecordNotFound
}

fn saved(address: addresses::Address) -> PortalAddressSaved {
    PortalAddressSaved { address: address.into() }
}

#[derive(Default)]
pub struct PortalProfileMutations;

#[Object(guard = "Admit")]
impl PortalProfileMutations {
    /// Changes one's own names and phone number, if nobody else has since they were read. For customers in the portal;
    /// audited as `customer.updated`.
    async fn portal_profile_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: PortalProfileUpdateInput,
    ) -> async_graphql::Result<PortalProfileUpdateResult> {
        let version = i64::from(input.expected_version);
        let draft = CustomerDraft {
            given_name: given(input.given_name),
            family_name: given(input.family_name),
            company_name: given(input.company_name),
            phone: given(input.phone),
            ..CustomerDraft::default()
        };
        let done: Outcome<(Cx, Customer)> = async {
            let cx = permit(ctx)?;
            let customer = customers::update_by_customer(&cx, version, &draft).await?;
            Ok((cx, customer))
        }
        .await;
        answer(ctx, done, |(cx, customer)| PortalProfileSaved { customer: PortalCustomer::new(cx, customer) })
    }

    /// Adds an address to one's own; there may be 50. For customers in the portal; audited as `address.created`.
    async fn portal_address_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address to add.")] input: PortalAddressCreateInput,
    ) -> async_graphql::Result<PortalAddressCreateResult> {
        let draft = AddressDraft {
            purpose: Some(input.purpose),
            line1: Some(input.line1),
            line2: Some(input.line2),
            city: Some(input.city),
            region: Some(input.region),
            postcode: Some(input.postcode),
            country: Some(input.country),
        };
        answer(ctx, async { addresses::create_by_customer(&permit(ctx)?, &draft).await }.await, saved)
    }

    /// Changes one of one's own addresses, if nobody else has since it was read. Invoices keep it as it was. For customers
    /// in the portal; audited as `address.updated`.
    async fn portal_address_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: PortalAddressUpdateInput,
    ) -> async_graphql::Result<PortalAddressUpdateResult> {
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
        let done = async { addresses::update_by_customer(&permit(ctx)?, &input.id, version, &draft).await };
        answer(ctx, done.await, saved)
    }

    /// Removes one of one's own addresses for good. Invoices keep it as it was. For customers in the portal; audited as
    /// `address.removed`.
    async fn portal_address_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address.")] input: PortalAddressRemoveInput,
    ) -> async_graphql::Result<PortalAddressRemoveResult> {
        let done = async { addresses::remove_by_customer(&permit(ctx)?, &input.id).await };
        answer(ctx, done.await, |address| PortalAddressRemoved { address: address.into() })
    }
}
