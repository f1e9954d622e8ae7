import { describe, expect, it } from 'vitest';
import {
  DAY,
  HOUR,
  IPS_PROFILE,
  T0,
  WEB_PROFILE,
  enabled,
  licence,
  running,
  signatures,
} from '../../../../test/support/domain-builders.js';
import type { Expectation, ServiceFacts, ServiceProfile } from './fact.js';
import { decidingFact, isCorroborated, judge, shapeFacts, turnFamily, worst } from './verdict.js';
import { VERDICTS, VERDICT_REASONS, isBad } from './verdict-words.js';

const GOOD: ServiceFacts = {
  licence: licence('active'),
  enabled: enabled('on'),
  signatures: signatures('fresh', { publishedAt: T0 - HOUR, lastAttemptAt: T0 - HOUR }),
};
const FREEZING: ServiceProfile = { ...IPS_PROFILE, onLapse: 'freezes' };
const CLOSED: ServiceProfile = { ...IPS_PROFILE, failure: 'closed' };
const UNSURE: ServiceProfile = { ...IPS_PROFILE, onLapse: 'unknown' };

interface Row {
  readonly row: number;
  readonly facts: Partial<ServiceFacts>;
  readonly gives: string;
  readonly profile?: ServiceProfile;
  readonly expectation?: Expectation;
  readonly endAt?: number;
}
const ROWS: readonly Row[] = [
  { row: 1, facts: { running: running('no') }, expectation: 'off', gives: 'off-by-policy off-by-policy' },
  { row: 1, facts: { licence: licence('absent') }, expectation: 'off', gives: 'off-by-policy off-by-policy' },
  {
    row: 2,
    facts: { licence: licence('not-applicable'), running: running('no') },
    gives: 'not-applicable not-applicable',
  },
  {
    row: 2,
    facts: { licence: licence('absent'), enabled: enabled('off') },
    expectation: 'never',
    gives: 'not-applicable not-applicable',
  },
  { row: 3, facts: { running: running('no'), enabled: enabled('off') }, gives: 'exposed not-running' },
  { row: 3, facts: { running: running('no') }, profile: CLOSED, gives: 'blocking not-running' },
  {
    row: 3,
    facts: { running: running('no'), enabled: { ...enabled('on'), failsClosed: true } },
    gives: 'blocking not-running',
  },
  {
    row: 3,
    facts: { running: running('no'), enabled: { ...enabled('on'), failsClosed: false } },
    profile: CLOSED,
    gives: 'exposed not-running',
  },
  {
    row: 6,
    facts: { licence: licence('absent'), enabled: { ...enabled('on'), failsClosed: true } },
    gives: 'blocking licence-lost',
  },
  {
    row: 4,
    facts: { enabled: enabled('off'), signatures: signatures('factory') },
    gives: 'exposed switched-off',
  },
  { row: 4, facts: { enabled: enabled('off') }, profile: CLOSED, gives: 'exposed switched-off' },
  {
    row: 5,
    facts: { signatures: signatures('factory'), licence: licence('absent') },
    gives: 'exposed no-signatures',
  },
  { row: 6, facts: { licence: licence('absent') }, gives: 'exposed licence-lost' },
  { row: 6, facts: { licence: licence('absent') }, endAt: T0 + 1, gives: 'exposed licence-lost' },
  { row: 6, facts: { licence: licence('absent') }, endAt: T0, gives: 'exposed licence-expired' },
  { row: 6, facts: { licence: licence('deactivated') }, profile: CLOSED, gives: 'blocking licence-lost' },
  { row: 6, facts: { licence: licence('expired') }, profile: UNSURE, gives: 'exposed licence-lost' },
  { row: 6, facts: { licence: licence('expired', { expiresAt: T0 - 1 }) }, gives: 'exposed licence-expired' },
  {
    row: 6,
    facts: { licence: licence('expired', { expiresAt: T0 - 1 }) },
    endAt: T0 + DAY,
    gives: 'exposed licence-lost',
  },
  {
    row: 7,
    facts: { licence: licence('expired'), enabled: enabled('partial') },
    profile: FREEZING,
    gives: 'weakened frozen',
  },
  {
    row: 8,
    facts: { enabled: enabled('partial'), signatures: signatures('stale') },
    gives: 'weakened partial',
  },
  { row: 8, facts: { enabled: enabled('monitor-only') }, gives: 'weakened detect-only' },
  {
    row: 9,
    facts: { signatures: signatures('stale'), licence: licence('unknown') },
    gives: 'weakened stale',
  },
  {
    row: 10,
    facts: { licence: licence('unknown'), enabled: enabled('unknown') },
    gives: 'unknown licence-unknown',
  },
  { row: 10, facts: { enabled: undefined }, gives: 'unknown enabled-unknown' },
  { row: 10, facts: { signatures: signatures('not-offered') }, gives: 'unknown signatures-unknown' },
  {
    row: 10,
    facts: {},
    profile: { ...IPS_PROFILE, required: ['running'], notOffered: [] },
    gives: 'unknown running-unknown',
  },
  { row: 11, facts: {}, gives: 'protecting ok' },
  { row: 11, facts: { licence: licence('expiring') }, gives: 'protecting ok-expiring' },
  { row: 11, facts: { licence: licence('grace', { expiresAt: T0 - DAY }) }, gives: 'protecting ok-grace' },
  { row: 11, facts: { signatures: signatures('ageing') }, gives: 'protecting ageing' },
  { row: 11, facts: { signatures: signatures('vendor-managed') }, gives: 'protecting ok' },
  { row: 11, facts: { licence: licence('active') }, expectation: 'never', gives: 'protecting ok' },
];

