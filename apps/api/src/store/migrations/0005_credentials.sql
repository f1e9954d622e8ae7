-- Credential sets as a whole, and what a person declared intended.

-- ---------------------------------------------------------------- credential sets
-- held_at: enough of its devices refused the set and none accepted it since; the others are not tried with it, except
-- one (probe_device_id) at probe_at. is_unsettled: devices may still stand otherwise than their set.
alter table credential_sets
  add column held_at timestamptz,
  add column probe_at timestamptz,
  add column probe_device_id uuid,
  add column is_unsettled boolean not null default false,
  add column created_by uuid,
  add column changed_by uuid;
create index credential_sets_watched on credential_sets (id) where held_at is not null or is_unsettled;
grant select (held_at, probe_at, created_by, changed_by) on credential_sets to fw_app;

-- ---------------------------------------------------------------- "this is intended"
-- One act of a person, from an incident: what a service should do on some of its devices. Undone once.
create table intended_acts (
  id uuid primary key default gen_random_uuid(),
  incident_id uuid not null references incidents on delete cascade,
  service text not null,
  reason text not null,
  at timestamptz not null default now(),
  person_id uuid,
  person_name text not null,
  undone_at timestamptz,
  undone_by uuid,
  undone_name text
);
create index intended_acts_incident on intended_acts (incident_id);
-- What stood before, device by device.
create table intended_devices (
  act_id uuid not null references intended_acts on delete cascade,
  device_id uuid not null references devices on delete cascade,
  customer_id uuid not null references customers,
  before jsonb not null,
  was_confirmed boolean not null,
  primary key (act_id, device_id)
);
create index intended_devices_device on intended_devices (device_id);
alter table intended_devices enable row level security;
alter table intended_devices force row level security;
create policy app_scope on intended_devices to fw_app using (fw_sees(customer_id)) with check (fw_sees(customer_id));
create policy engine_all on intended_devices to fw_engine using (true) with check (true);
-- An act is seen by whoever sees one of its devices; written together with them, so the check cannot ask for one yet.
alter table intended_acts enable row level security;
alter table intended_acts force row level security;
create policy app_reads on intended_acts for select to fw_app
  using (fw_sees_all() or exists (select 1 from intended_devices d where d.act_id = intended_acts.id));
create policy app_adds on intended_acts for insert to fw_app
  with check (exists (select 1 from incident_members m where m.incident_id = intended_acts.incident_id));
create policy app_undoes on intended_acts for update to fw_app
  using (fw_sees_all() or exists (select 1 from intended_devices d where d.act_id = intended_acts.id));
create policy engine_all on intended_acts to fw_engine using (true) with check (true);
revoke update, delete on intended_devices from fw_app;
revoke delete on intended_acts from fw_app;
revoke update on intended_acts from fw_app;
grant update (undone_at, undone_by, undone_name) on intended_acts to fw_app;
revoke insert, update, delete on intended_acts, intended_devices from fw_engine;
