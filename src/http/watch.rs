//! Watching over long connections: a session that ends takes its subscriptions with it.

use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::codes::Code;
use super::gateway::Gateway;
use super::visitor::Visitor;
use crate::access::Principal;
use crate::changes::Change;

/// How long an end that nobody announced can go unnoticed: an access token that ran out, say.
const RECHECK: Duration = Duration::from_secs(15);

/// Why a principal may not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Signed out, expired, revoked.
    SessionEnded,
    /// Still signed in, with other permissions: what was refused may be open now, and the other way round.
    AccessChanged,
}

impl Gateway {
    /// Whether the visitor's credentials still stand for the same principal. When that cannot be found out, they do
    /// not.
    pub async fn recheck(&self, visitor: &Visitor, who: &Principal) -> Option<Ending> {
        match self.recognise(visitor).await {
            Ok(now) if now == *who => None,
            Ok(_) => Some(Ending::AccessChanged),
            Err(rejection) if rejection.code == Code::Unauthenticated => Some(Ending::SessionEnded),
            Err(_) => Some(Ending::AccessChanged),
        }
    }

    /// Waits until the principal may not go on.
    pub async fn access_ends(&self, visitor: &Visitor, who: &Principal) -> Ending {
        let mut news = self.app().changes.subscribe();
        loop {
            tokio::select! {
                () = heard_of(&mut news, who) => {}
                () = tokio::time::sleep(RECHECK) => {}
            }
            if let Some(ending) = self.recheck(visitor, who).await {
                return ending;
            }
        }
    }
}

async fn heard_of(news: &mut Receiver<Change>, who: &Principal) {
    loop {
        match news.recv().await {
            Ok(change) if !concerns(&change, who) => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

fn concerns(change: &Change, who: &Principal) -> bool {
    match (change, who) {
        (Change::Access { account }, who) => who.account().is_some_and(|own| own.uuid() == *account),
        (Change::Customer { customer, .. }, Principal::Portal(portal)) => portal.customer.uuid() == *customer,
        (Change::Customers { account }, Principal::Portal(portal)) => portal.account.uuid() == *account,
        (Change::Customer { .. } | Change::Customers { .. } | Change::Job { .. } | Change::Outbox, _) => false,
    }
}
