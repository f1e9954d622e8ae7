import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { OffsetClock } from '@firewatch/api/platform/clock/clock';
import type { Config } from '@firewatch/api/platform/config/config';
import { MetricsHub } from '@firewatch/api/platform/health/metrics-hub';
import { Log } from '@firewatch/api/platform/log/log';
import { PushDesk } from '@firewatch/api/push/push.desk';
import { PushMetrics } from '@firewatch/api/push/push-metrics';
import { SyslogIntake } from '@firewatch/api/push/syslog.intake';
import { VENDORS } from '@firewatch/api/vendors/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort, until } from '../../support/ports.js';
import { CorrelationStage, type StageDevice } from '../correlation/correlation-stage.js';

let stage: CorrelationStage;
let intake: SyslogIntake;
let hub: MetricsHub;
let port: number;
const sockets: Socket[] = [];

const serialOf = (index: number): string => `C0EAE4${index.toString(16).toUpperCase().padStart(6, '0')}`;
const line = (serial: string, rest: string): string => `<134>  id=firewall sn=${serial} pri=4 ${rest}`;
const expired = (serial: string): string => line(serial, 'm=810 msg="Gateway Anti-Virus Service expired"');
const deviceAt = (index: number): StageDevice => {
  const device = stage.devices[index];
  if (!device) throw new Error(`no device ${index}`);
  return device;
};

function sendUdp(lines: readonly (string | Buffer)[]): Promise<void> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    let left = lines.length;
    for (const one of lines) {
      socket.send(one, port, '127.0.0.1', (error) => {
        left -= 1;
        if (error) reject(error);
        else if (left === 0) socket.close(() => resolve());
      });
    }
  });
}

function open(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
    sockets.push(socket);
  });
}

async function sendTcp(text: string | Buffer): Promise<void> {
  const socket = await open();
  await new Promise<void>((resolve) => socket.end(text, () => resolve()));
}

async function metric(name: string): Promise<number> {
  const found = (await hub.text()).split('\n').find((row) => row.startsWith(`${name} `));
  return Number(found?.slice(name.length + 1) ?? Number.NaN);
}
const lines = (outcome: string): Promise<number> =>
  metric(`firewatch_push_lines_total{outcome="${outcome}"}`);
const slots = () =>
  stage.sql<{ name: string; scope: string; soon: boolean }>(
    `select d.name, p.due_scope as scope, p.due_at <= now() as soon from poll_slots p join devices d on d.id = p.device_id
     where p.due_why = 'push' order by d.name`,
  );

beforeEach(async () => {
  stage = await CorrelationStage.start({ devices: 40, customers: 2 });
  for (const [index, device] of stage.devices.entries()) {
    await stage.sql('update devices set serial = $2 where id = $1', [device.id, serialOf(index)]);
  }
  port = await freePort();
  hub = new MetricsHub();
  const clock = new OffsetClock();
  const desk = new PushDesk(stage.db.database, clock, new PushMetrics(), VENDORS);
  const log = Log.to('error', new Writable({ write: (_chunk, _encoding, done) => done() }));
  const config = { syslog: { host: '127.0.0.1', port } } as Config;
  intake = new SyslogIntake(config, desk, stage.db.database, hub, log);
  intake.onApplicationBootstrap();
  const listens = async () =>
    (await stage.sql('select 1 from push_intake where listens is not null')).length === 1;
  await until('it listens', listens);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await intake.onModuleDestroy();
  await stage.close();
});

describe('a pushed line', () => {
  it('by UDP makes its device due now, keeps what was said, and changes nothing else', async () => {
    const before = await stage.sql('select core, worst, contact from device_state order by device_id');
    await sendUdp([expired(serialOf(0))]);
    await until('the device is due', async () => (await slots()).length === 1);
    expect(await slots()).toEqual([{ name: deviceAt(0).name, scope: 'pulse', soon: true }]);
    const [last] = await stage.sql('select event_id as event, text, lines from push_last');
    expect(last).toEqual({ event: '810', text: 'Gateway Anti-Virus service expired', lines: 1 });
    expect(await stage.sql('select core, worst, contact from device_state order by device_id')).toEqual(
      before,
    );
    expect(await stage.sql('select 1 from incidents')).toEqual([]);
    expect(await stage.sql(`select type from events group by type`)).toEqual([{ type: 'push.changed' }]);
  });

  it('by TCP, LF or counted, with a 5424 header; a changed configuration asks for a full read', async () => {
    const changed = `<134>1 2026-11-22T03:15:00Z fw sonicos - - - id=firewall sn=${serialOf(1)} m=1382 msg="Configuration succeeded" note="Intrusion Prevention off"`;
    await sendTcp(`${changed.length} ${changed}${expired(serialOf(2))}\n`);
    await until('both are due', async () => (await slots()).length === 2);
    expect((await slots()).map((slot) => slot.scope).sort()).toEqual(['full', 'pulse']);
  });

  it('the partner of a pair speaks for its device', async () => {
    const { id, customerId } = deviceAt(3);
    await stage.sql(
      `insert into device_identities (device_id, customer_id, serial, fingerprint, reason) values ($1, $2, '00:17:c5:aa:bb:cc', 'F', 'pair')`,
      [id, customerId],
    );
    await sendUdp([expired('0017C5AABBCC')]);
    await until('the device is due', async () => (await slots()).length === 1);
    expect((await slots())[0]?.name).toBe(deviceAt(3).name);
  });

  it('a second one within 60 s is granted the end of that minute, also after a restart', async () => {
    await sendUdp([expired(serialOf(0))]);
    await until('the device is due', async () => (await slots()).length === 1);
    await stage.sql(`update poll_slots set due_at = now() + interval '1 hour', due_why = 'due'`);
    await sendUdp([expired(serialOf(0))]);
    await until('it is granted', async () => (await slots()).length === 1);
    expect((await slots())[0]?.soon).toBe(false);
    const [row] = await stage.sql<{ s: number }>(
      'select extract(epoch from read_at - now())::float8 as s from push_last',
    );
    expect(row?.s).toBeGreaterThan(50);
    expect(await metric('firewatch_push_reads_total')).toBe(2);
  });
});

