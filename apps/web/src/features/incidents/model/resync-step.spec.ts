import { describe, expect, it } from 'vitest';
import { resyncStepOf } from './resync-step.js';

const incident = { id: 'i', kind: 'fleet', state: 'open', deviceCount: 38 } as const;
const run = { id: 'r', label: 'R-118', state: 'running', headline: 'Resynchronising 38 SonicWalls' } as const;
const given = { incident, isHeld: false, edits: true, runs: [] };

describe('the way from an incident to a resync', () => {
  it('is recommended with the number of firewalls where nothing holds it back', () => {
    expect(resyncStepOf(given)).toMatchObject({
      action: 'Resynchronise 38 firewalls…',
      to: '/resync/new?incident=i',
      isPrimary: true,
    });
  });

  it('only leads to the plan while it is held back', () => {
    expect(resyncStepOf({ ...given, isHeld: true })).toMatchObject({
      action: 'Look at the plan…',
      isPrimary: false,
    });
  });

  it('leads to the run that works on it already, also for who may only look', () => {
    expect(resyncStepOf({ ...given, edits: false, runs: [run] })).toMatchObject({
      action: 'Open R-118',
      to: '/resync/r',
    });
    expect(resyncStepOf({ ...given, runs: [{ ...run, state: 'finished' }] })?.to).toBe(
      '/resync/new?incident=i',
    );
  });

  it.each([
    ['it is closed', { ...given, incident: { ...incident, state: 'closed' } }],
    ['it is about silence', { ...given, incident: { ...incident, kind: 'no-data' } }],
    ['the person may not plan', { ...given, edits: false }],
  ] as const)('is not offered where %s', (_, one) => expect(resyncStepOf(one)).toBeNull());
});
