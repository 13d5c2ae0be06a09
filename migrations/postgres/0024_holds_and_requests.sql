-- A legal hold: while it stands, nothing that is known of its customer may be deleted or made unreadable. It is on the
-- customer, or on one record of theirs.
create table legal_holds (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    record_kind text not null,
    record_id uuid not null,
    reason text not null,
    ends_at timestamptz,
    placed_at timestamptz not null,
    placed_by_kind text not null,
    placed_by uuid,
    released_at timestamptz,
    released_by_kind text,
    released_by uuid,
    deletion_id uuid,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id)
);
create index legal_holds_by_customer on legal_holds (account_id, customer_id, placed_at, id);
create index legal_holds_by_deletion on legal_holds (account_id, deletion_id) where deletion_id is not null;

-- The day of the oldest document that an erasure left as it was issued, because the law wants it kept.
alter table erasures add column oldest_kept date;
create index erasures_by_oldest_kept on erasures (account_id, oldest_kept) where oldest_kept is not null;
alter table unknown_customers add column oldest_kept date;

-- Requests about personal data: portability, an identity that is checked first, an extension, and grounds.
alter table privacy_requests drop constraint privacy_requests_kind_check;
alter table privacy_requests add constraint privacy_requests_kind_check
    check (kind in ('ACCESS', 'ERASURE', 'PORTABILITY'));
alter table privacy_requests drop constraint privacy_requests_state_check;
alter table privacy_requests add constraint privacy_requests_state_check
    check (state in ('RECEIVED', 'IDENTITY_CHECKED', 'HELD', 'DONE', 'REFUSED'));
alter table privacy_requests add column identity_checked_at timestamptz;
alter table privacy_requests add column extended_at timestamptz;
alter table privacy_requests add column extension_reason text;
alter table privacy_requests add column hold_reason text;
alter table privacy_requests add column ground text;
alter table privacy_requests add column erasure_id uuid;
