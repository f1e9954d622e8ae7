import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { namedIn, readMails } from '../support/mails.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ intervalSeconds: 60 });
});
afterAll(() => world?.close());

describe('2 December 2008, slow: one box every 20 s', () => {
  it('sends at most 2 device mails before the fleet mail, which answers in their threads', async () => {
    await world.simulator.start({ name: '2008-12-02', variant: 'slow', seed: 11 });
    const mails = await until(
      async () => readMails(await world.simulator.mails()),
      (all) => all.some((one) => one.mail.subject.startsWith('[F-')),
      240_000,
    );
    const at = mails.findIndex((one) => one.mail.subject.startsWith('[F-'));
    const before = mails.slice(0, at);
    expect(before.length).toBeLessThanOrEqual(2);
    expect(before.filter((one) => !one.mail.subject.startsWith('[D-'))).toEqual([]);
    const fleet = mails[at]?.mail;
    for (const one of before) expect(fleet?.references).toContain(one.mail.messageId);
    const { affected } = await world.simulator.scenario();
    const names = world.simulator.devices.map((device) => device.name);
    const told = new Set(mails.flatMap(({ mail }) => namedIn(mail, names)));
    expect(affected.map((one) => world.simulator.nameOf(one.id))).toEqual(expect.arrayContaining([...told]));
  });
});
