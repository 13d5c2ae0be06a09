-- A masking or erasure of one customer: what was asked for, how much stays readable, when it becomes final. Purged
-- customers are gone, so it refers to none.
create table erasures (
    account_id blob not null references accounts (id),
    id blob not null,
    customer_id blob not null,
    act text not null check (act in ('MASK', 'ERASE', 'PURGE', 'ANONYMISE')),
    state text not null check (state in ('SEALED', 'DONE', 'UNDONE')),
    deletion_id blob,
    job_id blob,
    mask text not null,
    policy_version integer not null,
    reason text,
    by_kind text not null,
    by_id blob,
    at text not null,
    due_at text not null,
    ended_at text,
    removed text not null,
    residue text not null,
    primary key (account_id, id)
) strict;
create index erasures_by_customer on erasures (account_id, customer_id, at, id);
create index erasures_by_deletion on erasures (account_id, deletion_id) where deletion_id is not null;
create index erasures_due on erasures (due_at) where state = 'SEALED';

-- What was overwritten, until it is final: under a key that only the key store has.
create table seals (
    account_id blob not null,
    erasure_id blob not null,
    position integer not null,
    sealed blob not null,
    primary key (account_id, erasure_id, position),
    foreign key (account_id, erasure_id) references erasures (account_id, id)
) strict;

-- A permanent deletion of many customers: what was asked for, and how far it is.
create table erasure_jobs (
    account_id blob not null references accounts (id),
    id blob not null,
    act text not null check (act in ('ERASE', 'PURGE', 'ANONYMISE')),
    state text not null check (state in ('RUNNING', 'DONE')),
    keep_fields text not null,
    reason text,
    customers integer not null,
    done integer not null,
    refused integer not null,
    due_at text not null,
    by_kind text not null,
    by_id blob,
    at text not null,
    ended_at text,
    primary key (account_id, id)
) strict;
create index erasure_jobs_by_time on erasure_jobs (account_id, at, id);
create index erasure_jobs_running on erasure_jobs (at) where state = 'RUNNING';

-- Each customer of such a job, and what became of them.
create table erasure_job_items (
    account_id blob not null,
    job_id blob not null,
    position integer not null,
    customer_id blob not null,
    outcome text not null check (outcome in ('PENDING', 'SCHEDULED', 'NOT_DELETED', 'ALREADY_ERASED', 'GONE', 'HELD')),
    primary key (account_id, job_id, position),
    foreign key (account_id, job_id) references erasure_jobs (account_id, id)
) strict;
create index erasure_job_items_pending on erasure_job_items (account_id, job_id, position) where outcome = 'PENDING';
create index erasure_job_items_by_customer on erasure_job_items (account_id, customer_id);

-- How much of each file of the erasure ledger this database has seen.
create table ledger_marks (
    file text primary key,
    bytes integer not null
) strict;

-- Whose what stays of purged customers is.
create table unknown_customers (
    account_id blob primary key references accounts (id),
    customer_id blob not null,
    foreign key (account_id, customer_id) references customers (account_id, id)
) strict;

-- How many years the law wants documents of a kind kept, by kind.
alter table deletion_policies add column keep_years text not null default '{}';

-- Who a consent or a credit belongs to, and what people wrote about it, can be masked and merged; what was agreed or given
-- cannot change.
drop trigger consents_append_only;
create trigger consents_append_only before update on consents
    when (new.account_id, new.id, new.purpose, new.channel, new.granted, new.recorded_by, new.recorded_at)
        is not (old.account_id, old.id, old.purpose, old.channel, old.granted, old.recorded_by, old.recorded_at)
begin select raise(abort, 'consents is append-only'); end;
drop trigger credits_append_only_update;
create trigger credits_append_only_update before update on credits
    when (new.account_id, new.id, new.amount_minor, new.currency, new.invoice_id, new.payment_id, new.recorded_by, new.recorded_at)
        is not (old.account_id, old.id, old.amount_minor, old.currency, old.invoice_id, old.payment_id, old.recorded_by, old.recorded_at)
begin select raise(abort, 'credits is append-only'); end;
