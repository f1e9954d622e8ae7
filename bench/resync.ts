import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { OffsetClock } from '@firewatch/api/platform/clock/clock';
import type { DeviceTransport } from '@firewatch/api/platform/http/device-transport';
import { Log } from '@firewatch/api/platform/log/log';
import { BullMqQueues } from '@firewatch/api/queues/bullmq-queues';
import { ResyncCaller } from '@firewatch/api/resync/resync.caller';
import { ResyncPlanner } from '@firewatch/api/resync/resync.planner';
import { ResyncRunner } from '@firewatch/api/resync/resync.runner';
import { RunGuards } from '@firewatch/api/resync/run-guards';
import { RunStep } from '@firewatch/api/resync/run-step';
import { StepPerformer } from '@firewatch/api/resync/step.performer';
import { Database, makePool } from '@firewatch/api/store/database';
import { migrate } from '@firewatch/api/store/migrate';
import { Nudges } from '@firewatch/api/store/nudges';
import { ensureRoles } from '@firewatch/api/store/roles';
import { Vault } from '@firewatch/api/store/vault';
import { findEngine } from '@firewatch/launcher/engine-files';
import { engineUser } from '@firewatch/launcher/engine-user';
import { newPassword, PostgresServer } from '@firewatch/launcher/postgres';
import { startTestRedis } from '../test/support/redis.ts';
import { seconds, type Figure, type Suite } from './measure.ts';
import { PART_KINDS, partsCpu } from './product-parts.ts';
import { CALL_MS, CAP, readAnswered, storeRun, TimedVendor } from './resync-fleet.ts';

const NO_TRANSPORT: DeviceTransport = {
  open: () => Promise.reject(new Error('the bench opens no connection')),
  look: () => Promise.reject(new Error('the bench shows no certificate')),
};

/** PostgreSQL and Redis as the launcher starts them, with nobody else in them. */
async function engines() {
  const folder = mkdtempSync(join(tmpdir(), 'firewatch-bench-'));
  chmodSync(folder, 0o755);
  const password = newPassword();
  const server = new PostgresServer({
    engine: findEngine(),
    user: engineUser(),
    dataFolder: folder,
    password,
  });
  await server.start();
  const { urls } = await ensureRoles(server.url('firewatch'), password);
  await migrate(urls.ownerUrl);
  const redis = await startTestRedis();
  const close = async (): Promise<void> => {
    await redis.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { urls, redisUrl: redis.url, close };
}

interface Measured {
  readonly wallMs: number;
  readonly calls: number;
  readonly most: number;
  readonly restored: number;
  /** CPU seconds of the runner's process, PostgreSQL and Redis. */
  readonly cpu: string;
}

/** Its processes, one wave, nothing else: from the moment the run may begin until it is finished. */
async function measure(devices: number): Promise<Measured> {
  const { urls, redisUrl, close } = await engines();
  const database = new Database(makePool(urls.appUrl, 10), makePool(urls.engineUrl, 20));
  const nudges = new Nudges(urls.engineUrl);
  const log = Log.to('error', new Writable({ write: (_chunk, _encoding, done) => done() }));
  const vendor = new TimedVendor();
  const vendors = [vendor.adapter];
  const keys = generateKeyPairSync('x25519');
  const vault = new Vault(keys);
  const queues = await BullMqQueues.open(
    { queue: { kind: 'redis', url: redisUrl }, database: { ...urls, poolSize: 20 } },
    log,
  );
  const performer = new StepPerformer(vault, NO_TRANSPORT, vendors, new OffsetClock(), log);
  const caller = new ResyncCaller({ failpoints: [] }, database, queues, performer, log);
  const guards = new RunGuards(new ResyncPlanner(vendors), vendors);
  const runner = new ResyncRunner(
    { failpoints: [] },
    nudges,
    queues,
    new RunStep(database, guards, log),
    log,
  );
  try {
    const id = await storeRun(database, vault, { devices, vendor });
    await nudges.start();
    caller.onApplicationBootstrap();
    runner.onApplicationBootstrap();
    const stopReading = readAnswered(database, vendor);
    const cpuBefore = partsCpu(process.pid);
    const startedAt = performance.now();
    await database.engineQuery(
      `with go as (update resync_runs set state = 'running', started_at = now() where id = $1)
       select pg_notify('fw_resync', '')`,
      [id],
    );
    for (;;) {
      const [run] = await database.engineQuery<{ state: string; why: string | null }>(
        'select state, stopped_why as why from resync_runs where id = $1',
        [id],
      );
      if (run?.state === 'finished') break;
      if (run?.state !== 'running') throw new Error(`the run ${run?.state ?? 'is gone'}: ${run?.why ?? ''}`);
      await wait(10);
    }
    const wallMs = performance.now() - startedAt;
    const cpuAfter = partsCpu(process.pid);
    const cpu = PART_KINDS.map((kind) => `${kind} ${(cpuAfter[kind] - cpuBefore[kind]).toFixed(1)} s`);
    await stopReading();
    const [row] = await database.engineQuery<{ restored: number }>(
      `select count(*) as restored from resync_run_devices where outcome = 'restored'`,
    );
    return {
      wallMs,
      calls: vendor.calls,
      most: vendor.most,
      restored: row?.restored ?? 0,
      cpu: cpu.join(', '),
    };
  } finally {
    await runner.onModuleDestroy();
    await caller.onModuleDestroy();
    await queues.close();
    await nudges.close();
    await database.close();
    await close();
  }
}

const figure = (devices: number, goalMs: number, seen: Measured): Figure => ({
  name: `${devices.toLocaleString('en')} firewalls of ${CALL_MS / 1_000} s each, one wave, cap ${CAP}`,
  value: `${seconds(seen.wallMs)}, ${seen.calls} calls, at most ${seen.most} at once, ${seen.restored} restored; CPU: ${seen.cpu}`,
  floor: seconds(Math.ceil(devices / CAP) * CALL_MS),
  goal: `≤ ${goalMs / 1_000} s`,
  isBroken: seen.calls !== devices || seen.most > CAP || seen.restored !== devices,
});

/** The runner, its queue and its store; firewalls take two seconds, readings follow at once and cost nothing. */
export const resync: Suite = {
  name: 'resync',
  async run(): Promise<readonly Figure[]> {
    return [figure(50, 4_000, await measure(50)), figure(1_000, 45_000, await measure(1_000))];
  },
};
