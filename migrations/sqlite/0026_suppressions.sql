-- Whom an import must not bring back unasked: keyed hashes of what they were reached by. The keys are in the key store.
create table suppressions (
    account_id blob not null references accounts (id),
    -- What belongs to one person: random, and nothing else knows it.
    person blob not null,
    hash text not null,
    -- Which key it was made with.
    key_print text not null,
    -- What put it here, as long as that can be taken back.
    erasure_id blob,
    expires_at text not null,
    primary key (account_id, person, hash),
    foreign key (account_id, erasure_id) references erasures (account_id, id)
) strict;
create index suppressions_by_hash on suppressions (account_id, hash);
create index suppressions_by_erasure on suppressions (account_id, erasure_id) where erasure_id is not null;
create index suppressions_by_expiry on suppressions (expires_at);

-- How long, in years; 0: nobody is put on the list.
alter table deletion_policies add column suppression_years integer not null default 3;

-- Rows of imports about people who are on the list.
alter table transfers add column rows_suppressed integer not null default 0;

create table transfer_rows_new (
    account_id blob not null,
    transfer_id blob not null,
    row_number integer not null,
    outcome text not null
        check (outcome in ('WRITTEN', 'UPDATED', 'DUPLICATE', 'SUPPRESSED', 'REFUSED', 'UNDONE', 'KEPT')),
    record_id blob,
    record_version integer,
    detail text,
    primary key (account_id, transfer_id, row_number),
    foreign key (account_id, transfer_id) references transfers (account_id, id)
) strict;
insert into transfer_rows_new select account_id, transfer_id, row_number, outcome, record_id, record_version, detail
    from transfer_rows;
drop table transfer_rows;
alter table transfer_rows_new rename to transfer_rows;
create index transfer_rows_by_record on transfer_rows (account_id, transfer_id, record_id);
