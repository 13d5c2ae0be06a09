create table accounts (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    currency text not null,
    locale text not null,
    time_zone text not null,
    created_at timestamptz not null
);

-- Versions are never changed: a deletion names the one it ran under.
create table deletion_policies (
    account_id uuid not null references accounts (id),
    version bigint not null,
    preset text,
    rules text not null,
    history_identity text not null,
    keep_fields text not null,
    undo_window_seconds bigint not null,
    erase_delay_days bigint not null,
    bulk_delete boolean not null,
    deletes_per_hour bigint not null,
    created_at timestamptz not null,
    primary key (account_id, version)
);

create table counters (
    account_id uuid not null references accounts (id),
    name text not null,
    last_value bigint not null,
    primary key (account_id, name)
);
