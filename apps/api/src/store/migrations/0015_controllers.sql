-- The management server a firewall hangs on (a GMS, SGMS or NSM group): a resync works on few of one at the same time.
alter table devices add column controller text check (length(controller) between 1 and 80);
alter table waiting_devices add column controller text check (length(controller) between 1 and 80);
