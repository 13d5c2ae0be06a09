-- open_customer_id: who an open record belongs to. It refers to a live customer, so that none is left behind by a
-- delete; a record that a deletion touched or knowingly kept is stamped with it and exempt.
create table work_orders (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    number bigint not null,
    customer_name text not null,
    vehicle_id uuid,
    plate text,
    title text not null,
    description text,
    state text not null check (state in ('OPEN', 'IN_PROGRESS', 'COMPLETED', 'CLOSED', 'CANCELLED')),
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    ended_at timestamptz,
    deletion_id uuid,
    state_before text,
    open_customer_id uuid generated always as (
        case when state in ('OPEN', 'IN_PROGRESS') and deletion_id is null then customer_id end) stored,
    primary key (account_id, id),
    unique (account_id, number),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, vehicle_id) references vehicles (account_id, id),
    foreign key (account_id, open_customer_id) references customers (account_id, live_id)
);
create index work_orders_by_customer on work_orders (account_id, customer_id, created_at, id);
create index work_orders_by_creation on work_orders (account_id, created_at, id);
create index work_orders_by_vehicle on work_orders (account_id, vehicle_id);
create index work_orders_open on work_orders (account_id, open_customer_id);
create index work_orders_by_deletion on work_orders (account_id, deletion_id) where deletion_id is not null;

create table invoices (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    work_order_id uuid,
    number text,
    external_ref text,
    state text not null check (state in ('DRAFT', 'ISSUED', 'PAID', 'VOID', 'WRITTEN_OFF')),
    currency text not null,
    total_minor bigint not null,
    paid_minor bigint not null,
    issued_on date,
    due_on date,
    name_at_issue text,
    address_at_issue text,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    settled_at timestamptz,
    deletion_id uuid,
    state_before text,
    open_customer_id uuid generated always as (
        case when state in ('DRAFT', 'ISSUED') and deletion_id is null then customer_id end) stored,
    primary key (account_id, id),
    unique (account_id, number),
    unique (account_id, external_ref),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, work_order_id) references work_orders (account_id, id),
    foreign key (account_id, open_customer_id) references customers (account_id, live_id)
);
create index invoices_by_customer on invoices (account_id, customer_id, created_at, id);
create index invoices_by_creation on invoices (account_id, created_at, id);
create index invoices_open on invoices (account_id, open_customer_id);
create index invoices_by_work_order on invoices (account_id, work_order_id);
create index invoices_by_deletion on invoices (account_id, deletion_id) where deletion_id is not null;

create table invoice_lines (
    account_id uuid not null,
    id uuid not null,
    invoice_id uuid not null,
    position bigint not null,
    description text not null,
    quantity_milli bigint not null,
    unit_minor bigint not null,
    amount_minor bigint not null,
    primary key (account_id, id),
    unique (account_id, invoice_id, position),
    foreign key (account_id, invoice_id) references invoices (account_id, id)
);

create table payments (
    account_id uuid not null,
    id uuid not null,
    invoice_id uuid not null,
    amount_minor bigint not null,
    currency text not null,
    method text not null,
    paid_at timestamptz not null,
    recorded_by uuid,
    primary key (account_id, id),
    foreign key (account_id, invoice_id) references invoices (account_id, id)
);
create index payments_by_invoice on payments (account_id, invoice_id, paid_at, id);
