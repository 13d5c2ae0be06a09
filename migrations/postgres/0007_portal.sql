create table portal_links (
    account_id uuid not null,
    hash bytea not null,
    customer_id uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    consumed_at timestamptz,
    deletion_id uuid,
    primary key (account_id, hash),
    foreign key (account_id, customer_id) references customers (account_id, id)
);
create index portal_links_by_customer on portal_links (account_id, customer_id);

create table portal_sessions (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    deletion_id uuid,
    live_customer_id uuid generated always as (case when ended_at is null then customer_id end) stored,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, live_customer_id) references customers (account_id, live_id)
);
create index portal_sessions_by_customer on portal_sessions (account_id, customer_id);
create index portal_sessions_by_live_customer on portal_sessions (account_id, live_customer_id);
