import { sonicwallAdapter } from '@firewatch/api/vendors/sonicwall/adapter';
import type { ResyncCapability } from '@firewatch/api/vendors/contract';
import type { Service } from '@firewatch/shared/domain/service';
import type { DeviceCard } from '@firewatch/simulator/devices/device-card';
import { startSimulator, type Simulator } from '@firewatch/simulator/simulator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { targetOf } from './sonicwall.bench.js';
import { ask, order } from './vendor-bench.js';

const MIX = { gen7: 6, gen8: 1, 'gen6-rest': 1, 'gen6-cli': 1, gen6: 1, gen5: 1, silent: 1 };
const LOST: readonly Service[] = ['gateway-av', 'anti-spyware', 'ips'];

function capability(): ResyncCapability {
  const { resync } = sonicwallAdapter;
  if (!resync) throw new Error('SonicWall cannot resynchronise.');
  return resync;
}

let simulator: Simulator;
let cards: DeviceCard[];

beforeAll(async () => {
  simulator = await startSimulator({
    generations: MIX,
    signIn: ['basic', 'digest-sha256', 'chap', 'digest-md5-int'],
    haPairs: 1,
    synchronizeMs: 0,
  });
  cards = await simulator.devices();
});
afterAll(() => simulator.close());
/** Every box has lost three services; the authority is right again. */
beforeEach(() => {
  simulator.verbs.reset();
  simulator.verbs.setAuthority({ mode: 'wrong-answer' });
  simulator.verbs.checkIn({ ids: 'all' });
  simulator.verbs.setAuthority({ mode: 'ok' });
});

function pick(what: string, fits: (card: DeviceCard) => boolean): DeviceCard {
  const found = cards.find(fits);
  if (!found) throw new Error(`The simulated fleet has no ${what}.`);
  return found;
}
const gen7 = (): DeviceCard =>
  pick('gen7 box', (card) => card.generation === 'gen7' && card.partner === null);

async function give(card: DeviceCard, step: string, limitMs = 5_000): Promise<string> {
  const { answer, words } = await order(capability(), step, targetOf(card), { limitMs });
  return `${answer}: ${words}`;
}

async function lost(card: DeviceCard): Promise<Service[]> {
  const reading = await ask(sonicwallAdapter, targetOf(card));
  if (reading.kind !== 'seen') throw new Error(`${reading.why}: ${reading.detail}`);
  return LOST.filter((service) => reading.facts[service]?.licence?.value !== 'active');
}

const ordersOf = (card: DeviceCard): string[] =>
  simulator.log.orders({ device: card.id }).map(({ path }) => path.replace('/api/sonicos', ''));

describe('a device that lost its keys in 2008', () => {
  it.each(['basic', 'digest-sha256', 'chap', 'digest-md5-int'] as const)(
    'is brought back by one call, signed in by %s, and only a reading says so',
    async (signIn) => {
      const card = gen7();
      simulator.verbs.changeBehaviour({ ids: [card.id] }, { signIn });
      const before = ordersOf(card).length;
      expect(await lost(card)).toEqual(LOST);
      expect(await give(card, 'license-synchronize')).toBe('accepted: Success.');
      expect(await lost(card)).toEqual([]);
      expect(ordersOf(card).slice(before)).toEqual(['/license/synchronize']);
    },
  );

  it('a half-effective synchronise leaves the rest to lmsync', async () => {
    const card = gen7();
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { synchronizeEffect: 'half' });
    await give(card, 'license-synchronize');
    expect(await lost(card)).toEqual(['anti-spyware', 'ips']);
    await give(card, 'license-lmsync');
    expect(await lost(card)).toEqual([]);
  });

  it('success without effect reads as lost, while the authority lies', async () => {
    const card = gen7();
    simulator.verbs.setAuthority({ mode: 'wrong-answer' });
    expect(await give(card, 'license-synchronize')).toBe('accepted: Success.');
    expect(await lost(card)).toEqual(LOST);
  });

  it('that cannot reach the licence manager refuses in its own words', async () => {
    const card = gen7();
    simulator.verbs.setAuthority({ mode: 'unreachable' });
    expect(await give(card, 'license-synchronize')).toBe(
      'refused: Refused. Unable to reach license manager.',
    );
    expect(await lost(card)).toEqual(LOST);
  });

  it('security-services/synchronize is taken, and brings no key back here', async () => {
    const card = gen7();
    expect(await give(card, 'security-services-synchronize')).toBe('accepted: Success.');
    expect(await lost(card)).toEqual(LOST);
  });
});

describe('signatures', () => {
  const UPDATES = [
    'update-gateway-antivirus',
    'update-anti-spyware',
    'update-intrusion-prevention',
    'update-app-control',
  ] as const;

  it('are refused in words while the licence is away', async () => {
    expect(await give(gen7(), 'update-intrusion-prevention')).toBe(
      'refused: Refused. Licensing must be activated.',
    );
  });

  it('stood still while it was away, and move on by an order of their own per service', async () => {
    const card = gen7();
    await give(card, 'license-synchronize');
    const at = Date.now();
    for (const step of UPDATES) expect(await give(card, step)).toBe('accepted: Success.');
    const { services } = await simulator.deviceStatus(card.id);
    const moved = (['gateway-av', 'anti-spyware', 'ips', 'app-control'] as const).filter(
      (service) => (services[service].updatedAt ?? 0) >= at,
    );
    expect(moved).toEqual(['gateway-av', 'anti-spyware', 'ips', 'app-control']);
  });
});

