-- What duplicates are found by, beside folded names and e-mail addresses: the end of a phone number, and what an address
-- comes down to. Addresses that were written before are compared from their next change on.
alter table customers add column phone_key text;
update customers set phone_key = replace(replace(replace(replace(replace(replace(replace(replace(replace(
    phone, '+', ''), '-', ''), '.', ''), '(', ''), ')', ''), '/', ''), ' ', ''), 'x', ''), '#', '') where not masked;
update customers set phone_key = case when length(phone_key) >= 7 then right(phone_key, 9) end;
create index customers_by_phone on customers (account_id, phone_key) where phone_key is not null;
alter table addresses add column address_key text;
create index addresses_by_key on addresses (account_id, address_key) where address_key is not null;

-- Pairs that somebody looked at and found to be two people, the lesser id first.
create table duplicate_dismissals (
    account_id uuid not null references accounts (id),
    one_id uuid not null,
    other_id uuid not null,
    by_kind text not null,
    by_id uuid,
    at timestamptz not null,
    primary key (account_id, one_id, other_id)
);

-- The customer that a merged one is part of now. It refers to one that is not merged itself.
alter table customers add column merged_into uuid;
create index customers_by_survivor on customers (account_id, merged_into) where merged_into is not null;

-- A merge into a customer, with what was said of them before, which an undo puts back.
create table merges (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    kind text not null check (kind in ('PERSON', 'BUSINESS')),
    given_name text,
    family_name text,
    company_name text,
    email text,
    phone text,
    -- Which fields the merge took from whom, as a JSON list.
    fields text not null,
    -- How many records of which kind it moved, as a JSON list.
    moved text not null,
    reason text,
    by_kind text not null,
    by_id uuid,
    at timestamptz not null,
    undone_at timestamptz,
    undone_by_kind text,
    undone_by_id uuid,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
);
create index merges_by_customer on merges (account_id, customer_id, at, id);

-- Each row that a merge moved, by its id or hash, and whose it was; of the merged customers themselves, their own.
create table merge_rows (
    account_id uuid not null,
    merge_id uuid not null,
    table_name text not null,
    row_key bytea not null,
    from_id uuid not null,
    was_default boolean not null,
    state text not null check (state in ('MOVED', 'BACK', 'GONE', 'IN_USE', 'SPENT')),
    primary key (account_id, merge_id, table_name, row_key),
    foreign key (account_id, merge_id) references merges (account_id, id)
);

-- A merge of many pairs: what was asked for, and how far it is.
create table merge_jobs (
    account_id uuid not null references accounts (id),
    id uuid not null,
    state text not null check (state in ('RUNNING', 'DONE')),
    conflicts text not null check (conflicts in ('LEAVE', 'SURVIVOR')),
    -- The least score of the pairs; null where each was named.
    min_score bigint,
    pairs bigint not null,
    done bigint not null,
    refused bigint not null,
    by_kind text not null,
    by_id uuid,
    at timestamptz not null,
    ended_at timestamptz,
    primary key (account_id, id)
);
create index merge_jobs_by_time on merge_jobs (account_id, at, id);
create index merge_jobs_running on merge_jobs (at) where state = 'RUNNING';

-- Each pair of such a job, and what became of it.
create table merge_job_items (
    account_id uuid not null,
    job_id uuid not null,
    position bigint not null,
    survivor_id uuid not null,
    other_id uuid not null,
    outcome text not null
        check (outcome in ('PENDING', 'MERGED', 'ALREADY_ONE', 'CONFLICT', 'HELD', 'NOT_ACTIVE', 'GONE')),
    merge_id uuid,
    primary key (account_id, job_id, position),
    foreign key (account_id, job_id) references merge_jobs (account_id, id)
);
create index merge_job_items_pending on merge_job_items (account_id, job_id, position) where outcome = 'PENDING';
