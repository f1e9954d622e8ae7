import type { DailyFigures } from '@firewatch/shared/domain/own-health-notice';
import type { Tx } from './database.js';

/** What the daily message about ourselves says, without the disk. */
export async function dailyFigures(tx: Tx): Promise<Omit<DailyFigures, 'freeBytes'>> {
  const [row] = await tx.query<Omit<DailyFigures, 'freeBytes'>>(
    `select (select count(*) from devices where removed_at is null) as devices,
       (select count(*) from incidents where state = 'open' and absorbed_by is null) as "openIncidents",
       (select count(*) from deliveries where delivered_at > now() - interval '1 day') as delivered,
       (select count(*) from deliveries where state = 'dead' and created_at > now() - interval '1 day') as dead`,
  );
  return row ?? { devices: 0, openIncidents: 0, delivered: 0, dead: 0 };
}
