create table vehicles (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    make text not null,
    model text not null,
    year bigint,
    vin text,
    colour text,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz,
    deletion_id uuid,
    live_customer_id uuid generated always as (case when deleted_at is null then customer_id end) stored,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, live_customer_id) references customers (account_id, live_id)
);
create index vehicles_by_customer on vehicles (account_id, customer_id, created_at, id);
create index vehicles_by_creation on vehicles (account_id, created_at, id);
create index vehicles_by_live_customer on vehicles (account_id, live_customer_id);
create index vehicles_by_deletion on vehicles (account_id, deletion_id) where deletion_id is not null;

-- A plate on a vehicle, from one day to another. Each plate has one current registration in an account.
create table registrations (
    account_id uuid not null,
    id uuid not null,
    vehicle_id uuid not null,
    customer_id uuid not null,
    plate text not null,
    plate_key text collate "C" not null,
    assigned_at timestamptz not null,
    released_at timestamptz,
    deletion_id uuid,
    primary key (account_id, id),
    foreign key (account_id, vehicle_id) references vehicles (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
);
create unique index registrations_current_plate on registrations (account_id, plate_key) where released_at is null;
create unique index registrations_current_of_vehicle on registrations (account_id, vehicle_id) where released_at is null;
create index registrations_by_vehicle on registrations (account_id, vehicle_id, assigned_at, id);
create index registrations_by_customer on registrations (account_id, customer_id);
create index registrations_by_deletion on registrations (account_id, deletion_id) where deletion_id is not null;
