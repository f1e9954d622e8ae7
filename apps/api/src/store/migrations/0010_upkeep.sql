-- Firewatch watches itself.

-- One row per running process; a process that ends in order takes its row along, one that dies leaves it behind.
create table process_beats (
  id uuid primary key,
  role text not null check (role in ('all', 'api', 'poller', 'worker')),
  host text not null,
  pid integer not null,
  version text not null,
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now(),
  detail jsonb not null
) with (fillfactor = 50);
revoke all on process_beats from fw_app;

-- What the last look found, what people were told of it, when the outside watch was told that all is well.
create table own_health (
  one boolean primary key default true check (one),
  audited_at timestamptz,
  findings jsonb not null default '[]',
  told jsonb not null default '[]',
  -- Day of the last daily mail, in the zone of the process that sent it.
  daily_on date,
  pinged_at timestamptz,
  ping_fault text
);
revoke all on own_health from fw_app;
insert into own_health default values;
--> statement-breakpoint

-- A delivery that was given up is told over the other ways, once.
alter table deliveries add column escalated_at timestamptz;

-- What a firewall answered when its answer could not be used: a few per device, redacted, for whoever helps.
create table answer_samples (
  id bigint generated always as identity primary key,
  device_id uuid not null references devices on delete cascade,
  customer_id uuid not null,
  at timestamptz not null default now(),
  why text not null,
  request text not null,
  status integer not null,
  media_type text not null,
  sample text not null check (length(sample) <= 4096)
);
create index answer_samples_device on answer_samples (device_id, at);
create index answer_samples_at on answer_samples (at);
alter table answer_samples enable row level security;
alter table answer_samples force row level security;
create policy app_scope on answer_samples to fw_app using (fw_sees(customer_id)) with check (fw_sees(customer_id));
create policy engine_all on answer_samples to fw_engine using (true) with check (true);
revoke insert, update, delete on answer_samples from fw_app;
revoke update on answer_samples from fw_engine;
