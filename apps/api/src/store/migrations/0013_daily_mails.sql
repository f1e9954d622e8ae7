-- When the two mails of a day go out is a setting an owner makes.
create policy app_daily_mails on installation for insert to fw_app with check (key = 'daily-mails');
create policy app_daily_mails_on on installation for update to fw_app using (key = 'daily-mails') with check (key = 'daily-mails');
