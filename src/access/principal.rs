//! Who is asking.

use std::collections::BTreeSet;

use crate::error::Refusal;
use crate::ids::{AccountId, CustomerId, PartnerTokenId, PortalSessionId, StaffId, StaffSessionId};
use crate::terms::{ActorKind, Permission, RecordKind, Role};
use uuid::Uuid;

/// Somebody whose credentials were checked for this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// Nobody signed in.
    Anonymous,
    Staff(StaffPrincipal),
    Partner(PartnerPrincipal),
    Portal(PortalPrincipal),
    /// Whoever holds a link, opens the public booking page or sends a payment provider's news: may only do what that
    /// itself allows.
    Visitor {
        account: AccountId,
        kind: ActorKind,
    },
    /// The command line.
    System {
        account: AccountId,
    },
}

/// A member of staff with a live session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffPrincipal {
    pub account: AccountId,
    pub staff: StaffId,
    pub session: StaffSessionId,
    pub role: Role,
    pub permissions: BTreeSet<Permission>,
}

/// A partner with a live token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerPrincipal {
    pub account: AccountId,
    pub token: PartnerTokenId,
    pub permissions: BTreeSet<Permission>,
}

/// A customer with a live portal session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalPrincipal {
    pub account: AccountId,
    pub customer: CustomerId,
    pub session: PortalSessionId,
}

/// Who did something, as records keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    pub id: Option<Uuid>,
}

impl Principal {
    /// The account that the principal belongs to.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Anonymous => None,
            Self::Staff(p) => Some(p.account),
            Self::Partner(p) => Some(p.account),
            Self::Portal(p) => Some(p.account),
            Self::System { account } | Self::Visitor { account, .. } => Some(*account),
        }
    }

    /// The customer who is signed in to the portal.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when somebody else asks.
    pub fn customer(&self) -> Result<CustomerId, Refusal> {
        match self {
            Self::Portal(p) => Ok(p.customer),
            _ => Err(Refusal::NotFound(RecordKind::Customer)),
        }
    }

    /// As records keep it.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Staff(p) => Actor { kind: ActorKind::Staff, id: Some(p.staff.uuid()) },
            Self::Partner(p) => Actor { kind: ActorKind::Partner, id: Some(p.token.uuid()) },
            Self::Portal(p) => Actor { kind: ActorKind::Portal, id: Some(p.customer.uuid()) },
            Self::Visitor { kind, .. } => Actor { kind: *kind, id: None },
            Self::Anonymous | Self::System { .. } => Actor { kind: ActorKind::System, id: None },
        }
    }

    /// What quotas and idempotency keys are counted by.
    pub fn actor_id(&self) -> Uuid {
        self.actor().id.unwrap_or_else(Uuid::nil)
    }

    /// Whether the principal holds a permission.
    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Staff(p) => p.permissions.contains(&permission),
            Self::Partner(p) => p.permissions.contains(&permission),
            Self::System { .. } => true,
            Self::Anonymous | Self::Portal(_) | Self::Visitor { .. } => false,
        }
    }

    /// Asks for a permission.
    ///
    /// # Errors
    /// [`Refusal::NotPermitted`] with the roles that hold it.
    pub fn require(&self, permission: Permission) -> Result<(), Refusal> {
        if self.may(permission) { Ok(()) } else { Err(Refusal::NotPermitted(permission, permission.held_by())) }
    }
}
