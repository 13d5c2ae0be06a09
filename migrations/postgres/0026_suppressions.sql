-- Whom an import must not bring back unasked: keyed hashes of what they were reached by. The keys are in the key store.
create table suppressions (
    account_id uuid not null references accounts (id),
    -- What belongs to one person: random, and nothing else knows it.
    person uuid not null,
    hash text not null,
    -- Which key it was made with.
    key_print text not null,
    -- What put it here, as long as that can be taken back.
    erasure_id uuid,
    expires_at timestamptz not null,
    primary key (account_id, person, hash),
    foreign key (account_id, erasure_id) references erasures (account_id, id)
);
create index suppressions_by_hash on suppressions (account_id, hash);
create index suppressions_by_erasure on suppressions (account_id, erasure_id) where erasure_id is not null;
create index suppressions_by_expiry on suppressions (expires_at);

-- How long, in years; 0: nobody is put on the list.
alter table deletion_policies add column suppression_years bigint not null default 3;

-- Rows of imports about people who are on the list.
alter table transfers add column rows_suppressed bigint not null default 0;

alter table transfer_rows drop constraint transfer_rows_outcome_check;
alter table transfer_rows add constraint transfer_rows_outcome_check
    check (outcome in ('WRITTEN', 'UPDATED', 'DUPLICATE', 'SUPPRESSED', 'REFUSED', 'UNDONE', 'KEPT'));
