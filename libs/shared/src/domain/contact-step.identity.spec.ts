import { describe, expect, it } from 'vitest';
import {
  HOUR,
  MINUTE,
  OWN,
  PARTNER,
  PULSE_OK,
  T0,
  context,
  healthyRun,
  seen,
} from '../../../../test/support/domain-builders.js';

const FOREVER = Number.MAX_SAFE_INTEGER;
const FAIL = T0 + 2 * MINUTE;
const OTHER = { serial: '0017C5BBBB01', fingerprint: 'BB:01' };

describe('another identity', () => {
  it('an unknown certificate holds the device and is told once per certificate', () => {
    const run = healthyRun();
    const done = run.fail(FAIL, 'certificate-changed', { met: { fingerprint: 'CC:01' } });
    expect([done.holdUntil, done.nextRead]).toEqual([FOREVER, null]);
    expect(run.events).toEqual([
      {
        type: 'device.identity-changed',
        at: FAIL,
        why: 'certificate-changed',
        metSerial: null,
        metFingerprint: 'CC:01',
      },
    ]);
    run.fail(FAIL + MINUTE, 'certificate-changed', { met: { fingerprint: 'CC:01' } });
    expect(run.of('device.identity-changed')).toHaveLength(1);
    run.fail(FAIL + 2 * MINUTE, 'certificate-changed', { met: { fingerprint: 'CC:02' } });
    expect(run.of('device.identity-changed')).toHaveLength(2);
    expect(run.fail(FAIL + 3 * MINUTE, 'timeout').holdUntil).toBe(FOREVER);
  });

  it('a wrong serial holds the device and mixes nothing into its state', () => {
    const run = healthyRun();
    const before = run.state.core;
    const done = run.apply(seen(FAIL, PULSE_OK, { identity: OTHER, model: 'NSa 2700' }), FAIL + 500);
    expect([done.disbelieved, done.holdUntil]).toEqual(['wrong-serial', FOREVER]);
    expect(run.state.core.contact.detail).toBe(`expected serial ${OWN.serial}, met ${OTHER.serial}`);
    expect(run.of('device.identity-changed')).toMatchObject([
      { why: 'wrong-serial', metSerial: OTHER.serial },
    ]);
    expect({ ...run.state.core, contact: before.contact }).toEqual(before);
  });

  it('is read at once when a person approved it, and the reading ends the alarm', () => {
    const run = healthyRun();
    run.apply(seen(FAIL, PULSE_OK, { identity: OTHER }), FAIL + 500);
    run.ctx = context({ accepted: [OWN, OTHER] });
    const done = run.tick(FAIL + MINUTE);
    expect([done.holdUntil, done.nextRead]).toEqual([
      null,
      { at: FAIL + MINUTE, scope: 'pulse', why: 'due' },
    ]);
    const timedOut = run.fail(FAIL + MINUTE, 'timeout');
    expect(timedOut.nextRead?.at).toBe(FAIL + MINUTE + 1_000);
    run.forget().read(FAIL + 2 * MINUTE, PULSE_OK, { identity: OTHER });
    expect(run.events.map(({ type }) => type)).toEqual(['device.failed-over', 'device.identity-accepted']);
  });

  it('the approved partner of a pair is a fail-over, not an incident, and gets a full read', () => {
    const run = healthyRun(context({ accepted: [OWN, PARTNER] }));
    const done = run.read(FAIL, PULSE_OK, {
      identity: PARTNER,
      uptimeSeconds: 5,
      deviceClockAt: FAIL - HOUR,
    });
    expect(done.events).toEqual([{ type: 'device.failed-over', at: FAIL + 500, serial: PARTNER.serial }]);
    expect(done.nextRead).toEqual({ at: FAIL + 500, scope: 'full', why: 'due' });
    expect(run.state.core.identity).toEqual(PARTNER);
    expect(run.full(FAIL + MINUTE, {}, { identity: OWN }).nextRead).toBeNull();
  });

  it('nothing is believed while no identity is approved', () => {
    const run = healthyRun(context());
    run.ctx = context({ accepted: [] });
    expect(run.read(FAIL, PULSE_OK).disbelieved).toBe('wrong-serial');
    expect(run.state.core.contact.detail).toBe(
      `no identity is approved for this device; it says serial ${OWN.serial}`,
    );
  });
});
