create table portal_links (
    account_id blob not null,
    hash blob not null,
    customer_id blob not null,
    created_at text not null,
    expires_at text not null,
    consumed_at text,
    deletion_id blob,
    primary key (account_id, hash),
    foreign key (account_id, customer_id) references customers (account_id, id)
) strict;
create index portal_links_by_customer on portal_links (account_id, customer_id);

create table portal_sessions (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    created_at text not null,
    last_seen_at text not null,
    expires_at text not null,
    ended_at text,
    deletion_id blob,
    live_customer_id blob generated always as (case when ended_at is null then customer_id end) stored,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, live_customer_id) references customers (account_id, live_id)
) strict;
create index portal_sessions_by_customer on portal_sessions (account_id, customer_id);
create index portal_sessions_by_live_customer on portal_sessions (account_id, live_customer_id);
