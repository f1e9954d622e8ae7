-- Messages that belong to no incident.
alter table notices drop constraint notices_kind_check;
alter table notices add constraint notices_kind_check
  check (kind in ('opened', 'updated', 'reminder', 'resolved', 'opened-and-resolved', 'test', 'digest', 'own-health', 'security', 'account'));
