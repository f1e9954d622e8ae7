-- The spine: who is watched, what was seen, what we conclude, who was told.
-- Roles fw_owner, fw_app, fw_engine exist before this runs (launcher). Runs as fw_owner with row_security off.
-- Instants are timestamptz; the database's clock is the only clock of record.

-- ---------------------------------------------------------------- scope
-- '*' = every customer; else a comma-separated list of customer ids; unset = none (fails closed).
create function fw_sees(customer uuid) returns boolean language sql stable parallel safe as $$
  select case coalesce(current_setting('app.customers', true), '')
    when '*' then true
    when '' then false
    else customer = any (string_to_array(current_setting('app.customers', true), ',')::uuid[])
  end
$$;
create function fw_sees_all() returns boolean language sql stable parallel safe as $$
  select coalesce(current_setting('app.customers', true), '') = '*'
$$;
--> statement-breakpoint

-- ---------------------------------------------------------------- who is watched
create table customers (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 120),
  created_at timestamptz not null default now()
);
create unique index customers_name on customers (lower(name));

create table sites (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid not null references customers,
  name text not null check (length(name) between 1 and 120),
  created_at timestamptz not null default now()
);
create unique index sites_name on sites (customer_id, lower(name));

-- customer_id null = the MSP's own, usable for devices of any customer.
create table credential_sets (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid references customers,
  name text not null check (length(name) between 1 and 120),
  vendor text not null,
  sealed bytea not null,
  seal_version integer not null default 1,
  state text not null default 'untried' check (state in ('untried', 'works', 'failed')),
  failed_at timestamptz,
  failed_devices integer not null default 0,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);

create table devices (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid not null references customers,
  site_id uuid references sites,
  name text not null check (length(name) between 1 and 120),
  vendor text not null,
  host text not null,
  port integer not null check (port between 1 and 65535),
  tls text not null default 'modern' check (tls in ('modern', 'legacy')),
  credential_set_id uuid not null references credential_sets,
  cohort text not null,
  serial text,
  interval_ms integer not null default 60000 check (interval_ms between 15000 and 3600000),
  baseline jsonb not null default '{}',
  baseline_confirmed_at timestamptz,
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
create index devices_customer on devices (customer_id) where removed_at is null;
create index devices_cohort on devices (cohort) where removed_at is null;
create index devices_site on devices (site_id) where removed_at is null;
create index devices_credential_set on devices (credential_set_id) where removed_at is null;
create unique index devices_serial on devices (vendor, serial) where removed_at is null and serial is not null;

-- The set of accepted {serial, certificate} per device. Every row keeps who accepted it and why.
create table device_identities (
  device_id uuid not null references devices on delete cascade,
  customer_id uuid not null references customers,
  serial text not null,
  fingerprint text not null,
  certificate jsonb not null default '{}',
  accepted_at timestamptz not null default now(),
  accepted_by uuid,
  reason text not null,
  primary key (device_id, serial, fingerprint)
);

-- ---------------------------------------------------------------- polling
create table poll_slots (
  device_id uuid primary key references devices on delete cascade,
  customer_id uuid not null,
  interval_ms integer not null,
  -- Offset inside the interval: slots of the fleet are spread evenly.
  phase_ms integer not null default 0,
  slot_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  due_why text not null default 'due',
  due_scope text not null default 'pulse',
  hold_until timestamptz,
  lease_until timestamptz,
  leased_by text,
  fence bigint not null default 0,
  again_at timestamptz,
  again_why text,
  again_scope text
) with (fillfactor = 50);
create index poll_slots_due on poll_slots (due_at);

create table device_state (
  device_id uuid primary key references devices on delete cascade,
  customer_id uuid not null,
  core jsonb not null,
  pulse jsonb not null,
  shown jsonb not null default '{}',
  worst text not null default 'unknown',
  worst_reason text not null default 'never-read',
  worst_since timestamptz not null default now(),
  is_suspected boolean not null default false,
  contact text not null default 'never',
  shown_until timestamptz,
  wake_at timestamptz,
  believed_at timestamptz,
  read_at timestamptz,
  read_ms integer,
  core_changed_at timestamptz not null default now()
) with (fillfactor = 70);
create index device_state_wake on device_state (wake_at) where wake_at is not null;
create index device_state_customer on device_state (customer_id);

-- A person's look at a certificate or try of a credential, done by whoever holds the key.
create table device_calls (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('look', 'try')),
  host text not null,
  port integer not null,
  tls text not null,
  vendor text not null,
  fingerprint text,
  -- A credential typed for this call, sealed; or the stored set to use.
  sealed bytea,
  credential_set_id uuid references credential_sets on delete cascade,
  requested_by uuid,
  requested_at timestamptz not null default now(),
  taken_at timestamptz,
  done_at timestamptz,
  result jsonb
);