describe('judge', () => {
  it.each(ROWS)('row $row gives $gives', ({ facts, gives, profile, expectation, endAt }) => {
    const context = { now: T0, believedEndAt: endAt ?? null };
    const judged = judge({ ...GOOD, ...facts }, profile ?? IPS_PROFILE, expectation ?? 'on', context);
    expect(`${judged.verdict} ${judged.reason}`).toBe(gives);
  });

  it('does not take "active" for protection once its own date has passed', () => {
    const facts = { ...GOOD, licence: licence('active', { expiresAt: T0 }) };
    expect(judge(facts, IPS_PROFILE, 'on', { now: T0 - 1 })).toEqual({ verdict: 'protecting', reason: 'ok' });
    expect(judge(facts, IPS_PROFILE, 'on', { now: T0 })).toEqual({
      verdict: 'unknown',
      reason: 'licence-unknown',
    });
  });

  it('calls a held licence expiring within the vendor’s limit, and says so while it protects', () => {
    const profile = { ...IPS_PROFILE, expiringMs: 30 * DAY };
    const reasonAt = (days: number, value: 'active' | 'grace' = 'active') =>
      judge({ ...GOOD, licence: licence(value, { expiresAt: T0 + days * DAY }) }, profile, 'on', { now: T0 });
    expect(reasonAt(30)).toEqual({ verdict: 'protecting', reason: 'ok-expiring' });
    expect(reasonAt(30.1)).toEqual({ verdict: 'protecting', reason: 'ok' });
    expect(reasonAt(5, 'grace')).toEqual({ verdict: 'protecting', reason: 'ok-grace' });
    const lost = judge({ ...GOOD, licence: licence('absent', { expiresAt: T0 + DAY }) }, profile, 'on', {
      now: T0,
    });
    expect(lost).toEqual({ verdict: 'exposed', reason: 'licence-lost' });
  });

  it('never takes a date in the future for a licence that the box does not hold', () => {
    const facts = { ...GOOD, licence: licence('absent', { expiresAt: T0 + 365 * DAY }) };
    expect(judge(facts, IPS_PROFILE, 'on', { now: T0 })).toEqual({
      verdict: 'exposed',
      reason: 'licence-lost',
    });
  });
});

describe('shapeFacts', () => {
  const valueAt = (ages: { publishedAt?: number; lastAttemptAt?: number }): string | undefined =>
    shapeFacts({ signatures: signatures('fresh', ages) }, IPS_PROFILE, T0).signatures?.value;

  it.each([
    ['fresh', 72 * HOUR - 1, 6 * HOUR - 1],
    ['ageing', 72 * HOUR, 0],
    ['ageing', 0, 6 * HOUR],
    ['ageing', 7 * DAY - 1, 24 * HOUR - 1],
    ['stale', 7 * DAY, 0],
    ['stale', 0, 24 * HOUR],
  ])('%s when published %d ms ago and last checked %d ms ago', (value, published, attempt) => {
    expect(valueAt({ publishedAt: T0 - published, lastAttemptAt: T0 - attempt })).toBe(value);
  });

  it('counts one date alone, and finds a database without any date unknown', () => {
    expect(valueAt({ publishedAt: T0 - 8 * DAY })).toBe('stale');
    expect(valueAt({ lastAttemptAt: T0 - HOUR })).toBe('fresh');
    expect(valueAt({})).toBe('unknown');
  });

  it('finds a database dated further ahead than the first limit unknown', () => {
    expect(valueAt({ publishedAt: T0 + 72 * HOUR })).toBe('fresh');
    expect(valueAt({ publishedAt: T0 + 72 * HOUR + 1 })).toBe('unknown');
    expect(valueAt({ publishedAt: T0, lastAttemptAt: T0 + 6 * HOUR })).toBe('fresh');
    expect(valueAt({ publishedAt: T0, lastAttemptAt: T0 + 6 * HOUR + 1 })).toBe('unknown');
  });

  it('leaves values without a date and vendors without limits as they are', () => {
    expect(shapeFacts({ signatures: signatures('factory') }, IPS_PROFILE, T0).signatures?.value).toBe(
      'factory',
    );
    expect(shapeFacts({ signatures: signatures('fresh') }, WEB_PROFILE, T0).signatures?.value).toBe('fresh');
  });
});

