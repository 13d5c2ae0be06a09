-- A legal hold: while it stands, nothing that is known of its customer may be deleted or made unreadable. It is on the
-- customer, or on one record of theirs.
create table legal_holds (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    record_kind text not null,
    record_id blob not null,
    reason text not null,
    ends_at text,
    placed_at text not null,
    placed_by_kind text not null,
    placed_by blob,
    released_at text,
    released_by_kind text,
    released_by blob,
    deletion_id blob,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
) strict;
create index legal_holds_by_customer on legal_holds (account_id, customer_id, placed_at, id);
create index legal_holds_by_deletion on legal_holds (account_id, deletion_id) where deletion_id is not null;

-- The day of the oldest document that an erasure left as it was issued, because the law wants it kept.
alter table erasures add column oldest_kept text;
create index erasures_by_oldest_kept on erasures (account_id, oldest_kept) where oldest_kept is not null;
alter table unknown_customers add column oldest_kept text;

-- Requests about personal data: portability, an identity that is checked first, an extension, and grounds. SQLite changes
-- no check: the table is made again.
create table privacy_requests_made_again (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    kind text not null check (kind in ('ACCESS', 'ERASURE', 'PORTABILITY')),
    state text not null check (state in ('RECEIVED', 'IDENTITY_CHECKED', 'HELD', 'DONE', 'REFUSED')),
    note text,
    answer text,
    source text not null check (source in ('STAFF', 'PORTAL')),
    received_at text not null,
    due_on text not null,
    decided_at text,
    decided_by_kind text,
    decided_by blob,
    version integer not null,
    identity_checked_at text,
    extended_at text,
    extension_reason text,
    hold_reason text,
    ground text,
    erasure_id blob,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
) strict;
insert into privacy_requests_made_again (account_id, id, customer_id, kind, state, note, answer, source, received_at,
    due_on, decided_at, decided_by_kind, decided_by, version)
select account_id, id, customer_id, kind, state, note, answer, source, received_at, due_on, decided_at, decided_by_kind,
    decided_by, version
from privacy_requests;
drop table privacy_requests;
alter table privacy_requests_made_again rename to privacy_requests;
create index privacy_requests_by_customer on privacy_requests (account_id, customer_id);
create index privacy_requests_by_due on privacy_requests (account_id, state, due_on, id);
