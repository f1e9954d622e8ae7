-- What devices say by themselves: hints to look, never facts.

-- The last event of each device that is worth showing, and the read it was granted.
create table push_last (
  device_id uuid primary key references devices on delete cascade,
  customer_id uuid not null,
  at timestamptz not null,
  event_id text not null,
  text text,
  message text not null,
  action text not null,
  lines bigint not null default 1,
  -- Last read so granted; may lie ahead. Kept here so that a restart or a second poller grants no more.
  read_at timestamptz,
  read_scope text not null default 'pulse' check (read_scope in ('pulse', 'full'))
);

-- Serial numbers that no device has: to be enrolled, or to be ignored. Bounded by the writer.
create table push_unknown (
  id uuid primary key default gen_random_uuid(),
  vendor text not null,
  serial text not null,
  source text not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  lines bigint not null default 1,
  message text not null default '',
  ignored_at timestamptz,
  ignored_by_name text,
  unique (vendor, serial)
);
create index push_unknown_seen on push_unknown (last_seen_at);

-- One row per process that listens, for the health page.
create table push_intake (
  holder text primary key,
  beat_at timestamptz not null default now(),
  -- Address it listens on; null = it cannot, and why.
  listens text,
  fault text,
  lines_per_minute integer not null default 0,
  dropped_per_minute integer not null default 0
);
--> statement-breakpoint

alter table push_last enable row level security;
alter table push_last force row level security;
create policy app_scope on push_last to fw_app using (fw_sees(customer_id)) with check (fw_sees(customer_id));
create policy engine_all on push_last to fw_engine using (true) with check (true);
-- Nobody knows whose they are yet.
alter table push_unknown enable row level security;
alter table push_unknown force row level security;
create policy app_scope on push_unknown to fw_app using (fw_sees_all()) with check (fw_sees_all());
create policy engine_all on push_unknown to fw_engine using (true) with check (true);

revoke insert, update, delete on push_last from fw_app;
revoke insert, update, delete on push_unknown from fw_app;
grant update (ignored_at, ignored_by_name) on push_unknown to fw_app;
revoke all on push_intake from fw_app;
