import { describe, expect, it } from 'vitest';
import { NOW, runDetail, runDevice } from './run.builder.js';
import { EMPTY_START, mustProve, startBody, startFaults } from './start-form.js';

const wrong = {
  name: 'authority',
  state: 'overridable',
  words: 'The licence authority is judged wrong.',
} as const;
const faults = (change: Partial<Parameters<typeof startFaults>[0]>) =>
  Object.fromEntries(
    Object.entries(startFaults({ form: EMPTY_START, guards: [], needs: null, now: NOW, ...change })).filter(
      ([, fault]) => fault !== false,
    ),
  );

describe('starting a run', () => {
  it('needs nothing more where nobody is in the way and the sign-in is fresh', () => {
    expect(faults({})).toEqual({});
  });

  it('asks for the code or the password that is missing', () => {
    expect(Object.keys(faults({ needs: 'code' }))).toEqual(['proof']);
    expect(faults({ needs: 'password' })).toEqual({ proof: 'Password is missing.' });
  });

  it('asks for a written reason where a guard is overridden', () => {
    expect(faults({ guards: [wrong] })).toEqual({
      override: 'Write 3 to 500 characters: why it starts although a guard holds it.',
    });
    expect(
      faults({ guards: [wrong], form: { ...EMPTY_START, override: 'one canary, vendor asked' } }),
    ).toEqual({});
  });

  it('takes no time that is missing or past', () => {
    const later = { ...EMPTY_START, isLater: true };
    expect(faults({ form: later })).toEqual({ at: 'Time is missing; a day and a time are accepted.' });
    expect(faults({ form: { ...later, at: '2008-12-01T10:00' } })).toEqual({
      at: 'Time is past; a later one is accepted.',
    });
    expect(faults({ form: { ...later, at: '2008-12-04T10:00' } })).toEqual({});
  });

  it('names the hash, and sends a reason only where one is asked for', () => {
    const form = { ...EMPTY_START, override: ' vendor asked ' };
    const detail = runDetail([runDevice(1)], 'planned');
    expect(startBody(detail, form)).toEqual({ hash: detail.hash, at: null, override: null });
    expect(startBody({ ...detail, guards: [wrong] }, form).override).toBe('vendor asked');
  });

  it('asks again once the last sign-in is too old', () => {
    const until = new Date(NOW).toISOString();
    expect(mustProve({ needs: 'code', until: null }, NOW)).toBe(true);
    expect(mustProve({ needs: 'code', until }, NOW)).toBe(true);
    expect(mustProve({ needs: 'code', until }, NOW - 1)).toBe(false);
  });
});
