-- Where an account's partners want to be told of what happens to customers.
create table webhook_endpoints (
    account_id blob not null references accounts (id),
    id blob not null,
    name text not null,
    url text not null,
    events text not null,
    partner_token_id blob,
    state text not null check (state in ('ENABLED', 'DISABLED', 'GONE')),
    failing_since text,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    deleted_at text,
    primary key (account_id, id),
    foreign key (account_id, partner_token_id) references partner_tokens (account_id, id)
) strict;

-- What an endpoint's deliveries are signed with: one secret, or more while rotations overlap.
create table webhook_secrets (
    account_id blob not null,
    id blob not null,
    endpoint_id blob not null,
    sealed blob not null,
    created_at text not null,
    valid_until text,
    primary key (account_id, id),
    foreign key (account_id, endpoint_id) references webhook_endpoints (account_id, id)
) strict;
create index webhook_secrets_by_endpoint on webhook_secrets (account_id, endpoint_id);

-- Each event for each endpoint, and what became of it. Ids alone: the payload names nobody.
create table webhook_deliveries (
    account_id blob not null,
    id blob not null,
    endpoint_id blob not null,
    event text not null,
    customer_id blob,
    act text,
    asks_confirmation integer not null,
    payload text not null,
    state text not null check (state in ('PENDING', 'DELIVERED', 'CONFIRMED', 'FAILED')),
    attempts integer not null,
    status_code integer,
    answer text,
    queued_at text not null,
    next_try_at text,
    settled_at text,
    confirmed_at text,
    confirmed_by_kind text,
    confirmed_by_id blob,
    primary key (account_id, id),
    foreign key (account_id, endpoint_id) references webhook_endpoints (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
) strict;
create index webhook_deliveries_waiting on webhook_deliveries (next_try_at) where state = 'PENDING';
create index webhook_deliveries_by_endpoint on webhook_deliveries (account_id, endpoint_id, queued_at, id);
create index webhook_deliveries_by_age on webhook_deliveries (account_id, queued_at, id);
create index webhook_deliveries_by_customer on webhook_deliveries (account_id, customer_id, queued_at, id);
create index webhook_deliveries_by_act on webhook_deliveries (account_id, act);
create index webhook_deliveries_unconfirmed on webhook_deliveries (account_id, queued_at, id)
    where asks_confirmation and confirmed_at is null;
