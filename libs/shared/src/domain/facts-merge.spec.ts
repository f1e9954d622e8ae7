import { describe, expect, it } from 'vitest';
import {
  DAY,
  DeviceRun,
  HOUR,
  MINUTE,
  PULSE_OK,
  T0,
  enabled,
  fullFacts,
  healthyRun,
  licence,
  signatures,
} from '../../../../test/support/domain-builders.js';
import { currentFacts, factAt } from './facts-merge.js';
import { DEFAULT_POLICY } from './policy.js';

const NEXT = T0 + 2 * MINUTE;

describe('facts over readings', () => {
  it('a pulse keeps what it does not tell and the licence date of the last full read', () => {
    const run = healthyRun();
    expect(run.state.core.facts.ips).toEqual({
      ...fullFacts(T0).ips,
      licence: licence('active', { expiresAt: T0 + 30 * DAY }),
    });
    expect(run.state.core.factScopes.ips).toEqual({ licence: 'pulse', enabled: 'full', signatures: 'full' });
  });

  it('a fact is as old as the last read that tells it', () => {
    const run = healthyRun();
    run.read(NEXT, PULSE_OK);
    expect(factAt(run.state, 'ips', 'licence')).toBe(NEXT);
    expect(factAt(run.state, 'ips', 'enabled')).toBe(T0);
    expect(factAt(run.state, 'ips', 'running')).toBeNull();
    expect(factAt(run.state, 'sandbox', 'licence')).toBeNull();
  });

  it('what a pulse used to tell and does not tell now is unknown at once, its date kept', () => {
    const run = healthyRun();
    run.read(NEXT, {});
    expect(run.state.core.facts.ips?.licence).toEqual({
      value: 'unknown',
      source: 'licences',
      raw: '',
      expiresAt: T0 + 30 * DAY,
    });
    expect(run.state.core.facts.ips?.enabled?.value).toBe('on');
  });

  it('what a full read used to tell and does not tell now is unknown at once', () => {
    const run = healthyRun();
    run.full(NEXT, { signatures: undefined });
    expect(run.state.core.facts.ips?.signatures).toEqual({ value: 'unknown', source: 'signatures', raw: '' });
  });

  it('a full read without a date takes the date away', () => {
    const run = healthyRun();
    run.full(NEXT, { licence: licence('active') });
    expect(run.state.core.facts.ips?.licence).toEqual(licence('active'));
    expect(run.service()?.believedEndAt).toBe(T0 + 30 * DAY);
  });

  it('facts of services outside the profile are not kept', () => {
    const run = healthyRun();
    run.read(NEXT, { ...PULSE_OK, sandbox: { licence: licence('active') } });
    expect(Object.keys(run.state.core.facts)).toEqual(['ips', 'web-filter']);
  });

  it('full-read facts are unknown from 3 × 15 min on, pulse facts are not', () => {
    const run = healthyRun();
    const at = (now: number, intervalMs = MINUTE) =>
      currentFacts(run.state, 'ips', { intervalMs, policy: DEFAULT_POLICY, now });
    expect(at(T0 + 45 * MINUTE - 1).enabled?.value).toBe('on');
    expect(at(T0 + 45 * MINUTE).enabled?.value).toBe('unknown');
    expect(at(T0 + 45 * MINUTE).licence?.value).toBe('active');
    expect(at(T0 + 3 * HOUR - 1, HOUR).enabled?.value).toBe('on');
    expect(at(T0 + 3 * HOUR, HOUR).enabled?.value).toBe('unknown');
  });
});

describe('history rows', () => {
  it('the first reading gives one row per fact, a repeated one none', () => {
    const run = new DeviceRun();
    const first = run.full(T0);
    expect(first.factChanges.map(({ service, fact, value }) => `${service} ${fact} ${value}`)).toEqual([
      'ips licence active',
      'ips enabled on',
      'ips signatures fresh',
      'web-filter licence active',
      'web-filter enabled on',
    ]);
    expect(first.factChanges[0]).toEqual({
      service: 'ips',
      fact: 'licence',
      value: 'active',
      detail: { source: 'licences', raw: 'active', expiresAt: T0 + 30 * DAY },
      at: T0,
    });
    expect(run.read(T0 + MINUTE, PULSE_OK).factChanges).toEqual([]);
  });

  it.each([
    ['another value', { enabled: enabled('off') }, 1],
    ['another date', { licence: licence('active', { expiresAt: T0 + DAY }) }, 1],
    ['a new database', { signatures: signatures('fresh', { publishedAt: T0, lastAttemptAt: T0 }) }, 1],
    ['other words for the same', { enabled: enabled('on', { raw: 'ON (2 in use)', source: 'other' }) }, 0],
    [
      'a later check of the same database',
      { signatures: signatures('fresh', { publishedAt: T0 - HOUR, lastAttemptAt: T0 + MINUTE }) },
      0,
    ],
  ])('%s', (_title, ips, rows) => {
    const run = new DeviceRun();
    run.full(T0);
    const facts = { ...fullFacts(T0), ips: { ...fullFacts(T0).ips, ...ips } };
    expect(run.read(NEXT, facts, { scope: 'full' }).factChanges).toHaveLength(rows);
  });
});
