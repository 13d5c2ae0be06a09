//! The SQL of importing bookings: which are there, and what their services and providers are.

use std::collections::BTreeMap;

use super::Draft;
use crate::app::Cx;
use crate::bookings::Agreed;
use crate::db::Exec;
use crate::error::{Failure, Fault, Refusal};
use crate::ids::{AccountId, BookingId, ProviderId, ServiceId};
use crate::{providers, sql};

/// Which of the batch's references are bookings here.
pub(super) async fn known(
    on: Exec<'_>,
    account: AccountId,
    batch: &[Draft],
) -> Result<BTreeMap<String, BookingId>, Fault> {
    let refs: Vec<_> = batch.iter().map(|draft| draft.external_ref.clone()).collect();
    let rows: Vec<(String, BookingId)> = sql!(
        "select external_ref, id from bookings where account_id = $1
            and external_ref [texts:$2]"
    )
    .bind(account)
    .bind(refs)
    .all(on)
    .await?;
    Ok(rows.into_iter().collect())
}

/// A service that a row may name.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Named {
    id: ServiceId,
    name: String,
    name_key: String,
    duration_minutes: i64,
    price_minor: i64,
}

/// What the batch's rows name: services and providers by their folded names.
pub(super) struct Offer {
    services: BTreeMap<String, Named>,
    providers: BTreeMap<String, Result<ProviderId, &'static str>>,
}

impl Offer {
    /// Within a transaction the providers are held, in the order of their ids.
    pub async fn of(mut on: Exec<'_>, cx: &Cx, batch: &[Draft]) -> Result<Self, Failure> {
        let names: Vec<_> = batch.iter().flat_map(|draft| draft.services.clone()).collect();
        let services: Vec<Named> = sql!(
            "select id, name, name_key, duration_minutes, price_minor from services
             where account_id = $1 and archived_at is null
                and name_key [texts:$2]
             order by id desc"
        )
        .bind(cx.account)
        .bind(names)
        .all(on.reborrow())
        .await?;
        let services = services.into_iter().map(|service| (service.name_key.clone(), service)).collect();
        let names: Vec<_> = batch.iter().filter_map(|draft| draft.provider.clone()).collect();
        let found: Vec<(ProviderId, String)> = sql!(
            "select id, name_key from providers where account_id = $1 and archived_at is null
                and name_key [texts:$2]
             order by id"
        )
        .bind(cx.account)
        .bind(names)
        .all(on.reborrow())
        .await?;
        let mut providers = BTreeMap::new();
        for (id, name) in found {
            if let Exec::Tx(tx) = &mut on {
                match providers::hold(tx, cx, id).await {
                    Ok(_) => {}
                    Err(Failure::Refused(Refusal::NotFound(_) | Refusal::WrongState { .. })) => continue,
                    Err(other) => return Err(other),
                }
            }
            let several = Err("import-several-providers");
            providers.entry(name).and_modify(|provider| *provider = several).or_insert(Ok(id));
        }
        Ok(Self { services, providers })
    }

    /// The provider of a name.
    pub fn provider(&self, name: &str) -> Result<ProviderId, &'static str> {
        self.providers.get(name).copied().unwrap_or(Err("import-no-such-provider"))
    }

    /// What a row books. At a price of the row's own, several services are one item, since nobody knows what each of
    /// them costs then.
    pub fn services(&self, draft: &Draft) -> Result<Vec<Agreed>, &'static str> {
        let named = draft.services.iter().map(|name| self.services.get(name).ok_or("import-no-such-service"));
        let named = named.collect::<Result<Vec<_>, _>>()?;
        let agreed = |service: &&Named| Agreed {
            service: Some(service.id),
            name: service.name.clone(),
            duration_minutes: service.duration_minutes,
            quantity: 1,
            unit_minor: service.price_minor,
        };
        let mut items: Vec<_> = named.iter().map(agreed).collect();
        match (draft.price_minor, items.as_mut_slice()) {
            (None, _) => {}
            (Some(price), [only]) => only.unit_minor = price,
            (Some(price), _) => {
                items = vec![Agreed {
                    service: None,
                    name: named.iter().map(|service| service.name.as_str()).collect::<Vec<_>>().join(", "),
                    duration_minutes: named.iter().map(|service| service.duration_minutes).sum(),
                    quantity: 1,
                    unit_minor: price,
                }];
            }
        }
        Ok(items)
    }
}
