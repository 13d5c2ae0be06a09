//! Request budgets and attempt limits, in memory, one set a node. The exact delete quota is the database's.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{NotUntil, Quota, RateLimiter};

use super::Principal;
use crate::clock::{Clock, Timestamp};
use crate::config::Settings;

type Keyed = RateLimiter<String, DashMapStateStore<String>, Ticks, StateInformationMiddleware>;

/// The handed-in clock, as governor wants it: time since the epoch.
#[derive(Clone, Debug)]
struct Ticks(Clock);

impl GovernorClock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.now().signed_duration_since(Timestamp::UNIX_EPOCH).to_std().unwrap_or_default()
    }
}

/// What is left of a request budget after an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Cost that may be spent in a minute.
    pub limit: u32,
    /// Cost that may still be spent now.
    pub remaining: u32,
    /// When the budget is whole again.
    pub resets_at: Timestamp,
}

/// Too many answers or attempts for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAt(pub Timestamp);

/// All limits of a node.
pub struct Limits {
    clock: Clock,
    budget: Keyed,
    cost_per_minute: u32,
    sign_in: Keyed,
    portal_link: Keyed,
    undo: Keyed,
    link: Keyed,
    public_page: Keyed,
    public_request: Keyed,
    public_requests: Keyed,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limits(…)")
    }
}

const MINUTE: Duration = Duration::from_secs(60);
const QUARTER_HOUR: Duration = Duration::from_secs(15 * 60);
const UNDO_ATTEMPTS: u32 = 30;
const LINK_ATTEMPTS: u32 = 60;
const PAGE_QUESTIONS: u32 = 120;
/// How many addresses' worth of requests an account receives.
const REQUESTING_ADDRESSES: u32 = 20;

impl Limits {
    /// Limits by the settings, on the given clock.
    pub fn new(settings: &Settings, clock: &Clock) -> Self {
        let limiter = |count: u32, per: Duration| {
            let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
            let quota =
                Quota::with_period(per / count.get()).unwrap_or_else(|| Quota::per_minute(count)).allow_burst(count);
            Keyed::new(quota, DashMapStateStore::default(), Ticks(clock.clone()))
        };
        Self {
            clock: clock.clone(),
            budget: limiter(settings.cost_per_minute, MINUTE),
            cost_per_minute: settings.cost_per_minute.max(1),
            sign_in: limiter(settings.sign_in_attempts, QUARTER_HOUR),
            portal_link: limiter(settings.portal_link_attempts, QUARTER_HOUR),
            undo: limiter(UNDO_ATTEMPTS, MINUTE),
            link: limiter(LINK_ATTEMPTS, MINUTE),
            public_page: limiter(PAGE_QUESTIONS, MINUTE),
            public_request: limiter(settings.public_booking_attempts, QUARTER_HOUR),
            public_requests: limiter(
                settings.public_booking_attempts.saturating_mul(REQUESTING_ADDRESSES),
                QUARTER_HOUR,
            ),
        }
    }

    /// Takes `cost` from the budget of whoever asks: the principal, or the address of somebody who is not signed in.
    ///
    /// # Errors
    /// [`RetryAt`] when the budget does not cover it; nothing is taken then.
    pub fn spend(&self, who: &Principal, peer: Option<IpAddr>, cost: u32) -> Result<Budget, RetryAt> {
        let cost = NonZeroU32::new(cost.clamp(1, self.cost_per_minute)).unwrap_or(NonZeroU32::MIN);
        match self.budget.check_key_n(&budget_key(who, peer), cost) {
            Ok(Ok(state)) => Ok(self.budget_after(state.remaining_burst_capacity())),
            Ok(Err(not_yet)) => Err(retry_at(&not_yet)),
            Err(_) => Err(RetryAt(self.clock.now() + MINUTE)),
        }
    }

    fn budget_after(&self, remaining: u32) -> Budget {
        let limit = self.cost_per_minute;
        let used = f64::from(limit.saturating_sub(remaining)) / f64::from(limit);
        Budget { limit, remaining, resets_at: self.clock.now() + MINUTE.mul_f64(used) }
    }

