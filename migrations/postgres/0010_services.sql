-- How the account deals with its customers. An account without a row has the defaults of the settings room.
create table account_settings (
    account_id uuid primary key references accounts (id),
    portal_cancel_hours bigint,
    portal_reschedule_hours bigint,
    public_booking boolean not null,
    slot_minutes bigint not null,
    notice_minutes bigint not null,
    horizon_days bigint not null,
    prepayment_percent bigint not null,
    reminder_hours bigint,
    rating_after_hours bigint,
    payment_days bigint not null,
    invoice_prefix text not null,
    quote_prefix text not null,
    version bigint not null,
    updated_at timestamptz not null
);

create table tax_rates (
    account_id uuid not null references accounts (id),
    id uuid not null,
    name text not null,
    basis_points bigint not null,
    created_at timestamptz not null,
    archived_at timestamptz,
    primary key (account_id, id)
);

create table services (
    account_id uuid not null references accounts (id),
    id uuid not null,
    kind text not null check (kind in ('SERVICE', 'BUNDLE')),
    name text not null,
    name_key text not null,
    description text,
    duration_minutes bigint not null,
    price_minor bigint not null,
    currency text not null,
    tax_rate_id uuid,
    online boolean not null,
    archived_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (account_id, id),
    foreign key (account_id, tax_rate_id) references tax_rates (account_id, id)
);
create index services_by_name on services (account_id, name_key, id);

-- What a bundle is made of. Its price and duration are its own.
create table bundle_items (
    account_id uuid not null,
    bundle_id uuid not null,
    position bigint not null,
    service_id uuid not null,
    quantity bigint not null,
    primary key (account_id, bundle_id, position),
    foreign key (account_id, bundle_id) references services (account_id, id),
    foreign key (account_id, service_id) references services (account_id, id)
);

create table providers (
    account_id uuid not null references accounts (id),
    id uuid not null,
    staff_id uuid,
    name text not null,
    name_key text not null,
    email text,
    archived_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (account_id, id),
    foreign key (account_id, staff_id) references staff (account_id, id)
);
create index providers_by_name on providers (account_id, name_key, id);

-- What a provider can do. A provider without rows can do everything.
create table provider_services (
    account_id uuid not null,
    provider_id uuid not null,
    service_id uuid not null,
    primary key (account_id, provider_id, service_id),
    foreign key (account_id, provider_id) references providers (account_id, id),
    foreign key (account_id, service_id) references services (account_id, id)
);

-- Minutes of the day in the account's time zone; weekday 1 is Monday.
create table provider_hours (
    account_id uuid not null,
    provider_id uuid not null,
    weekday bigint not null check (weekday between 1 and 7),
    from_minute bigint not null,
    until_minute bigint not null,
    primary key (account_id, provider_id, weekday, from_minute),
    check (from_minute >= 0 and from_minute < until_minute and until_minute <= 1440),
    foreign key (account_id, provider_id) references providers (account_id, id)
);

create table provider_absences (
    account_id uuid not null,
    id uuid not null,
    provider_id uuid not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    reason text,
    created_at timestamptz not null,
    primary key (account_id, id),
    check (starts_at < ends_at),
    foreign key (account_id, provider_id) references providers (account_id, id)
);
create index provider_absences_by_provider on provider_absences (account_id, provider_id, starts_at);
