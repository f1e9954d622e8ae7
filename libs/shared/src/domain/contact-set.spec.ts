import { describe, expect, it } from 'vitest';
import {
  HOUR,
  MINUTE,
  OWN,
  PULSE_OK,
  T0,
  context,
  healthyRun,
} from '../../../../test/support/domain-builders.js';
import { releaseHold } from './device-step.js';
import { DEFAULT_POLICY } from './policy.js';
import { UNTIL_A_PERSON_ACTS } from './schedule.js';

const AT = T0 + 2 * MINUTE;
const NOT_TRIED = 'Not tried: other firewalls refused this credential set.';

describe('a credential set that other firewalls refused', () => {
  it('holds a device that was never refused, tells it once, and is no silence', () => {
    const run = healthyRun();
    run.ctx = context({ isSetRefused: true });
    expect(run.tick(AT)).toMatchObject({ holdUntil: UNTIL_A_PERSON_ACTS, nextRead: null });
    run.tick(AT + MINUTE);
    expect(run.of('device.auth-failed')).toEqual([{ type: 'device.auth-failed', at: AT, detail: NOT_TRIED }]);
    expect(run.state.core.contact).toMatchObject({ state: 'auth-failed', authTries: 0, since: AT });
    run.tick(AT + HOUR);
    expect(run.of('device.no-data')).toEqual([]);
  });

  it('lets go at once when the set is accepted again: one read now, and a good one ends the alarm', () => {
    const run = healthyRun();
    run.ctx = context({ isSetRefused: true });
    run.tick(T0 + MINUTE + 5_000);
    run.ctx = context();
    // Its last read ended 9.5 s before: no re-read's pace may put this one off.
    expect(run.tick(T0 + MINUTE + 10_000)).toMatchObject({
      holdUntil: null,
      nextRead: { at: T0 + MINUTE + 10_000, scope: 'pulse', why: 'due' },
    });
    run.read(AT + HOUR + 1_000, PULSE_OK);
    expect(run.of('device.auth-restored')).toHaveLength(1);
    expect(run.state.core.contact.state).toBe('reachable');
  });

  it('after its own 2 refusals a device stays held although the set works elsewhere again', () => {
    const run = healthyRun();
    run.fail(AT, 'auth-failed');
    run.fail(AT + 1_000, 'auth-failed');
    run.ctx = context({ isSetRefused: true });
    run.tick(AT + 2_000);
    run.ctx = context();
    expect(run.tick(AT + HOUR).holdUntil).toBe(UNTIL_A_PERSON_ACTS);
  });

  it('a probe that is refused costs its box one try and keeps it held; the second was the last', () => {
    const run = healthyRun();
    run.ctx = context({ isSetRefused: true });
    run.tick(AT);
    for (const tries of [1, 2]) {
      const probed = run.fail(AT + tries * HOUR, 'auth-failed');
      expect(probed).toMatchObject({ holdUntil: UNTIL_A_PERSON_ACTS, nextRead: null });
      expect(run.state.core.contact).toMatchObject({ state: 'auth-failed', authTries: tries });
    }
    expect(run.of('device.auth-failed')).toHaveLength(1);
  });

  it('a probe that gets no answer leaves the box held', () => {
    const run = healthyRun();
    run.ctx = context({ isSetRefused: true });
    run.tick(AT);
    expect(run.fail(AT + HOUR, 'timeout').holdUntil).toBe(UNTIL_A_PERSON_ACTS);
  });

  it('a probe that is accepted is not held', () => {
    const run = healthyRun();
    run.ctx = context({ isSetRefused: true });
    run.tick(AT);
    expect(run.read(AT + HOUR, PULSE_OK).holdUntil).toBeNull();
    expect(run.of('device.auth-restored')).toHaveLength(1);
  });
});

describe('wrong tries of one secret', () => {
  it('are not forgotten when a certificate is approved in between: the third try is never made', () => {
    const run = healthyRun();
    run.fail(AT, 'auth-failed');
    run.fail(AT + 1_000, 'certificate-changed', { met: { fingerprint: 'CC:01' } });
    run.state = releaseHold(run.state, 'identity', DEFAULT_POLICY);
    run.ctx = context({ accepted: [OWN, { serial: OWN.serial, fingerprint: 'CC:01' }] });
    expect(run.state.core.contact).toMatchObject({ state: 'failing', authTries: 1 });
    expect(run.fail(AT + 2_000, 'auth-failed').holdUntil).toBe(UNTIL_A_PERSON_ACTS);
  });

  it('an approved certificate does not lift the hold of a refused credential; another secret does', () => {
    const run = healthyRun();
    run.fail(AT, 'auth-failed');
    run.fail(AT + 1_000, 'auth-failed');
    expect(releaseHold(run.state, 'identity', DEFAULT_POLICY)).toBe(run.state);
    run.fail(AT + 2_000, 'certificate-changed', { met: { fingerprint: 'CC:01' } });
    const approved = releaseHold(run.state, 'identity', DEFAULT_POLICY);
    expect(approved.core.contact).toMatchObject({ state: 'auth-failed', authTries: 2 });
    expect(releaseHold(approved, 'access', DEFAULT_POLICY).core.contact).toMatchObject({
      state: 'failing',
      authTries: 0,
    });
  });

  it('a new secret forgets a single wrong try as well', () => {
    const run = healthyRun();
    run.fail(AT, 'auth-failed');
    expect(releaseHold(run.state, 'access', DEFAULT_POLICY).core.contact).toMatchObject({
      state: 'failing',
      authTries: 0,
    });
  });
});
