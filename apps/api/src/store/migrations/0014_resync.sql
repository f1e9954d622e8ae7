-- Bulk resync: runs, the calls they made, what persons ticked, and what nobody may touch.

-- ---------------------------------------------------------------- runs
create table resync_runs (
  id uuid primary key default gen_random_uuid(),
  -- Short number people say aloud: R-118.
  number bigint generated always as identity,
  state text not null default 'planned' check (state in ('planned', 'approved', 'scheduled', 'counting-down', 'running', 'pausing',
    'paused', 'stopping', 'stopped', 'cancelled', 'finished')),
  -- By what the firewalls were chosen: ResyncChoice.
  choice jsonb not null,
  incident_id uuid references incidents on delete set null,
  -- ResyncCaps.
  caps jsonb not null,
  -- Procedures as they stood at the plan: what was approved is what runs.
  procedures jsonb not null,
  -- SHA-256 of the plan.
  hash text not null,
  estimate_seconds integer not null,
  -- Customers of its firewalls: who sees all of them may change the run.
  customer_ids uuid[] not null,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  created_by_name text not null,
  approved_at timestamptz,
  approved_by uuid,
  approved_by_name text,
  scheduled_at timestamptz,
  started_at timestamptz,
  started_by uuid,
  started_by_name text,
  -- When the person who started it had last proved who they are.
  stepped_up_at timestamptz,
  -- End of the cancel window.
  begins_at timestamptz,
  override_reason text,
  override_by_name text,
  override_at timestamptz,
  stopped_why text,
  ended_at timestamptz
);
create index resync_runs_active on resync_runs (id) where state in ('scheduled', 'counting-down', 'running', 'pausing', 'stopping');
create index resync_runs_number on resync_runs (number);
create index resync_runs_incident on resync_runs (incident_id) where incident_id is not null;

-- Every firewall that was chosen, as it stood at the plan.
create table resync_run_devices (
  run_id uuid not null references resync_runs on delete cascade,
  device_id uuid not null,
  customer_id uuid not null,
  place text not null check (place in ('wave', 'by-hand', 'left-out')),
  position integer not null,
  wave integer,
  is_canary boolean not null default false,
  name text not null,
  customer_name text not null,
  vendor text not null,
  model text,
  firmware text,
  serial text,
  controller text,
  pair text,
  procedure_id text,
  -- Why it stands in this wave; of one left out: why it is, in a sentence.
  reason text not null,
  left_out_why text,
  estimate_seconds integer not null default 0,
  phase text not null default 'waiting' check (phase in ('waiting', 'working', 'by-hand', 'done', 'left')),
  attempt integer not null default 1,
  -- It is in a run that was started: a firewall is in one such run at a time.
  is_engaged boolean not null default false,
  started_at timestamptz,
  -- Re-reads asked for since the last call, and when the last one was.
  asks integer not null default 0,
  asked_at timestamptz,
  -- ResyncSnapshot of the last believed reading before the first call of this attempt, and of the one it was judged by.
  before jsonb,
  after jsonb,
  settled_at timestamptz,
  outcome text check (outcome in ('restored', 'unchanged', 'worse', 'not-performed', 'unreachable', 'denied', 'entitlement-problem',
    'assisted-pending')),
  outcome_words text,
  primary key (run_id, device_id),
  check ((place = 'wave') = (wave is not null)),
  check ((place = 'left-out') = (left_out_why is not null)),
  check (place = 'left-out' or procedure_id is not null)
);
create unique index resync_run_devices_engaged on resync_run_devices (device_id) where is_engaged;
create index resync_run_devices_device on resync_run_devices (device_id);
create index resync_run_devices_by_hand on resync_run_devices (run_id) where phase = 'by-hand';
create index resync_run_devices_working on resync_run_devices (run_id) where phase = 'working';

