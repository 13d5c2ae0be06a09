create table deletions (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    mode text not null,
    policy_version integer not null,
    reason text,
    by_kind text not null,
    by_id blob,
    at text not null,
    undo_expires_at text not null,
    effects text not null,
    undone_at text,
    undone_by_kind text,
    undone_by_id blob,
    undo_reason text,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, policy_version) references deletion_policies (account_id, version)
) strict;
create index deletions_by_customer on deletions (account_id, customer_id, at, id);
create index deletions_by_actor on deletions (account_id, by_id, at);

-- One row for each person or partner who deletes: locked while their quota is counted.
create table delete_quotas (
    account_id blob not null references accounts (id),
    actor_id blob not null,
    primary key (account_id, actor_id)
) strict;

-- What an idempotency key led to: an operation and an id, never a body.
create table idempotency_keys (
    account_id blob not null references accounts (id),
    actor_id blob not null,
    key text not null,
    operation text not null,
    arguments_hash blob not null,
    record_id blob not null,
    created_at text not null,
    primary key (account_id, actor_id, key)
) strict;
create index idempotency_keys_by_age on idempotency_keys (created_at);

create table audit_heads (
    account_id blob primary key references accounts (id),
    seq integer not null,
    hash blob not null
) strict;

create table audit_events (
    account_id blob not null references accounts (id),
    seq integer not null,
    id blob not null,
    at text not null,
    by_kind text not null,
    by_id blob,
    action text not null,
    record_kind text,
    record_id blob,
    customer_id blob,
    data text not null,
    hash blob not null,
    primary key (account_id, seq)
) strict;
create index audit_events_by_id on audit_events (account_id, id);
create index audit_events_by_customer on audit_events (account_id, customer_id, seq);
create index audit_events_by_action on audit_events (account_id, action, seq);

-- What leaves only after commit: mail now.
create table outbox (
    account_id blob not null references accounts (id),
    id blob not null,
    topic text not null,
    customer_id blob,
    payload text not null,
    created_at text not null,
    available_at text not null,
    attempts integer not null,
    last_error text,
    delivered_at text,
    primary key (account_id, id)
) strict;
create index outbox_waiting on outbox (available_at) where delivered_at is null;