describe('unknown serial numbers', () => {
  it('are listed with source, times and count, and leave the list when a firewall has them', async () => {
    await sendUdp([expired('AAAAAAAAAAAA'), expired('AAAAAAAAAAAA')]);
    await until('it is counted', async () => (await lines('unknown-serial')) === 2);
    const rows = () => stage.sql('select serial, source, lines, message from push_unknown');
    expect(await rows()).toEqual([
      {
        serial: 'AAAAAAAAAAAA',
        source: '127.0.0.1',
        lines: 2,
        message: 'Gateway Anti-Virus Service expired',
      },
    ]);
    expect(await slots()).toEqual([]);
    await stage.sql('update devices set serial = $2 where id = $1', [deviceAt(0).id, 'AAAAAAAAAAAA']);
    await sendUdp([expired('AAAAAAAAAAAA')]);
    await until('the device is due', async () => (await slots()).length === 1);
    expect(await rows()).toEqual([]);
  });

  it('are at most 500, whoever invents them; those that came first stay', async () => {
    await sendTcp(
      Array.from({ length: 700 }, (_, i) => `${expired(`BB${serialOf(i).slice(2)}`)}\n`).join(''),
    );
    const unlisted = () => metric('firewatch_push_serials_unlisted_total');
    await until('all are dealt with', async () => (await unlisted()) === 200);
    expect(await lines('unknown-serial')).toBe(700);
    expect(await stage.sql('select 1 from push_unknown')).toHaveLength(500);
  });
});

describe('floods and nonsense', () => {
  it('50,000 spoofed lines cause at most 20 reads a second, one per device, and nothing else', async () => {
    const startedAt = performance.now();
    const burst = Array.from({ length: 1_000 }, (_, i) => `${expired(serialOf(i % 40))}\n`).join('');
    const socket = await open();
    for (let i = 0; i < 50; i += 1) {
      await new Promise<void>((resolve) => socket.write(burst, () => resolve()));
    }
    const taken = async () => (await lines('device')) + (await lines('flood'));
    await until('every line is counted', async () => (await taken()) === 50_000, 30_000);
    const everyRead = async () => (await metric('firewatch_push_reads_total')) >= 40;
    await until('every device had its read', everyRead, 30_000);
    const tookS = (performance.now() - startedAt) / 1_000;
    expect(await lines('flood')).toBeGreaterThan(0);
    const reads = await metric('firewatch_push_reads_total');
    expect(reads).toBeGreaterThanOrEqual(40);
    // One now and, for what came later, one at the end of the minute.
    expect(reads).toBeLessThanOrEqual(Math.min(80, 20 * (tookS + 1)));
    expect(await stage.sql('select 1 from push_last')).toHaveLength(40);
  });

  it('garbage bytes, oversize lines and half lines are counted and harm nobody after them', async () => {
    const garbage = Buffer.from(Array.from({ length: 4_096 }, (_, i) => ((i * 7_919) % 251) | 0x80));
    await sendUdp([garbage, Buffer.alloc(60_000, 0x41), Buffer.from([0]), '<134>', expired(serialOf(0))]);
    await sendTcp(
      Buffer.concat([garbage, Buffer.from(`\n${'x'.repeat(20_000)}\n${expired(serialOf(1))}\n`)]),
    );
    await until('both devices are due', async () => (await slots()).length === 2);
    expect(await lines('oversize')).toBe(2);
    expect(await lines('unreadable')).toBe(4);
  });

  it('one source gets 8 connections and not one more', async () => {
    const closed: Promise<void>[] = [];
    for (let i = 0; i < 10; i += 1) {
      const socket = await open();
      closed.push(new Promise((resolve) => socket.once('close', () => resolve())));
    }
    await until(
      'two were refused',
      async () => (await metric('firewatch_push_connections_refused_total')) === 2,
    );
    expect(await metric('firewatch_push_connections')).toBe(8);
    await Promise.race(closed);
  });
});

it('a taken port is a line on the health page, not the end of the program', async () => {
  const log = Log.to('error', new Writable({ write: (_chunk, _encoding, done) => done() }));
  const config = { syslog: { host: '127.0.0.1', port } } as Config;
  const desk = new PushDesk(stage.db.database, new OffsetClock(), new PushMetrics(), VENDORS);
  const second = new SyslogIntake(config, desk, stage.db.database, new MetricsHub(), log);
  second.onApplicationBootstrap();
  const faults = () => stage.sql<{ fault: string }>('select fault from push_intake where fault is not null');
  await until('it says why', async () => (await faults()).length === 1);
  expect((await faults())[0]?.fault).toContain('EADDRINUSE');
  await second.onModuleDestroy();
  expect(await stage.sql('select 1 from push_intake')).toHaveLength(1);
});
