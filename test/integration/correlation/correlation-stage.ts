import { randomUUID } from 'node:crypto';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { DeviceEvent } from '@firewatch/shared/domain/events';
import type { Service } from '@firewatch/shared/domain/service';
import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import { CorrelationPass, type PassResult } from '@firewatch/api/correlation/correlation.pass';
import { appendEvents } from '@firewatch/api/store/events.repo';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

export interface StageDevice {
  readonly id: string;
  readonly name: string;
  readonly customerId: string;
}

export interface ToldRow {
  readonly kind: string;
  readonly incidentKind: string;
  readonly content: NoticeContent;
  readonly deliveries: number;
}

const LOSS: readonly Service[] = ['gateway-av', 'anti-spyware', 'ips'];
const PAID_UNTIL = Date.UTC(2029, 0, 19);
const SHIFTED: readonly (readonly [string, readonly string[]])[] = [
  ['notices', ['created_at']],
  ['incidents', ['opened_at', 'next_look_at', 'notice_not_before', 'since', 'acked_at']],
  [
    'cohort_windows',
    ['opened_at', 'closes_at', 'last_probe_at', 'last_sweep_at', 'sweep_ends_at', 'next_look_at'],
  ],
  ['incident_members', ['since', 'not_before', 'joined_at']],
  ['withheld_notices', ['at']],
];

/** Real PostgreSQL with a fleet in it; the poller's rows are written by hand, correlation runs for real. */
export class CorrelationStage {
  readonly devices: StageDevice[] = [];
  readonly db: TestDatabase;

  private constructor(db: TestDatabase) {
    this.db = db;
  }

  static async start(fleet: {
    devices: number;
    customers: number;
    vendor?: string;
  }): Promise<CorrelationStage> {
    const stage = new CorrelationStage(await startTestDatabase());
    await stage.enrol(fleet);
    await stage.sql(`insert into channels (kind, name, settings) values ('email', 'On call', $1)`, [
      {
        host: '127.0.0.1',
        port: 1,
        security: 'none',
        user: '',
        from: 'firewatch@msp.example',
        to: ['oncall@msp.example'],
      },
    ]);
    return stage;
  }

  async enrol(fleet: { devices: number; customers: number; vendor?: string }): Promise<StageDevice[]> {
    const vendor = fleet.vendor ?? 'sonicwall';
    const made: StageDevice[] = [];
    const [set] = await this.sql<{ id: string }>(
      `insert into credential_sets (name, vendor, sealed) values ($1, $2, '') returning id`,
      [`read-only ${vendor}`, vendor],
    );
    const customers: string[] = [];
    for (let i = 0; i < fleet.customers; i += 1) {
      const [row] = await this.sql<{ id: string }>('insert into customers (name) values ($1) returning id', [
        `${vendor} customer ${i + 1}`,
      ]);
      if (row) customers.push(row.id);
    }
    for (let i = 0; i < fleet.devices; i += 1) {
      const device = {
        id: randomUUID(),
        name: `${vendor.slice(0, 3)}-${i + 1}`,
        customerId: customers[i % customers.length] ?? '',
      };
      await this.insertDevice(device, vendor, set?.id ?? '');
      made.push(device);
    }
    this.devices.push(...made);
    return made;
  }

  private async insertDevice(device: StageDevice, vendor: string, setId: string): Promise<void> {
    await this.sql(
      `insert into devices (id, customer_id, name, vendor, host, port, credential_set_id, cohort) values ($1, $2, $3, $4, '10.0.0.1', 443, $5, $6)`,
      [device.id, device.customerId, device.name, vendor, setId, `${vendor}/licence-manager`],
    );
    const core = {
      model: 'TZ 370',
      firmware: '7.0.1',
      contact: { state: 'reachable' },
      facts: {},
      services: Object.fromEntries(LOSS.map((service) => [service, { believedEndAt: PAID_UNTIL }])),
    };
    await this.sql(
      `insert into device_state (device_id, customer_id, core, pulse, contact, worst, read_at) values ($1, $2, $3, '{}', 'reachable', 'protecting', now() - interval '20 s')`,
      [device.id, device.customerId, core],
    );
    await this.sql(
      `insert into poll_slots (device_id, customer_id, interval_ms, due_at) values ($1, $2, 60000, now() + interval '60 s')`,
      [device.id, device.customerId],
    );
  }

  async sql<R extends object>(text: string, params: readonly unknown[] = []): Promise<R[]> {
    return this.db.database.engineQuery<R>(text, params);
  }

