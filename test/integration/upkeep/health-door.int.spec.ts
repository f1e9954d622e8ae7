import { Writable } from 'node:stream';
import type { Config } from '@firewatch/api/platform/config/config';
import { MetricsHub } from '@firewatch/api/platform/health/metrics-hub';
import { AWAY_AFTER_MS, StoreSignal } from '@firewatch/api/platform/health/store-signal';
import { Log } from '@firewatch/api/platform/log/log';
import { HealthDoor } from '@firewatch/api/upkeep/health-door';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../support/ports.js';

const log = Log.to('warn', new Writable({ write: (_chunk, _encoding, done) => done() }));
const doors: HealthDoor[] = [];
let signal: StoreSignal;
let port: number;
beforeEach(async () => {
  signal = new StoreSignal();
  port = await freePort();
});
afterEach(async () => {
  await Promise.all(doors.splice(0).map((door) => door.onModuleDestroy()));
});

async function opened(role: Config['role'], healthPort: number | null = port): Promise<void> {
  const hub = new MetricsHub();
  hub.add(() => [{ name: 'firewatch_test', help: 'x', type: 'gauge', value: 7 }]);
  const door = new HealthDoor({ role, upkeep: { healthPort } } as unknown as Config, hub, signal, log);
  doors.push(door);
  await door.onApplicationBootstrap();
}
const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });

describe.each(['poller', 'worker'] as const)('the door of a %s at FIREWATCH_HEALTH_PORT', (role) => {
  it('says that it lives, whether it is ready, and its metrics', async () => {
    await opened(role);
    expect(await (await ask('/health/live')).json()).toEqual({ alive: true });
    expect(await (await ask('/health/ready')).json()).toEqual({ ready: true });
    const metrics = await ask('/metrics');
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect(await metrics.text()).toContain('firewatch_test 7');
  });

  it('is not ready, and lives, while the database does not answer', async () => {
    await opened(role);
    signal.failed('beat', 'away', 0);
    signal.failed('beat', 'away', AWAY_AFTER_MS);
    const ready = await ask('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([503, { title: 'The database does not answer.' }]);
    expect((await ask('/health/live')).status).toBe(200);
    signal.worked('beat');
    expect((await ask('/health/ready')).status).toBe(200);
  });

  it('takes nothing but these three questions', async () => {
    await opened(role);
    expect((await ask('/api/v1/devices')).status).toBe(404);
    expect((await ask('/health/live', 'POST')).status).toBe(405);
  });

  it('refuses to start without its port, and names the variable', async () => {
    await opened(role);
    await expect(opened(role)).rejects.toThrow(
      new RegExp(
        `^Port ${port} for /health and /metrics cannot be opened .+: set FIREWATCH_HEALTH_PORT to a free one\\.$`,
      ),
    );
  });
});

it.each([
  ['all', 'given'],
  ['api', 'given'],
  ['poller', 'absent'],
] as const)('role %s with the port %s opens nothing there', async (role, given) => {
  await opened(role, given === 'given' ? port : null);
  await expect(ask('/health/live')).rejects.toThrow('fetch failed');
});
