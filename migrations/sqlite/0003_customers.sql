create table customers (
    account_id blob not null references accounts (id),
    id blob not null,
    kind text not null check (kind in ('PERSON', 'BUSINESS')),
    given_name text,
    family_name text,
    company_name text,
    display_name text not null,
    name_key text not null,
    email text,
    email_key text,
    phone text,
    external_ref text,
    lifecycle text not null check (lifecycle in ('ACTIVE', 'DELETED', 'ERASURE_SCHEDULED', 'ERASED', 'MERGED')),
    masked integer not null,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    deletion_id blob,
    -- The id while the customer is live: what open records refer to, so that a delete cannot leave one behind.
    live_id blob generated always as (case when lifecycle = 'ACTIVE' then id end) stored,
    primary key (account_id, id),
    unique (account_id, live_id),
    unique (account_id, external_ref)
) strict;
create index customers_by_name on customers (account_id, lifecycle, name_key, id);
create index customers_by_creation on customers (account_id, lifecycle, created_at, id);
create index customers_by_update on customers (account_id, lifecycle, updated_at, id);
create index customers_by_email on customers (account_id, email_key);

-- Folded words of names, e-mail addresses, phone numbers and plates: search is a range of one index.
create table customer_terms (
    account_id blob not null,
    term text not null,
    customer_id blob not null,
    primary key (account_id, term, customer_id),
    foreign key (account_id, customer_id) references customers (account_id, id)
) strict;
create index customer_terms_by_customer on customer_terms (account_id, customer_id);

create table addresses (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    purpose text not null check (purpose in ('HOME', 'BILLING', 'SERVICE')),
    line1 text not null,
    line2 text,
    city text,
    region text,
    postcode text,
    country text,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
) strict;
create index addresses_by_customer on addresses (account_id, customer_id);

create table consents (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    purpose text not null,
    channel text not null,
    granted integer not null,
    source text not null,
    recorded_by blob,
    recorded_at text not null,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
) strict;
create index consents_by_customer on consents (account_id, customer_id, recorded_at, id);
