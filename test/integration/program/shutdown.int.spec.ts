import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { newDevice } from '@firewatch/shared/wire/device-edit';
import { deviceList } from '@firewatch/shared/wire/devices';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startProgram, type RunningProgram } from '@firewatch/api/main';
import type { Config } from '@firewatch/api/platform/config/config';
import { Log } from '@firewatch/api/platform/log/log';
import { startSimulator, type Simulator } from '@firewatch/simulator/simulator';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';
import { freePort } from '../../support/ports.js';
import { Rest } from '../../support/rest.js';

const DEVICES = 12;
/** The launcher gives the program 3 s before it ends the database under it. */
const WITHIN_MS = 3_000;
const OWNER = { email: 'owner@example.com', password: 'correct horse battery' };

let db: TestDatabase;
let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firewatch-shutdown-'));
  db = await startTestDatabase();
  simulator = await startSimulator({ devices: DEVICES, bind: '127.29.0.0/16' });
});
afterAll(async () => {
  await simulator.close();
  await db.close();
  rmSync(folder, { recursive: true });
});

function configOf(port: number): Config {
  return {
    role: 'all',
    http: {
      host: '127.0.0.1',
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      tls: null,
      trustProxy: false,
      webRoot: null,
    },
    database: { ownerUrl: db.ownerUrl, appUrl: db.appUrl, engineUrl: db.engineUrl, poolSize: 20 },
    queue: { kind: 'postgres' },
    keyFile: join(folder, 'seal.key'),
    egress: { loopback: ['127.29.0.0/16'] },
    digest: { atMinutes: 480 },
    syslog: null,
    log: { level: 'debug' },
    demo: null,
    owner: OWNER,
    parts: [],
    upkeep: { pingUrl: null, healthPort: null, disk: { folder: null, warnBytes: 2, lowBytes: 1 } },
    failpoints: [],
  };
}

const silent = Log.to('debug', new Writable({ write: (_chunk, _encoding, done) => done() }));

async function enrolled(program: RunningProgram): Promise<Rest> {
  const rest = new Rest(program.url ?? '');
  await rest.signIn(OWNER.email, OWNER.password);
  const { total } = await rest.get('/devices', deviceList);
  if (total > 0) return rest;
  const customer = (await rest.json('POST', '/customers', { name: 'Avalon' })) as { id: string };
  for (const card of await simulator.devices()) {
    const body: z.input<typeof newDevice> = {
      customerId: customer.id,
      name: card.name,
      vendor: 'sonicwall',
      host: card.address,
      port: card.port,
      fingerprint: card.fingerprint256,
      serial: card.serial,
      access: { credential: { user: card.user, password: card.password } },
      intervalSeconds: 15,
    };
    await rest.json('POST', '/devices', body);
  }
  return rest;
}

const inFlight = async (): Promise<number> => {
  const [row] = await db.database.engineQuery<{ n: number }>(
    `select count(*) as n from poll_slots where leased_by like 'reading/%'`,
  );
  return row?.n ?? 0;
};

describe('the end of the program', () => {
  it.each([
    ['before they are signed in', {}],
    ['after two more requests', { afterRequests: 2 }],
  ])(
    `comes within 3,000 ms while ${DEVICES} reads stall %s, and gives their claims back`,
    async (_title, more) => {
      const program = await startProgram(configOf(await freePort()), silent);
      const rest = await enrolled(program);
      simulator.verbs.clearFaults({ ids: 'all' });
      simulator.verbs.setFault({ ids: 'all' }, { kind: 'stall', at: 'answer', ...more });
      await db.database.engineQuery(`update poll_slots set due_at = now() where leased_by is null`);
      await vi.waitFor(async () => expect(await inFlight()).toBe(DEVICES), {
        timeout: 15_000,
        interval: 50,
      });
      // A person waits for the answer of a box, over a connection that stays open.
      const [card] = await simulator.devices();
      const asked = rest
        .json('POST', '/devices/try', {
          vendor: 'sonicwall',
          host: card?.address,
          port: card?.port,
          fingerprint: card?.fingerprint256,
          access: { credential: { user: card?.user ?? '', password: randomUUID() } },
        })
        .then(String, String);
      const startedAt = performance.now();
      await program.close();
      expect(performance.now() - startedAt).toBeLessThan(WITHIN_MS);
      await asked;
      const held = await db.database.engineQuery('select 1 from poll_slots where leased_by is not null');
      expect(held).toEqual([]);
    },
  );
});
