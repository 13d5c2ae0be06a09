-- E-mail addresses that customers ask to have instead of theirs, at most one each, until they confirm it by a link.
create table email_changes (
    account_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    email text not null,
    requested_at timestamptz not null,
    primary key (account_id, id),
    unique (account_id, customer_id),
    foreign key (account_id, customer_id) references customers (account_id, id)
);

-- Links also confirm such an address, and unsubscribe from letters.
alter table links drop constraint links_purpose_check;
alter table links add constraint links_purpose_check check (purpose in (
    'QUOTE', 'PAYMENT_METHOD', 'RATING', 'CALENDAR', 'DOWNLOAD', 'UPLOAD', 'EMAIL_CHANGE', 'UNSUBSCRIBE'));
