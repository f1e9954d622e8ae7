-- The API's role keeps what its routes use. An injected statement, or a bug of ours, reaches no further.

-- Of the engine alone.
revoke all on live_frames, cohort_windows, cursors from fw_app;

-- Written by the engine; the API adds what people do.
revoke update on events from fw_app;
revoke insert, delete on incidents from fw_app;
revoke insert, update, delete on incident_members from fw_app;
revoke update, delete on incident_updates from fw_app;
revoke update, delete on notices, deliveries from fw_app;

-- Nobody is deleted through the API: removed, disabled or ended instead, with a line in the audit.
revoke delete on customers, sites, devices, device_identities, credential_sets, channels, people, installation from fw_app;

-- Sealed secrets go in and never come out, not even sealed.
revoke select on credential_sets, device_calls from fw_app;
grant select (id, customer_id, name, vendor, seal_version, state, failed_at, failed_devices, created_at, changed_at) on credential_sets to fw_app;
grant select (id, result, done_at) on device_calls to fw_app;
revoke update on device_calls from fw_app;

-- A person of one customer tells the screens of that customer, and the engine (no customer); nobody else's.
drop policy app_scope on events;
create policy app_scope on events to fw_app
  using (case when customer_id is null then fw_sees_all() else fw_sees(customer_id) end)
  with check (customer_id is null or fw_sees(customer_id));

-- Whoever replaces the public key reads every credential that is entered afterwards.
alter table installation enable row level security;
alter table installation force row level security;
create policy app_reads on installation for select to fw_app using (true);
create policy app_counts on installation for insert to fw_app with check (key = 'poll-ordinal');
create policy app_counts_on on installation for update to fw_app using (key = 'poll-ordinal') with check (key = 'poll-ordinal');
create policy engine_all on installation to fw_engine using (true) with check (true);
