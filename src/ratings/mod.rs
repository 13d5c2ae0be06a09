//! Ratings: what customers say about a completed booking, once, by a link that was mailed or in the portal (D9).

mod store;

pub use store::{averages, by_bookings, list};

use std::net::IpAddr;

use crate::access::{PortalPrincipal, RetryAt};
use crate::accounts;
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::bookings::{self, BookingState};
use crate::clock::Timestamp;
use crate::customers;
use crate::db::{Keyed, Tx, Value};
use crate::error::{Failure, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{BookingId, CustomerId, Id, ProviderId, RatingId};
use crate::links::{self, Link, LinkPurpose};
use crate::terms::{ActorKind, Lang, RecordKind};
use crate::{in_tx, text};

/// A rating.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Rating {
    pub id: RatingId,
    pub customer_id: CustomerId,
    pub booking_id: BookingId,
    /// Who had done it.
    pub provider_id: Option<ProviderId>,
    /// 1 to 5.
    pub stars: i64,
    pub comment: Option<String>,
    /// By link, or in the portal.
    pub given_by_kind: ActorKind,
    pub given_at: Timestamp,
}

impl Keyed for Rating {
    fn key(&self, column: &str) -> Value {
        match column {
            "given_at" => self.given_at.into(),
            _ => self.id.into(),
        }
    }
}

/// What a customer says.
#[derive(Clone, Debug)]
pub struct NewRating {
    pub stars: i64,
    pub comment: Option<String>,
}

/// What somebody with a link is asked to rate. Names nobody but the business.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub business_name: String,
    /// The business's, by its IANA name.
    pub time_zone: String,
    /// The booking's number.
    pub number: i64,
    pub starts_at: Timestamp,
    pub services: Vec<String>,
}

/// What the ratings of a provider come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Average {
    pub provider_id: ProviderId,
    pub count: i64,
    /// All stars together.
    pub stars: i64,
}

impl Average {
    /// Stars a rating, to a hundredth.
    #[expect(clippy::cast_precision_loss, reason = "far fewer ratings than a float counts exactly")]
    pub fn stars_each(self) -> Option<f64> {
        (self.count > 0).then(|| (self.stars as f64 * 100.0 / self.count as f64).round() / 100.0)
    }
}

/// What a link asks to rate; `None` when it does not work any more.
///
/// # Errors
/// [`Refusal::RateLimited`].
pub async fn invitation(app: &App, peer: Option<IpAddr>, token: &str) -> Outcome<Option<Invitation>> {
    let Some(link) = find(app, peer, token).await? else { return Ok(None) };
    let (db, account) = (&app.db, link.account_id);
    let Some(booking) = bookings::find(db, account, Id::from_uuid(link.record_id)).await? else { return Ok(None) };
    let services = bookings::services_of(db, account, vec![booking.id.uuid()]).await?;
    let business = accounts::get(db, account).await?;
    Ok(Some(Invitation {
        business_name: business.name,
        time_zone: business.time_zone,
        number: booking.number,
        starts_at: booking.starts_at,
        services: services.into_iter().map(|service| service.name).collect(),
    }))
}

async fn find(app: &App, peer: Option<IpAddr>, token: &str) -> Outcome<Option<Link>> {
    app.limits.link(peer).map_err(|RetryAt(retry_at)| Refusal::RateLimited { retry_at })?;
    Ok(links::find(&app.db, LinkPurpose::Rating, token, app.now()).await?)
}

/// Rates the booking of a link, and uses the link up.
///
/// # Errors
/// [`Refusal::NotFound`] when the link does not work any more, [`Refusal::WrongState`] when the booking is not completed
/// or was rated, [`Refusal::InvalidInput`], [`Refusal::RateLimited`].
pub async fn give_by_link(
    app: &App,
    (peer, lang): (Option<IpAddr>, Lang),
    token: &str,
    new: &NewRating,
) -> Outcome<Rating> {
    let unknown = || Refusal::NotFound(RecordKind::Link);
    let link = find(app, peer, token).await?.ok_or_else(unknown)?;
    let customer = link.customer_id.ok_or_else(unknown)?;
    let new = checked(new)?;
    let cx = link.cx(app, lang);
    in_tx!(app, |tx| {
        let rating = give(tx, &cx, customer, Id::from_uuid(link.record_id), &new).await;
        let rating = rating.map_err(|failure| match failure {
            Failure::Refused(Refusal::NotFound(_)) => unknown().into(),
            other => other,
        })?;
        links::use_up(tx, &cx, &link).await?;
        note(tx, &cx, &rating).await?;
        Ok(rating)
    })
}

/// Rates a booking of the customer who is signed in.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`] when the booking is not completed or was rated,
/// [`Refusal::InvalidInput`].
pub async fn give_by_customer(cx: &Cx, who: &PortalPrincipal, booking: &str, new: &NewRating) -> Outcome<Rating> {
    let booking: BookingId = cx.parse(RecordKind::Booking, booking)?;
    let new = checked(new)?;
    in_tx!(cx, |tx| {
        let rating = give(tx, cx, who.customer, booking, &new).await?;
        links::revoke(tx, cx, LinkPurpose::Rating, booking.uuid()).await?;
        note(tx, cx, &rating).await?;
        Ok(rating)
    })
}

fn checked(new: &NewRating) -> Result<NewRating, Refusal> {
    if !(1..=5).contains(&new.stars) {
        return Err(FieldProblem::new("stars", Problem::OutOfRange { min: 1, max: 5 }).into());
    }
    Ok(NewRating { stars: new.stars, comment: text::optional_paragraph("comment", new.comment.as_deref(), 2_000)? })
}

async fn give(tx: &mut Tx, cx: &Cx, customer: CustomerId, booking: BookingId, new: &NewRating) -> Outcome<Rating> {
    let unknown = || Failure::from(Refusal::NotFound(RecordKind::Booking));
    let found = match bookings::lock(tx, cx, booking).await {
        Ok(found) if found.customer_id == customer => found,
        Err(Failure::Fault(fault)) => return Err(fault.into()),
        _ => return Err(unknown()),
    };
    if found.state != BookingState::Completed {
        return Err(Refusal::WrongState { kind: RecordKind::Booking, state: found.state.as_str() }.into());
    }
    if !store::by_bookings(&mut *tx, cx.account, vec![booking.uuid()]).await?.is_empty() {
        return Err(Refusal::WrongState { kind: RecordKind::Rating, state: "GIVEN" }.into());
    }
    let rating = Rating {
        id: cx.id(),
        customer_id: customer,
        booking_id: booking,
        provider_id: found.provider_id,
        stars: new.stars,
        comment: new.comment.clone(),
        given_by_kind: cx.who.actor().kind,
        given_at: cx.now(),
    };
    store::insert(tx, cx.account, &rating).await?;
    Ok(rating)
}

async fn note(tx: &mut Tx, cx: &Cx, rating: &Rating) -> Outcome<()> {
    customers::announce(tx, cx, rating.customer_id);
    let data = serde_json::json!({ "booking": rating.booking_id.to_string(), "stars": rating.stars });
    let entry = Entry::of("rating.given", RecordKind::Rating, rating.id.uuid(), Some(rating.customer_id));
    audit::record(tx, cx, entry.with(data)).await?;
    Ok(())
}
