-- Whom an account parts with after how long, and what stays: its own rules. A rule that was removed stays for its runs.
create table retention_rules (
    account_id blob not null references accounts (id),
    id blob not null,
    name text not null,
    condition text not null,
    act text not null check (act in ('PURGE', 'ANONYMISE')),
    keep_fields text not null,
    every_months integer,
    first_on text,
    next_on text,
    two_person_above integer not null,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    removed_at text,
    primary key (account_id, id)
) strict;
create index retention_rules_by_creation on retention_rules (account_id, created_at, id);
create index retention_rules_due on retention_rules (next_on) where removed_at is null and next_on is not null;

-- A run of a rule, under the rule as it was. One at a time is open.
create table retention_runs (
    account_id blob not null,
    id blob not null,
    rule_id blob not null,
    name text not null,
    state text not null check (state in ('LISTING', 'REVIEW', 'APPROVED', 'RUNNING', 'DONE', 'CANCELLED')),
    no_purchase_since text not null,
    filter text not null,
    act text not null check (act in ('PURGE', 'ANONYMISE')),
    keep_fields text not null,
    two_person_above integer not null,
    listed integer not null,
    listed_through blob,
    excluded integer not null,
    held integer not null,
    revision integer not null,
    list_hash text,
    done integer not null,
    left_out integer not null,
    by_kind text not null,
    by_id blob,
    at text not null,
    approved_at text,
    ended_at text,
    primary key (account_id, id),
    foreign key (account_id, rule_id) references retention_rules (account_id, id)
) strict;
create index retention_runs_by_time on retention_runs (account_id, at, id);
create unique index retention_runs_open on retention_runs (account_id, rule_id)
    where state in ('LISTING', 'REVIEW', 'APPROVED', 'RUNNING');
create index retention_runs_under_way on retention_runs (at) where state in ('LISTING', 'APPROVED', 'RUNNING');

-- Each customer that a run is about, and what became of them. Purged customers are gone, so it refers to none.
create table retention_candidates (
    account_id blob not null,
    run_id blob not null,
    position integer not null,
    customer_id blob not null,
    listed_as text not null check (listed_as in ('ACTIVE', 'DELETED')),
    last_purchase_on text,
    outcome text not null check (outcome in (
        'LISTED', 'EXCLUDED', 'SCHEDULED', 'BOUGHT_SINCE', 'RESTORED', 'NO_LONGER_FITS', 'BLOCKED', 'HELD',
        'ALREADY_ERASED', 'GONE')),
    excluded_in integer,
    blocked_by text,
    erasure_id blob,
    primary key (account_id, run_id, position),
    foreign key (account_id, run_id) references retention_runs (account_id, id)
) strict;
create index retention_candidates_waiting on retention_candidates (account_id, run_id, position)
    where outcome = 'LISTED';
create index retention_candidates_by_customer on retention_candidates (account_id, customer_id);

-- Who has approved a run's list as it is. An exclusion ends approvals: they were of another list.
create table retention_approvals (
    account_id blob not null,
    run_id blob not null,
    staff_id blob not null,
    at text not null,
    primary key (account_id, run_id, staff_id),
    foreign key (account_id, run_id) references retention_runs (account_id, id),
    foreign key (account_id, staff_id) references staff (account_id, id)
) strict;
