import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deviceDetail, deviceList } from '@firewatch/shared/wire/devices';
import { stepUpState } from '@firewatch/shared/wire/resync';
import { makeDataFolder, startRun, type Run } from '../../support/launcher.js';
import { freePort } from '../../support/ports.js';
import { Rest } from '../../support/rest.js';

// A whole start with fifty simulated firewalls, on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let data: string;
let run: Run;
let rest: Rest;
const said = async (name: string): Promise<string> =>
  (await run.line(new RegExp(`^${name} `), 120_000)).slice(name.length).trim();

beforeAll(async () => {
  data = makeDataFolder();
  const env = { FIREWATCH_SYSLOG_PORT: String(await freePort()) };
  run = await startRun({ data, args: ['demo', '--resync', '--hold'], env });
  rest = new Rest(`http://127.0.0.1:${run.port}`);
  await rest.signInByLink(/#token=(\S+)$/.exec(await said('sign-in'))?.[1] ?? '');
});
afterAll(async () => {
  run.signal('SIGTERM');
  await run.ended;
  rmSync(data, { recursive: true, force: true });
});

describe('the demo of a resync', () => {
  it('gives every simulated firewall an account for the steps of a resync', async () => {
    await run.line(/press Enter to start the drill/, 120_000);
    const { items } = await rest.get('/devices', deviceList);
    expect(items).toHaveLength(50);
    const bare: string[] = [];
    for (const { id, name } of items) {
      const { credentialSet, resyncCredentialSet } = await rest.get(`/devices/${id}`, deviceDetail);
      if (!resyncCredentialSet || resyncCredentialSet.id === credentialSet?.id) bare.push(name);
    }
    expect(bare).toEqual([]);
  });

  it('prints the password by which its owner proves anew who they are', async () => {
    const [password = '', , email] = (await said('password')).split(/[ ;]/);
    expect(email).toBe('demo@firewatch.invalid');
    const state = await rest.post('/session/step-up', { password }, stepUpState);
    expect(Date.parse(state.until ?? '')).toBeGreaterThan(Date.now());
    await expect(rest.json('POST', '/session/step-up', { password: 'another' })).rejects.toThrow(
      /answered 403/,
    );
  });
});