-- ---------------------------------------------------------------- counts, kept by trigger so that no writer can forget them
create table customer_counts (
  customer_id uuid primary key references customers on delete cascade,
  protecting integer not null default 0,
  weakened integer not null default 0,
  exposed integer not null default 0,
  blocking integer not null default 0,
  unknown integer not null default 0,
  off_by_policy integer not null default 0,
  not_applicable integer not null default 0
);
-- Steps of the coverage strip: one row per customer and 10 s in which its counts changed.
create table count_history (
  customer_id uuid not null references customers on delete cascade,
  at timestamptz not null,
  protecting integer not null,
  weakened integer not null,
  exposed integer not null,
  blocking integer not null,
  unknown integer not null,
  off_by_policy integer not null,
  not_applicable integer not null,
  primary key (customer_id, at)
);
create index count_history_at on count_history (at);

create function fw_count(customer uuid, verdict text, by integer) returns void language plpgsql as $$
begin
  insert into customer_counts (customer_id) values (customer) on conflict do nothing;
  update customer_counts set
    protecting = protecting + case when verdict = 'protecting' then by else 0 end,
    weakened = weakened + case when verdict = 'weakened' then by else 0 end,
    exposed = exposed + case when verdict = 'exposed' then by else 0 end,
    blocking = blocking + case when verdict = 'blocking' then by else 0 end,
    unknown = unknown + case when verdict = 'unknown' then by else 0 end,
    off_by_policy = off_by_policy + case when verdict = 'off-by-policy' then by else 0 end,
    not_applicable = not_applicable + case when verdict = 'not-applicable' then by else 0 end
  where customer_id = customer;
  insert into count_history
    select customer_id, date_bin('10 seconds', clock_timestamp(), timestamptz '2000-01-01'), protecting, weakened, exposed, blocking, unknown, off_by_policy, not_applicable
    from customer_counts where customer_id = customer
  on conflict (customer_id, at) do update set
    protecting = excluded.protecting, weakened = excluded.weakened, exposed = excluded.exposed, blocking = excluded.blocking,
    unknown = excluded.unknown, off_by_policy = excluded.off_by_policy, not_applicable = excluded.not_applicable;
end $$;

create function fw_count_state() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.worst = old.worst then return null; end if;
  if tg_op in ('UPDATE', 'DELETE') then perform fw_count(old.customer_id, old.worst, -1); end if;
  if tg_op in ('INSERT', 'UPDATE') then perform fw_count(new.customer_id, new.worst, 1); end if;
  return null;
end $$;
create trigger device_state_counts after insert or delete or update of worst on device_state
  for each row execute function fw_count_state();

-- ---------------------------------------------------------------- what happened
-- Events are numbered in commit order: the head row is locked by the writer until it commits, so a reader that saw n has seen all below n.
create table event_head (one boolean primary key default true check (one), last bigint not null);
insert into event_head (last) values (0);

