alter table invoices add column booking_id blob;
alter table invoices add column tax_minor integer not null default 0;
alter table invoice_lines add column service_id blob;
alter table invoice_lines add column tax_name text;
alter table invoice_lines add column tax_basis_points integer not null default 0;
alter table payments add column tip_minor integer not null default 0;
alter table payments add column refunded_minor integer not null default 0;
alter table payments add column charge_id blob;
create index invoices_by_booking on invoices (account_id, booking_id);
create index payments_by_time on payments (account_id, paid_at);

create table refunds (
    account_id blob not null,
    id blob not null,
    payment_id blob not null,
    amount_minor integer not null check (amount_minor > 0),
    tip_minor integer not null,
    currency text not null,
    reason text,
    refunded_at text not null,
    recorded_by blob,
    primary key (account_id, id),
    foreign key (account_id, payment_id) references payments (account_id, id)
) strict;
create index refunds_by_payment on refunds (account_id, payment_id);
create index refunds_by_time on refunds (account_id, refunded_at);

-- What the account owes a customer: given (more than zero) and spent (less). Never changed.
create table credits (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    amount_minor integer not null,
    currency text not null,
    reason text,
    invoice_id blob,
    payment_id blob,
    recorded_by blob,
    recorded_at text not null,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, invoice_id) references invoices (account_id, id),
    foreign key (account_id, payment_id) references payments (account_id, id)
) strict;
create index credits_by_customer on credits (account_id, customer_id, recorded_at, id);

-- What a payment provider keeps for us. Never a card number.
create table payment_methods (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    provider text not null,
    token text not null,
    brand text not null,
    last_four text not null,
    expires_year integer not null,
    expires_month integer not null check (expires_month between 1 and 12),
    is_default integer not null,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    removed_at text,
    deletion_id blob,
    live_customer_id blob generated always as (
        case when removed_at is null and deletion_id is null then customer_id end) stored,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, live_customer_id) references customers (account_id, live_id)
) strict;
create index payment_methods_by_customer on payment_methods (account_id, customer_id);
create index payment_methods_by_live_customer on payment_methods (account_id, live_customer_id);
create unique index payment_methods_by_token on payment_methods (account_id, provider, token) where removed_at is null;
create index payment_methods_by_deletion on payment_methods (account_id, deletion_id) where deletion_id is not null;

-- What a payment provider was asked to take, and what became of it.
create table charges (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    invoice_id blob,
    booking_id blob,
    payment_method_id blob,
    provider text not null,
    provider_ref text,
    amount_minor integer not null check (amount_minor > 0),
    tip_minor integer not null,
    currency text not null,
    state text not null check (state in ('PENDING', 'SUCCEEDED', 'FAILED')),
    failure text,
    payment_id blob,
    created_at text not null,
    updated_at text not null,
    primary key (account_id, id),
    unique (account_id, provider, provider_ref),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, invoice_id) references invoices (account_id, id),
    foreign key (account_id, booking_id) references bookings (account_id, id),
    foreign key (account_id, payment_method_id) references payment_methods (account_id, id),
    foreign key (account_id, payment_id) references payments (account_id, id)
) strict;
create index charges_by_customer on charges (account_id, customer_id, created_at, id);
create index charges_by_invoice on charges (account_id, invoice_id);
create index charges_by_booking on charges (account_id, booking_id);
create index charges_pending on charges (updated_at) where state = 'PENDING';

-- Events that a payment provider sent, so that each counts once.
create table provider_events (
    account_id blob not null references accounts (id),
    provider text not null,
    event_id text not null,
    kind text not null,
    charge_id blob,
    received_at text not null,
    primary key (account_id, provider, event_id)
) strict;
