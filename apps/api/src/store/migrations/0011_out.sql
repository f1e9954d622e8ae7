-- Which notices a channel is for: a pager is not woken for a warning.
alter table channels add column tells text not null default 'everything' check (tells in ('everything', 'critical'));
-- A replaced signing key signs beside the new one until then, so that receivers can change over without losing a message.
alter table channels add column sealed_former bytea;
alter table channels add column former_until timestamptz;

-- Links in mails that acknowledge an incident: one for each incident and destination, the same in every mail of the thread.
create table ack_links (
  token_hash bytea primary key,
  incident_id uuid not null references incidents on delete cascade,
  -- Whose mailbox it was sent to: who says so, unless it is a person's own address.
  address text not null,
  created_at timestamptz not null default now()
);
revoke insert, update, delete on ack_links from fw_app;
revoke update on ack_links from fw_engine;
alter table ack_links enable row level security;
alter table ack_links force row level security;
create policy app_scope on ack_links to fw_app using (fw_sees_all());
create policy engine_all on ack_links to fw_engine using (true) with check (true);
-- Who acknowledged it, where that was no person with an account.
alter table incidents add column ack_name text;
