import { channel } from '@firewatch/shared/wire/channels';
import { page } from '@firewatch/shared/wire/primitives';
import { deviceDetail, deviceList } from '@firewatch/shared/wire/devices';
import { chownSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { descendants, startChild, type Child } from '../support/child.ts';
import { allKnown, enrolFleet, until } from '../support/fleet.ts';
import { REPOSITORY } from '../support/paths.ts';
import { freePort } from '../support/ports.ts';
import { OWNER, pathWithoutRedis } from '../support/program.ts';
import { Rest } from '../support/rest.ts';
import { SimulatorProcess, type SimulatedDevice, type SimulatedRequest } from '../support/simulator.ts';
import { closedCopy, isOpenToAll, openCopy } from '../support/whole-copy.ts';

const DEVICES = 50;
/** `nobody`: the one account that is everywhere, and that owns nothing. */
const ORDINARY = 65_534;
const OPEN_PLACE = '/var/lib/firewatch';
const isRoot = process.getuid?.() === 0;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
});

const folder = (name: string): string => {
  const made = mkdtempSync(join(tmpdir(), name));
  undo.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

/** Does anybody take a connection there? */
const isListening = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}/cwd`) && existsSync(`/proc/${pid}/exe`);

/** Ctrl-C; 5 s later no door of it is open and none of its processes is left. */
async function expectGoneIn5s(child: Child, doors: readonly (readonly [string, number])[]): Promise<void> {
  const family = [child.pid, ...descendants(child.pid)];
  expect(family.length).toBeGreaterThan(1);
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  expect(family.filter(isAlive)).toEqual([]);
  const open = await Promise.all(doors.map(([host, port]) => isListening(host, port)));
  expect(doors.filter((_, index) => open[index])).toEqual([]);
  expect(await child.ended).toBe(0);
}

/** Each firewall was signed in to over TLS, and its certificate is pinned. */
async function expectReadAndPinned(
  rest: Rest,
  devices: readonly SimulatedDevice[],
  requests: readonly SimulatedRequest[],
): Promise<void> {
  const read = new Set(requests.filter((one) => one.authenticated && one.tls).map((one) => one.device));
  expect(read.size).toBe(DEVICES);
  const { items } = await rest.get('/devices', deviceList);
  const pins = await Promise.all(
    items.map(async ({ id, name }) => {
      const { identities } = await rest.get(`/devices/${id}`, deviceDetail);
      return [name, ...identities.map((identity) => identity.fingerprint)].join(' ');
    }),
  );
  const expected = devices.map((device) => `${device.name} ${device.fingerprint256}`);
  expect(pins.toSorted()).toEqual(expected.toSorted());
}

/** The demo's pager is a channel like any other: its test is delivered, past the rule of egress. */
async function expectPagerRings(rest: Rest, control: string): Promise<void> {
  const { items } = await rest.get('/channels', page(channel));
  const pager = items.find((one) => one.kind === 'pagerduty');
  await rest.json('POST', `/channels/${pager?.id}/test`);
  const alerts = await until(
    () => ask<readonly { summary: string; state: string }[]>(`${control}/pager/alerts`),
    (all) => all.some((one) => one.state === 'resolved'),
    60_000,
  );
  expect(alerts[0]?.summary).toMatch(/test/i);
}

describe('the demo from a fresh folder', () => {
  it('knows 50 firewalls within 180 s in a checkout that only root may enter, and is gone 5 s after Ctrl-C', async () => {
    // An ordinary user has no closed folder to speak of: the database runs as the same user.
    const root = isRoot ? closedCopy() : REPOSITORY;
    if (isRoot) undo.push(() => rmSync(root, { recursive: true, force: true }));
    const dataDir = isRoot ? null : join(folder('firewatch-demo-'), 'data');
    if (isRoot) putAsideDemo();
    const port = await freePort();
    const startedAt = performance.now();
    const demo = startChild([process.execPath, join(root, 'apps/launcher/dist/main.js'), 'demo'], {
      cwd: root,
      env: {
        FIREWATCH_DATA: dataDir ?? undefined,
        FIREWATCH_PORT: String(port),
        DATABASE_URL: undefined,
        REDIS_URL: undefined,
        FIREWATCH_ADMIN_EMAIL: undefined,
        FIREWATCH_ADMIN_PASSWORD: undefined,
      },
    });
    undo.push(() => demo.stop());
    const link = await demo.line((line) => line.startsWith('sign-in'), 150_000);
    const rest = new Rest(`http://127.0.0.1:${port}`);
    await rest.signInByLink(new URLSearchParams(link.slice(link.indexOf('#') + 1)).get('token') ?? '');
    await allKnown(rest, DEVICES, 180_000 - (performance.now() - startedAt));
    expect(performance.now() - startedAt).toBeLessThanOrEqual(180_000);
    const where = isRoot ? join(OPEN_PLACE, 'demo', 'pg') : join(dataDir ?? '', 'pg');
    expect(demo.lines.find((line) => line.startsWith('database'))).toMatch(new RegExp(`data in ${where}$`));
    const control = /control (http:\S+)/.exec(demo.lines.join('\n'))?.[1] ?? '';
    const { controlUrl, smtpPort } = await ask<{ controlUrl: string; smtpPort: number }>(`${control}/state`);
    const { items } = await ask<{ items: SimulatedDevice[] }>(`${control}/devices`);
    const { entries } = await ask<{ entries: SimulatedRequest[] }>(`${control}/log?kind=request`);
    await expectReadAndPinned(rest, items, entries);
    await expectPagerRings(rest, control);
    // Addresses of its boxes are free for any simulator from then on: theirs is a process of its family.
    await expectGoneIn5s(demo, [
      ['127.0.0.1', port],
      ['127.0.0.1', Number(new URL(controlUrl).port)],
      ['127.0.0.1', smtpPort],
    ]);
  });
});

