-- Where an account's partners want to be told of what happens to customers.
create table webhook_endpoints (
    account_id uuid not null references accounts (id),
    id uuid not null,
    name text not null,
    url text not null,
    events text not null,
    partner_token_id uuid,
    state text not null check (state in ('ENABLED', 'DISABLED', 'GONE')),
    failing_since timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz,
    primary key (account_id, id),
    foreign key (account_id, partner_token_id) references partner_tokens (account_id, id)
);

-- What an endpoint's deliveries are signed with: one secret, or more while rotations overlap.
create table webhook_secrets (
    account_id uuid not null,
    id uuid not null,
    endpoint_id uuid not null,
    sealed bytea not null,
    created_at timestamptz not null,
    valid_until timestamptz,
    primary key (account_id, id),
    foreign key (account_id, endpoint_id) references webhook_endpoints (account_id, id)
);
create index webhook_secrets_by_endpoint on webhook_secrets (account_id, endpoint_id);

-- Each event for each endpoint, and what became of it. Ids alone: the payload names nobody.
create table webhook_deliveries (
    account_id uuid not null,
    id uuid not null,
    endpoint_id uuid not null,
    event text not null,
    customer_id uuid,
    act text,
    asks_confirmation boolean not null,
    payload text not null,
    state text not null check (state in ('PENDING', 'DELIVERED', 'CONFIRMED', 'FAILED')),
    attempts bigint not null,
    status_code bigint,
    answer text,
    queued_at timestamptz not null,
    next_try_at timestamptz,
    settled_at timestamptz,
    confirmed_at timestamptz,
    confirmed_by_kind text,
    confirmed_by_id uuid,
    primary key (account_id, id),
    foreign key (account_id, endpoint_id) references webhook_endpoints (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
);
create index webhook_deliveries_waiting on webhook_deliveries (next_try_at) where state = 'PENDING';
create index webhook_deliveries_by_endpoint on webhook_deliveries (account_id, endpoint_id, queued_at, id);
create index webhook_deliveries_by_age on webhook_deliveries (account_id, queued_at, id);
create index webhook_deliveries_by_customer on webhook_deliveries (account_id, customer_id, queued_at, id);
create index webhook_deliveries_by_act on webhook_deliveries (account_id, act);
create index webhook_deliveries_unconfirmed on webhook_deliveries (account_id, queued_at, id)
    where asks_confirmation and confirmed_at is null;
