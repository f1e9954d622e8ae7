-- People: several roles, second factor, sign-in by link, tokens for programs, and an audit that shows when it was changed.

-- ---------------------------------------------------------------- one-time links
-- `password` = choose a (new) password: an invitation, or a reset.
alter table one_time_links drop constraint one_time_links_kind_check;
alter table one_time_links add constraint one_time_links_kind_check check (kind in ('setup', 'sign-in', 'password'));

-- What a message says that must not lie in clear: sealed for the worker, gone once it was handed over.
create table notice_secrets (
  notice_id uuid primary key references notices on delete cascade,
  sealed bytea not null,
  created_at timestamptz not null default now()
);
revoke select, update, delete on notice_secrets from fw_app;
revoke update on notice_secrets from fw_engine;
alter table notice_secrets enable row level security;
alter table notice_secrets force row level security;
create policy app_scope on notice_secrets to fw_app using (fw_sees_all()) with check (fw_sees_all());
create policy engine_all on notice_secrets to fw_engine using (true) with check (true);

-- Settings of a channel before a change: the news of the change still goes the old way.
create table channel_pasts (
  id uuid primary key default gen_random_uuid(),
  channel_id uuid not null references channels,
  settings jsonb not null,
  sealed bytea,
  created_at timestamptz not null default now()
);
revoke update, delete on channel_pasts from fw_app;
revoke update on channel_pasts from fw_engine;
alter table channel_pasts enable row level security;
alter table channel_pasts force row level security;
create policy app_scope on channel_pasts to fw_app using (fw_sees_all()) with check (fw_sees_all());
create policy engine_all on channel_pasts to fw_engine using (true) with check (true);
alter table deliveries add column channel_past_id uuid references channel_pasts on delete set null;

-- ---------------------------------------------------------------- sessions, tries
alter table sessions add column id uuid not null default gen_random_uuid();
alter table sessions add column address text not null default '';
create unique index sessions_id on sessions (id);

-- Tries are counted by account and by where they come from; `known` = a place this account has signed in from.
alter table sign_in_failures add column id bigint generated always as identity;
alter table sign_in_failures add column place text not null default '';
alter table sign_in_failures add column known boolean not null default false;
create index sign_in_failures_place on sign_in_failures (place, at);
create table sign_in_places (
  account text not null,
  place text not null,
  seen_at timestamptz not null default now(),
  primary key (account, place)
);

-- ---------------------------------------------------------------- second factor
create table second_factors (
  person_id uuid primary key references people on delete cascade,
  -- Sealed for the holder of the key; the API puts it in and cannot read it.
  sealed bytea not null,
  seal_version integer not null default 1,
  created_at timestamptz not null default now(),
  confirmed_at timestamptz
);
revoke select on second_factors from fw_app;
grant select (person_id, created_at, confirmed_at) on second_factors to fw_app;

-- Steps of 30 s whose code was used or named: none is accepted twice.
create table second_factor_steps (
  person_id uuid not null references people on delete cascade,
  step bigint not null,
  at timestamptz not null default now(),
  primary key (person_id, step)
);
revoke all on second_factor_steps from fw_app;

create table recovery_codes (
  person_id uuid not null references people on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (person_id, code_hash)
);

-- What the API asks of the process that holds the key; the answer comes back in the row.
create table key_calls (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('second-factor', 'audit-verify')),
  person_id uuid,
  sealed bytea,
  requested_at timestamptz not null default now(),
  taken_at timestamptz,
  done_at timestamptz,
  result jsonb
);
revoke select, update on key_calls from fw_app;
grant select (id, result, taken_at, done_at) on key_calls to fw_app;

-- ---------------------------------------------------------------- tokens for programs
create table api_tokens (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references people,
  name text not null check (length(name) between 1 and 120),
  -- Shown in lists: the part between the underscores of fw_<prefix>_<secret>.
  prefix text not null unique,
  token_hash bytea not null unique,
  kind text not null check (kind in ('full', 'read', 'wall')),
  role text not null check (role in ('owner', 'engineer', 'operator', 'approver', 'viewer')),
  all_customers boolean not null,
  customer_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid,
  check (expires_at <= created_at + interval '366 days')
);
create index api_tokens_person on api_tokens (person_id);
revoke delete on api_tokens from fw_app;
revoke update on api_tokens from fw_app;
grant update (last_used_at, revoked_at, revoked_by) on api_tokens to fw_app;

-- ---------------------------------------------------------------- audit
-- A person of one customer leaves lines of their own account too, and still reads none but their customers'.
drop policy app_scope on audit_entries;
create policy app_scope on audit_entries to fw_app
  using (case when customer_id is null then fw_sees_all() else fw_sees(customer_id) end)
  with check (customer_id is null or fw_sees(customer_id));
create index audit_entries_subject on audit_entries (subject_id, id);
create index audit_entries_person on audit_entries (person_id, id);

-- One link per line, in the order in which they were committed: hash = HMAC(K, hash before, line). Written by the holder of the key.
create table audit_chain (
  seq bigint primary key,
  entry_id bigint not null unique,
  hash bytea not null,
  -- Which key it was made with: the first 8 bytes of the public key's SHA-256.
  key_mark text not null,
  chained_at timestamptz not null default now()
);
revoke all on audit_chain from fw_app;
grant select (seq, entry_id, chained_at) on audit_chain to fw_app;
revoke update, delete on audit_chain from fw_engine;

-- Whether owners and engineers must have a second factor is a setting an owner makes.
create policy app_rules on installation for insert to fw_app with check (key = 'access-rules');
create policy app_rules_on on installation for update to fw_app using (key = 'access-rules') with check (key = 'access-rules');
