//! The ratings' face: for staff, for whoever holds a link, and for customers in the portal.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::bookings::Booking;
use super::connection::{Connection, ListSource};
use super::context::{Admit, ContextExt, coded};
use super::customers::{Customer, customer_of};
use super::errors::{TopLevel, answer};
use super::loaders::{Batch, BatchFault, load};
use super::scalars::{DateTime, int};
use crate::access::Principal;
use crate::error::{Failure, Refusal};
use crate::ids::{BookingId, ProviderId};
use crate::mutation_result;
use crate::ratings::{self, Average, NewRating};
use crate::terms::{ActorKind, Permission};

/// What a customer said about a completed booking.
#[derive(Clone)]
pub struct Rating(pub ratings::Rating);

impl From<ratings::Rating> for Rating {
    fn from(rating: ratings::Rating) -> Self {
        Self(rating)
    }
}

/// What a customer said about a completed booking; once, and never changed. Needs `bookings.read`.
#[Object]
impl Rating {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// 1 to 5.
    async fn stars(&self) -> i32 {
        int(self.0.stars)
    }

    /// In the customer's words.
    async fn comment(&self) -> Option<&str> {
        self.0.comment.as_deref()
    }

    /// By a link that was mailed, or in the portal.
    async fn given_by(&self) -> ActorKind {
        self.0.given_by_kind
    }

    /// When.
    async fn given_at(&self) -> DateTime {
        self.0.given_at.into()
    }

    /// The booking; null when you may not see bookings.
    async fn booking(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Booking>> {
        if !ctx.caller().who.may(Permission::BookingsRead) {
            return Ok(None);
        }
        Ok(load(ctx, self.0.booking_id).await?.map(Booking::from))
    }

    /// Who gave it; null when you may not see the customer: a deleted one takes `customers.restore`.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }
}

/// Where a list of ratings is read from.
pub type RatingConnection = Connection<ListSource<ratings::Rating, Rating>>;

/// What the ratings of a provider come to.
#[derive(SimpleObject)]
pub struct RatingAverage {
    /// How many there are.
    count: i32,
    /// Stars a rating, to a hundredth; null as long as there is none.
    stars: Option<f64>,
}

impl RatingAverage {
    /// What the ratings of a provider come to.
    pub(super) async fn of(ctx: &Context<'_>, provider: ProviderId) -> async_graphql::Result<Self> {
        let average = load(ctx, AverageOf(provider)).await?;
        Ok(Self { count: average.map_or(0, |its| int(its.count)), stars: average.and_then(Average::stars_each) })
    }
}

/// What the ratings of a provider come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct AverageOf(ProviderId);

impl Loader<AverageOf> for Batch {
    type Value = Average;
    type Error = BatchFault;

    async fn load(&self, keys: &[AverageOf]) -> Result<HashMap<AverageOf, Average>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let averages = ratings::averages(&self.db, self.account, ids).await?;
        Ok(averages.into_iter().map(|average| (AverageOf(average.provider_id), average)).collect())
    }
}

/// The rating of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RatingOf(pub BookingId);

impl Loader<RatingOf> for Batch {
    type Value = ratings::Rating;
    type Error = BatchFault;

    async fn load(&self, keys: &[RatingOf]) -> Result<HashMap<RatingOf, ratings::Rating>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let found = ratings::by_bookings(&self.db, self.account, ids).await?;
        Ok(found.into_iter().map(|rating| (RatingOf(rating.booking_id), rating)).collect())
    }
}

/// What a link asks to rate.
#[derive(SimpleObject)]
pub struct RatingInvitation {
    /// The business.
    business_name: String,
    /// Its time zone, by its IANA name.
    time_zone: String,
    /// The booking's number.
    booking_number: i32,
    /// When it was.
    starts_at: DateTime,
    /// What was done.
    services: Vec<String>,
}

impl From<ratings::Invitation> for RatingInvitation {
    fn from(invitation: ratings::Invitation) -> Self {
        Self {
            business_name: invitation.business_name,
            time_zone: invitation.time_zone,
            booking_number: int(invitation.number),
            starts_at: invitation.starts_at.into(),
            services: invitation.services,
        }
    }
}

#[derive(Default)]
pub struct RatingQueries;

#[Object(guard = "Admit")]
impl RatingQueries {
    /// What a mailed link asks to rate; null when the link does not work any more. For everyone who has one; too many
    /// requests end in the error RATE_LIMITED.
    async fn rating_by_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token: what follows `#token=`.")] token: String,
    ) -> async_graphql::Result<Option<RatingInvitation>> {
        let caller = ctx.caller();
        match ratings::invitation(&caller.app, caller.peer, &token).await {
            Ok(found) => Ok(found.map(RatingInvitation::from)),
            Err(Failure::Fault(fault)) => Err(fault.into()),
            Err(Failure::Refused(_)) => Err(coded("too many requests", TopLevel::RateLimited)),
        }
    }
}

/// What somebody says by a mailed link.
#[derive(InputObject)]
pub struct RatingByLinkGiveInput {
    /// The link's token: what follows `#token=`. It works once.
    token: String,
    /// 1 to 5.
    stars: i32,
    /// In their own words, at most 2,000 characters.
    comment: Option<String>,
}

/// What a customer says in the portal.
#[derive(InputObject)]
pub struct PortalRatingGiveInput {
    /// The booking.
    booking_id: ID,
    /// 1 to 5.
    stars: i32,
    /// In their own words, at most 2,000 characters.
    comment: Option<String>,
}

/// A rating was given.
#[derive(SimpleObject)]
pub struct RatingGiven {
    /// 1 to 5.
    stars: i32,
    /// In the customer's words.
    comment: Option<String>,
    /// When.
    given_at: DateTime,
}

mutation_result! {
    /// How rating by a link ended.
    RatingByLinkGiveResult = RatingGiven | RecordNotFound | WrongState | InvalidInput | RateLimited
}

mutation_result! {
    /// How rating in the portal ended.
    PortalRatingGiveResult = RatingGiven | RecordNotFound | WrongState | InvalidInput
}

fn given(rating: ratings::Rating) -> RatingGiven {
    RatingGiven { stars: int(rating.stars), comment: rating.comment, given_at: rating.given_at.into() }
}

#[derive(Default)]
pub struct RatingMutations;

#[Object(guard = "Admit")]
impl RatingMutations {
    /// Rates the completed booking of a mailed link, and uses the link up. For everyone who has one; audited as
    /// `rating.given`.
    async fn rating_by_link_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token, and the rating.")] input: RatingByLinkGiveInput,
    ) -> async_graphql::Result<RatingByLinkGiveResult> {
        let caller = ctx.caller();
        let new = NewRating { stars: i64::from(input.stars), comment: input.comment };
        let rating = ratings::give_by_link(&caller.app, (caller.peer, caller.lang), &input.token, &new).await;
        answer(ctx, rating, given)
    }

    /// Rates a completed booking of one's own, once. For customers in the portal; audited as `rating.given`.
    async fn portal_rating_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking and the rating.")] input: PortalRatingGiveInput,
    ) -> async_graphql::Result<PortalRatingGiveResult> {
        let cx = ctx.cx()?;
        let new = NewRating { stars: i64::from(input.stars), comment: input.comment };
        let rating = async {
            let Principal::Portal(who) = &cx.who else { return Err(Refusal::SignInRejected.into()) };
            ratings::give_by_customer(&cx, who, &input.booking_id, &new).await
        };
        answer(ctx, rating.await, given)
    }
}
