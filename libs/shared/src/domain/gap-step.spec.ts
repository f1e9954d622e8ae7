import { describe, expect, it } from 'vitest';
import {
  DeviceRun,
  MINUTE,
  PULSE_OK,
  T0,
  context,
  healthyRun,
  licence,
} from '../../../../test/support/domain-builders.js';
import type { FactsByService } from './fact.js';

const SILENT: FactsByService = { 'web-filter': { licence: licence('active') } };
const GAP = T0 + 2 * MINUTE;

/** Reads every 30 s in [from, until). */
const readOn = (run: DeviceRun, facts: FactsByService, from: number, until: number): void => {
  for (let at = from; at < until; at += 30_000) run.read(at, facts);
};

describe('a device that answers without saying what must be known', () => {
  it('alarms after 5 min with the services and facts that are missing, once, and shows the others on', () => {
    const run = healthyRun();
    readOn(run, SILENT, GAP, GAP + 5 * MINUTE);
    expect(run.events).toEqual([]);
    const done = run.tick(GAP + 5 * MINUTE);
    run.read(GAP + 5 * MINUTE + 1_000, SILENT);
    expect(run.events).toEqual([
      {
        type: 'device.no-data',
        at: GAP + 5 * MINUTE,
        why: 'partial',
        detail: 'IPS: licence not told',
        firstFailedAt: GAP,
        lastGoodAt: GAP + 4.5 * MINUTE,
      },
    ]);
    expect(done.shown.services).toMatchObject({
      ips: { reason: 'licence-unknown' },
      'web-filter': { reason: 'ok' },
    });
    expect(run.state.core.contact.state).toBe('reachable');
  });

  it('wakes for that deadline', () => {
    const run = healthyRun(context({ intervalMs: 10 * MINUTE }));
    run.read(GAP, SILENT);
    expect(run.state.core.gap).toEqual({ since: GAP, services: ['ips'], scope: 'pulse', isAlarmed: false });
    expect(run.tick(GAP + 1_000).wakeAt).toBe(GAP + 20 * MINUTE + 15_000);
    expect(run.tick(GAP + 20 * MINUTE + 15_000).wakeAt).toBe(GAP + 21 * MINUTE);
  });

  it('is taken back by a reading that tells everything, alarmed or not', () => {
    const quiet = healthyRun();
    readOn(quiet, SILENT, GAP, GAP + MINUTE);
    quiet.read(GAP + MINUTE, PULSE_OK);
    expect([quiet.events, quiet.state.core.gap]).toEqual([[], null]);
    const alarmed = healthyRun();
    readOn(alarmed, SILENT, GAP, GAP + 6 * MINUTE);
    alarmed.forget().read(GAP + 6 * MINUTE, PULSE_OK);
    expect(alarmed.events).toEqual([
      { type: 'device.answers-again', at: GAP + 6 * MINUTE + 500, firstFailedAt: GAP },
    ]);
  });

  it('gives what only full reads tell 2 × 15 min + 1 min', () => {
    const run = healthyRun();
    run.full(GAP, { signatures: undefined });
    readOn(run, PULSE_OK, GAP + MINUTE, GAP + 31 * MINUTE);
    expect(run.of('device.no-data')).toEqual([]);
    run.tick(GAP + 31 * MINUTE);
    expect(run.of('device.no-data')).toMatchObject([
      { detail: 'IPS: signatures not told', firstFailedAt: GAP },
    ]);
  });

  it('a contact that failed meanwhile ends with one word for both, and only when the gap is filled', () => {
    const run = healthyRun();
    readOn(run, SILENT, GAP, GAP + 6 * MINUTE);
    run.fail(GAP + 6 * MINUTE, 'refused');
    run.tick(GAP + 8 * MINUTE);
    expect(run.of('device.no-data').map(({ why }) => why)).toEqual(['partial', 'refused']);
    run.forget().read(GAP + 9 * MINUTE, SILENT);
    expect(run.of('device.answers-again')).toEqual([]);
    run.read(GAP + 10 * MINUTE, PULSE_OK);
    expect(run.of('device.answers-again')).toMatchObject([{ firstFailedAt: GAP }]);
  });

  it('gap and contact filled by the same reading end with one event', () => {
    const run = healthyRun();
    readOn(run, SILENT, GAP, GAP + 6 * MINUTE);
    run.fail(GAP + 6 * MINUTE, 'refused');
    run.tick(GAP + 8 * MINUTE);
    run.forget().read(GAP + 9 * MINUTE, PULSE_OK);
    expect(run.of('device.answers-again')).toHaveLength(1);
  });

  it('is no gap where the baseline does not expect the service', () => {
    const run = healthyRun(context({ baseline: { ips: 'off', 'web-filter': 'on' } }));
    run.read(GAP, SILENT);
    expect(run.state.core.gap).toBeNull();
    const bare = new DeviceRun(context({ baseline: {} }));
    bare.read(GAP, SILENT);
    expect(bare.state.core.gap).toBeNull();
  });
});