    /// Counts an attempt to sign in, by address and by account and name.
    ///
    /// # Errors
    /// [`RetryAt`] when there were too many.
    pub fn sign_in(&self, peer: Option<IpAddr>, account: &str, email: &str) -> Result<(), RetryAt> {
        self.attempt(&self.sign_in, peer, account, email)
    }

    /// Counts a request for a portal link, by address and by account and name.
    ///
    /// # Errors
    /// [`RetryAt`] when there were too many.
    pub fn portal_link(&self, peer: Option<IpAddr>, account: &str, email: &str) -> Result<(), RetryAt> {
        self.attempt(&self.portal_link, peer, account, email)
    }

    /// Counts a request to change an e-mail address, by who asks from where, and by the address that a letter goes to.
    ///
    /// # Errors
    /// [`RetryAt`] when there were too many.
    pub fn email_change(&self, who: &Principal, peer: Option<IpAddr>, email: &str) -> Result<(), RetryAt> {
        self.count(&self.portal_link, &who.actor_id().to_string())?;
        self.attempt(&self.portal_link, peer, &who.account().map(|id| id.to_string()).unwrap_or_default(), email)
    }

    /// Counts an attempt to undo a delete.
    ///
    /// # Errors
    /// [`RetryAt`] when there were too many.
    pub fn undo(&self, who: &Principal) -> Result<(), RetryAt> {
        self.count(&self.undo, &who.actor_id().to_string())
    }

    /// Counts the use of a link that was handed out, by address.
    ///
    /// # Errors
    /// [`RetryAt`] when there were too many.
    pub fn link(&self, peer: Option<IpAddr>) -> Result<(), RetryAt> {
        peer.map_or(Ok(()), |peer| self.count(&self.link, &peer_key(peer)))
    }

    /// Counts a question of a public booking page, by address.
    ///
    /// # Errors
    /// [`RetryAt`] when there were too many.
    pub fn public_page(&self, peer: Option<IpAddr>) -> Result<(), RetryAt> {
        peer.map_or(Ok(()), |peer| self.count(&self.public_page, &peer_key(peer)))
    }

    /// Counts a request for a booking on a public page, by address, and by account for all addresses together.
    ///
    /// # Errors
    /// [`RetryAt`] when there were too many.
    pub fn public_request(&self, peer: Option<IpAddr>, account: &str) -> Result<(), RetryAt> {
        peer.map_or(Ok(()), |peer| self.count(&self.public_request, &peer_key(peer)))?;
        self.count(&self.public_requests, &format!("account {}", crate::text::fold(account)))
    }

    /// Forgets whoever has not been seen for long enough that it makes no difference.
    pub fn forget_stale(&self) {
        for keyed in [
            &self.budget,
            &self.sign_in,
            &self.portal_link,
            &self.undo,
            &self.link,
            &self.public_page,
            &self.public_request,
            &self.public_requests,
        ] {
            keyed.retain_recent();
            keyed.shrink_to_fit();
        }
    }

    fn attempt(&self, keyed: &Keyed, peer: Option<IpAddr>, account: &str, email: &str) -> Result<(), RetryAt> {
        let by_name = format!("name {} {}", crate::text::fold(account), crate::text::fold(email));
        let by_peer = peer.map_or(Ok(()), |peer| self.count(keyed, &peer_key(peer)));
        by_peer.and(self.count(keyed, &by_name))
    }

    fn count(&self, keyed: &Keyed, key: &String) -> Result<(), RetryAt> {
        keyed.check_key(key).map(|_| ()).map_err(|not_yet| retry_at(&not_yet))
    }
}

fn retry_at(not_yet: &NotUntil<Duration>) -> RetryAt {
    RetryAt(Timestamp::UNIX_EPOCH + not_yet.earliest_possible())
}

fn budget_key(who: &Principal, peer: Option<IpAddr>) -> String {
    match (who, peer) {
        (Principal::Anonymous, Some(peer)) => peer_key(peer),
        (Principal::Anonymous, None) => "nowhere".into(),
        (who, _) => who.actor_id().to_string(),
    }
}

