-- Links that are handed out: whoever has one may do one thing with one record, without signing in. A provider's calendar
-- has no customer.
create table links (
    account_id blob not null references accounts (id),
    hash blob not null,
    purpose text not null check (purpose in ('QUOTE', 'PAYMENT_METHOD', 'RATING', 'CALENDAR', 'DOWNLOAD', 'UPLOAD')),
    customer_id blob,
    record_id blob not null,
    created_at text not null,
    expires_at text,
    used_at text,
    revoked_at text,
    deletion_id blob,
    live_customer_id blob generated always as (
        case when used_at is null and revoked_at is null and deletion_id is null then customer_id end) stored,
    primary key (account_id, hash),
    unique (hash),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, live_customer_id) references customers (account_id, live_id)
) strict;
create index links_by_customer on links (account_id, customer_id);
create index links_by_live_customer on links (account_id, live_customer_id);
create index links_by_record on links (account_id, record_id);
create index links_by_deletion on links (account_id, deletion_id) where deletion_id is not null;