describe('the program from a fresh folder', () => {
  it('knows 50 firewalls as an ordinary user without a Redis binary, and is gone 5 s after Ctrl-C', async () => {
    const root = isRoot && !isOpenToAll(REPOSITORY) ? openCopy() : REPOSITORY;
    if (root !== REPOSITORY) undo.push(() => rmSync(root, { recursive: true, force: true }));
    const home = folder('firewatch-user-');
    const path = pathWithoutRedis(home);
    if (isRoot) chownSync(home, ORDINARY, ORDINARY);
    const port = await freePort();
    const simulator = await SimulatorProcess.start(['--devices', String(DEVICES)]);
    undo.push(() => simulator.stop());
    const program = startChild([process.execPath, join(root, 'apps/launcher/dist/main.js')], {
      cwd: home,
      ...(isRoot ? { uid: ORDINARY } : {}),
      env: {
        HOME: home,
        PATH: path,
        FIREWATCH_DATA: join(home, 'data'),
        FIREWATCH_PORT: String(port),
        FIREWATCH_EGRESS_LOOPBACK: '127.16.0.0/12',
        FIREWATCH_ADMIN_EMAIL: OWNER.email,
        FIREWATCH_ADMIN_PASSWORD: OWNER.password,
        DATABASE_URL: undefined,
        REDIS_URL: undefined,
      },
    });
    undo.push(() => program.stop());
    await program.line((line) => line.startsWith('Firewatch runs at'), 60_000);
    expect(program.lines.find((line) => line.startsWith('queue'))).toMatch(/BullMQ on PostgreSQL/);
    const rest = new Rest(`http://127.0.0.1:${port}`);
    await rest.signIn(OWNER.email, OWNER.password);
    await enrolFleet(rest, simulator.devices);
    await allKnown(rest, DEVICES, 120_000);
    await expectReadAndPinned(rest, simulator.devices, await simulator.requests());
    await expectGoneIn5s(program, [['127.0.0.1', port]]);
  });
});

const ask = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

/** The demo's own data of whoever works on this machine come back afterwards. */
function putAsideDemo(): void {
  const demo = join(OPEN_PLACE, 'demo');
  const aside = join(OPEN_PLACE, `demo.aside.${process.pid}`);
  if (existsSync(demo)) renameSync(demo, aside);
  undo.push(() => {
    rmSync(demo, { recursive: true, force: true });
    if (existsSync(aside)) renameSync(aside, demo);
  });
}
