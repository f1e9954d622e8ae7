import { describe, expect, it } from 'vitest';
import { licenceText, signedIn, START } from '../spec-support.js';
import type { Device } from '../devices/device.js';
import { Box } from '../sonicos/box.js';
import { stage, status, type Stage } from './spec-support.js';

const DAY_MS = 86_400_000;
const devices = ({ fleet }: Stage): Device[] => [...fleet.values()];

/** What a client that signs in now is answered. */
function read(on: Stage, device: Device, path: string): unknown {
  device.sessions.endAll();
  const box = new Box(device, on.world.clock, () => 4443);
  return JSON.parse(signedIn({ world: on.world, device, box }).get(path).answer.body);
}

describe('admin-switched-ips-off', () => {
  it('a person is in, 5 s later IPS is off on 1 box with event 1382, 15 s later the person is out', () => {
    const on = stage();
    on.runner.start({ name: 'admin-switched-ips-off' });
    const busy = devices(on).filter(({ sessions }) => sessions.live?.isAdmin);
    expect(busy).toHaveLength(1);
    expect(on.world.emitted.map(({ id }) => id)).toEqual([994]);
    on.world.clock.advance(5_000);
    expect(on.world.emitted.map(({ id }) => id)).toEqual([994, 1382]);
    expect(on.world.log.truth.intervals()).toEqual([
      { device: busy[0]?.profile.id, service: 'ips', reason: 'switched-off', from: START + 5_000 },
    ]);
    expect(status(on).affected).toEqual([{ id: busy[0]?.profile.id, lostAt: START + 5_000 }]);
    on.world.clock.advance(10_000);
    expect(busy[0]?.sessions.live).toBeNull();
  });

  it('3 boxes one after the other every 20 s; restore switches all back on', () => {
    const on = stage();
    const off = (): number => devices(on).filter(({ services }) => !services.ips.enabled).length;
    on.runner.start({ name: 'admin-switched-ips-off', count: 3 });
    const seen = [5_000, 20_000, 20_000].map((ms) => {
      on.world.clock.advance(ms);
      return off();
    });
    expect(seen).toEqual([1, 2, 3]);
    on.runner.advance('restore', {});
    expect([off(), status(on).phase]).toEqual([0, 'done']);
  });

  it.each([
    ['partial', { isPartial: true, enabled: true }],
    ['detection-only', { detectionOnly: true, enabled: true }],
  ])('variant %s leaves it on', (variant, switches) => {
    const on = stage();
    on.runner.start({ name: 'admin-switched-ips-off', variant, seconds: 60 });
    on.world.clock.advance(5_000);
    const [hit] = status(on).affected;
    expect(on.fleet.get(hit?.id ?? '')?.services.ips).toMatchObject(switches);
    on.world.clock.advance(55_000);
    expect(on.fleet.get(hit?.id ?? '')?.services.ips).toMatchObject({
      isPartial: false,
      detectionOnly: false,
    });
  });
});

describe('frozen-signatures', () => {
  const published = (on: Stage, device: Device): number => {
    const text = String(Object(read(on, device, '/reporting/anti-spyware')).signature_database_timestamp);
    return Date.parse(`${text.slice(4)}Z`);
  };

  it('5 of 50 are 4 days behind and stay there while the others move on; thaw brings them along', () => {
    const on = stage();
    on.runner.start({ name: 'frozen-signatures' });
    const behind = (): number =>
      devices(on).filter((device) => on.world.clock.now() - published(on, device) > 3 * DAY_MS).length;
    expect([behind(), status(on).affected.length]).toEqual([5, 5]);
    on.world.clock.advance(5 * DAY_MS);
    expect(behind()).toBe(5);
    on.runner.advance('thaw', {});
    expect([behind(), status(on).phase]).toEqual([0, 'done']);
  });

  it.each([
    ['8-days', 8],
    ['now', 0],
  ])('variant %s begins %i days behind', (variant, days) => {
    const on = stage(10);
    on.runner.start({ name: 'frozen-signatures', variant, count: 1 });
    const hit = on.fleet.get(status(on).affected[0]?.id ?? '');
    if (!hit) throw new Error('nobody was hit');
    const age = on.world.clock.now() - published(on, hit);
    expect(Math.floor(age / DAY_MS)).toBe(days);
  });
});

describe('expiry', () => {
  const left = (on: Stage, device: Device): number =>
    Math.ceil(((device.services.ips.expiresAt ?? 0) - on.world.clock.now()) / DAY_MS);

  it('spreads 50 boxes over ten steps from 90 days ahead to ended, five on each', () => {
    const on = stage();
    on.runner.start({ name: 'expiry' });
    const counted = new Map<number, number>();
    for (const device of devices(on)) {
      const days = left(on, device);
      counted.set(days, (counted.get(days) ?? 0) + 1);
    }
    // One box in ten ends today; today's end rounds up to one day as the step "1 day" does.
    expect([...counted].toSorted(([a], [b]) => b - a)).toEqual([
      [90, 5],
      [60, 5],
      [30, 5],
      [14, 5],
      [7, 5],
      [3, 5],
      [1, 10],
      [-2, 5],
      [-5, 5],
    ]);
  });

  it('words grace as grace and the ended as expired; those of today end after 60 s by themselves', () => {
    const on = stage();
    on.runner.start({ name: 'expiry' });
    const texts = (): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const device of devices(on)) {
        const text = String(
          Object(read(on, device, '/reporting/status/security-services')).gateway_anti_virus,
        );
        counts[text] = (counts[text] ?? 0) + 1;
      }
      return counts;
    };
    expect(texts()).toEqual({ Licensed: 40, 'Licensed - Grace Period': 5, Expired: 5 });
    on.world.clock.advance(60_000);
    expect(texts()).toEqual({ Licensed: 35, 'Licensed - Grace Period': 5, Expired: 10 });
    on.runner.advance('renew', {});
    expect(texts()).toEqual({ Licensed: 50 });
    expect(devices(on).map((device) => left(on, device))).toEqual(devices(on).map(() => 365));
  });
});