describe('turnFamily', () => {
  it('folds every reason into its family', () => {
    const families = Object.fromEntries(VERDICT_REASONS.map((reason) => [reason, turnFamily(reason)]));
    expect(families).toEqual({
      ...Object.fromEntries(VERDICT_REASONS.map((reason) => [reason, null])),
      'licence-lost': 'licence',
      'licence-expired': 'licence',
      frozen: 'licence',
      'switched-off': 'switched',
      partial: 'switched',
      'detect-only': 'switched',
      'no-signatures': 'signatures',
      stale: 'signatures',
      'not-running': 'running',
    });
    expect(decidingFact('partial')).toBe('enabled');
    expect(decidingFact('ok')).toBeNull();
  });
});

describe('worst', () => {
  it('orders exposed, blocking, unknown, weakened, protecting, off-by-policy, not-applicable', () => {
    const all = VERDICTS.map((verdict) => ({ verdict, reason: 'ok' as const }));
    for (const [index, judgement] of all.entries()) {
      expect(worst(all.slice(index).reverse())).toEqual(judgement);
    }
  });
  it('names the first among equals', () => {
    const lost = { verdict: 'exposed', reason: 'licence-lost' } as const;
    expect(worst([lost, { verdict: 'exposed', reason: 'switched-off' }])).toEqual(lost);
  });
  it('is unknown for nothing at all', () => {
    expect(worst([])).toEqual({ verdict: 'unknown', reason: 'never-read' });
  });
  it('calls only exposed and blocking bad', () => {
    expect(VERDICTS.filter(isBad)).toEqual(['exposed', 'blocking']);
  });
});

describe('isCorroborated', () => {
  const lost = licence('absent');
  it.each([
    ['one bad fact', { licence: lost }, false],
    [
      'two bad facts from one request',
      { licence: lost, enabled: enabled('off', { source: 'licences' }) },
      false,
    ],
    ['two bad facts from two requests', { licence: lost, enabled: enabled('off') }, true],
    ['a bad and a weak fact', { licence: lost, enabled: enabled('partial') }, false],
    ['a second request that shows the same loss', { licence: licence('absent', { agrees: 'status' }) }, true],
    ['the same request named twice', { licence: licence('absent', { agrees: 'licences' }) }, false],
    ['an agreement on a licence that holds', { licence: licence('active', { agrees: 'status' }) }, false],
    [
      'an engine that stopped and no signatures',
      { running: running('no'), signatures: signatures('factory') },
      true,
    ],
  ])('%s', (_title, facts: ServiceFacts, expected) => {
    expect(isCorroborated(facts, IPS_PROFILE, 'exposed', T0)).toBe(expected);
  });
  it('lets two weak facts from two requests corroborate a weakened service', () => {
    const facts = { enabled: enabled('partial'), signatures: signatures('stale') };
    expect(isCorroborated(facts, IPS_PROFILE, 'weakened', T0)).toBe(true);
    expect(isCorroborated(facts, IPS_PROFILE, 'exposed', T0)).toBe(false);
    const watching = { enabled: enabled('monitor-only'), signatures: signatures('stale') };
    expect(isCorroborated(watching, IPS_PROFILE, 'weakened', T0)).toBe(true);
    expect(isCorroborated({ ...watching, enabled: enabled('on') }, IPS_PROFILE, 'weakened', T0)).toBe(false);
    const frozen = { licence: licence('absent'), signatures: signatures('stale') };
    expect(isCorroborated(frozen, FREEZING, 'weakened', T0)).toBe(true);
    expect(
      isCorroborated({ enabled: enabled('off'), licence: licence('absent') }, FREEZING, 'exposed', T0),
    ).toBe(false);
  });
});
