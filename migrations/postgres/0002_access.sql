create table staff (
    account_id uuid not null references accounts (id),
    id uuid not null,
    email text not null,
    email_key text collate "C" not null,
    name text not null,
    role text not null,
    password_hash text not null,
    created_at timestamptz not null,
    deactivated_at timestamptz,
    primary key (account_id, id),
    unique (account_id, email_key)
);

-- What a person has beyond the role's preset (granted) or despite it (not granted).
create table staff_permissions (
    account_id uuid not null,
    staff_id uuid not null,
    permission text not null,
    granted boolean not null,
    primary key (account_id, staff_id, permission),
    foreign key (account_id, staff_id) references staff (account_id, id)
);

create table staff_sessions (
    account_id uuid not null,
    id uuid not null,
    staff_id uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    primary key (account_id, id),
    foreign key (account_id, staff_id) references staff (account_id, id)
);
create index staff_sessions_by_staff on staff_sessions (account_id, staff_id);

create table refresh_tokens (
    account_id uuid not null,
    hash bytea not null,
    session_id uuid not null,
    issued_at timestamptz not null,
    used_at timestamptz,
    primary key (account_id, hash),
    foreign key (account_id, session_id) references staff_sessions (account_id, id)
);
create index refresh_tokens_by_session on refresh_tokens (account_id, session_id);

create table partner_tokens (
    account_id uuid not null references accounts (id),
    id uuid not null,
    name text not null,
    scopes text not null,
    created_by uuid,
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    primary key (account_id, id)
);

-- A token has one secret, or two while a rotation overlaps.
create table partner_secrets (
    account_id uuid not null,
    hash bytea not null,
    token_id uuid not null,
    created_at timestamptz not null,
    valid_until timestamptz,
    primary key (account_id, hash),
    foreign key (account_id, token_id) references partner_tokens (account_id, id)
);
create index partner_secrets_by_token on partner_secrets (account_id, token_id);