/// An address, or the network that one IPv6 subscriber usually holds.
fn peer_key(peer: IpAddr) -> String {
    match peer.to_canonical() {
        IpAddr::V4(address) => format!("peer {address}"),
        IpAddr::V6(address) => format!("peer {:x}", address.to_bits() >> 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::PortalPrincipal;
    use crate::ids::Id;
    use chrono::TimeDelta;
    use uuid::Uuid;

    fn limits(settings: &Settings) -> (Limits, Clock) {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH + TimeDelta::days(20_000));
        (Limits::new(settings, &clock), clock)
    }

    fn here() -> Option<IpAddr> {
        Some([192, 0, 2, 1].into())
    }

    #[test]
    fn a_budget_is_spent_by_cost_and_comes_back_with_time() {
        let (limits, clock) = limits(&Settings { cost_per_minute: 60, ..Settings::default() });
        let spend = |cost| limits.spend(&Principal::Anonymous, here(), cost);
        let left = spend(45).expect("covered");
        assert_eq!((left.limit, left.remaining), (60, 15));
        assert_eq!(left.resets_at, clock.now() + TimeDelta::seconds(45));
        assert_eq!(spend(20), Err(RetryAt(clock.now() + TimeDelta::seconds(5))));
        clock.advance(TimeDelta::seconds(5)).expect("moves");
        assert_eq!(spend(20).map(|left| left.remaining), Ok(0));
    }

    #[test]
    fn others_have_budgets_of_their_own() {
        let (limits, _) = limits(&Settings { cost_per_minute: 10, ..Settings::default() });
        let spend = |peer: [u16; 8]| limits.spend(&Principal::Anonymous, Some(peer.into()), 10);
        assert!(spend([0x2001, 0xdb8, 0, 1, 0, 0, 0, 1]).is_ok());
        assert!(spend([0x2001, 0xdb8, 0, 1, 0, 0, 0, 2]).is_err(), "the same network");
        assert!(spend([0x2001, 0xdb8, 0, 2, 0, 0, 0, 1]).is_ok());
    }

    #[test]
    fn sign_in_attempts_are_counted_by_name_from_anywhere() {
        let (limits, clock) = limits(&Settings { sign_in_attempts: 3, ..Settings::default() });
        let attempt = |n: u8, email| limits.sign_in(Some([192, 0, 2, n].into()), "garage", email);
        for n in 1..=3 {
            assert_eq!(attempt(n, "ana@example.com"), Ok(()));
        }
        assert!(attempt(4, "ANA@example.com").is_err());
        assert_eq!(attempt(4, "bo@example.com"), Ok(()));
        clock.advance(TimeDelta::minutes(5)).expect("moves");
        assert_eq!(attempt(5, "ana@example.com"), Ok(()));
    }

    #[test]
    fn changes_of_an_address_are_counted_by_customer_from_anywhere_and_by_address() {
        let settings = Settings { portal_link_attempts: 2, ..Settings::default() };
        let ask = |limits: &Limits, customer: u128, n: u8, email: &str| {
            let (account, session) = (Id::from_uuid(Uuid::nil()), Id::from_uuid(Uuid::nil()));
            let customer = Id::from_uuid(Uuid::from_u128(customer));
            let who = Principal::Portal(PortalPrincipal { account, customer, session });
            limits.email_change(&who, Some([192, 0, 2, n].into()), email).is_ok()
        };
        let (one, _) = limits(&settings);
        let by_customer = [1, 2, 3].map(|n| ask(&one, 7, n, &format!("{n}@example.com")));
        let (other, _) = limits(&settings);
        let by_address = [1, 2, 3].map(|n| ask(&other, n.into(), n, "ana@example.com"));
        assert_eq!((by_customer, by_address), ([true, true, false], [true, true, false]));
    }

    #[test]
    fn stale_keys_are_forgotten() {
        let (limits, clock) = limits(&Settings::default());
        limits.spend(&Principal::Anonymous, here(), 10).expect("covered");
        clock.advance(TimeDelta::minutes(2)).expect("moves");
        limits.forget_stale();
        assert!(limits.budget.is_empty());
    }
}
