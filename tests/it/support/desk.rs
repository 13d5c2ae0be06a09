//! A business that takes bookings: a service, and a provider who works on weekdays from 8 to 18.

use lethe::app::Cx;
use lethe::ids::ProviderId;
use lethe::providers::{self, Hours, NewAbsence, ProviderDraft};
use lethe::services::{self, ServiceDraft};
use lethe::terms::Role;
use serde_json::{Value, json};

use super::{Client, Engine, TestApp};

/// What tests select of a booking that was saved, and of what stood in its way: by the interface, since not every mutation
/// has every failure.
pub const BOOKED: &str = "... on BookingSaved { booking { id number state startsAt endsAt version customerName } }
    ... on Error { ... on SlotTaken { busyFrom busyUntil } ... on InvalidInput { fields { field } }
        ... on WrongState { state } ... on VersionConflict { currentVersion } }";

/// The business, its owner, one service of an hour for £80 and one provider.
pub struct Desk {
    pub app: TestApp,
    pub owner: Client,
    pub service: String,
    pub provider: String,
}

impl Desk {
    /// Opens it.
    pub async fn open(engine: Engine) -> Self {
        let app = TestApp::start(engine).await;
        let owner = app.client(Role::Owner).await;
        let service = service(&app, "Boiler service", 60, "80.00").await;
        let provider = provider(&app, "Paul Nowak").await;
        Self { app, owner, service, provider }
    }

    /// What books the service with the provider.
    pub fn input(&self, customer: &str, starts_at: &str) -> Value {
        json!({ "customerId": customer, "providerId": self.provider, "startsAt": starts_at,
            "services": [{ "serviceId": self.service }] })
    }

    /// Tries to book the service with the provider; the whole answer.
    pub async fn try_book(&self, customer: &str, starts_at: &str) -> Value {
        self.owner.mutate("bookingCreate", self.input(customer, starts_at), BOOKED).await
    }

    /// Books the service with the provider; the booking.
    pub async fn book(&self, customer: &str, starts_at: &str) -> Value {
        let saved = self.try_book(customer, starts_at).await;
        assert_eq!(saved["__typename"], "BookingSaved", "{saved}");
        saved["booking"].clone()
    }

    /// Changes a booking; the whole answer.
    pub async fn change(&self, mutation: &str, booking: &Value, mut more: Value) -> Value {
        more["id"] = booking["id"].clone();
        self.owner.mutate(mutation, more, BOOKED).await
    }

    /// A deletion policy that cancels bookings instead of being blocked by them.
    pub async fn cancel_by_deletes(&self) {
        let input = json!({ "rules": [{ "kind": "BOOKING", "rule": "CANCEL" }], "deletesPerHour": 10_000 });
        let saved = self.owner.mutate("deletionPolicySet", input, "").await;
        assert_eq!(saved["__typename"], "DeletionPolicySaved", "{saved}");
    }

    /// Notes time off of the provider.
    pub async fn time_off(&self, from: &str, until: &str) {
        let absence = NewAbsence {
            provider: self.provider.clone(),
            starts_at: from.parse().expect("a time"),
            ends_at: until.parse().expect("a time"),
            reason: None,
        };
        providers::add_absence(&self.system(), &absence).await.expect("time off");
    }

    /// The account at work by itself.
    pub fn system(&self) -> Cx {
        Cx::system(&self.app.app, self.app.account)
    }
}

/// Adds a service of the garage; its id.
pub async fn service(app: &TestApp, name: &str, minutes: i64, price: &str) -> String {
    let draft = ServiceDraft {
        name: Some(name.to_owned()),
        duration_minutes: Some(minutes),
        price: Some(price.parse().expect("a price")),
        online: Some(true),
        ..ServiceDraft::default()
    };
    let service = services::create(&Cx::system(&app.app, app.account), &draft).await.expect("a service");
    service.id.to_string()
}

/// Adds a provider of the garage who works on weekdays from 8 to 18; the id.
pub async fn provider(app: &TestApp, name: &str) -> String {
    let cx = Cx::system(&app.app, app.account);
    let draft = ProviderDraft { name: Some(name.to_owned()), ..ProviderDraft::default() };
    let provider = providers::create(&cx, &draft).await.expect("a provider");
    let hours: Vec<_> = (1..=5).map(|weekday| Hours { weekday, from_minute: 8 * 60, until_minute: 18 * 60 }).collect();
    let id: ProviderId = provider.id;
    providers::set_hours(&cx, &id.to_string(), provider.version, &hours).await.expect("hours");
    id.to_string()
}
