create table deletions (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    mode text not null,
    policy_version bigint not null,
    reason text,
    by_kind text not null,
    by_id uuid,
    at timestamptz not null,
    undo_expires_at timestamptz not null,
    effects text not null,
    undone_at timestamptz,
    undone_by_kind text,
    undone_by_id uuid,
    undo_reason text,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, policy_version) references deletion_policies (account_id, version)
);
create index deletions_by_customer on deletions (account_id, customer_id, at, id);
create index deletions_by_actor on deletions (account_id, by_id, at);

-- One row for each person or partner who deletes: locked while their quota is counted.
create table delete_quotas (
    account_id uuid not null references accounts (id),
    actor_id uuid not null,
    primary key (account_id, actor_id)
);

-- What an idempotency key led to: an operation and an id, never a body.
create table idempotency_keys (
    account_id uuid not null references accounts (id),
    actor_id uuid not null,
    key text not null,
    operation text not null,
    arguments_hash bytea not null,
    record_id uuid not null,
    created_at timestamptz not null,
    primary key (account_id, actor_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

create table audit_heads (
    account_id uuid primary key references accounts (id),
    seq bigint not null,
    hash bytea not null
);

create table audit_events (
    account_id uuid not null references accounts (id),
    seq bigint not null,
    id uuid not null,
    at timestamptz not null,
    by_kind text not null,
    by_id uuid,
    action text not null,
    record_kind text,
    record_id uuid,
    customer_id uuid,
    data text not null,
    hash bytea not null,
    primary key (account_id, seq)
);
create index audit_events_by_id on audit_events (account_id, id);
create index audit_events_by_customer on audit_events (account_id, customer_id, seq);
create index audit_events_by_action on audit_events (account_id, action, seq);

-- What leaves only after commit: mail now.
create table outbox (
    account_id uuid not null references accounts (id),
    id uuid not null,
    topic text not null,
    customer_id uuid,
    payload text not null,
    created_at timestamptz not null,
    available_at timestamptz not null,
    attempts bigint not null,
    last_error text,
    delivered_at timestamptz,
    primary key (account_id, id)
);
create index outbox_waiting on outbox (available_at) where delivered_at is null;
