import { Injectable } from '@nestjs/common';
import type { Sample } from '../platform/health/metrics-hub.js';
import { Database } from '../store/database.js';
import { deliveryHealth, pollHealth } from '../store/fleet-health.repo.js';
import { fleetSummary } from '../store/fleet.repo.js';

const gauge = (name: string, help: string, value: number, labels?: Record<string, string>): Sample => ({
  name: `firewatch_${name}`,
  help,
  type: 'gauge',
  value,
  ...(labels ? { labels } : {}),
});

/** The fleet as the screens show it: a reading too old to be shown counts as unknown here too. */
@Injectable()
export class FleetMetrics {
  constructor(private readonly database: Database) {}

  async collect(): Promise<readonly Sample[]> {
    return this.database.inScope('all', async (tx) => {
      const { devices, openIncidents, ...summary } = await fleetSummary(tx);
      const { total, ...byVerdict } = devices;
      const { unacknowledged, ...byKind } = openIncidents;
      const deliveries = await deliveryHealth(tx);
      const polling = await pollHealth(tx);
      const oldest = summary.oldestReadingAt === null ? null : Date.parse(summary.oldestReadingAt) / 1_000;
      return [
        gauge('devices_total_watched', 'Firewalls watched', total),
        ...Object.entries(byVerdict).map(([verdict, count]) =>
          gauge('devices', 'Firewalls by worst shown verdict', count, { verdict: kebab(verdict) }),
        ),
        gauge('devices_suspected', 'Firewalls whose loss is being confirmed', summary.suspected),
        gauge(
          'customers_affected',
          'Customers with an exposed or blocking firewall',
          summary.customersAffected,
        ),
        ...Object.entries(byKind).map(([kind, count]) =>
          gauge('open_incidents', 'Open incidents by kind', count, { kind: kebab(kind) }),
        ),
        gauge('open_incidents_unacknowledged', 'Open incidents nobody acknowledged', unacknowledged),
        ...(oldest === null
          ? []
          : [gauge('oldest_reading_timestamp_seconds', 'Start of the oldest believed reading', oldest)]),
        gauge(
          'polling_behind_seconds',
          'How late reads start; 0 = on time',
          summary.pollingBehindSeconds ?? 0,
        ),
        gauge('polling_due', 'Reads due and not started', polling.due),
        gauge('polling_reads_last_minute', 'Firewalls read in the last minute', polling.reads_per_minute),
        gauge('deliveries_waiting', 'Messages not delivered yet', deliveries.waiting),
        gauge('deliveries_dead', 'Messages given up in the last 7 days', deliveries.dead),
        gauge(
          'deliveries_oldest_seconds',
          'Age of the oldest undelivered message',
          deliveries.oldest_seconds ?? 0,
        ),
      ];
    });
  }
}

const kebab = (word: string): string => word.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