create table events (
  id bigint not null,
  at timestamptz not null default now(),
  type text not null,
  customer_id uuid,
  device_id uuid,
  incident_id uuid,
  payload jsonb not null default '{}'
) partition by range (at);
create index events_id on events (id);
create index events_device on events (device_id, at);

create table transitions (
  event_id bigint not null,
  at timestamptz not null,
  device_id uuid not null,
  customer_id uuid not null,
  service text not null,
  from_verdict text,
  from_reason text,
  to_verdict text not null,
  to_reason text not null,
  turn text,
  since timestamptz not null,
  not_before timestamptz,
  confirmed_by text not null,
  raw text not null
) partition by range (at);
create index transitions_device on transitions (device_id, at);

create table fact_history (
  at timestamptz not null,
  device_id uuid not null,
  customer_id uuid not null,
  service text not null,
  fact text not null,
  value text not null,
  detail jsonb not null default '{}'
) partition by range (at);
create index fact_history_device on fact_history (device_id, at);

create table exposures (
  id bigint generated always as identity primary key,
  device_id uuid not null,
  customer_id uuid not null,
  service text not null,
  kind text not null check (kind in ('exposed', 'weakened')),
  reason text not null,
  from_at timestamptz not null,
  not_before timestamptz,
  to_at timestamptz
);
create unique index exposures_open on exposures (device_id, service) where to_at is null;
create index exposures_device on exposures (device_id, from_at);
-- Open ones and those that ended inside a window, in one index: null sorts with the late ones.
create index exposures_end on exposures (to_at);

create table blind_spells (
  id bigint generated always as identity primary key,
  device_id uuid not null,
  customer_id uuid not null,
  why text not null,
  from_at timestamptz not null,
  to_at timestamptz
);
create unique index blind_spells_open on blind_spells (device_id) where to_at is null;
create index blind_spells_device on blind_spells (device_id, from_at);
create index blind_spells_end on blind_spells (to_at);

-- ---------------------------------------------------------------- incidents
create table incidents (
  id uuid primary key default gen_random_uuid(),
  -- Short number people say aloud: F-12, D-7.
  number bigint generated always as identity,
  kind text not null check (kind in ('device', 'fleet', 'no-data', 'identity', 'credential')),
  state text not null default 'open' check (state in ('open', 'closed')),
  severity text not null check (severity in ('critical', 'warning', 'info')),
  cohort text,
  turn text,
  -- Who it is about, when it is about one: device incidents of kind device, identity; set of kind credential.
  device_id uuid,
  credential_set_id uuid,
  site_id uuid,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  closed_why text,
  -- First bad reading, for "since".
  since timestamptz not null,
  -- What the pure core found: common, ruled out, likely cause, sudden.
  findings jsonb not null default '{}',
  acked_at timestamptz,
  acked_by uuid,
  ack_reason text,
  ack_until timestamptz,
  ack_members integer,
  absorbed_by uuid references incidents,
  -- Opening window: no notice before this time.
  notice_not_before timestamptz,
  next_look_at timestamptz
);
create unique index incidents_open_fleet on incidents (cohort, turn) where state = 'open' and kind = 'fleet';
create unique index incidents_open_device on incidents (device_id, kind) where state = 'open' and kind in ('device', 'identity');
create unique index incidents_open_credential on incidents (credential_set_id) where state = 'open' and kind = 'credential';
create index incidents_state on incidents (state, opened_at);
create index incidents_next_look on incidents (next_look_at) where next_look_at is not null;
create index incidents_absorbed on incidents (absorbed_by) where absorbed_by is not null;

create table incident_members (
  incident_id uuid not null references incidents on delete cascade,
  device_id uuid not null,
  customer_id uuid not null,
  services text[] not null default '{}',
  since timestamptz not null,
  not_before timestamptz,
  paid_until timestamptz,
  joined_at timestamptz not null default now(),
  left_at timestamptz,
  detail jsonb not null default '{}',
  primary key (incident_id, device_id)
);
create index incident_members_device on incident_members (device_id, left_at);
create index incident_members_customer on incident_members (customer_id);

