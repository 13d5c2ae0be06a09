-- Imports and exports: long work with progress.
create table transfers (
    account_id blob not null references accounts (id),
    id blob not null,
    kind text not null check (kind in ('IMPORT', 'EXPORT')),
    content text not null check (content in ('CUSTOMERS', 'VEHICLES', 'BOOKINGS', 'INVOICES')),
    state text not null check (state in (
        'WAITING', 'UPLOADED', 'CHECKING', 'CHECKED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED', 'UNDOING', 'UNDONE')),
    file_name text,
    mapping text,
    options text not null,
    rows_total integer,
    rows_done integer not null,
    rows_written integer not null,
    rows_updated integer not null,
    rows_duplicate integer not null,
    rows_refused integer not null,
    rows_undone integer not null,
    trouble text,
    attempts integer not null,
    claimed_until text,
    created_by blob,
    created_at text not null,
    updated_at text not null,
    finished_at text,
    primary key (account_id, id)
) strict;
create index transfers_by_creation on transfers (account_id, created_at, id);
create index transfers_by_state on transfers (state, claimed_until);

-- Files in pieces, so that every node has them and none is in memory whole.
create table file_pieces (
    account_id blob not null,
    transfer_id blob not null,
    role text not null check (role in ('SOURCE', 'RESULT')),
    position integer not null,
    bytes blob not null,
    primary key (account_id, transfer_id, role, position),
    foreign key (account_id, transfer_id) references transfers (account_id, id)
) strict;

-- What became of each row that did not simply pass, and of each record that was written.
create table transfer_rows (
    account_id blob not null,
    transfer_id blob not null,
    row_number integer not null,
    outcome text not null check (outcome in ('WRITTEN', 'UPDATED', 'DUPLICATE', 'REFUSED', 'UNDONE', 'KEPT')),
    record_id blob,
    record_version integer,
    detail text,
    primary key (account_id, transfer_id, row_number),
    foreign key (account_id, transfer_id) references transfers (account_id, id)
) strict;

-- Imports recognise vehicles by their identification numbers.
create index vehicles_by_vin on vehicles (account_id, vin);
