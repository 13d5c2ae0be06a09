create table quotes (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    number text not null,
    customer_name text not null,
    title text not null,
    note text,
    state text not null check (state in ('DRAFT', 'SENT', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'CANCELLED')),
    currency text not null,
    total_minor integer not null,
    valid_until text,
    expires_at text,
    duration_minutes integer,
    provider_id blob,
    starts_at text,
    sent_at text,
    decided_at text,
    decided_by_kind text,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    deletion_id blob,
    state_before text,
    open_customer_id blob generated always as (
        case when state in ('DRAFT', 'SENT') and deletion_id is null then customer_id end) stored,
    primary key (account_id, id),
    unique (account_id, number),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, provider_id) references providers (account_id, id),
    foreign key (account_id, open_customer_id) references customers (account_id, live_id)
) strict;
create index quotes_by_customer on quotes (account_id, customer_id, created_at, id);
create index quotes_by_creation on quotes (account_id, created_at, id);
create index quotes_open on quotes (account_id, open_customer_id);
create index quotes_by_expiry on quotes (state, expires_at);
create index quotes_by_deletion on quotes (account_id, deletion_id) where deletion_id is not null;

create table quote_lines (
    account_id blob not null,
    id blob not null,
    quote_id blob not null,
    position integer not null,
    service_id blob,
    description text not null,
    quantity_milli integer not null,
    unit_minor integer not null,
    amount_minor integer not null,
    primary key (account_id, id),
    unique (account_id, quote_id, position),
    foreign key (account_id, quote_id) references quotes (account_id, id),
    foreign key (account_id, service_id) references services (account_id, id)
) strict;

-- A booking holds its provider's time from starts_at to ends_at until it ends or is cancelled.
create table bookings (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    number integer not null,
    customer_name text not null,
    provider_id blob,
    quote_id blob,
    external_ref text,
    location text,
    note text,
    source text not null check (source in ('STAFF', 'PORTAL', 'PUBLIC', 'QUOTE', 'IMPORT')),
    state text not null check (state in (
        'REQUESTED', 'SCHEDULED', 'DISPATCHED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED', 'NO_SHOW')),
    starts_at text not null,
    ends_at text not null,
    currency text not null,
    total_minor integer not null,
    prepayment_minor integer not null,
    cancel_reason text,
    reminded_at text,
    rating_asked_at text,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    ended_at text,
    deletion_id blob,
    state_before text,
    open_customer_id blob generated always as (
        case when state in ('REQUESTED', 'SCHEDULED', 'DISPATCHED', 'IN_PROGRESS') and deletion_id is null
        then customer_id end) stored,
    busy_provider_id blob generated always as (
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
) strict;
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
    account_id blob not null,
    booking_id blob not null,
    position integer not null,
    service_id blob,
    name text not null,
    duration_minutes integer not null,
    quantity integer not null,
    unit_minor integer not null,
    amount_minor integer not null,
    primary key (account_id, booking_id, position),
    foreign key (account_id, booking_id) references bookings (account_id, id),
    foreign key (account_id, service_id) references services (account_id, id)
) strict;

-- A provider is never in two places. SQLite has one writer, so that nothing needs to be locked for it.
create trigger bookings_provider_free_insert after insert on bookings when new.busy_provider_id is not null
begin select raise(abort, 'the provider is busy at this time') where exists (
    select 1 from bookings other where other.account_id = new.account_id
        and other.busy_provider_id = new.provider_id and other.id <> new.id
        and other.starts_at < new.ends_at and other.ends_at > new.starts_at);
end;
create trigger bookings_provider_free_update after update on bookings when new.busy_provider_id is not null
    and (old.busy_provider_id is not new.busy_provider_id
        or old.starts_at <> new.starts_at or old.ends_at <> new.ends_at)
begin select raise(abort, 'the provider is busy at this time') where exists (
    select 1 from bookings other where other.account_id = new.account_id
        and other.busy_provider_id = new.provider_id and other.id <> new.id
        and other.starts_at < new.ends_at and other.ends_at > new.starts_at);
end;

-- What came from the public page. One that waits for a person to decide whose it is takes its provider's time online,
-- like a booking.
create table booking_requests (
    account_id blob not null references accounts (id),
    id blob not null,
    state text not null check (state in ('WAITING', 'ATTACHED', 'DISMISSED')),
    name text not null,
    email text not null,
    email_key text not null,
    phone text,
    address text,
    note text,
    locale text not null,
    provider_id blob,
    starts_at text not null,
    ends_at text not null,
    services text not null,
    customer_id blob,
    booking_id blob,
    created_at text not null,
    decided_at text,
    decided_by blob,
    busy_provider_id blob generated always as (case when state = 'WAITING' then provider_id end) stored,
    primary key (account_id, id),
    foreign key (account_id, provider_id) references providers (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, booking_id) references bookings (account_id, id)
) strict;
create index booking_requests_by_creation on booking_requests (account_id, created_at, id);
create index booking_requests_busy on booking_requests (account_id, busy_provider_id, starts_at);
create index booking_requests_by_customer on booking_requests (account_id, customer_id);
