-- When customers were added whose record was purged since: reports say the same before and after. Ids and times alone.
create table purged_customers (
    account_id blob not null references accounts (id),
    customer_id blob not null,
    created_at text not null,
    primary key (account_id, customer_id)
) strict;
create index purged_customers_by_creation on purged_customers (account_id, created_at);

-- What the law wanted kept when a purge took the customer's record, which is what the receipt says.
alter table erasures add column kept text;

-- Deletions outlive the customer whom a purge takes: quotas, reports and answers that are asked for again need them.
create table deletions_made_again (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    mode text not null,
    policy_version integer not null,
    reason text,
    by_kind text not null,
    by_id blob,
    at text not null,
    undo_expires_at text not null,
    effects text not null,
    undone_at text,
    undone_by_kind text,
    undone_by_id blob,
    undo_reason text,
    primary key (account_id, id),
    foreign key (account_id, policy_version) references deletion_policies (account_id, version)
) strict;
insert into deletions_made_again select account_id, id, customer_id, mode, policy_version, reason, by_kind, by_id, at,
    undo_expires_at, effects, undone_at, undone_by_kind, undone_by_id, undo_reason from deletions;
drop table deletions;
alter table deletions_made_again rename to deletions;
create index deletions_by_customer on deletions (account_id, customer_id, at, id);
create index deletions_by_actor on deletions (account_id, by_id, at);

-- What a purge and the undo of a merge look rows up by.
create index charges_by_method on charges (account_id, payment_method_id) where payment_method_id is not null;
create index credits_by_invoice on credits (account_id, invoice_id) where invoice_id is not null;
create index booking_requests_by_booking on booking_requests (account_id, booking_id) where booking_id is not null;