-- One call that was intended: the row is committed before the first byte goes out. intended -> taken -> answered, never back.
create table resync_calls (
  run_id uuid not null,
  device_id uuid not null,
  customer_id uuid not null,
  attempt integer not null,
  step_id text not null,
  intent_at timestamptz not null default clock_timestamp(),
  -- Whoever takes it performs it, once; when that process dies the call stays unanswered, and nobody takes it again.
  taken_at timestamptz,
  taken_by text,
  answered_at timestamptz,
  answer text check (answer in ('accepted', 'refused', 'busy', 'denied', 'unreachable', 'unsure')),
  -- The device's own words, redacted.
  words text not null default '',
  primary key (run_id, device_id, attempt, step_id),
  foreign key (run_id, device_id) references resync_run_devices on delete cascade,
  check ((answered_at is null) = (answer is null))
);
create index resync_calls_open on resync_calls (intent_at) where answered_at is null;

-- What a person did on a checklist, with the evidence.
create table resync_ticks (
  run_id uuid not null,
  device_id uuid not null,
  customer_id uuid not null,
  attempt integer not null,
  step_id text not null,
  at timestamptz not null default clock_timestamp(),
  person_id uuid not null,
  by_name text not null,
  evidence text not null check (length(evidence) between 1 and 4000),
  primary key (run_id, device_id, attempt, step_id),
  foreign key (run_id, device_id) references resync_run_devices on delete cascade
);

-- Step log, in order; customer_id null = of the run as a whole.
create table resync_log (
  id bigint generated always as identity primary key,
  run_id uuid not null references resync_runs on delete cascade,
  at timestamptz not null default clock_timestamp(),
  customer_id uuid,
  device_id uuid,
  attempt integer,
  what text not null,
  answer text,
  words text not null default '',
  by_name text
);
create index resync_log_run on resync_log (run_id, id);

-- ---------------------------------------------------------------- what nobody may touch
create table do_not_touch (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('device', 'model', 'firmware', 'vendor')),
  device_id uuid references devices on delete cascade,
  -- Of a device its customer's; else null: it holds for every customer.
  customer_id uuid,
  vendor text,
  model text,
  firmware text,
  reason text not null check (length(reason) between 3 and 500),
  owner_id uuid not null,
  owner_name text not null,
  created_at timestamptz not null default now(),
  until_at timestamptz not null,
  ended_at timestamptz,
  ended_by_name text,
  check (until_at > created_at),
  check ((kind = 'device') = (device_id is not null and customer_id is not null)),
  check ((kind = 'device') = (vendor is null)),
  check ((kind = 'model') = (model is not null)),
  check ((kind = 'firmware') = (firmware is not null))
);
create index do_not_touch_until on do_not_touch (until_at) where ended_at is null;

-- The switch that ends every run at once, and from how many firewalls on a second person has to approve.
create table resync_settings (
  one boolean primary key default true check (one),
  kill_on boolean not null default false,
  kill_at timestamptz,
  kill_by_name text,
  kill_reason text,
  second_person_from integer check (second_person_from between 1 and 10000)
);
insert into resync_settings default values;

-- Who proved anew who they are, in which session or with which token.
create table step_ups (
  holder_id uuid primary key,
  person_id uuid not null references people on delete cascade,
  at timestamptz not null default clock_timestamp()
);

-- ---------------------------------------------------------------- devices
-- A credential of its own for resynchronising, opened for the step only; and what nothing can read: the product line a person
-- chose, and the state they last saw there.
alter table devices
  add column resync_credential_set_id uuid references credential_sets,
  add column product_line text check (length(product_line) between 1 and 80),
  add column last_known text check (length(last_known) <= 2000),
  add column last_known_at timestamptz;
create index devices_resync_set on devices (resync_credential_set_id) where resync_credential_set_id is not null;
--> statement-breakpoint

-- Does the flag cover the device? Model and firmware as they were read last.
create function fw_covers(f do_not_touch, device uuid, of_vendor text, of_model text, of_firmware text) returns boolean
language sql stable parallel safe as $$
  select f.ended_at is null and f.until_at > now() and case f.kind
    when 'device' then f.device_id = device
    when 'vendor' then f.vendor = of_vendor
    when 'model' then f.vendor = of_vendor and lower(f.model) = lower(of_model)
    else f.vendor = of_vendor and lower(f.firmware) = lower(of_firmware)
  end
