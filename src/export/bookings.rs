//! Bookings as rows.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use uuid::Uuid;

use super::{Page, cell, read};
use crate::app::Cx;
use crate::bookings::{self, Booking};
use crate::clock::Timestamp;
use crate::db::List;
use crate::error::Fault;
use crate::{accounts, customers, providers};

pub(super) async fn page(cx: &Cx, list: &List, after: Option<String>) -> Result<Page, Fault> {
    let (found, next) = read::<Booking>(cx, list, after).await?;
    let known = Known::of(cx, &found).await?;
    Ok(Page { rows: found.iter().map(|booking| known.row(booking)).collect::<Result<_, _>>()?, next })
}

/// What the rows name besides.
struct Known {
    zone: Tz,
    refs: BTreeMap<Uuid, String>,
    customers: BTreeMap<Uuid, String>,
    emails: BTreeMap<Uuid, String>,
    services: BTreeMap<Uuid, Vec<String>>,
    providers: BTreeMap<Uuid, String>,
}

impl Known {
    async fn of(cx: &Cx, found: &[Booking]) -> Result<Self, Fault> {
        let ids: Vec<Uuid> = found.iter().map(|booking| booking.id.uuid()).collect();
        let owners: Vec<Uuid> = found.iter().map(|booking| booking.customer_id.uuid()).collect();
        let doers = found.iter().filter_map(|booking| booking.provider_id).map(|id| id.uuid()).collect();
        let refs = bookings::external_refs(&cx.db, cx.account, ids.clone()).await?;
        let customers = customers::external_refs(&cx.db, cx.account, owners.clone()).await?;
        let emails = customers::by_ids(&cx.db, cx.account, owners).await?;
        let mut services: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for service in bookings::services_of(&cx.db, cx.account, ids).await? {
            services.entry(service.booking_id.uuid()).or_default().push(service.name);
        }
        let providers = providers::by_ids(&cx.db, cx.account, doers).await?;
        Ok(Self {
            zone: accounts::get(&cx.db, cx.account).await?.zone(),
            refs: refs.into_iter().map(|(id, text)| (id.uuid(), text)).collect(),
            customers: customers.into_iter().map(|(id, text)| (id.uuid(), text)).collect(),
            emails: emails.into_iter().filter_map(|customer| Some((customer.id.uuid(), customer.email?))).collect(),
            services,
            providers: providers.into_iter().map(|provider| (provider.id.uuid(), provider.name)).collect(),
        })
    }

    /// In the order of the import's fields. A booking without a reference of another system goes by its number.
    fn row(&self, booking: &Booking) -> Result<Vec<String>, Fault> {
        let (id, customer) = (booking.id.uuid(), booking.customer_id.uuid());
        let provider = booking.provider_id.and_then(|provider| self.providers.get(&provider.uuid()));
        Ok(vec![
            self.refs.get(&id).cloned().unwrap_or_else(|| booking.number.to_string()),
            cell(self.customers.get(&customer)),
            cell(self.emails.get(&customer)),
            self.local(booking.starts_at),
            self.local(booking.ends_at),
            self.services.get(&id).map(|names| names.join("; ")).unwrap_or_default(),
            cell(provider),
            booking.amount(booking.total_minor)?.decimal().to_string(),
            booking.state.as_str().to_owned(),
            cell(booking.location.as_ref()),
            cell(booking.note.as_ref()),
        ])
    }

    /// With the offset, so that no hour is meant twice.
    fn local(&self, at: Timestamp) -> String {
        at.with_timezone(&self.zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
    }
}
