//! Who did something, by name where the account still knows it.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use uuid::Uuid;

use super::loaders::{Batch, BatchFault, load};
use crate::access::Actor as Who;
use crate::ids::{CustomerKind, Kind, PartnerTokenKind, StaffKind, type_id};
use crate::sql;
use crate::terms::ActorKind;

/// Who did something.
#[derive(Clone, Copy, SimpleObject)]
#[graphql(complex)]
pub struct Actor {
    /// A member of staff, a partner, a customer in the portal, or Lethe itself.
    kind: ActorKind,
    #[graphql(skip)]
    uuid: Option<Uuid>,
}

impl From<Who> for Actor {
    fn from(who: Who) -> Self {
        Self { kind: who.kind, uuid: who.id }
    }
}

#[ComplexObject]
impl Actor {
    /// The id of the member of staff, the partner's token or the customer; null for Lethe itself.
    async fn id(&self) -> Option<ID> {
        let prefix = match self.kind {
            ActorKind::Staff => StaffKind::PREFIX,
            ActorKind::Partner => PartnerTokenKind::PREFIX,
            ActorKind::Portal => CustomerKind::PREFIX,
            ActorKind::Link | ActorKind::Public | ActorKind::PaymentProvider | ActorKind::System => return None,
        };
        self.uuid.map(|uuid| type_id(prefix, uuid).into())
    }

    /// The name of the member of staff or of the partner's token. Customers are not named here.
    async fn name(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        match (self.kind, self.uuid) {
            (ActorKind::Staff | ActorKind::Partner, Some(uuid)) => load(ctx, ActorName(uuid)).await,
            _ => Ok(None),
        }
    }
}

/// The name of a member of staff or of a partner's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActorName(Uuid);

impl Loader<ActorName> for Batch {
    type Value = String;
    type Error = BatchFault;

    async fn load(&self, keys: &[ActorName]) -> Result<HashMap<ActorName, String>, BatchFault> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows: Vec<(Uuid, String)> = sql!(
            "select id, name from staff where account_id = $1
                and id [ids:$2]
             union all
             select id, name from partner_tokens where account_id = $1
                and id [ids:$2]"
        )
        .bind(self.account)
        .bind(ids)
        .all(&self.db)
        .await?;
        Ok(rows.into_iter().map(|(id, name)| (ActorName(id), name)).collect())
    }
}
