-- Rows of transfers in which somebody's words are kept: what an erasure looks through, of an import of a million rows too.
create index transfer_rows_written on transfer_rows (account_id) where detail is not null;
