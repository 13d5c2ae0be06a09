-- open_customer_id: who an open record belongs to. It refers to a live customer, so that none is left behind by a
-- delete; a record that a deletion touched or knowingly kept is stamped with it and exempt.
create table work_orders (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    number integer not null,
    customer_name text not null,
    vehicle_id blob,
    plate text,
    title text not null,
    description text,
    state text not null check (state in ('OPEN', 'IN_PROGRESS', 'COMPLETED', 'CLOSED', 'CANCELLED')),
    version integer not null,
    created_at text not null,
    updated_at text not null,
    ended_at text,
    deletion_id blob,
    state_before text,
    open_customer_id blob generated always as (
        case when state in ('OPEN', 'IN_PROGRESS') and deletion_id is null then customer_id end) stored,
    primary key (account_id, id),
    unique (account_id, number),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, vehicle_id) references vehicles (account_id, id),
    foreign key (account_id, open_customer_id) references customers (account_id, live_id)
) strict;
create index work_orders_by_customer on work_orders (account_id, customer_id, created_at, id);
create index work_orders_by_creation on work_orders (account_id, created_at, id);
create index work_orders_by_vehicle on work_orders (account_id, vehicle_id);
create index work_orders_open on work_orders (account_id, open_customer_id);
create index work_orders_by_deletion on work_orders (account_id, deletion_id) where deletion_id is not null;

create table invoices (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    work_order_id blob,
    number text,
    external_ref text,
    state text not null check (state in ('DRAFT', 'ISSUED', 'PAID', 'VOID', 'WRITTEN_OFF')),
    currency text not null,
    total_minor integer not null,
    paid_minor integer not null,
    issued_on text,
    due_on text,
    name_at_issue text,
    address_at_issue text,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    settled_at text,
    deletion_id blob,
    state_before text,
    open_customer_id blob generated always as (
        case when state in ('DRAFT', 'ISSUED') and deletion_id is null then customer_id end) stored,
    primary key (account_id, id),
    unique (account_id, number),
    unique (account_id, external_ref),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, work_order_id) references work_orders (account_id, id),
    foreign key (account_id, open_customer_id) references customers (account_id, live_id)
) strict;
create index invoices_by_customer on invoices (account_id, customer_id, created_at, id);
create index invoices_by_creation on invoices (account_id, created_at, id);
create index invoices_open on invoices (account_id, open_customer_id);
create index invoices_by_work_order on invoices (account_id, work_order_id);
create index invoices_by_deletion on invoices (account_id, deletion_id) where deletion_id is not null;

create table invoice_lines (
    account_id blob not null,
    id blob not null,
    invoice_id blob not null,
    position integer not null,
    description text not null,
    quantity_milli integer not null,
    unit_minor integer not null,
    amount_minor integer not null,
    primary key (account_id, id),
    unique (account_id, invoice_id, position),
    foreign key (account_id, invoice_id) references invoices (account_id, id)
) strict;

create table payments (
    account_id blob not null,
    id blob not null,
    invoice_id blob not null,
    amount_minor integer not null,
    currency text not null,
    method text not null,
    paid_at text not null,
    recorded_by blob,
    primary key (account_id, id),
    foreign key (account_id, invoice_id) references invoices (account_id, id)
) strict;
create index payments_by_invoice on payments (account_id, invoice_id, paid_at, id);
