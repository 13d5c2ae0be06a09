create table conversations (
    account_id blob not null,
    id blob not null,
    customer_id blob not null,
    subject text not null,
    channel text not null,
    state text not null check (state in ('OPEN', 'CLOSED')),
    version integer not null,
    created_at text not null,
    updated_at text not null,
    closed_at text,
    deleted_at text,
    deletion_id blob,
    state_before text,
    open_customer_id blob generated always as (
        case when state = 'OPEN' and deletion_id is null then customer_id end) stored,
    primary key (account_id, id),
    foreign key (account_id, customer_id) references customers (account_id, id),
    foreign key (account_id, open_customer_id) references customers (account_id, live_id)
) strict;
create index conversations_by_customer on conversations (account_id, customer_id, created_at, id);
create index conversations_by_creation on conversations (account_id, created_at, id);
create index conversations_open on conversations (account_id, open_customer_id);
create index conversations_by_deletion on conversations (account_id, deletion_id) where deletion_id is not null;

create table messages (
    account_id blob not null,
    id blob not null,
    conversation_id blob not null,
    author_kind text not null,
    author_id blob,
    body text not null,
    sent_at text not null,
    primary key (account_id, id),
    foreign key (account_id, conversation_id) references conversations (account_id, id)
) strict;
create index messages_by_conversation on messages (account_id, conversation_id, sent_at, id);
