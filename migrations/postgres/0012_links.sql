-- Links that are handed out: whoever has one may do one thing with one record, without signing in. A provider's calendar
-- has no customer.
create table links (
    account_id uuid not null references accounts (id),
    hash bytea not null,
    purpose text not null check (purpose in ('QUOTE', 'PAYMENT_METHOD', 'RATING', 'CALENDAR', 'DOWNLOAD', 'UPLOAD')),
    customer_id uuid,
    record_id uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    used_at timestamptz,
    revoked_at timestamptz,
    deletion_id uuid,
    live_customer_id uuid generated always as (
        case when used_at is null and revoked_at is null and deletion_id is null then customer_id end) stored,
    primary key (account_id, hash),
    unique (hash),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, live_customer_id) references customers (account_id, live_id)
);
create index links_by_customer on links (account_id, customer_id);
create index links_by_live_customer on links (account_id, live_customer_id);
create index links_by_record on links (account_id, record_id);
create index links_by_deletion on links (account_id, deletion_id) where deletion_id is not null;
