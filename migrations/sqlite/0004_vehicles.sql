create table vehicles (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    make text not null,
    model text not null,
    year integer,
    vin text,
    colour text,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    deleted_at text,
    deletion_id blob,
    live_customer_id blob generated always as (case when deleted_at is null then customer_id end) stored,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, live_customer_id) references customers (account_id, live_id)
) strict;
create index vehicles_by_customer on vehicles (account_id, customer_id, created_at, id);
create index vehicles_by_creation on vehicles (account_id, created_at, id);
create index vehicles_by_live_customer on vehicles (account_id, live_customer_id);
create index vehicles_by_deletion on vehicles (account_id, deletion_id) where deletion_id is not null;

-- A plate on a vehicle, from one day to another. Each plate has one current registration in an account.
create table registrations (
    account_id blob not null,
    id blob not null,
    vehicle_id blob not null,
    customer_id blob not null,
    plate text not null,
    plate_key text not null,
    assigned_at text not null,
    released_at text,
    deletion_id blob,
    primary key (account_id, id),
    foreign key (account_id, vehicle_id) references vehicles (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
) strict;
create unique index registrations_current_plate on registrations (account_id, plate_key) where released_at is null;
create unique index registrations_current_of_vehicle on registrations (account_id, vehicle_id) where released_at is null;
create index registrations_by_vehicle on registrations (account_id, vehicle_id, assigned_at, id);
create index registrations_by_customer on registrations (account_id, customer_id);
create index registrations_by_deletion on registrations (account_id, deletion_id) where deletion_id is not null;
