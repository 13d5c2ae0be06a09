//! Bookings as the rooms make them, for tests of what follows from one.

use chrono::Duration;
use lethe::app::Cx;
use lethe::bookings::{self, BookingSource, BookingState, Items, NewBooking, Place};
use lethe::clock::Timestamp;
use lethe::db::Query;
use lethe::ids::ProviderId;
use lethe::providers::{self, ProviderDraft};
use lethe::services::{self, Audience, NewChoice, ServiceDraft};

use super::{TestApp, write};

/// A service and a provider to book, of one business.
pub struct Visits<'a> {
    app: &'a TestApp,
    pub cx: Cx,
    service: String,
    pub provider: ProviderId,
}

impl<'a> Visits<'a> {
    /// An hour's boiler service for £90, done by Max.
    pub async fn new(app: &'a TestApp) -> Self {
        let cx = Cx::system(&app.app, app.account);
        let service = ServiceDraft {
            name: Some("Boiler service".into()),
            description: None,
            duration_minutes: Some(60),
            price: Some("90".parse().expect("a price")),
            tax_rate: None,
            online: Some(true),
            items: None,
        };
        let service = services::create(&cx, &service).await.expect("a service").id.to_string();
        let provider = provider(&cx, "Max").await;
        Self { app, cx, service, provider }
    }

    /// Books Max for a customer, some time from now; the booking's id.
    pub async fn book(&self, customer: &str, ahead: Duration) -> String {
        self.book_with(self.provider, customer, self.app.clock.now() + ahead).await
    }

    /// Books a provider for a customer; the booking's id.
    pub async fn book_with(&self, provider: ProviderId, customer: &str, starts_at: Timestamp) -> String {
        let chosen = vec![NewChoice { service: self.service.clone(), quantity: 1 }];
        let new = NewBooking {
            items: Items::Chosen(chosen, Audience::Staff),
            provider: Some(provider),
            starts_at,
            ends_at: None,
            place: Some(Place::Words("1 High St\nYork".into())),
            note: None,
            quote: None,
            external_ref: None,
            source: BookingSource::Staff,
            state: None,
            force: true,
        };
        let customer = customer.parse().expect("a customer's id");
        bookings::create(&self.cx, customer, &new, None).await.expect("a booking").id.to_string()
    }

    /// Moves a booking on.
    pub async fn advance(&self, booking: &str, state: BookingState) {
        bookings::advance(&self.cx, booking, state, None, None).await.expect("a booking that moves on");
    }

    /// Books Max, and has it done.
    pub async fn done(&self, customer: &str) -> String {
        let booking = self.book(customer, Duration::hours(1)).await;
        self.advance(&booking, BookingState::InProgress).await;
        self.advance(&booking, BookingState::Completed).await;
        booking
    }
}

/// Adds a provider: `max@northside.example` for Max.
pub async fn provider(cx: &Cx, name: &str) -> ProviderId {
    let email = format!("{}@northside.example", name.to_lowercase());
    let draft = ProviderDraft { name: Some(name.to_owned()), email: Some(Some(email)), staff: None, services: None };
    providers::create(cx, &draft).await.expect("a provider").id
}

impl TestApp {
    /// Letters that were sent to an address, the oldest first: subject and text.
    pub fn letters_to(&self, address: &str) -> Vec<(String, String)> {
        let delivered = self.app.mailer.delivered();
        let letters = delivered.into_iter().rev().map(|delivered| delivered.letter);
        letters.filter(|letter| letter.to == address).map(|letter| (letter.subject, letter.text)).collect()
    }

    /// Has the garage speak another language, somewhere else.
    pub async fn speak(&self, locale: &str, time_zone: &str) {
        let moved = Query::built("update accounts set locale = $1, time_zone = $2 where id = $3");
        write(&self.app.db, moved.bind(locale).bind(time_zone).bind(self.account)).await.expect("an account");
    }
}