  async emit(device: StageDevice, events: readonly DeviceEvent[]): Promise<void> {
    await this.db.database.asEngine((tx) =>
      appendEvents(
        tx,
        events.map((event) => ({
          type: event.type,
          customerId: device.customerId,
          deviceId: device.id,
          payload: event,
        })),
      ),
    );
  }

  async suspect(device: StageDevice, services = LOSS): Promise<void> {
    const at = await this.now();
    await this.sql(
      'update device_state set is_suspected = true, read_at = clock_timestamp() where device_id = $1',
      [device.id],
    );
    await this.emit(
      device,
      services.map((service) => ({
        type: 'service.suspected',
        at,
        service,
        to: { verdict: 'exposed', reason: 'licence-lost' },
        turn: 'licence',
        since: at,
        notBefore: at - 60_000,
        deadlineAt: at + 10_000,
      })),
    );
  }

  async lose(device: StageDevice, services = LOSS): Promise<void> {
    const at = await this.now();
    await this.sql(
      'update device_state set is_suspected = false, read_at = clock_timestamp() where device_id = $1',
      [device.id],
    );
    await this.emit(
      device,
      services.map((service) => ({
        type: 'service.changed',
        at,
        service,
        from: { verdict: 'protecting', reason: 'ok' },
        to: { verdict: 'exposed', reason: 'licence-lost' },
        turn: 'licence',
        since: at - 2_000,
        notBefore: at - 60_000,
        confirmedBy: 'repeat',
        raw: 'Not Licensed',
      })),
    );
  }

  async recover(device: StageDevice, services = LOSS): Promise<void> {
    const at = await this.now();
    await this.sql(
      'update device_state set is_suspected = false, read_at = clock_timestamp() where device_id = $1',
      [device.id],
    );
    await this.emit(
      device,
      services.map((service) => ({
        type: 'service.changed',
        at,
        service,
        from: { verdict: 'exposed', reason: 'licence-lost' },
        to: { verdict: 'protecting', reason: 'ok' },
        turn: null,
        since: at - 60_000,
        notBefore: at - 65_000,
        confirmedBy: 'recovery',
        raw: 'Licensed',
      })),
    );
  }

  /** Everything that was made due has been read, well. */
  async readAll(): Promise<void> {
    await this.sql('update device_state set read_at = clock_timestamp()');
    await this.sql(`update poll_slots set due_at = now() + interval '60 s', due_why = 'due'`);
  }

  async madeDue(why: string): Promise<number> {
    const [row] = await this.sql<{ n: number }>('select count(*) as n from poll_slots where due_why = $1', [
      why,
    ]);
    return row?.n ?? 0;
  }

  /** As if this much time had passed. */
  async age(ms: number): Promise<void> {
    for (const [table, columns] of SHIFTED) {
      const sets = columns.map((column) => `${column} = ${column} - $1::int * interval '1 ms'`).join(', ');
      await this.sql(`update ${table} set ${sets}`, [ms]);
    }
  }

  async pass(): Promise<PassResult> {
    const settings = {
      policy: DEFAULT_POLICY,
      vendorName: (id: string) => (id === 'sonicwall' ? 'SonicWall' : id),
      zone: 'UTC',
    };
    let result = await this.db.database.asEngine((tx) => CorrelationPass.run(tx, settings));
    while (result.hasMore)
      result = await this.db.database.asEngine((tx) => CorrelationPass.run(tx, settings));
    return result;
  }

  told(): Promise<ToldRow[]> {
    return this.sql<ToldRow>(
      `select n.kind, i.kind as "incidentKind", n.content, (select count(*) from deliveries d where d.notice_id = n.id) as deliveries
       from notices n join incidents i on i.id = n.incident_id order by n.created_at, n.seq`,
    );
  }

  incidents(): Promise<
    { id: string; kind: string; state: string; severity: string; absorbed: boolean; members: number }[]
  > {
    return this.sql(
      `select i.id, i.kind, i.state, i.severity, i.absorbed_by is not null as absorbed,
         (select count(*) from incident_members m where m.incident_id = i.id and m.left_at is null) as members
       from incidents i order by i.number`,
    );
  }

  async now(): Promise<number> {
    const [row] = await this.sql<{ now: number }>('select clock_timestamp() as now');
    return row?.now ?? 0;
  }

  close(): Promise<void> {
    return this.db.close();
  }
}

export const namesIn = (content: NoticeContent): string[] =>
  content.customers.flatMap((customer) => customer.devices.map((device) => device.name));
