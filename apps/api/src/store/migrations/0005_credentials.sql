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

-- ---------------------------------------------------------------- what a device should run
-- Service by service: a person's word for this device, over its group's, over what its first full read proposed.
-- own_services: entries of `baseline` that a person gave for this device. group_baseline: its group's, copied, so that
-- every reader has it, those too who do not see the group. expected: what holds.
alter table devices
  add column own_services text[] not null default '{}',
  add column group_baseline jsonb not null default '{}';
-- Row security is for the program's roles; the owner of the tables fills the new columns of every customer.
alter table devices no force row level security;
alter table groups no force row level security;
update devices set own_services = array(select jsonb_object_keys(baseline)) where baseline_confirmed_at is not null;
update devices d set group_baseline = g.baseline from groups g where g.id = d.group_id and g.baseline <> '{}';
alter table devices force row level security;
alter table groups force row level security;
alter table devices
  add column expected jsonb not null generated always as (baseline || (group_baseline - own_services)) stored;
create function fw_follow_group() returns trigger language plpgsql as $$
begin
  if new.group_id is null then
    new.group_baseline := '{}';
  elsif tg_op = 'INSERT' or new.group_id is distinct from old.group_id then
    new.group_baseline := coalesce((select baseline from groups where id = new.group_id for share), '{}');
  end if;
  return new;
end $$;
create trigger devices_follow_group before insert or update of group_id on devices
  for each row execute function fw_follow_group();

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
  undone_name text,
  -- Of the whole act: who sees fewer may not take it back.
  device_count integer not null,
  -- Said for a group: what the group said before; null = nothing, and it is without the service again after an undo.
  for_group boolean not null default false,
  group_id uuid references groups on delete set null,
  group_before text
);
create index intended_acts_incident on intended_acts (incident_id);
-- What stood before, device by device.
create table intended_devices (
  act_id uuid not null references intended_acts on delete cascade,
  device_id uuid not null references devices on delete cascade,
  customer_id uuid not null references customers,
  before jsonb not null,
  was_confirmed boolean not null,
  -- A person had said for this device what the service should do.
  was_own boolean not null,
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
