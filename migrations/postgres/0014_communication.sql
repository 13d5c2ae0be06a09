-- Each message that Lethe sent a customer or decided not to, and why.
create table notifications (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    kind text not null,
    purpose text not null,
    channel text not null,
    record_kind text not null,
    record_id uuid not null,
    state text not null check (state in ('QUEUED', 'SENT', 'SKIPPED', 'FAILED')),
    because text,
    queued_at timestamptz not null,
    settled_at timestamptz,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
);
create index notifications_by_customer on notifications (account_id, customer_id, queued_at, id);
create index notifications_by_record on notifications (account_id, record_id);

create table ratings (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    booking_id uuid not null,
    provider_id uuid,
    stars bigint not null check (stars between 1 and 5),
    comment text,
    given_by_kind text not null,
    given_at timestamptz not null,
    primary key (account_id, id),
    unique (account_id, booking_id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, booking_id) references bookings (account_id, id),
    foreign key (account_id, provider_id) references providers (account_id, id)
);
create index ratings_by_customer on ratings (account_id, customer_id);
create index ratings_by_provider on ratings (account_id, provider_id, given_at, id);

-- What customers ask about their data: a task for staff.
create table privacy_requests (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    kind text not null check (kind in ('ACCESS', 'ERASURE')),
    state text not null check (state in ('RECEIVED', 'DONE', 'REFUSED')),
    note text,
    answer text,
    source text not null check (source in ('STAFF', 'PORTAL')),
    received_at timestamptz not null,
    due_on date not null,
    decided_at timestamptz,
    decided_by_kind text,
    decided_by uuid,
    version bigint not null,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
);
create index privacy_requests_by_customer on privacy_requests (account_id, customer_id);
create index privacy_requests_by_due on privacy_requests (account_id, state, due_on, id);
