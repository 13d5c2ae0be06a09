create table quotes (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    number text not null,
    customer_name text not null,
    title text not null,
    note text,
    state text not null check (state in ('DRAFT', 'SENT', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'CANCELLED')),
    currency text not null,
    total_minor bigint not null,
    valid_until date,
    expires_at timestamptz,
    duration_minutes bigint,
    provider_id uuid,
    starts_at timestamptz,
    sent_at timestamptz,
    decided_at timestamptz,
    decided_by_kind text,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deletion_id uuid,
    state_before text,
    open_customer_id uuid generated always as (
        case when state in ('DRAFT', 'SENT') and deletion_id is null then customer_id end) stored,
    primary key (account_id, id),
    unique (account_id, number),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, provider_id) references providers (account_id, id),
    foreign key (account_id, open_customer_id) references customers (account_id, live_id)
);
create index quotes_by_customer on quotes (account_id, customer_id, created_at, id);
create index quotes_by_creation on quotes (account_id, created_at, id);
create index quotes_open on quotes (account_id, open_customer_id);
create index quotes_by_expiry on quotes (state, expires_at);
create index quotes_by_deletion on quotes (account_id, deletion_id) where deletion_id is not null;

create table quote_lines (
    account_id uuid not null,
    id uuid not null,
    quote_id uuid not null,
    position bigint not null,
    service_id uuid,
    description text not null,
    quantity_milli bigint not null,
    unit_minor bigint not null,
    amount_minor bigint not null,
    primary key (account_id, id),
    unique (account_id, quote_id, position),
    foreign key (account_id, quote_id) references quotes (account_id, id),
    foreign key (account_id, service_id) references services (account_id, id)
);

-- A booking holds its provider's time from starts_at to ends_at until it ends or is cancelled.
create table bookings (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    number bigint not null,
    customer_name text not null,
    provider_id uuid,
    quote_id uuid,
    external_ref text,
    location text,
    note text,
    source text not null check (source in ('STAFF', 'PORTAL', 'PUBLIC', 'QUOTE', 'IMPORT')),
    state text not null check (state in (
        'REQUESTED', 'SCHEDULED', 'DISPATCHED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED', 'NO_SHOW')),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    currency text not null,
    total_minor bigint not null,
    prepayment_minor bigint not null,
    cancel_reason text,
    reminded_at timestamptz,
    rating_asked_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    ended_at timestamptz,
    deletion_id uuid,
    state_before text,
    open_customer_id uuid generated always as (
        case when state in ('REQUESTED', 'SCHEDULED', 'DISPATCHED', 'IN_PROGRESS') and deletion_id is null
        then customer_id end) stored,
    busy_provider_id uuid generated always as (
        case when state in ('REQUESTED', 'SCHEDULED', 'DISPATCHED', 'IN_PROGRESS') then provider_id end) stored,
    primary key (account_id, id),
    unique (account_id, number),
    unique (account_id, external_ref),
    unique (account_id, quote_id),
    check (starts_at < ends_at),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, provider_id) references providers (account_id, id),
    foreign key (account_id, quote_id) references quotes (account_id, id),
    foreign key (account_id, open_customer_id) references customers (account_id, live_id)
);
create index bookings_by_customer on bookings (account_id, customer_id, starts_at, id);
create index bookings_by_start on bookings (account_id, starts_at, id);
create index bookings_by_creation on bookings (account_id, created_at, id);
create index bookings_by_provider on bookings (account_id, provider_id, starts_at);
create index bookings_busy on bookings (account_id, busy_provider_id, starts_at);
create index bookings_open on bookings (account_id, open_customer_id);
create index bookings_to_remind on bookings (state, starts_at) where reminded_at is null;
create index bookings_to_rate on bookings (state, ended_at) where rating_asked_at is null;
create index bookings_by_deletion on bookings (account_id, deletion_id) where deletion_id is not null;

-- As agreed: what the services are called and cost later does not change them.
create table booking_services (
    account_id uuid not null,
    booking_id uuid not null,
    position bigint not null,
    service_id uuid,
    name text not null,
    duration_minutes bigint not null,
    quantity bigint not null,
    unit_minor bigint not null,
    amount_minor bigint not null,
    primary key (account_id, booking_id, position),
    foreign key (account_id, booking_id) references bookings (account_id, id),
    foreign key (account_id, service_id) references services (account_id, id)
);

-- A provider is never in two places: whoever writes a busy time locks the provider first. Reads as a serialization
-- failure, so that the transaction runs again and finds the time taken.
create function lethe_provider_free() returns trigger language plpgsql as $$
begin
    perform 1 from providers where account_id = new.account_id and id = new.provider_id for no key update;
    if exists (
        select 1 from bookings other where other.account_id = new.account_id
            and other.busy_provider_id = new.provider_id and other.id <> new.id
            and other.starts_at < new.ends_at and other.ends_at > new.starts_at
    ) then
        raise exception 'the provider is busy at this time' using errcode = '40001';
    end if;
    return null;
end
$$;
create trigger bookings_provider_free_insert after insert on bookings for each row
    when (new.busy_provider_id is not null) execute function lethe_provider_free();
create trigger bookings_provider_free_update after update on bookings for each row
    when (new.busy_provider_id is not null and (old.busy_provider_id is distinct from new.busy_provider_id
        or old.starts_at <> new.starts_at or old.ends_at <> new.ends_at))
    execute function lethe_provider_free();

-- What came from the public page. One that waits for a person to decide whose it is takes its provider's time online,
-- like a booking.
create table booking_requests (
    account_id uuid not null references accounts (id),
    id uuid not null,
    state text not null check (state in ('WAITING', 'ATTACHED', 'DISMISSED')),
    name text not null,
    email text not null,
    email_key text not null,
    phone text,
    address text,
    note text,
    locale text not null,
    provider_id uuid,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    services text not null,
    customer_id uuid,
    booking_id uuid,
    created_at timestamptz not null,
    decided_at timestamptz,
    decided_by uuid,
    busy_provider_id uuid generated always as (case when state = 'WAITING' then provider_id end) stored,
    primary key (account_id, id),
    foreign key (account_id, provider_id) references providers (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, booking_id) references bookings (account_id, id)
);
create index booking_requests_by_creation on booking_requests (account_id, created_at, id);
create index booking_requests_busy on booking_requests (account_id, busy_provider_id, starts_at);
create index booking_requests_by_customer on booking_requests (account_id, customer_id);
