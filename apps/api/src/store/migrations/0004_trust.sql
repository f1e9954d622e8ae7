-- By what a device's certificate is accepted, and whether this product can read the device at all.
alter table devices
  add column trust text not null default 'pin' check (trust in ('pin', 'pin-key', 'ca')),
  add column readability text not null default 'api' check (readability in ('api', 'checklist'));
-- A device on a checklist is never signed in to.
alter table devices drop constraint devices_credential;
alter table devices add constraint devices_credential
  check (removed_at is not null or readability = 'checklist' or credential_set_id is not null);

-- SHA-256 of the accepted certificate's public key: learnt from the certificate itself, null until it was met.
alter table device_identities add column key_fingerprint text;
