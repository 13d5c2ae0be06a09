create table accounts (
    id blob primary key,
    slug text not null unique,
    name text not null,
    currency text not null,
    locale text not null,
    time_zone text not null,
    created_at text not null
) strict;

-- Versions are never changed: a deletion names the one it ran under.
create table deletion_policies (
    account_id blob not null references accounts (id),
    version integer not null,
    preset text,
    rules text not null,
    history_identity text not null,
    keep_fields text not null,
    undo_window_seconds integer not null,
    erase_delay_days integer not null,
    bulk_delete integer not null,
    deletes_per_hour integer not null,
    created_at text not null,
    primary key (account_id, version)
) strict;

create table counters (
    account_id blob not null references accounts (id),
    name text not null,
    last_value integer not null,
    primary key (account_id, name)
) strict;
