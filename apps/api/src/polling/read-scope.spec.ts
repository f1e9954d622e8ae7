import { initialState } from '@firewatch/shared/domain/device-step';
import { describe, expect, it } from 'vitest';
import type { ClaimedDevice } from '../store/device-targets.repo.js';
import { scopeOf } from './read-scope.js';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

function device(state: {
  fullAt: number | null;
  contact?: 'reachable' | 'failing';
  isSuspect?: boolean;
}): Pick<ClaimedDevice, 'core' | 'pulse' | 'interval_ms'> {
  const { core, pulse } = initialState();
  const judged = { verdict: 'protecting', reason: 'ok' } as const;
  const ips = {
    believed: judged,
    since: 0,
    lastGoodAt: null,
    unknownSince: null,
    expectation: 'on',
    problemFact: null,
    phase: state.isSuspect ? 'suspect' : 'steady',
    suspect: null,
    recovery: null,
    glitchesAt: [],
    changesAt: [],
    isFlapping: false,
    believedEndAt: null,
  } as const;
  return {
    interval_ms: MINUTE,
    core: { ...core, services: { ips }, contact: { ...core.contact, state: state.contact ?? 'reachable' } },
    pulse: { ...pulse, fullAt: state.fullAt, fullTriedAt: state.fullAt },
  };
}

describe('scopeOf', () => {
  const cases = [
    [
      'a regular slot 14 min after the last full read',
      { fullAt: NOW - 14 * MINUTE },
      'due',
      'pulse',
      'pulse',
    ],
    ['a regular slot 15 min after the last full read', { fullAt: NOW - 15 * MINUTE }, 'due', 'pulse', 'full'],
    ['a sweep 15 min after the last full read', { fullAt: NOW - 15 * MINUTE }, 'sweep', 'pulse', 'pulse'],
    [
      'a retry of a device that does not answer',
      { fullAt: null, contact: 'failing' },
      'due',
      'pulse',
      'pulse',
    ],
    ['an enrolment', { fullAt: null }, 'enrol', 'full', 'full'],
    ['a full read asked for while suspected', { fullAt: NOW, isSuspect: true }, 'asked', 'full', 'pulse'],
    [
      'a slot with a full read due while suspected',
      { fullAt: null, isSuspect: true },
      'due',
      'pulse',
      'pulse',
    ],
    [
      'a confirmation that only a full read can give',
      { fullAt: NOW, isSuspect: true },
      'confirm',
      'full',
      'full',
    ],
  ] as const;

  it.each(cases)('%s', (_case, ...[state, why, scope, expected]) => {
    expect(scopeOf(device(state), { why, scope }, NOW)).toBe(expected);
  });
});
