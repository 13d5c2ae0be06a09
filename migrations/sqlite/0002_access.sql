create table staff (
    account_id blob not null references accounts (id),
    id blob not null,
    email text not null,
    email_key text not null,
    name text not null,
    role text not null,
    password_hash text not null,
    created_at text not null,
    deactivated_at text,
    primary key (account_id, id),
    unique (account_id, email_key)
) strict;

-- What a person has beyond the role's preset (granted) or despite it (not granted).
create table staff_permissions (
    account_id blob not null,
    staff_id blob not null,
    permission text not null,
    granted integer not null,
    primary key (account_id, staff_id, permission),
    foreign key (account_id, staff_id) references staff (account_id, id)
) strict;

create table staff_sessions (
    account_id blob not null,
    id blob not null,
    staff_id blob not null,
    created_at text not null,
    expires_at text not null,
    ended_at text,
    primary key (account_id, id),
    foreign key (account_id, staff_id) references staff (account_id, id)
) strict;
create index staff_sessions_by_staff on staff_sessions (account_id, staff_id);

create table refresh_tokens (
    account_id blob not null,
    hash blob not null,
    session_id blob not null,
    issued_at text not null,
    used_at text,
    primary key (account_id, hash),
    foreign key (account_id, session_id) references staff_sessions (account_id, id)
) strict;
create index refresh_tokens_by_session on refresh_tokens (account_id, session_id);

create table partner_tokens (
    account_id blob not null references accounts (id),
    id blob not null,
    name text not null,
    scopes text not null,
    created_by blob,
    created_at text not null,
    expires_at text,
    last_used_at text,
    revoked_at text,
    primary key (account_id, id)
) strict;

-- A token has one secret, or two while a rotation overlaps.
create table partner_secrets (
    account_id blob not null,
    hash blob not null,
    token_id blob not null,
    created_at text not null,
    valid_until text,
    primary key (account_id, hash),
    foreign key (account_id, token_id) references partner_tokens (account_id, id)
) strict;
create index partner_secrets_by_token on partner_secrets (account_id, token_id);
