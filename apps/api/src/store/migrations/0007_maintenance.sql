-- Maintenance windows: silence for what people work on. What happens inside is recorded as ever.
create table maintenance_windows (
  id uuid primary key default gen_random_uuid(),
  -- Once, or every week by the clocks of a zone: MaintenanceRule of the decision core.
  rule jsonb not null,
  target_kind text not null check (target_kind in ('device', 'site', 'customer', 'group', 'tag')),
  target_ids uuid[] not null default '{}',
  target_tags text[] not null default '{}',
  -- It never reaches beyond the customers of who made it; null = somebody who sees every customer.
  customer_ids uuid[],
  reason text not null check (length(reason) between 3 and 500),
  created_at timestamptz not null default now(),
  created_by uuid,
  created_by_name text not null,
  -- The occurrence that runs or comes next; null = none will come.
  from_at timestamptz,
  to_at timestamptz,
  ended_at timestamptz,
  ended_by_name text,
  end_reason text,
  check ((from_at is null) = (to_at is null)),
  check (to_at > from_at)
);
create index maintenance_windows_next on maintenance_windows (to_at) where to_at is not null;

-- When a window really was silent.
create table maintenance_spells (
  window_id uuid not null references maintenance_windows on delete cascade,
  from_at timestamptz not null,
  to_at timestamptz not null,
  primary key (window_id, from_at)
);
create index maintenance_spells_end on maintenance_spells (to_at);

-- What would have paged: one row per notice that a window withheld.
create table withheld_notices (
  id bigint generated always as identity primary key,
  window_id uuid not null references maintenance_windows on delete cascade,
  incident_id uuid not null references incidents on delete cascade,
  at timestamptz not null,
  kind text not null check (kind in ('opened', 'updated', 'reminder', 'resolved', 'opened-and-resolved')),
  reason text not null,
  -- Names sizes and customers of the whole: only for people who see every customer.
  title text not null,
  destinations jsonb not null default '[]',
  -- As `told` of a notice: what the next decision inside the window is measured from.
  told jsonb not null,
  -- When people heard of the incident after all: still bad at the end, or a firewall outside joined.
  told_at timestamptz
);
create index withheld_notices_incident on withheld_notices (incident_id, id);
create index withheld_notices_window on withheld_notices (window_id, id);
--> statement-breakpoint

-- ---------------------------------------------------------------- who is inside
create function fw_maintains(w maintenance_windows, d devices) returns boolean language sql stable parallel safe as $$
  select d.removed_at is null and (w.customer_ids is null or d.customer_id = any (w.customer_ids)) and case w.target_kind
    when 'device' then d.id = any (w.target_ids)
    when 'site' then d.site_id = any (w.target_ids)
    when 'customer' then d.customer_id = any (w.target_ids)
    when 'group' then d.group_id = any (w.target_ids)
    else d.tags && w.target_tags
  end
$$;
--> statement-breakpoint

-- ---------------------------------------------------------------- rights
alter table maintenance_windows enable row level security;
alter table maintenance_windows force row level security;
-- Seen by whoever sees one of its firewalls, changed only by whoever sees every customer it may reach.
create policy app_reads on maintenance_windows for select to fw_app using (
  fw_sees_all()
  or (customer_ids is not null and (select bool_and(fw_sees(one)) from unnest(customer_ids) one))
  or exists (select 1 from devices d where fw_maintains(maintenance_windows, d)));
create policy app_adds on maintenance_windows for insert to fw_app with check (
  fw_sees_all() or (customer_ids is not null and (select bool_and(fw_sees(one)) from unnest(customer_ids) one)));
create policy app_changes on maintenance_windows for update to fw_app
  using (fw_sees_all() or (customer_ids is not null and (select bool_and(fw_sees(one)) from unnest(customer_ids) one)))
  with check (fw_sees_all() or (customer_ids is not null and (select bool_and(fw_sees(one)) from unnest(customer_ids) one)));
create policy engine_all on maintenance_windows to fw_engine using (true) with check (true);

alter table maintenance_spells enable row level security;
alter table maintenance_spells force row level security;
create policy app_reads on maintenance_spells for select to fw_app using (
  exists (select 1 from maintenance_windows w where w.id = maintenance_spells.window_id));
create policy engine_all on maintenance_spells to fw_engine using (true) with check (true);

alter table withheld_notices enable row level security;
alter table withheld_notices force row level security;
create policy app_reads on withheld_notices for select to fw_app using (
  fw_sees_all() or exists (select 1 from incident_members m where m.incident_id = withheld_notices.incident_id));
create policy engine_all on withheld_notices to fw_engine using (true) with check (true);

-- Nobody takes a window out of the record; who was silent when, and what was withheld, is the engine's to write.
revoke delete on maintenance_windows from fw_app;
revoke insert, update, delete on maintenance_spells, withheld_notices from fw_app;
revoke delete on maintenance_windows from fw_engine;
