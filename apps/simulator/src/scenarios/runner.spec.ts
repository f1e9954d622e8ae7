import { describe, expect, it } from 'vitest';
import { START } from '../spec-support.js';
import { SCENARIOS } from './registry.js';
import { stage, status, type Stage } from './spec-support.js';

const lostCount = ({ fleet }: Stage): number =>
  [...fleet.values()].filter(({ services }) => services.ips.licence === 'not-licensed').length;
describe('2008-12-02', () => {
  it('fast: 5 boxes within 1 s, 40 of 50 within 45 s, the other 10 never', () => {
    const on = stage();
    on.runner.start({ name: '2008-12-02' });
    on.world.clock.advance(1_000);
    expect(lostCount(on)).toBe(5);
    on.world.clock.advance(44_000);
    expect(lostCount(on)).toBe(40);
    on.world.clock.advance(3_600_000);
    expect(lostCount(on)).toBe(40);
    expect(status(on)).toMatchObject({ phase: 'outage', isRunning: false, events: { done: 42, pending: 0 } });
  });

  it('names every affected box with the instant its keys went', () => {
    const on = stage();
    on.runner.start({ name: '2008-12-02' });
    on.world.clock.advance(45_000);
    const { affected } = status(on);
    const truth = on.world.log.truth.intervals().filter(({ service }) => service === 'ips');
    expect(affected).toHaveLength(40);
    expect(new Map(affected.map(({ id, lostAt }) => [id, lostAt]))).toEqual(
      new Map(truth.map(({ device, from }) => [device, from])),
    );
  });

  it('factor 10 divides the waits: all 40 within 4.5 s', () => {
    const on = stage();
    on.runner.start({ name: '2008-12-02', factor: 10 });
    on.world.clock.advance(4_500);
    expect(lostCount(on)).toBe(40);
  });

  it('bench: nothing until a random moment of the first 60 s, then all 40 at once', () => {
    const on = stage();
    on.runner.start({ name: '2008-12-02', variant: 'bench' });
    on.world.clock.advance(60_000);
    const instants = new Set(status(on).affected.map(({ lostAt }) => lostAt));
    expect([lostCount(on), instants.size]).toEqual([40, 1]);
    const [at = 0] = instants;
    expect(at).toBeGreaterThan(START);
  });

  it('slow: one box every 20 s', () => {
    const on = stage();
    on.runner.start({ name: '2008-12-02', variant: 'slow' });
    expect(lostCount(on)).toBe(1);
    on.world.clock.advance(100_000);
    expect(lostCount(on)).toBe(6);
  });

  it('repair mends the authority and no box; recovery brings all 40 back within overSeconds', () => {
    const on = stage();
    on.runner.start({ name: '2008-12-02' });
    on.world.clock.advance(45_000);
    on.runner.advance('repair', {});
    on.world.clock.advance(600_000);
    expect([on.world.authority.state.mode, lostCount(on), status(on).phase]).toEqual(['ok', 40, 'repair']);
    on.runner.advance('recovery', { overSeconds: 39 });
    on.world.clock.advance(19_500);
    expect(lostCount(on)).toBe(21);
    on.world.clock.advance(21_000);
    expect([lostCount(on), status(on).phase]).toEqual([0, 'done']);
  });

  it('recovers by itself recoverAfterSeconds after the outage began', () => {
    const on = stage();
    on.runner.start({ name: '2008-12-02', recoverAfterSeconds: 120, overSeconds: 10 });
    on.world.clock.advance(119_999);
    expect(lostCount(on)).toBe(40);
    on.world.clock.advance(11_501);
    expect([lostCount(on), status(on).phase]).toEqual([0, 'done']);
  });

  it('hits the same boxes for the same seed and others for another', () => {
    const hit = (seed: number): string[] => {
      const on = stage();
      on.runner.start({ name: '2008-12-02', seed });
      on.world.clock.advance(45_000);
      return status(on).affected.map(({ id }) => id);
    };
    expect(hit(7)).toEqual(hit(7));
    expect(hit(8)).not.toEqual(hit(7));
  });
});

