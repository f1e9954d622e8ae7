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
