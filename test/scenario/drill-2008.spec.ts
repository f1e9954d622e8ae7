import { incidentDetail, incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import type { SimulatedMail } from '../support/simulator.ts';
import { startWorld, type World } from '../support/world.ts';
import { compareExposure } from './exposure-check.ts';

const incidents = page(incidentRow);
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const openFleet = async () => (await world.rest.get('/incidents?kind=fleet&state=open', incidents)).items;
const named = (mail: SimulatedMail): string[] =>
  world.simulator.devices.map((device) => device.name).filter((name) => mail.text.includes(name));

describe('2 December 2008, fast', () => {
  let affected: string[] = [];

  it('becomes one fleet incident of 40 firewalls and one opening mail', async () => {
    await world.simulator.control('POST', '/scenario', { name: '2008-12-02', variant: 'fast', seed: 7 });
    const [incident] = await until(openFleet, (items) => items[0]?.deviceCount === 40, 150_000);
    const scenario = await world.simulator.control<{ affected: { id: string }[] }>('GET', '/scenario');
    affected = scenario.affected.map(
      (one) => world.simulator.devices.find((device) => device.id === one.id)?.name ?? '',
    );
    const detail = await world.rest.get(`/incidents/${incident?.id}`, incidentDetail);
    const members = detail.customers.flatMap((customer) =>
      customer.members.map((member) => member.deviceName),
    );
    expect(members.toSorted()).toEqual(affected.toSorted());
    expect(incident?.services).toEqual(['gateway-av', 'anti-spyware', 'ips']);
  });

  it('sends 1 opening mail, at most 2 replies in its thread, and no device mail', async () => {
    // The update at +60 s closes the story before recovery.
    await new Promise((resolve) => setTimeout(resolve, 70_000));
    const mails = await world.simulator.mails();
    const opening = mails.filter((mail) => mail.inReplyTo === null || mail.inReplyTo === '');
    const replies = mails.filter((mail) => mail.inReplyTo !== null && mail.inReplyTo !== '');
    expect(opening.map((mail) => mail.subject)).toHaveLength(1);
    expect(replies.length).toBeLessThanOrEqual(2);
    expect(replies.every((mail) => mail.references.includes(opening[0]?.messageId ?? '?'))).toBe(true);
    const all = new Set(mails.flatMap(named));
    expect([...all].toSorted()).toEqual(affected.toSorted());
    const devices = await world.rest.get('/incidents?kind=device&state=open', incidents);
    expect(devices.items).toEqual([]);
  });

  it('resolves by itself, in the same thread, once every box is verified back', async () => {
    await world.simulator.control('POST', '/scenario/advance', { to: 'recovery', overSeconds: 10 });
    await until(openFleet, (items) => items.length === 0, 240_000);
    const mails = await until(
      () => world.simulator.mails(),
      (all) => all.some((mail) => /resolved|back|protect/i.test(mail.subject) && Boolean(mail.inReplyTo)),
      30_000,
    );
    const opening = mails.find((mail) => !mail.inReplyTo);
    const closing = mails.at(-1);
    expect(closing?.references).toContain(opening?.messageId);
  });

  it('agrees with the simulator on the exposure of every customer within one interval', async () => {
    const rows = await compareExposure(world.simulator, world.rest);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter((row) => Math.abs(row.differenceSeconds) > 60)).toEqual([]);
  });
});