-- Timeline of an incident: what people wrote and what we did. customer_id null = for everyone who sees the incident.
create table incident_updates (
  id bigint generated always as identity primary key,
  incident_id uuid not null references incidents on delete cascade,
  customer_id uuid,
  at timestamptz not null default now(),
  kind text not null check (kind in ('note', 'ack', 'unack', 'opened', 'joined', 'left', 'notice', 'probe', 'sweep', 'adopted', 'closed', 'approved')),
  author_id uuid,
  author_name text,
  body text not null default '',
  detail jsonb not null default '{}'
);
create index incident_updates_incident on incident_updates (incident_id, at);

create table cohort_windows (
  cohort text primary key,
  opened_at timestamptz,
  closes_at timestamptz,
  last_probe_at timestamptz,
  last_sweep_at timestamptz,
  sweep_ends_at timestamptz,
  next_look_at timestamptz,
  detail jsonb not null default '{}'
);

create table cursors (name text primary key, event_id bigint not null default 0, moved_at timestamptz not null default now());

-- ---------------------------------------------------------------- telling people
create table channels (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  name text not null check (length(name) between 1 and 120),
  settings jsonb not null,
  sealed bytea,
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  removed_at timestamptz
);

create table notices (
  id uuid primary key default gen_random_uuid(),
  -- Null for a channel test.
  incident_id uuid references incidents,
  seq integer not null,
  kind text not null check (kind in ('opened', 'updated', 'reminder', 'resolved', 'opened-and-resolved', 'test')),
  content jsonb not null,
  created_at timestamptz not null default now(),
  unique (incident_id, seq)
);

-- One row per destination: written with the notice in one transaction, retried until the next hop acknowledges.
create table deliveries (
  id uuid primary key default gen_random_uuid(),
  notice_id uuid not null references notices,
  incident_id uuid references incidents,
  channel_id uuid not null references channels,
  destination text not null,
  notice_key text not null unique,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'delivered', 'dead')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_until timestamptz,
  fence bigint not null default 0,
  last_reason text,
  last_detail text,
  answer text,
  created_at timestamptz not null default now(),
  delivered_at timestamptz
);
create index deliveries_due on deliveries (next_attempt_at) where state in ('waiting', 'sending');
create index deliveries_incident on deliveries (incident_id, created_at);
create index deliveries_channel on deliveries (channel_id, created_at, id);
create index deliveries_log on deliveries (created_at, id);
create index deliveries_dead on deliveries (channel_id, created_at) where state = 'dead';

-- ---------------------------------------------------------------- live
create table live_rooms (room text primary key, stream_id uuid not null default gen_random_uuid(), seq bigint not null default 0);
create table live_frames (
  -- One publisher at a time writes, so numbers come in commit order: every API process tails them.
  id bigint generated always as identity unique,
  room text not null,
  first_seq bigint not null,
  last_seq bigint not null,
  frame jsonb not null,
  at timestamptz not null default now(),
  primary key (room, first_seq)
);
create index live_frames_at on live_frames (at);

-- ---------------------------------------------------------------- people
create table people (
  id uuid primary key default gen_random_uuid(),
  email text not null,
  name text not null,
  password_hash text,
  role text not null check (role in ('owner', 'engineer', 'operator', 'approver', 'viewer')),
  all_customers boolean not null default false,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);
create unique index people_email on people (lower(email));
create table person_customers (
  person_id uuid not null references people on delete cascade,
  customer_id uuid not null references customers on delete cascade,
  primary key (person_id, customer_id)
);
create table sessions (
  token_hash bytea primary key,
  person_id uuid not null references people on delete cascade,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  user_agent text not null default ''
);
create index sessions_person on sessions (person_id);
create table one_time_links (
  token_hash bytea primary key,
  kind text not null check (kind in ('setup', 'sign-in')),
  person_id uuid references people on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create table sign_in_failures (account text not null, at timestamptz not null default now());
create index sign_in_failures_account on sign_in_failures (account, at);

create table audit_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  person_id uuid,
  person_name text,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  customer_id uuid,
  detail jsonb not null default '{}'
);

