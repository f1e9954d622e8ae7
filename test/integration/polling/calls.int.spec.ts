import { randomUUID } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryAnswer as tryAnswerSchema } from '@firewatch/shared/wire/enrolment';
import { Clock } from '@firewatch/api/platform/clock/clock';
import { CONFIG } from '@firewatch/api/platform/config/config';
import { DiskWatch } from '@firewatch/api/platform/health/disk-watch';
import {
  DEVICE_TRANSPORT,
  TransportFailure,
  type DeviceTransport,
} from '@firewatch/api/platform/http/device-transport';
import { MetricsHub } from '@firewatch/api/platform/health/metrics-hub';
import { Log } from '@firewatch/api/platform/log/log';
import { Ending } from '@firewatch/api/platform/loop/ending';
import { PollingModule } from '@firewatch/api/polling/polling.module';
import { QueuePort } from '@firewatch/api/queues/queue-table';
import { Database } from '@firewatch/api/store/database';
import { Nudges } from '@firewatch/api/store/nudges';
import { Vault } from '@firewatch/api/store/vault';
import { VENDOR_ADAPTERS } from '@firewatch/api/vendors/contract';
import { FINGERPRINT, HandQueue, PollingStage, reading, until } from './polling-stage.js';

const CERTIFICATE = {
  fingerprint: FINGERPRINT,
  subject: 'CN=box',
  issuer: 'CN=box',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
  selfSigned: true,
  keyFingerprint: FINGERPRINT,
  chainTrusted: false,
  protocol: 'TLSv1.3',
};
const transport: DeviceTransport = {
  open: () => Promise.reject(new TransportFailure('refused', 'not opened here')),
  look: ({ host }) =>
    host === 'there.example'
      ? Promise.resolve(CERTIFICATE)
      : Promise.reject(new TransportFailure('refused', 'Connection refused.')),
};

let stage: PollingStage;
let closeApp: () => Promise<void>;

/** The module as the program composes it, on a real database. */
beforeEach(async () => {
  stage = await PollingStage.open();
  const nudges = new Nudges(stage.db.engineUrl);
  await nudges.start();
  const providers = [
    { provide: CONFIG, useValue: { failpoints: [] } },
    { provide: Log, useValue: stage.log },
    { provide: Clock, useValue: stage.clock },
    { provide: MetricsHub, useValue: new MetricsHub() },
    { provide: Ending, useValue: new Ending() },
    { provide: Database, useValue: stage.db.database },
    { provide: Nudges, useValue: nudges },
    { provide: QueuePort, useValue: new HandQueue() },
    { provide: Vault, useValue: stage.vault },
    { provide: DEVICE_TRANSPORT, useValue: transport },
    { provide: VENDOR_ADAPTERS, useValue: [stage.vendor] },
    { provide: DiskWatch, useValue: new DiskWatch({ folder: null, warnBytes: 0, lowBytes: 0 }) },
  ];
  @Global()
  @Module({ providers, exports: providers.map((one) => one.provide) })
  class Runtime {}
  const built = await Test.createTestingModule({ imports: [Runtime, PollingModule] }).compile();
  const app = built.createNestApplication();
  await app.init();
  closeApp = async () => {
    await app.close();
    await nudges.close();
  };
});
afterEach(async () => {
  await closeApp();
  await stage.close();
});

async function call(
  kind: 'look' | 'try',
  more: { host?: string; sealed?: Buffer | null; credentialSetId?: string; id?: string },
) {
  const id = more.id ?? randomUUID();
  await stage.sql(
    `insert into device_calls (id, kind, host, port, tls, vendor, fingerprint, sealed, credential_set_id)
     values ($1, $2, $3, 443, 'modern', 'scripted', $4, $5, $6)`,
    [id, kind, more.host ?? 'there.example', FINGERPRINT, more.sealed ?? null, more.credentialSetId ?? null],
  );
  await stage.sql(`select pg_notify('fw_calls', '')`);
  const [row] = await until(
    () =>
      stage.sql<{ result: unknown; sealed: Buffer | null }>(
        'select result, sealed from device_calls where id = $1 and done_at is not null',
        [id],
      ),
    (rows) => rows.length === 1,
    3_000,
  );
  return { id, ...row };
}

