create table customers (
    account_id uuid not null references accounts (id),
    id uuid not null,
    kind text not null check (kind in ('PERSON', 'BUSINESS')),
    given_name text,
    family_name text,
    company_name text,
    display_name text collate "C" not null,
    name_key text collate "C" not null,
    email text,
    email_key text collate "C",
    phone text,
    external_ref text,
    lifecycle text not null check (lifecycle in ('ACTIVE', 'DELETED', 'ERASURE_SCHEDULED', 'ERASED', 'MERGED')),
    masked boolean not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deletion_id uuid,
    -- The id while the customer is live: what open records refer to, so that a delete cannot leave one behind.
    live_id uuid generated always as (case when lifecycle = 'ACTIVE' then id end) stored,
    primary key (account_id, id),
    unique (account_id, live_id),
    unique (account_id, external_ref)
);
create index customers_by_name on customers (account_id, lifecycle, name_key, id);
create index customers_by_creation on customers (account_id, lifecycle, created_at, id);
create index customers_by_update on customers (account_id, lifecycle, updated_at, id);
create index customers_by_email on customers (account_id, email_key);

-- Folded words of names, e-mail addresses, phone numbers and plates: search is a range of one index.
create table customer_terms (
    account_id uuid not null,
    term text collate "C" not null,
    customer_id uuid not null,
    primary key (account_id, term, customer_id),
    foreign key (account_id, customer_id) references customers (account_id, id)
);
create index customer_terms_by_customer on customer_terms (account_id, customer_id);

create table addresses (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    purpose text not null check (purpose in ('HOME', 'BILLING', 'SERVICE')),
    line1 text not null,
    line2 text,
    city text,
    region text,
    postcode text,
    country text,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
);
create index addresses_by_customer on addresses (account_id, customer_id);

create table consents (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    purpose text not null,
    channel text not null,
    granted boolean not null,
    source text not null,
    recorded_by uuid,
    recorded_at timestamptz not null,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
);
create index consents_by_customer on consents (account_id, customer_id, recorded_at, id);
