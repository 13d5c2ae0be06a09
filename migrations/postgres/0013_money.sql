alter table invoices add column booking_id uuid;
alter table invoices add column tax_minor bigint not null default 0;
alter table invoice_lines add column service_id uuid;
alter table invoice_lines add column tax_name text;
alter table invoice_lines add column tax_basis_points bigint not null default 0;
alter table payments add column tip_minor bigint not null default 0;
alter table payments add column refunded_minor bigint not null default 0;
alter table payments add column charge_id uuid;
create index invoices_by_booking on invoices (account_id, booking_id);
create index payments_by_time on payments (account_id, paid_at);

create table refunds (
    account_id uuid not null,
    id uuid not null,
    payment_id uuid not null,
    amount_minor bigint not null check (amount_minor > 0),
    tip_minor bigint not null,
    currency text not null,
    reason text,
    refunded_at timestamptz not null,
    recorded_by uuid,
    primary key (account_id, id),
    foreign key (account_id, payment_id) references payments (account_id, id)
);
create index refunds_by_payment on refunds (account_id, payment_id);
create index refunds_by_time on refunds (account_id, refunded_at);

-- What the account owes a customer: given (more than zero) and spent (less). Never changed.
create table credits (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    amount_minor bigint not null,
    currency text not null,
    reason text,
    invoice_id uuid,
    payment_id uuid,
    recorded_by uuid,
    recorded_at timestamptz not null,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, invoice_id) references invoices (account_id, id),
    foreign key (account_id, payment_id) references payments (account_id, id)
);
create index credits_by_customer on credits (account_id, customer_id, recorded_at, id);

-- What a payment provider keeps for us. Never a card number.
create table payment_methods (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    provider text not null,
    token text not null,
    brand text not null,
    last_four text not null,
    expires_year bigint not null,
    expires_month bigint not null check (expires_month between 1 and 12),
    is_default boolean not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    removed_at timestamptz,
    deletion_id uuid,
    live_customer_id uuid generated always as (
        case when removed_at is null and deletion_id is null then customer_id end) stored,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, live_customer_id) references customers (account_id, live_id)
);
create index payment_methods_by_customer on payment_methods (account_id, customer_id);
create index payment_methods_by_live_customer on payment_methods (account_id, live_customer_id);
create unique index payment_methods_by_token on payment_methods (account_id, provider, token) where removed_at is null;
create index payment_methods_by_deletion on payment_methods (account_id, deletion_id) where deletion_id is not null;

-- What a payment provider was asked to take, and what became of it.
create table charges (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    invoice_id uuid,
    booking_id uuid,
    payment_method_id uuid,
    provider text not null,
    provider_ref text,
    amount_minor bigint not null check (amount_minor > 0),
    tip_minor bigint not null,
    currency text not null,
    state text not null check (state in ('PENDING', 'SUCCEEDED', 'FAILED')),
    failure text,
    payment_id uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (account_id, id),
    unique (account_id, provider, provider_ref),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, invoice_id) references invoices (account_id, id),
    foreign key (account_id, booking_id) references bookings (account_id, id),
    foreign key (account_id, payment_method_id) references payment_methods (account_id, id),
    foreign key (account_id, payment_id) references payments (account_id, id)
);
create index charges_by_customer on charges (account_id, customer_id, created_at, id);
create index charges_by_invoice on charges (account_id, invoice_id);
create index charges_by_booking on charges (account_id, booking_id);
create index charges_pending on charges (updated_at) where state = 'PENDING';

-- Events that a payment provider sent, so that each counts once.
create table provider_events (
    account_id uuid not null references accounts (id),
    provider text not null,
    event_id text not null,
    kind text not null,
    charge_id uuid,
    received_at timestamptz not null,
    primary key (account_id, provider, event_id)
);