describe('glitch-storm', () => {
  it('sets a lie per 30 s on every box within the first period and clears all after 600 s', () => {
    const on = stage();
    on.runner.start({ name: 'glitch-storm' });
    on.world.clock.advance(30_000);
    const specs = [...on.fleet.values()].map(({ faults }) =>
      faults.list().map(({ kind, everySeconds }) => [kind, everySeconds]),
    );
    expect(specs).toEqual(specs.map(() => [['glitch', 30]]));
    on.world.clock.advance(570_000);
    expect([...on.fleet.values()].every(({ faults }) => faults.isEmpty)).toBe(true);
    expect(on.world.log.truth.intervals()).toEqual([]);
  });
});

describe('half-unreachable', () => {
  it('takes 25 of 50 from all 12 customers, 13 refusing and 12 stalling, for 300 s', () => {
    const on = stage();
    on.runner.start({ name: 'half-unreachable' });
    const hit = [...on.fleet.entries()].filter(([, { faults }]) => !faults.isEmpty);
    const customers = new Set(hit.map(([id]) => Number(id.slice(4)) % 12));
    const refusing = hit.filter(([, { faults }]) => faults.has('refuse')).length;
    expect([hit.length, customers.size, refusing]).toEqual([25, 12, 13]);
    on.world.clock.advance(299_999);
    expect(status(on).isRunning).toBe(true);
    on.world.clock.advance(1);
    expect([...on.fleet.values()].every(({ faults }) => faults.isEmpty)).toBe(true);
  });
});

describe('running scenarios', () => {
  it('stop cancels what is to come and leaves what was done', () => {
    const on = stage();
    on.runner.start({ name: '2008-12-02' });
    on.world.clock.advance(1_000);
    on.runner.stop();
    on.world.clock.advance(60_000);
    expect([lostCount(on), status(on).events.pending]).toEqual([5, 0]);
  });

  it('refuses a second one while one runs, an unknown name, variant and phase, each in one sentence', () => {
    const on = stage();
    on.runner.start({ name: 'half-unreachable' });
    expect(() => on.runner.start({ name: 'steady' })).toThrow('is still running; POST /scenario/stop first.');
    on.runner.stop();
    const all = SCENARIOS.map(({ name }) => name).join(', ');
    expect(() => on.runner.start({ name: 'x' })).toThrow(`name: "x" is no scenario; give one of ${all}.`);
    expect(() => on.runner.start({ name: 'steady', variant: 'x' })).toThrow(
      'variant: "x" is not known to steady',
    );
    on.runner.start({ name: '2008-12-02' });
    expect(() => on.runner.advance('x', {})).toThrow('it has: repair, recovery.');
  });

  it('reset brings 40 lost boxes back, clears faults and calls 3 planned check-ins off', () => {
    const on = stage();
    on.runner.start({ name: '2008-12-02' });
    on.world.clock.advance(45_000);
    on.verbs.setFault({ ids: 'all' }, { kind: 'html' });
    on.verbs.checkIn({ count: 3 }, START + 60_000);
    on.verbs.reset();
    expect([lostCount(on), on.world.authority.state.mode]).toEqual([0, 'ok']);
    on.verbs.setAuthority({ mode: 'wrong-answer' });
    on.world.clock.advance(600_000);
    expect(lostCount(on)).toBe(0);
    expect([...on.fleet.values()].every(({ faults }) => faults.isEmpty)).toBe(true);
  });

  it('synchronizes box by box over the given time', () => {
    const on = stage(11);
    on.verbs.setAuthority({ mode: 'wrong-answer' });
    on.verbs.checkIn({ ids: 'all' });
    on.verbs.setAuthority({ mode: 'ok' });
    on.verbs.synchronize({ ids: 'all' }, 10);
    const counts = [1_500, 1_000, 8_000, 1_000].map((ms) => {
      on.world.clock.advance(ms);
      return lostCount(on);
    });
    // Pressed at 0, 1, … 10 s; each takes effect 1.5 s later.
    expect(counts).toEqual([10, 9, 1, 0]);
  });
});
