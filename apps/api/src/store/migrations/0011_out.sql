-- Which notices a channel is for: a pager is not woken for a warning.
alter table channels add column tells text not null default 'everything' check (tells in ('everything', 'critical'));
-- A replaced signing key signs beside the new one until then, so that receivers can change over without losing a message.
alter table channels add column sealed_former bytea;
alter table channels add column former_until timestamptz;
