//! What must hold of every database, whatever happened to it and in whatever order.

use lethe::audit;
use lethe::db::{Db, Query};

use super::TestApp;

/// Customers who are gone while something open is still theirs.
const LEFT_BEHIND: &str = "select count(*) from customers c where c.lifecycle <> 'ACTIVE' and (
    exists (select 1 from work_orders w where w.account_id = c.account_id and w.customer_id = c.id
        and w.state in ('OPEN', 'IN_PROGRESS') and w.deletion_id is null)
    or exists (select 1 from invoices i where i.account_id = c.account_id and i.customer_id = c.id
        and i.state in ('DRAFT', 'ISSUED') and i.deletion_id is null)
    or exists (select 1 from conversations t where t.account_id = c.account_id and t.customer_id = c.id
        and t.state = 'OPEN' and t.deletion_id is null)
    or exists (select 1 from vehicles v where v.account_id = c.account_id and v.customer_id = c.id
        and v.deleted_at is null)
    or exists (select 1 from registrations r where r.account_id = c.account_id and r.customer_id = c.id
        and r.released_at is null)
    or exists (select 1 from portal_sessions s where s.account_id = c.account_id and s.customer_id = c.id
        and s.ended_at is null)
    or exists (select 1 from bookings b where b.account_id = c.account_id and b.customer_id = c.id
        and b.state in ('REQUESTED', 'SCHEDULED', 'DISPATCHED', 'IN_PROGRESS') and b.deletion_id is null))";

/// Customers whose lifecycle is not what their deletions say: gone by exactly one that was not undone, or by none.
const MISCOUNTED: &str = "select count(*) from customers c where not exists (select 1 from unknown_customers u
        where u.account_id = c.account_id and u.customer_id = c.id) and ((case when c.lifecycle in ('ACTIVE', 'MERGED') then 0 else 1 end) <> (select count(*) from deletions d
        where d.account_id = c.account_id and d.customer_id = c.id and d.undone_at is null)
    or (c.lifecycle = 'ACTIVE' and c.deletion_id is not null)
    or (c.lifecycle = 'DELETED' and not exists (select 1 from deletions d where d.account_id = c.account_id
        and d.id = c.deletion_id and d.customer_id = c.id and d.undone_at is null)))";

/// Customers who are not what their erasures say.
const HALF_ERASED: &str = "select count(*) from customers c where not exists (select 1 from unknown_customers u
        where u.account_id = c.account_id and u.customer_id = c.id) and (
    (case when c.masked then 1 else 0 end) <> (case when exists (select 1 from erasures e
        where e.account_id = c.account_id and e.customer_id = c.id and e.state <> 'UNDONE') then 1 else 0 end)
    or (c.lifecycle = 'ACTIVE' and c.masked)
    or (case when c.lifecycle = 'ERASURE_SCHEDULED' then 1 else 0 end) <> (select count(*) from erasures e
        where e.account_id = c.account_id and e.customer_id = c.id and e.state = 'SEALED' and e.act <> 'MASK'))";

/// Erasures that can be taken back and have no originals, and originals of those that cannot.
const WRONGLY_SEALED: &str = "select count(*) from erasures e where (case when e.state = 'SEALED' then 1 else 0 end)
    <> (case when exists (select 1 from seals s where s.account_id = e.account_id and s.erasure_id = e.id)
        then 1 else 0 end)";

/// Erasures whose steps the audit log does not tell of, or tells of twice.
const ERASED_UNTOLD: &str = "select abs((select count(*) from erasures)
        - (select count(*) from audit_events where action = 'customer.masked'))
    + abs((select count(*) from erasures where state = 'UNDONE')
        - (select count(*) from audit_events where action = 'customer.unmasked'))
    + abs((select count(*) from erasures where state = 'DONE')
        - (select count(*) from audit_events where action = 'customer.erasure_final'))";

