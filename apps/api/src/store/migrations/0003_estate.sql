-- The estate: groups, tags, firewalls that wait for approval, imports, and what removal leaves behind.

-- ---------------------------------------------------------------- groups and tags
-- customer_id null = the MSP's own: devices of any customer may be in it.
create table groups (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid references customers,
  name text not null check (length(name) between 1 and 120),
  -- What its devices should run; a device's own baseline wins.
  baseline jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create unique index groups_name on groups (coalesce(customer_id, '00000000-0000-0000-0000-000000000000'), lower(name));

alter table devices
  add column tags text[] not null default '{}' check (cardinality(tags) <= 20),
  add column group_id uuid references groups on delete set null;
create index devices_group on devices (group_id) where removed_at is null and group_id is not null;

-- ---------------------------------------------------------------- removal
-- A removed device keeps its row for the history, never its way in.
alter table devices alter column credential_set_id drop not null;
alter table devices add constraint devices_credential check (removed_at is not null or credential_set_id is not null);
create index devices_removed on devices (removed_at) where removed_at is not null;

alter table customers add column removed_at timestamptz;
-- The name of a removed customer is free again.
drop index customers_name;
create unique index customers_name on customers (lower(name)) where removed_at is null;

-- Nobody in it is watched any more: out of every list until it is purged.
alter table incidents add column hidden_at timestamptz;

-- ---------------------------------------------------------------- waiting for approval
-- Nothing but a handshake goes to such an address: it has no slot, no state and no share in the counts.
create table waiting_devices (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid not null references customers,
  site_id uuid references sites,
  name text not null check (length(name) between 1 and 120),
  vendor text not null,
  host text not null,
  port integer not null check (port between 1 and 65535),
  tls text not null default 'modern' check (tls in ('modern', 'legacy')),
  trust text not null default 'pin' check (trust in ('pin', 'pin-key', 'ca')),
  credential_set_id uuid references credential_sets,
  interval_ms integer not null default 60000 check (interval_ms between 15000 and 3600000),
  tags text[] not null default '{}' check (cardinality(tags) <= 20),
  group_id uuid references groups on delete set null,
  import_id uuid,
  created_at timestamptz not null default now(),
  created_by uuid,
  state text not null default 'unseen' check (state in ('unseen', 'seen', 'unreachable', 'same-serial')),
  look_due_at timestamptz default now(),
  looked_at timestamptz,
  certificate jsonb,
  fingerprint text,
  -- Why it could not be looked at, or is not polled: one word of the program, and one sentence.
  why text,
  detail text not null default '',
  -- The device that has its serial already.
  same_serial_as uuid references devices on delete set null
);
create index waiting_devices_due on waiting_devices (look_due_at) where look_due_at is not null;
create index waiting_devices_customer on waiting_devices (customer_id);

-- ---------------------------------------------------------------- imports
-- What a person was shown is what is applied: the rows as previewed, for a day.
create table device_imports (
  id uuid primary key default gen_random_uuid(),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  -- Customers its rows belong to; `makes_customers` = new ones too, which only somebody who sees all may do.
  customer_ids uuid[] not null,
  makes_customers boolean not null,
  plan jsonb not null,
  committed_at timestamptz,
  answer jsonb
);
create index device_imports_at on device_imports (created_at);

-- ---------------------------------------------------------------- rights
alter table groups enable row level security;
alter table groups force row level security;
create policy app_scope on groups to fw_app
  using (case when customer_id is null then fw_sees_all() else fw_sees(customer_id) end)
  with check (case when customer_id is null then fw_sees_all() else fw_sees(customer_id) end);
create policy engine_all on groups to fw_engine using (true) with check (true);

alter table waiting_devices enable row level security;
alter table waiting_devices force row level security;
create policy app_scope on waiting_devices to fw_app using (fw_sees(customer_id)) with check (fw_sees(customer_id));
create policy engine_all on waiting_devices to fw_engine using (true) with check (true);

create function fw_sees_each(customers uuid[]) returns boolean language sql stable parallel safe as $$
  select coalesce(bool_and(fw_sees(one)), fw_sees_all()) from unnest(customers) one
$$;
alter table device_imports enable row level security;
alter table device_imports force row level security;
create policy app_scope on device_imports to fw_app
  using (case when makes_customers then fw_sees_all() else fw_sees_each(customer_ids) end)
  with check (case when makes_customers then fw_sees_all() else fw_sees_each(customer_ids) end);
create policy engine_all on device_imports to fw_engine using (true) with check (true);
revoke delete on device_imports from fw_app;

-- What belongs to nobody any more is hidden from every person, whoever asks. The transaction that removes a customer
-- still sees it (its own now()): an update must leave a row that its author may read.
create policy not_removed on customers as restrictive for select to fw_app
  using (removed_at is null or removed_at = now());
create policy not_hidden on incidents as restrictive for select to fw_app using (hidden_at is null);

-- A credential is destroyed in the transaction that removes the last device it was for; the reference from devices
-- keeps one that is in use.
grant delete on credential_sets to fw_app;
-- The purge of a removed device's history.
grant delete on transitions, fact_history to fw_engine;
