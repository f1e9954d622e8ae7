-- What devices said that could not be read: redacted before it comes here, few, and for two weeks.
create table answer_samples (
  id uuid primary key default gen_random_uuid(),
  device_id uuid not null references devices on delete cascade,
  customer_id uuid not null,
  at timestamptz not null default now(),
  why text not null,
  source text not null,
  status integer not null,
  content_type text not null,
  body text not null check (length(body) <= 4096)
);
create index answer_samples_device on answer_samples (device_id, at desc);
create index answer_samples_at on answer_samples (at);
--> statement-breakpoint

alter table answer_samples enable row level security;
alter table answer_samples force row level security;
create policy app_scope on answer_samples to fw_app using (fw_sees(customer_id)) with check (fw_sees(customer_id));
create policy engine_all on answer_samples to fw_engine using (true) with check (true);
revoke insert, update, delete on answer_samples from fw_app;
revoke update on answer_samples from fw_engine;
