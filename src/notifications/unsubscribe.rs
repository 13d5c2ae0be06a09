//! Refusing letters by the link in one of them, without signing in: what they are for, by mail. Letters about what was
//! agreed have no such link: who wants none of those says so in the portal.

use std::net::IpAddr;

use chrono::Duration;

use super::preferences::{self, PreferenceChange};
use super::{Notification, NotificationPurpose, store};
use crate::access::RetryAt;
use crate::accounts;
use crate::app::{App, Cx};
use crate::conversations::Channel;
use crate::db::Tx;
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{CustomerId, Id};
use crate::links::{self, LinkPurpose, NewLink};
use crate::terms::{Lang, RecordKind};

/// How long the link of a letter works. It may be followed again and again: nothing changes by that.
const LINK: Duration = Duration::days(60);

/// Where a letter's links lead.
pub(super) struct Addresses {
    /// A page that asks first, for people.
    pub page: String,
    /// Where a POST refuses at once, for mail programs (RFC 8058).
    pub one_click: String,
}

/// What a link is about. Names nobody but the business.
#[derive(Clone, Debug)]
pub struct Subscription {
    pub business_name: String,
    pub purpose: NotificationPurpose,
    pub channel: Channel,
    /// Whether such letters are sent now.
    pub allowed: bool,
}

/// The links of a letter; `None` when its kind has none. The customer is held.
pub(super) async fn addresses(tx: &mut Tx, cx: &Cx, message: &Notification) -> Result<Option<Addresses>, Fault> {
    if message.purpose == NotificationPurpose::Transactional {
        return Ok(None);
    }
    let new = NewLink {
        purpose: LinkPurpose::Unsubscribe,
        customer: Some(message.customer_id),
        record: message.id.uuid(),
        expires_at: Some(cx.now() + LINK),
    };
    let token = links::make(tx, cx, new).await?;
    Ok(Some(Addresses {
        page: links::url(&cx.app, "unsubscribe", &token),
        one_click: format!("{}/unsubscribe/{token}", cx.settings.public_url),
    }))
}

/// What a link is about; `None` when it does not work any more.
///
/// # Errors
/// [`Refusal::RateLimited`].
pub async fn subscription(app: &App, peer: Option<IpAddr>, token: &str) -> Outcome<Option<Subscription>> {
    let Some((cx, customer, message)) = find(app, (peer, Lang::En), token).await? else { return Ok(None) };
    let business_name = accounts::get(&app.db, cx.account).await?.name;
    let all = preferences::preferences_of(&app.db, cx.account, &[customer]).await?;
    let (purpose, channel) = (message.purpose, message.channel);
    let mut all = all.into_iter().flat_map(|(_, all)| all);
    let allowed = all.any(|one| one.purpose == purpose && one.channel == channel && one.allowed);
    Ok(Some(Subscription { business_name, purpose, channel, allowed }))
}

/// Refuses letters like that of a link, on the consent trail.
///
/// # Errors
/// [`Refusal::NotFound`] when the link does not work any more, [`Refusal::RateLimited`].
pub async fn unsubscribe(app: &App, (peer, lang): (Option<IpAddr>, Lang), token: &str) -> Outcome<NotificationPurpose> {
    let found = find(app, (peer, lang), token).await?;
    let (cx, customer, message) = found.ok_or(Refusal::NotFound(RecordKind::Link))?;
    let change = PreferenceChange { purpose: message.purpose, channel: message.channel, allowed: false };
    let set = preferences::set(&cx, customer, "link", &change).await;
    set.map(|_| message.purpose).map_err(|failure| failure.unseen(RecordKind::Link))
}

async fn find(
    app: &App,
    (peer, lang): (Option<IpAddr>, Lang),
    token: &str,
) -> Outcome<Option<(Cx, CustomerId, Notification)>> {
    app.limits.link(peer).map_err(|RetryAt(retry_at)| Refusal::RateLimited { retry_at })?;
    let link = links::find(&app.db, LinkPurpose::Unsubscribe, token, app.now()).await?;
    let Some((link, customer)) = link.and_then(|link| link.customer_id.map(|customer| (link, customer))) else {
        return Ok(None);
    };
    let message = store::find(&app.db, link.account_id, Id::from_uuid(link.record_id)).await?;
    Ok(message.map(|message| (link.cx(app, lang), customer, message)))
}
