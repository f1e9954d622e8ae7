import { incidentRow } from '@firewatch/shared/wire/incidents';
import { maintenanceWindow, wouldHavePaged } from '@firewatch/shared/wire/maintenance';
import { page } from '@firewatch/shared/wire/primitives';
import { devicePush } from '@firewatch/shared/wire/push';
import { status } from '@firewatch/shared/wire/status';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { freePort } from '../support/ports.ts';
import { startWorld, type World } from '../support/world.ts';

const INTERVAL_SECONDS = 900;
const SOON_MS = 60_000;
const incidents = page(incidentRow);

let world: World;
beforeAll(async () => {
  const port = await freePort();
  world = await startWorld({
    devices: 6,
    intervalSeconds: INTERVAL_SECONDS,
    env: { FIREWATCH_SYSLOG_PORT: String(port), FIREWATCH_SYSLOG_HOST: '127.0.0.1' },
  });
  await world.simulator.control('POST', '/fleet/syslog', { host: '127.0.0.1', port, transport: 'udp' });
});
afterAll(() => world?.close());

/** Simulator's name and our id of the n-th box. */
function box(index: number): { readonly name: string; readonly id: string } {
  const [name, id] = [...world.enrolled][index] ?? [];
  if (name === undefined || id === undefined) throw new Error(`no box ${index}`);
  return { name, id };
}

const switchIps = (name: string, enabled: boolean) =>
  world.simulator.control('POST', `/devices/${name}/service`, { service: 'ips', enabled });
const openAt = async (id: string) =>
  (await world.rest.get(`/incidents?state=open&device=${id}`, incidents)).items;
/** Of incidents; what the owners are told has no label in front. */
const alarms = async () =>
  (await world.simulator.mails()).filter((mail) => /^\[[A-Z]-\d+/.test(mail.subject));

describe('a service switched off on a box that is read every 15 min', () => {
  it('is found by its own log line within a minute, and the line itself is shown', async () => {
    const { name, id } = box(0);
    const startedAt = Date.now();
    await switchIps(name, false);
    const [incident] = await until(
      () => openAt(id),
      (items) => items.length > 0,
      SOON_MS,
    );
    expect(Date.now() - startedAt).toBeLessThan((INTERVAL_SECONDS * 1_000) / 10);
    expect(incident?.services).toContain('ips');
    const { last } = await world.rest.get(`/devices/${id}/push`, devicePush);
    expect(last).toMatchObject({ eventId: '1382', text: 'Configuration change succeeded' });
    const { parts } = await until(
      () => world.rest.get('/status', status),
      (found) => found.parts.some((part) => part.name === 'syslog'),
      20_000,
    );
    expect(parts.find((part) => part.name === 'syslog')?.state).toBe('ok');
  });
});

describe('the same inside a maintenance window', () => {
  it('sends no mail, is listed, and is told once within 10 s of the end', async () => {
    const { name, id } = box(1);
    await until(alarms, (mails) => mails.length === 1, SOON_MS);
    const window = await world.rest.post(
      '/maintenance',
      {
        target: { kind: 'device', ids: [id] },
        when: { kind: 'once', to: new Date(Date.now() + 3_600_000).toISOString() },
        reason: 'new firmware',
      },
      maintenanceWindow,
    );
    await switchIps(name, false);
    await until(
      () => openAt(id),
      (items) => items.length > 0,
      SOON_MS,
    );
    const path = `/maintenance/${window.id}/would-have-paged`;
    const { items } = await until(
      () => world.rest.get(path, wouldHavePaged),
      (answer) => answer.items.length > 0,
      SOON_MS,
    );
    expect(items).toMatchObject([{ kind: 'opened', outcome: 'silent' }]);
    expect(await alarms()).toHaveLength(1);

    const endsAt = Date.now() + 4_000;
    await world.rest.json('PATCH', `/maintenance/${window.id}`, {
      to: new Date(endsAt).toISOString(),
      reason: 'sooner',
    });
    const [, told] = await until(alarms, (mails) => mails.length > 1, SOON_MS);
    expect(Date.now() - endsAt).toBeLessThan(10_000);
    expect(Date.now()).toBeGreaterThan(endsAt);
    expect(told?.subject).toContain(items[0]?.incident.label);
    expect((await world.rest.get(path, wouldHavePaged)).summary).toMatchObject({ told: 1, silent: 0 });
  });
});
