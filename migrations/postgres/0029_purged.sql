-- When customers were added whose record was purged since: reports say the same before and after. Ids and times alone.
create table purged_customers (
    account_id uuid not null references accounts (id),
    customer_id uuid not null,
    created_at timestamptz not null,
    primary key (account_id, customer_id)
);
create index purged_customers_by_creation on purged_customers (account_id, created_at);

-- What the law wanted kept when a purge took the customer's record, which is what the receipt says.
alter table erasures add column kept text;

-- Deletions outlive the customer whom a purge takes: quotas, reports and answers that are asked for again need them.
alter table deletions drop constraint deletions_account_id_customer_id_fkey;

-- What a purge and the undo of a merge look rows up by.
create index charges_by_method on charges (account_id, payment_method_id) where payment_method_id is not null;
create index credits_by_invoice on credits (account_id, invoice_id) where invoice_id is not null;
create index booking_requests_by_booking on booking_requests (account_id, booking_id) where booking_id is not null;
