-- How the account deals with its customers. An account without a row has the defaults of the settings room.
create table account_settings (
    account_id blob primary key references accounts (id),
    portal_cancel_hours integer,
    portal_reschedule_hours integer,
    public_booking integer not null,
    slot_minutes integer not null,
    notice_minutes integer not null,
    horizon_days integer not null,
    prepayment_percent integer not null,
    reminder_hours integer,
    rating_after_hours integer,
    payment_days integer not null,
    invoice_prefix text not null,
    quote_prefix text not null,
    version integer not null,
    updated_at text not null
) strict;

create table tax_rates (
    account_id blob not null references accounts (id),
    id blob not null,
    name text not null,
    basis_points integer not null,
    created_at text not null,
    archived_at text,
    primary key (account_id, id)
) strict;

create table services (
    account_id blob not null references accounts (id),
    id blob not null,
    kind text not null check (kind in ('SERVICE', 'BUNDLE')),
    name text not null,
    name_key text not null,
    description text,
    duration_minutes integer not null,
    price_minor integer not null,
    currency text not null,
    tax_rate_id blob,
    online integer not null,
    archived_at text,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    primary key (account_id, id),
    foreign key (account_id, tax_rate_id) references tax_rates (account_id, id)
) strict;
create index services_by_name on services (account_id, name_key, id);

-- What a bundle is made of. Its price and duration are its own.
create table bundle_items (
    account_id blob not null,
    bundle_id blob not null,
    position integer not null,
    service_id blob not null,
    quantity integer not null,
    primary key (account_id, bundle_id, position),
    foreign key (account_id, bundle_id) references services (account_id, id),
    foreign key (account_id, service_id) references services (account_id, id)
) strict;

create table providers (
    account_id blob not null references accounts (id),
    id blob not null,
    staff_id blob,
    name text not null,
    name_key text not null,
    email text,
    archived_at text,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    primary key (account_id, id),
    foreign key (account_id, staff_id) references staff (account_id, id)
) strict;
create index providers_by_name on providers (account_id, name_key, id);

-- What a provider can do. A provider without rows can do everything.
create table provider_services (
    account_id blob not null,
    provider_id blob not null,
    service_id blob not null,
    primary key (account_id, provider_id, service_id),
    foreign key (account_id, provider_id) references providers (account_id, id),
    foreign key (account_id, service_id) references services (account_id, id)
) strict;

-- Minutes of the day in the account's time zone; weekday 1 is Monday.
create table provider_hours (
    account_id blob not null,
    provider_id blob not null,
    weekday integer not null check (weekday between 1 and 7),
    from_minute integer not null,
    until_minute integer not null,
    primary key (account_id, provider_id, weekday, from_minute),
    check (from_minute >= 0 and from_minute < until_minute and until_minute <= 1440),
    foreign key (account_id, provider_id) references providers (account_id, id)
) strict;

create table provider_absences (
    account_id blob not null,
    id blob not null,
    provider_id blob not null,
    starts_at text not null,
    ends_at text not null,
    reason text,
    created_at text not null,
    primary key (account_id, id),
    check (starts_at < ends_at),
    foreign key (account_id, provider_id) references providers (account_id, id)
) strict;
create index provider_absences_by_provider on provider_absences (account_id, provider_id, starts_at);
