//! What customers allow, by purpose and channel (D6). The consent trail is the record: the latest entry for both counts,
//! else the purpose's default.

use uuid::Uuid;

use super::{Notification, NotificationPurpose as Purpose};
use crate::access::PortalPrincipal;
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::consents::{self, Consent, ConsentPurpose};
use crate::conversations::Channel;
use crate::customers;
use crate::db::{Exec, Tx};
use crate::error::{Fault, Outcome};
use crate::ids::{AccountId, CustomerId};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, text};

/// Whether a customer allows messages of a purpose by a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    pub purpose: Purpose,
    pub channel: Channel,
    pub allowed: bool,
    /// When the customer said so; `None` where the purpose's default counts.
    pub chosen_at: Option<Timestamp>,
}

/// A choice to write down.
#[derive(Clone, Debug)]
pub struct PreferenceChange {
    pub purpose: Purpose,
    pub channel: Channel,
    pub allowed: bool,
}

impl Purpose {
    /// The purpose as the consent trail spells it.
    fn consent(self) -> ConsentPurpose {
        match self {
            Self::Transactional => ConsentPurpose::ServiceMessages,
            Self::Reminders => ConsentPurpose::Reminders,
            Self::Feedback => ConsentPurpose::Feedback,
            Self::Marketing => ConsentPurpose::Marketing,
        }
    }

    /// Marketing takes a consent; everything else is sent unless it is refused.
    fn allowed_unless_refused(self) -> bool {
        self != Self::Marketing
    }
}

fn preference(chosen: &[Consent], purpose: Purpose, channel: Channel) -> Preference {
    let entry = chosen.iter().find(|entry| entry.purpose == purpose.consent() && entry.channel == channel);
    Preference {
        purpose,
        channel,
        allowed: entry.map_or(purpose.allowed_unless_refused(), |entry| entry.granted),
        chosen_at: entry.map(|entry| entry.recorded_at),
    }
}

/// The preferences of customers: for each of them, every purpose by every channel.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn preferences_of(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customers: &[CustomerId],
) -> Result<Vec<(CustomerId, Vec<Preference>)>, Fault> {
    let ids: Vec<Uuid> = customers.iter().map(|id| id.uuid()).collect();
    let latest = consents::latest(on, account, ids).await?;
    let of_one = |id: CustomerId| {
        let chosen: Vec<_> = latest.iter().filter(|entry| entry.customer_id == id).cloned().collect();
        let all = Purpose::ALL.iter().flat_map(|purpose| Channel::ALL.iter().map(move |channel| (*purpose, *channel)));
        all.map(|(purpose, channel)| preference(&chosen, purpose, channel)).collect()
    };
    Ok(customers.iter().map(|id| (*id, of_one(*id))).collect())
}

/// Whether a message's customer allows it.
pub(super) async fn of_message(tx: &mut Tx, cx: &Cx, message: &Notification) -> Result<Preference, Fault> {
    let chosen = consents::latest(tx, cx.account, vec![message.customer_id.uuid()]).await?;
    Ok(preference(&chosen, message.purpose, message.channel))
}

/// Writes down what a customer told staff. `source` is where that was: a call, a form.
///
/// # Errors
/// [`crate::error::Refusal::NotPermitted`], [`crate::error::Refusal::NotFound`],
/// [`crate::error::Refusal::CustomerDeleted`], [`crate::error::Refusal::InvalidInput`].
pub async fn set_preference(cx: &Cx, customer: &str, source: &str, change: &PreferenceChange) -> Outcome<Preference> {
    cx.require(Permission::ConsentsWrite)?;
    let customer = cx.parse(RecordKind::Customer, customer)?;
    let source = text::line("source", source, 200)?;
    set(cx, customer, &source, change).await
}

/// Writes down what a customer chose in the portal.
///
/// # Errors
/// [`crate::error::Refusal::NotFound`] when the customer is gone.
pub async fn set_preference_by_customer(
    cx: &Cx,
    who: &PortalPrincipal,
    change: &PreferenceChange,
) -> Outcome<Preference> {
    set(cx, who.customer, "portal", change).await
}

/// What was last chosen is not written down again.
pub(super) async fn set(cx: &Cx, customer: CustomerId, source: &str, change: &PreferenceChange) -> Outcome<Preference> {
    in_tx!(cx, |tx| {
        customers::hold(tx, cx, customer).await?;
        let chosen = consents::latest(&mut *tx, cx.account, vec![customer.uuid()]).await?;
        let now = preference(&chosen, change.purpose, change.channel);
        if now.chosen_at.is_some() && now.allowed == change.allowed {
            return Ok(now);
        }
        let consent = Consent {
            id: cx.id(),
            customer_id: customer,
            purpose: change.purpose.consent(),
            channel: change.channel,
            granted: change.allowed,
            source: source.to_owned(),
            recorded_by: cx.who.actor().id,
            recorded_at: cx.now(),
        };
        consents::add(tx, cx, &consent).await?;
        Ok(preference(&[consent], change.purpose, change.channel))
    })
}
