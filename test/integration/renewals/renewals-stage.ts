import { randomUUID } from 'node:crypto';
import { initialState } from '@firewatch/shared/domain/device-step';
import type { DeviceCore } from '@firewatch/shared/domain/device-state';
import type { FactsByService } from '@firewatch/shared/domain/fact';
import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { Service } from '@firewatch/shared/domain/service';
import { DigestDesk } from '@firewatch/api/renewals/digest.desk';
import { EntitlementSweep } from '@firewatch/api/renewals/entitlement.sweep';
import { SignatureMarks } from '@firewatch/api/renewals/signature.marks';
import { SONICWALL_PROFILE } from '@firewatch/api/vendors/sonicwall/profile';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** 08:00 of the morning after tomorrow, UTC: after the installation's first day, whenever the test runs. */
export const MORNING = (Math.floor(Date.now() / DAY) + 2) * DAY + 8 * HOUR;

export interface Told {
  readonly title: string;
  readonly severity: string;
  readonly lines: readonly string[];
  readonly deliveries: number;
}

interface Box {
  readonly id: string;
  readonly customerId: string;
}

/** Real PostgreSQL with devices as the recorder leaves them; the renewals work runs for real, its clock is the test's. */
export class RenewalsStage {
  readonly sweep: EntitlementSweep;
  readonly marks: SignatureMarks;
  private readonly customers = new Map<string, string>();

  readonly db: TestDatabase;

  private constructor(db: TestDatabase) {
    this.db = db;
    this.sweep = new EntitlementSweep(db.database, DEFAULT_POLICY);
    const profileOf = (vendor: string) => (vendor === 'sonicwall' ? SONICWALL_PROFILE : {});
    this.marks = new SignatureMarks(db.database, { policy: DEFAULT_POLICY, profileOf });
  }

  static async open(): Promise<RenewalsStage> {
    return new RenewalsStage(await startTestDatabase());
  }

  sql<R extends object = Record<string, unknown>>(text: string, params: unknown[] = []): Promise<R[]> {
    return this.db.database.engineQuery<R>(text, params);
  }

  async mailChannel(enabled = true): Promise<void> {
    const to = ['ops@msp.example'];
    await this.sql(`insert into channels (kind, name, settings, enabled) values ('email', 'Ops', $1, $2)`, [
      JSON.stringify({ host: '127.0.0.1', port: 1, security: 'none', user: '', from: 'f@msp.example', to }),
      enabled,
    ]);
  }

  async box(name: string, customer: string, core: Partial<DeviceCore>): Promise<Box> {
    const known = this.customers.get(customer);
    const [made] = known
      ? [{ id: known }]
      : await this.sql<{ id: string }>('insert into customers (name) values ($1) returning id', [customer]);
    const customerId = made?.id ?? '';
    this.customers.set(customer, customerId);
    const [set] = await this.sql<{ id: string }>(
      `insert into credential_sets (name, vendor, sealed) values ($1, 'sonicwall', '') returning id`,
      [`set of ${name}`],
    );
    const [row] = await this.sql<{ id: string }>(
      `insert into devices (customer_id, name, vendor, host, port, credential_set_id, cohort, serial)
       values ($1, $2, 'sonicwall', '10.0.0.1', 443, $3, 'sonicwall/lm', $4) returning id`,
      [customerId, name, set?.id, randomUUID().slice(0, 12)],
    );
    const id = row?.id ?? '';
    const state = initialState();
    await this.sql(
      `insert into device_state (device_id, customer_id, core, pulse, contact, shown_until)
       values ($1, $2, $3, $4, 'reachable', now() + interval '1 hour')`,
      [
        id,
        customerId,
        JSON.stringify({ ...state.core, model: 'TZ 370', firmware: '7.0.1', ...core }),
        JSON.stringify(state.pulse),
      ],
    );
    return { id, customerId };
  }

  /** What a full read would have changed, and the sweep after it. */
  async reads(box: Box, core: Partial<DeviceCore>): Promise<void> {
    await this.sql(
      `update device_state set core = core || $2::jsonb, core_changed_at = clock_timestamp() where device_id = $1`,
      [box.id, JSON.stringify(core)],
    );
    await this.sweep.look();
  }

  /** One worker's desk; the digest hour is 08:00 UTC. */
  desk(): DigestDesk {
    return new DigestDesk(this.db.database, { policy: DEFAULT_POLICY.expiry, zone: 'UTC', atMinutes: 480 });
  }

  /** Digests so far, oldest first. */
  async told(): Promise<Told[]> {
    const rows = await this.sql<{ content: NoticeContent; deliveries: number }>(
      `select content, (select count(*)::int from deliveries d where d.notice_id = n.id) as deliveries
       from notices n where kind = 'digest' order by created_at`,
    );
    return rows.map(({ content, deliveries }) => ({
      title: content.headline.title,
      severity: content.severity,
      lines: content.lines ?? [],
      deliveries,
    }));
  }

  close(): Promise<void> {
    return this.db.close();
  }
}

const evidence = { source: 'GET /reporting', raw: 'Licensed' };

/** Licences held, each with its end (epoch ms). */
export const licensed = (ends: Readonly<Partial<Record<Service, number>>>): Pick<DeviceCore, 'facts'> => ({
  facts: Object.fromEntries(
    Object.entries(ends).map(([service, expiresAt]) => [
      service,
      { licence: { value: 'active', ...evidence, expiresAt } },
    ]),
  ) as FactsByService,
});

/** One dated database. */
export const database = (
  service: Service,
  publishedAt: number,
  lastAttemptAt: number,
): Pick<DeviceCore, 'facts'> => ({
  facts: { [service]: { signatures: { value: 'fresh', ...evidence, publishedAt, lastAttemptAt } } },
});
