-- Imports and exports: long work with progress.
create table transfers (
    account_id uuid not null references accounts (id),
    id uuid not null,
    kind text not null check (kind in ('IMPORT', 'EXPORT')),
    content text not null check (content in ('CUSTOMERS', 'VEHICLES', 'BOOKINGS', 'INVOICES')),
    state text not null check (state in (
        'WAITING', 'UPLOADED', 'CHECKING', 'CHECKED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED', 'UNDOING', 'UNDONE')),
    file_name text,
    mapping text,
    options text not null,
    rows_total bigint,
    rows_done bigint not null,
    rows_written bigint not null,
    rows_updated bigint not null,
    rows_duplicate bigint not null,
    rows_refused bigint not null,
    rows_undone bigint not null,
    trouble text,
    attempts bigint not null,
    claimed_until timestamptz,
    created_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    finished_at timestamptz,
    primary key (account_id, id)
);
create index transfers_by_creation on transfers (account_id, created_at, id);
create index transfers_by_state on transfers (state, claimed_until);

-- Files in pieces, so that every node has them and none is in memory whole.
create table file_pieces (
    account_id uuid not null,
    transfer_id uuid not null,
    role text not null check (role in ('SOURCE', 'RESULT')),
    position bigint not null,
    bytes bytea not null,
    primary key (account_id, transfer_id, role, position),
    foreign key (account_id, transfer_id) references transfers (account_id, id)
);

-- What became of each row that did not simply pass, and of each record that was written.
create table transfer_rows (
    account_id uuid not null,
    transfer_id uuid not null,
    row_number bigint not null,
    outcome text not null check (outcome in ('WRITTEN', 'UPDATED', 'DUPLICATE', 'REFUSED', 'UNDONE', 'KEPT')),
    record_id uuid,
    record_version bigint,
    detail text,
    primary key (account_id, transfer_id, row_number),
    foreign key (account_id, transfer_id) references transfers (account_id, id)
);

-- Imports recognise vehicles by their identification numbers.
create index vehicles_by_vin on vehicles (account_id, vin);
