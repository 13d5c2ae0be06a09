-- What records were before an import changed them: written back when the import is taken back, and swept a week after
-- anything was last done with it.
create table import_originals (
    account_id blob not null,
    transfer_id blob not null,
    record_id blob not null,
    facts text not null,
    primary key (account_id, transfer_id, record_id),
    foreign key (account_id, transfer_id) references transfers (account_id, id)
) strict;

-- An import's rows about one record.
create index transfer_rows_by_record on transfer_rows (account_id, transfer_id, record_id);
