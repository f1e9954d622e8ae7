-- What ends when, what was said of it, and whether signatures are kept up. Derived from device_state by the worker.

-- Which state of a device the rows below were made from.
create table entitlement_looks (
  device_id uuid primary key references devices on delete cascade,
  customer_id uuid not null,
  core_changed_at timestamptz not null,
  model text,
  firmware text
);

-- service null = without a verdict (support, node count). ends_at null = the device never gave a date.
create table entitlements (
  device_id uuid not null references devices on delete cascade,
  customer_id uuid not null,
  item text not null,
  service text,
  name text not null,
  value text not null,
  ends_at timestamptz,
  moved_from timestamptz,
  moved_at timestamptz,
  -- A renewal that no digest has told yet.
  is_news boolean not null default false,
  primary key (device_id, item)
);
create index entitlements_end on entitlements (ends_at);

-- Lowest rung told per end (rank: days, 0 = grace, -1 = expired). An end without a date is the epoch.
create table expiry_told (
  device_id uuid not null references devices on delete cascade,
  customer_id uuid not null,
  item text not null,
  ends_at timestamptz not null,
  rank integer not null,
  told_at timestamptz not null default now(),
  primary key (device_id, item, ends_at)
);

create table signature_watches (
  device_id uuid not null references devices on delete cascade,
  customer_id uuid not null,
  service text not null,
  published_at timestamptz not null,
  attempted_at timestamptz,
  checks integer not null default 0,
  is_frozen boolean not null default false,
  behind_ms bigint,
  told_frozen boolean not null default false,
  told_behind boolean not null default false,
  primary key (device_id, service)
);
create index signature_watches_marked on signature_watches (device_id) where is_frozen or behind_ms is not null;

-- One row a day: whoever inserts it sends the mail, in the same transaction.
create table digests (
  day date primary key,
  at timestamptz not null default now(),
  line_count integer not null default 0
);

do $$
declare t text;
begin
  foreach t in array array['entitlement_looks', 'entitlements', 'expiry_told', 'signature_watches'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy app_scope on %I to fw_app using (fw_sees(customer_id)) with check (fw_sees(customer_id))', t);
    execute format('create policy engine_all on %I to fw_engine using (true) with check (true)', t);
  end loop;
end $$;
-- Written by the worker alone.
revoke insert, update, delete on entitlement_looks, entitlements, signature_watches from fw_app;
revoke all on expiry_told, digests from fw_app;
revoke delete on digests from fw_engine;
