import { incidentDetail, incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { namedIn, readMails } from '../support/mails.ts';
import { startWorld, type World } from '../support/world.ts';
import { compareExposure } from './exposure-check.ts';

const INTERVAL_SECONDS = 60;
const incidents = page(incidentRow);
let world: World;

beforeAll(async () => {
  world = await startWorld({ intervalSeconds: INTERVAL_SECONDS });
});
afterAll(() => world?.close());

const openFleet = async () => (await world.rest.get('/incidents?kind=fleet&state=open', incidents)).items;
const mailsOf = async () => readMails(await world.simulator.mails());
const allNames = (): string[] => world.simulator.devices.map((device) => device.name);

describe('2 December 2008, fast', () => {
  let affected: string[] = [];

  it('becomes one fleet incident that names exactly the 40 firewalls of the simulator', async () => {
    await world.simulator.start({ name: '2008-12-02', variant: 'fast', seed: 7 });
    const [incident] = await until(openFleet, (items) => items[0]?.deviceCount === 40, 150_000);
    affected = (await world.simulator.scenario()).affected.map((one) => world.simulator.nameOf(one.id));
    const detail = await world.rest.get(`/incidents/${incident?.id}`, incidentDetail);
    const members = detail.customers.flatMap((customer) =>
      customer.members.map((member) => member.deviceName),
    );
    expect(members.toSorted()).toEqual(affected.toSorted());
    expect(incident?.services.toSorted()).toEqual(['anti-spyware', 'gateway-av', 'ips']);
  });

  it('sends 1 opening mail, at most 2 replies in its thread that name the rest, and 0 device mails', async () => {
    const mails = await until(
      mailsOf,
      (all) => new Set(all.flatMap(({ mail }) => namedIn(mail, allNames()))).size >= 40,
      100_000,
    );
    const openings = mails.filter((one) => one.kind === 'opened');
    const replies = mails.filter((one) => one.kind !== 'opened');
    expect(openings.map((one) => one.mail.subject)).toHaveLength(1);
    expect(replies.length).toBeLessThanOrEqual(2);
    const root = openings[0]?.mail.messageId ?? '';
    expect(replies.filter((one) => one.mail.inReplyTo !== root)).toEqual([]);
    const [fleet] = await openFleet();
    expect(new Set(mails.map((one) => one.incidentId))).toEqual(new Set([fleet?.id]));
    const named = new Set(mails.flatMap(({ mail }) => namedIn(mail, allNames())));
    expect([...named].toSorted()).toEqual(affected.toSorted());
    expect((await world.rest.get('/incidents?kind=device&state=open', incidents)).items).toEqual([]);
  });

  it('resolves by itself, last in the same thread, once all 40 are verified back', async () => {
    await world.simulator.control('POST', '/scenario/advance', { to: 'recovery', overSeconds: 10 });
    await until(openFleet, (items) => items.length === 0, 240_000);
    const mails = await until(mailsOf, (all) => all.at(-1)?.kind === 'resolved', 30_000);
    const opening = mails.find((one) => one.kind === 'opened');
    expect(mails.filter((one) => one.kind === 'resolved')).toHaveLength(1);
    expect(mails.at(-1)?.mail.references).toContain(opening?.mail.messageId);
  });

  it('agrees with the simulator on the exposure of every customer within one interval', async () => {
    const rows = await compareExposure(world.simulator, world.rest);
    const customers = new Set(
      world.simulator.devices.filter((one) => affected.includes(one.name)).map((one) => one.customer),
    );
    expect(new Set(rows.map((row) => row.customer))).toEqual(customers);
    expect(rows.filter((row) => Math.abs(row.differenceSeconds) > INTERVAL_SECONDS)).toEqual([]);
  });
});