/// Merged customers who are part of nobody, or of somebody who is part of another; and those who are, but not merged.
const MISMERGED: &str = "select count(*) from customers c where
    (c.lifecycle = 'MERGED' and not exists (select 1 from customers s where s.account_id = c.account_id
        and s.id = c.merged_into and s.lifecycle <> 'MERGED'))
    or (c.lifecycle <> 'MERGED' and c.merged_into is not null)";

/// Records of another customer than what they are part of.
const STRAY: &str = "select (select count(*) from registrations r join vehicles v on v.account_id = r.account_id
        and v.id = r.vehicle_id where v.customer_id <> r.customer_id)
    + (select count(*) from work_orders w join vehicles v on v.account_id = w.account_id
        and v.id = w.vehicle_id where v.customer_id <> w.customer_id)
    + (select count(*) from invoices i join work_orders w on w.account_id = i.account_id
        and w.id = i.work_order_id where w.customer_id <> i.customer_id)
    + (select count(*) from invoices i join bookings b on b.account_id = i.account_id
        and b.id = i.booking_id where b.customer_id <> i.customer_id)";

/// Plates that are on two vehicles, and vehicles with two plates.
const TWO_PLATES: &str = "select count(*) from registrations r where r.released_at is null and exists (
    select 1 from registrations other where other.account_id = r.account_id and other.id <> r.id
        and other.released_at is null and (other.plate_key = r.plate_key or other.vehicle_id = r.vehicle_id))";

/// Bookings that hold a provider's time while another one holds it.
const TWO_PLACES: &str = "select count(*) from bookings b where b.busy_provider_id is not null and exists (
    select 1 from bookings other where other.account_id = b.account_id and other.id <> b.id
        and other.busy_provider_id = b.busy_provider_id and other.starts_at < b.ends_at
        and other.ends_at > b.starts_at)";

/// Deletions that the audit log does not tell of, or tells of twice.
const UNTOLD: &str = "select abs((select count(*) from deletions)
    - (select count(*) from audit_events where action = 'customer.deleted'))";

/// How many customers are gone while something open is still theirs.
pub async fn left_behind(db: &Db) -> i64 {
    count(db, LEFT_BEHIND).await
}

/// The number that a query gives.
pub async fn count(db: &Db, sql: &str) -> i64 {
    Query::built(sql).scalar(db).await.expect("a count").unwrap_or(0)
}

impl TestApp {
    /// Asserts that what is sealed has its key, and what is final or was taken back has none.
    async fn assert_keys(&self) {
        let keys = self.app.key_store.after(uuid::Uuid::nil(), 10_000).await.expect("the key store");
        let erasures: Vec<(uuid::Uuid, String)> =
            Query::built("select id, state from erasures").all(&self.app.db).await.expect("the erasures");
        for (id, state) in erasures {
            assert_eq!(keys.contains(&id), state == "SEALED", "the key of an erasure that is {state}");
        }
    }

    /// Asserts everything that must hold.
    pub async fn assert_sound(&self) {
        for (what, sql) in [
            ("left behind", LEFT_BEHIND),
            ("miscounted", MISCOUNTED),
            ("mismerged", MISMERGED),
            ("stray", STRAY),
            ("two plates", TWO_PLATES),
            ("two places", TWO_PLACES),
            ("untold", UNTOLD),
        ] {
            assert_eq!(count(&self.app.db, sql).await, 0, "{what}");
        }
        self.assert_soundly_erased().await;
    }

    /// Asserts what must hold of erasures, whoever was purged.
    pub async fn assert_soundly_erased(&self) {
        for (what, sql) in
            [("half erased", HALF_ERASED), ("wrongly sealed", WRONGLY_SEALED), ("erased untold", ERASED_UNTOLD)]
        {
            assert_eq!(count(&self.app.db, sql).await, 0, "{what}");
        }
        self.assert_keys().await;
        for account in [self.account, self.foreign_account] {
            audit::verify(&self.app.db, account).await.expect("the database answers").expect("the audit log holds");
        }
    }
}