-- Facts of this installation: public seal key, whether it is a demo, own instance id.
create table installation (key text primary key, value jsonb not null);
create table idempotency_keys (
  key text not null,
  person_id uuid not null,
  route text not null,
  request_hash text not null,
  status integer,
  answer jsonb,
  at timestamptz not null default now(),
  primary key (person_id, route, key)
);
--> statement-breakpoint

-- ---------------------------------------------------------------- rights
grant usage on schema public to fw_app, fw_engine;
grant select, insert, update, delete on all tables in schema public to fw_engine;
grant select, insert, update, delete on all tables in schema public to fw_app;
grant usage, select on all sequences in schema public to fw_app, fw_engine;
alter default privileges in schema public grant select, insert, update, delete on tables to fw_app, fw_engine;
alter default privileges in schema public grant usage, select on sequences to fw_app, fw_engine;
revoke update, delete on audit_entries, transitions, fact_history from fw_app, fw_engine;
revoke insert, update, delete on events, transitions, fact_history, exposures, blind_spells from fw_app;
grant insert, update on events to fw_app;

-- Rows that belong to a customer: the app sees those of its scope, the engine all; the owner none (FORCE), so a careless data migration fails loudly.
do $$
declare t text;
begin
  foreach t in array array['sites', 'devices', 'device_identities', 'poll_slots', 'device_state', 'customer_counts', 'count_history',
    'transitions', 'fact_history', 'exposures', 'blind_spells', 'incident_members'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy app_scope on %I to fw_app using (fw_sees(customer_id)) with check (fw_sees(customer_id))', t);
    execute format('create policy engine_all on %I to fw_engine using (true) with check (true)', t);
  end loop;
  -- Null customer = the MSP's own: only for people who see every customer.
  foreach t in array array['credential_sets', 'audit_entries'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy app_scope on %I to fw_app using (case when customer_id is null then fw_sees_all() else fw_sees(customer_id) end) with check (case when customer_id is null then fw_sees_all() else fw_sees(customer_id) end)', t);
    execute format('create policy engine_all on %I to fw_engine using (true) with check (true)', t);
  end loop;
end $$;
alter table customers enable row level security;
alter table customers force row level security;
create policy app_scope on customers to fw_app using (fw_sees(id)) with check (fw_sees(id) or fw_sees_all());
create policy engine_all on customers to fw_engine using (true) with check (true);

-- An incident is seen by whoever sees one of its members; notices and deliveries follow it.
alter table incidents enable row level security;
alter table incidents force row level security;
create policy app_scope on incidents to fw_app using (
  fw_sees_all() or exists (select 1 from incident_members m where m.incident_id = incidents.id));
create policy engine_all on incidents to fw_engine using (true) with check (true);
alter table incident_updates enable row level security;
alter table incident_updates force row level security;
create policy app_scope on incident_updates to fw_app using (
  fw_sees_all() or ((customer_id is null or fw_sees(customer_id)) and exists (select 1 from incident_members m where m.incident_id = incident_updates.incident_id)));
create policy engine_all on incident_updates to fw_engine using (true) with check (true);
do $$
declare t text;
begin
  foreach t in array array['notices', 'deliveries', 'channels'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy app_scope on %I to fw_app using (fw_sees_all()) with check (fw_sees_all())', t);
    execute format('create policy engine_all on %I to fw_engine using (true) with check (true)', t);
  end loop;
end $$;
alter table events enable row level security;
alter table events force row level security;
create policy app_scope on events to fw_app using (case when customer_id is null then fw_sees_all() else fw_sees(customer_id) end) with check (true);
create policy engine_all on events to fw_engine using (true) with check (true);