describe('an order is given once', () => {
  it('also where the session must be opened for management first', async () => {
    const card = gen7();
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { needsStartManagement: true });
    const before = ordersOf(card).length;
    expect(await give(card, 'license-synchronize')).toBe('accepted: Success.');
    expect(ordersOf(card).slice(before)).toEqual(['/license/synchronize']);
  });

  it('and not repeated with configuration mode where the device wants that: it is busy, and nothing is taken', async () => {
    const card = gen7();
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { actionsNeedConfigMode: true });
    const before = ordersOf(card).length;
    expect(await give(card, 'license-synchronize')).toBe(
      'busy: The device wants configuration mode for this, which is never taken from anybody. Non config mode.',
    );
    expect(ordersOf(card).slice(before)).toEqual(['/license/synchronize']);
    expect(await lost(card)).toEqual(LOST);
  });

  it('to a person who is in: the person stays, nothing is sent', async () => {
    const card = gen7();
    simulator.verbs.adminSession(card.id, 60);
    const before = ordersOf(card).length;
    expect(await give(card, 'license-synchronize')).toMatch(/^busy: /);
    expect(ordersOf(card)).toHaveLength(before);
    expect((await simulator.deviceStatus(card.id)).session?.isAdmin).toBe(true);
  });

  it('that was cut off after it was read is unsure, although it worked', async () => {
    const card = gen7();
    simulator.verbs.setFault({ ids: [card.id] }, { kind: 'truncated', cut: true, path: '/license/' });
    const before = ordersOf(card).length;
    expect(await give(card, 'license-synchronize')).toMatch(/^unsure: Sent, and no answer was understood: /);
    expect(ordersOf(card).slice(before)).toEqual(['/license/synchronize']);
    simulator.verbs.clearFaults({ ids: [card.id] });
    expect(await lost(card)).toEqual([]);
  });

  it('to a device that takes 1 s to answer: accepted; to one that takes longer than there is time: unsure', async () => {
    const card = gen7();
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { synchronizeAnswerMs: 1_000 });
    expect(await give(card, 'license-synchronize')).toBe('accepted: Success.');
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { synchronizeAnswerMs: 60_000 });
    expect(await give(card, 'license-synchronize', 1_500)).toMatch(/^unsure: /);
  });

  it('that restarts the device is accepted, the next one finds it away, and it comes back restored', async () => {
    const card = gen7();
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { synchronizeRebootSeconds: 1 });
    expect(await give(card, 'license-synchronize')).toBe('accepted: Success.');
    await expect.poll(() => give(card, 'license-lmsync')).toMatch(/^unreachable: /);
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { synchronizeRebootSeconds: 0 });
    await expect.poll(() => lost(card).catch(() => LOST), { timeout: 5_000 }).toEqual([]);
  });
});

describe('other generations', () => {
  const one = (firmware: RegExp, apiEnabled = true): DeviceCard =>
    pick(String(firmware), (card) => firmware.test(card.firmware) && card.apiEnabled === apiEnabled);

  it('8.x as 7.x, and a pair through the unit that answers', async () => {
    for (const card of [one(/SonicOS 8/), pick('pair', ({ partner }) => partner !== null)]) {
      expect(await give(card, 'license-synchronize')).toBe('accepted: Success.');
      expect(await lost(card)).toEqual([]);
    }
  });

  it('6.5 by its one call; what it does not know is refused with the way that is left', async () => {
    const card = one(/ 6\.5\.4/);
    expect(await give(card, 'license-lmsync')).toBe(
      'refused: This firmware does not know POST /license/lmsync: what is left is the checklist by hand. API not found.',
    );
    expect(await give(card, 'license-synchronize')).toBe('accepted: Success.');
    expect(await lost(card)).toEqual([]);
  });

  it('6.5 that only has the command line takes the same call', async () => {
    const card = one(/ 6\.5\.1/);
    expect(await give(card, 'license-synchronize')).toBe('accepted: Success.');
    expect(await lost(card)).toEqual([]);
  });

  it('6.5 with its API off is denied, 5.9 without one refused, a silent one unreachable; none gets an order', async () => {
    const off = pick('6.5 with its API off', (card) => card.generation === 'gen6' && !card.apiEnabled);
    const none = one(/5\.9/, false);
    const silent = pick('silent host', ({ model }) => model === 'unknown');
    expect(await give(off, 'license-synchronize')).toMatch(/^denied: The SonicOS API is switched off/);
    expect(await give(none, 'license-synchronize')).toMatch(/^refused: The device has no SonicOS API/);
    expect(await give(silent, 'license-synchronize', 1_000)).toMatch(/^unreachable: /);
    expect([off, none, silent].flatMap(ordersOf)).toEqual([]);
  });

  it('each has the procedure that fits what is read of it', () => {
    const lineOf = ({ model, firmware, apiEnabled }: DeviceCard): string | undefined =>
      capability().procedureFor({
        model,
        firmware,
        productLine: null,
        readability: apiEnabled ? 'api' : 'checklist',
      })?.id;
    const told = cards.map(
      (card) => `${/\d\.\d/.exec(card.firmware)?.[0]} ${card.apiEnabled}: ${lineOf(card)}`,
    );
    const fitting =
      /^([78]\.\d true: sonicwall\/sonicos-7|6\.5 true: sonicwall\/sonicos-6\.5|6\.5 false: sonicwall\/sonicos-6-by-hand|5\.9 false: sonicwall\/sonicos-5|undefined false: undefined)$/;
    expect(told.filter((line) => !fitting.test(line))).toEqual([]);
  });
});