describe('certificate-renewal', () => {
  it.each([
    [undefined, false],
    ['same-key', true],
  ])('variant %s renews 20 boxes, same key %s', (variant, sameKey) => {
    const on = stage();
    const renewed: boolean[] = [];
    for (const device of devices(on)) {
      device.hooks = { ...device.hooks, renewCertificate: async (same) => void renewed.push(same) };
    }
    on.runner.start({ name: 'certificate-renewal', ...(variant ? { variant } : {}) });
    expect(renewed).toEqual(Array.from({ length: 20 }, () => sameKey));
    expect([status(on).affected.length, status(on).phase]).toEqual([20, 'done']);
  });

  it('goes box by box over 19 s when asked to', () => {
    const on = stage();
    on.runner.start({ name: 'certificate-renewal', overSeconds: 19 });
    expect(status(on).affected).toHaveLength(1);
    on.world.clock.advance(19_000);
    expect([status(on).affected.length, status(on).phase]).toEqual([20, 'done']);
  });

  it('renews a fleet that is smaller than 20 whole', () => {
    const on = stage(3);
    on.runner.start({ name: 'certificate-renewal' });
    expect(status(on).affected).toHaveLength(3);
  });
});

describe('failover', () => {
  it('refuses for 3 s, then the other unit answers; fail-back returns to the first', () => {
    const on = stage(10, 2);
    on.runner.start({ name: 'failover' });
    const [hit] = status(on).affected;
    const device = on.fleet.get(hit?.id ?? '');
    if (!device) throw new Error('nobody was hit');
    expect([device.faults.has('refuse'), device.pair?.active]).toEqual([true, 'secondary']);
    on.world.clock.advance(3_000);
    expect(device.faults.isEmpty).toBe(true);
    expect(read(on, device, '/version')).toMatchObject({ serial_number: '2CB8ED018001' });
    on.runner.advance('fail-back', {});
    expect(device.pair?.active).toBe('primary');
  });

  it('fails back by itself after the seconds given', () => {
    const on = stage(10, 2);
    on.runner.start({ name: 'failover', count: 2, seconds: 60 });
    const active = (): (string | undefined)[] =>
      devices(on)
        .slice(0, 2)
        .map(({ pair }) => pair?.active);
    expect(active()).toEqual(['secondary', 'secondary']);
    on.world.clock.advance(60_000);
    expect([active(), status(on).phase]).toEqual([['primary', 'primary'], 'fail-back']);
  });

  it('says what is missing in a fleet without pairs, and leaves no story behind', () => {
    const on = stage();
    const sentence = 'The fleet has no high-availability pair; start the simulator with --ha-pairs.';
    expect(() => on.runner.start({ name: 'failover' })).toThrow(sentence);
    expect(on.runner.status).toBeNull();
    const one = stage(10, 1);
    expect(() => one.runner.start({ name: 'failover', count: 2 })).toThrow(
      'count: 2 is more than the 1 boxes this scenario fits; give less.',
    );
  });
});

describe('2022-reboot-loop', () => {
  it('10 of 25 Gen7 boxes restart every 120 s after a new database, up for 48 s of each round, for 10 min', () => {
    const on = stage();
    on.runner.start({ name: '2022-reboot-loop' });
    on.world.clock.advance(125_000);
    const hit = status(on).affected.map(({ id }) => on.fleet.get(id));
    expect(hit.map((device) => device?.profile.firmware.generation)).toEqual(hit.map(() => 'gen7'));
    expect(hit).toHaveLength(10);
    expect(hit.every((device) => (device?.services.ips.publishedAt ?? 0) > START)).toBe(true);
    const reboots = (): number =>
      on.world.log
        .find({ kind: 'changed' })
        .filter((entry) => 'detail' in entry && entry.detail === 'rebooted').length;
    const before = reboots();
    on.world.clock.advance(240_000);
    expect(reboots() - before).toBe(20);
    on.world.clock.advance(600_000);
    expect(devices(on).every(({ faults }) => faults.isEmpty)).toBe(true);
    expect(status(on)).toMatchObject({ phase: 'done', isRunning: false });
  });

  it('a box answers in the window, with an up-time below the round and a newer signature date', () => {
    const on = stage(10);
    on.runner.start({ name: '2022-reboot-loop', count: 1 });
    on.world.clock.advance(125_000);
    const device = on.fleet.get(status(on).affected[0]?.id ?? '');
    if (!device) throw new Error('nobody was hit');
    let windows = 0;
    for (let second = 0; second < 240; second += 1) {
      on.world.clock.advance(1_000);
      windows += device.faults.has('refuse') ? 0 : 1;
    }
    expect(windows).toBe(96);
    expect(String(Object(read(on, device, '/version')).system_uptime)).toMatch(
      /^0 Days, 0 Hours, [01] Minutes/,
    );
    expect(licenceText(signedInto(on, device), 'intrusion_prevention')).toBe('Licensed');
  });

  function signedInto(on: Stage, device: Device): ReturnType<typeof signedIn> {
    device.sessions.endAll();
    return signedIn({ world: on.world, device, box: new Box(device, on.world.clock, () => 4443) });
  }
});
