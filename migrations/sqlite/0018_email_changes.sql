-- E-mail addresses that customers ask to have instead of theirs, at most one each, until they confirm it by a link.
create table email_changes (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    email text not null,
    requested_at text not null,
    primary key (account_id, id),
    unique (account_id, customer_id),
    foreign key (account_id, customer_id) references customers (account_id, id)
) strict;

-- Links also confirm such an address, and unsubscribe from letters. SQLite changes no constraint: the table is written
-- anew.
create table links_anew (
    account_id blob not null references accounts (id),
    hash blob not null,
    purpose text not null check (purpose in (
        'QUOTE', 'PAYMENT_METHOD', 'RATING', 'CALENDAR', 'DOWNLOAD', 'UPLOAD', 'EMAIL_CHANGE', 'UNSUBSCRIBE')),
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
insert into links_anew (account_id, hash, purpose, customer_id, record_id, created_at, expires_at, used_at, revoked_at,
    deletion_id)
select account_id, hash, purpose, customer_id, record_id, created_at, expires_at, used_at, revoked_at, deletion_id
from links;
drop table links;
alter table links_anew rename to links;
create index links_by_customer on links (account_id, customer_id);
create index links_by_live_customer on links (account_id, live_customer_id);
create index links_by_record on links (account_id, record_id);
create index links_by_deletion on links (account_id, deletion_id) where deletion_id is not null;