describe('a look', () => {
  it('answers with the certificate that stands there', async () => {
    expect((await call('look', {})).result).toEqual({ ok: true, certificate: CERTIFICATE });
  });

  it('answers with the named reason when nobody is there', async () => {
    expect((await call('look', { host: 'gone.example' })).result).toEqual({
      ok: false,
      why: 'refused',
      detail: 'Connection refused.',
    });
  });
});

describe('a try', () => {
  it('reads once with the typed credential, answers in the shape of the API, and forgets the credential', async () => {
    const id = randomUUID();
    const sealed = stage.vault.seal(
      { user: 'typed' },
      { purpose: 'device-call', recordId: id, field: 'sealed', version: 1 },
    );
    const { result, sealed: left } = await call('try', { id, sealed });
    expect(left).toBeNull();
    expect(stage.vendor.reads.map(({ scope, user }) => ({ scope, user }))).toEqual([
      { scope: 'full', user: 'typed' },
    ]);
    const answer = tryAnswerSchema.parse({ ...(result as object), sameSerialAs: null });
    expect(answer).toMatchObject({
      ok: true,
      model: 'Box 1',
      proposedBaseline: { ips: 'on' },
      services: [
        { service: 'ips', shown: { verdict: 'protecting', reason: 'ok' }, licence: { value: 'active' } },
      ],
    });
  });

  it('uses a stored credential set', async () => {
    await call('try', { credentialSetId: stage.credentialSet });
    expect(stage.vendor.reads.map(({ user }) => user)).toEqual(['watch']);
  });

  it('answers with the reason why the device could not be read', async () => {
    const id = randomUUID();
    stage.vendor.scripts.set(id, (target, scope) =>
      reading(target.deviceId, 'auth-failed', { startedAt: stage.clock.now(), scope }),
    );
    const sealed = stage.vault.seal(
      { user: 'x' },
      { purpose: 'device-call', recordId: id, field: 'sealed', version: 1 },
    );
    expect((await call('try', { id, sealed })).result).toEqual({
      ok: false,
      why: 'auth-failed',
      detail: 'scripted auth-failed',
    });
  });

  it('refuses a credential that was sealed for another row, without calling the device', async () => {
    const sealed = stage.vault.seal(
      { user: 'x' },
      { purpose: 'device-call', recordId: randomUUID(), field: 'sealed', version: 1 },
    );
    expect((await call('try', { sealed })).result).toMatchObject({
      ok: false,
      why: 'credential-unavailable',
    });
    expect(stage.vendor.reads).toEqual([]);
  });
});

describe('the composed module', () => {
  it('reads an enrolled device and wakes it into blindness when the readings stop', async () => {
    const [id = ''] = await stage.add(1);
    await until(
      () => stage.sql<{ worst: string }>('select worst from device_state where device_id = $1', [id]),
      ([row]) => row?.worst === 'protecting',
      3_000,
    );
    const believedAt = stage.clock.now() - 134_500;
    await stage.sql(`update poll_slots set due_at = now() + interval '1 hour'`);
    await stage.sql(
      `update device_state set pulse = jsonb_set(pulse, '{believedAt}', to_jsonb($1::bigint)), wake_at = to_timestamp($1::float8 / 1000) + interval '135 s',
         shown_until = to_timestamp($1::float8 / 1000) + interval '135 s'`,
      [believedAt],
    );
    const [event] = await until(
      () => stage.sql<{ at: number }>(`select at from events where type = 'device.went-blind'`),
      (rows) => rows.length === 1,
      3_000,
    );
    expect((event?.at ?? 0) - (believedAt + 135_000)).toBeLessThanOrEqual(1_000);
  });
});