$$;
--> statement-breakpoint

-- ---------------------------------------------------------------- rights
alter table resync_runs enable row level security;
alter table resync_runs force row level security;
-- Seen by whoever sees one of its firewalls, changed only by whoever sees them all.
create policy app_reads on resync_runs for select to fw_app using (
  fw_sees_all() or exists (select 1 from unnest(customer_ids) one where fw_sees(one)));
create policy app_adds on resync_runs for insert to fw_app with check (fw_sees_each(customer_ids));
create policy app_changes on resync_runs for update to fw_app
  using (fw_sees_each(customer_ids)) with check (fw_sees_each(customer_ids));
create policy engine_all on resync_runs to fw_engine using (true) with check (true);

do $$
declare t text;
begin
  foreach t in array array['resync_run_devices', 'resync_calls', 'resync_ticks'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy app_scope on %I to fw_app using (fw_sees(customer_id)) with check (fw_sees(customer_id))', t);
    execute format('create policy engine_all on %I to fw_engine using (true) with check (true)', t);
  end loop;
end $$;
alter table resync_log enable row level security;
alter table resync_log force row level security;
create policy app_scope on resync_log to fw_app
  using ((customer_id is null or fw_sees(customer_id)) and exists (select 1 from resync_runs r where r.id = resync_log.run_id))
  with check ((customer_id is null or fw_sees(customer_id)) and exists (select 1 from resync_runs r where r.id = resync_log.run_id));
create policy engine_all on resync_log to fw_engine using (true) with check (true);

alter table do_not_touch enable row level security;
alter table do_not_touch force row level security;
-- What holds for every customer is seen by everybody: it keeps their firewalls from being touched too.
create policy app_reads on do_not_touch for select to fw_app using (customer_id is null or fw_sees(customer_id));
create policy app_adds on do_not_touch for insert to fw_app
  with check (case when customer_id is null then fw_sees_all() else fw_sees(customer_id) end);
create policy app_changes on do_not_touch for update to fw_app
  using (case when customer_id is null then fw_sees_all() else fw_sees(customer_id) end)
  with check (case when customer_id is null then fw_sees_all() else fw_sees(customer_id) end);
create policy engine_all on do_not_touch to fw_engine using (true) with check (true);

alter table resync_settings enable row level security;
alter table resync_settings force row level security;
create policy app_reads on resync_settings for select to fw_app using (true);
create policy app_changes on resync_settings for update to fw_app using (fw_sees_all()) with check (fw_sees_all());
create policy engine_all on resync_settings to fw_engine using (true) with check (true);

-- A plan, once made, is not made otherwise: state, approval and end change, the list does not.
revoke update, delete on resync_runs from fw_app;
grant update (state, approved_at, approved_by, approved_by_name, scheduled_at, started_at, started_by, started_by_name, stepped_up_at,
  begins_at, override_reason, override_by_name, override_at, stopped_why, ended_at) on resync_runs to fw_app;
revoke update, delete on resync_run_devices from fw_app;
grant update (phase, attempt, is_engaged, started_at, asks, asked_at, before, after, settled_at, outcome, outcome_words)
  on resync_run_devices to fw_app;
-- Calls are the engine's; ticks and log lines are added, never changed.
revoke insert, update, delete on resync_calls from fw_app;
revoke update, delete on resync_ticks, resync_log from fw_app;
revoke delete on do_not_touch from fw_app;
revoke insert, delete on resync_settings from fw_app;
revoke insert, delete on resync_settings from fw_engine;
revoke insert, update, delete on resync_ticks from fw_engine;
revoke insert, update on step_ups from fw_engine;
revoke update on resync_log from fw_engine;
revoke insert, update on do_not_touch from fw_engine;
