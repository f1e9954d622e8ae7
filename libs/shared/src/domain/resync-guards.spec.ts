import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from './policy.js';
import { judgeAuthority, spanWords, type AuthorityInput } from './resync-authority.js';
import { guardsOf, refusedBy, type GuardInput } from './resync-guards.js';
import { GUARDS } from './resync.js';
import type { Guard, GuardName } from './resync.js';

const T0 = 1_228_212_000_000;
const MINUTE = 60_000;

const free: GuardInput = {
  killSwitch: null,
  stepUp: { at: T0 },
  secondPerson: { from: null, approvedBy: null, others: ['mara'] },
  deviceCount: 38,
  hash: 'h1',
  agreedHash: 'h1',
  flagged: [],
  authorities: [{ name: 'SonicWall’s licensing plane', state: 'well', words: 'It answers well.' }],
  incidents: [],
  withoutCredential: [],
  override: null,
};
const guards = (over: Partial<GuardInput>, now = T0) => guardsOf({ ...free, ...over }, now, DEFAULT_POLICY);
const one = (name: GuardName, over: Partial<GuardInput>, now = T0): Guard | undefined =>
  guards(over, now).find((guard) => guard.name === name);
const wrong = { authorities: [{ name: 'x', state: 'wrong' as const, words: 'x is judged wrong.' }] };
const override = { by: 'Mara Lindqvist', reason: 'the vendor asked us to try one' };

describe('guardsOf', () => {
  it('names every guard once, in one order, and refuses nothing when nothing is in the way', () => {
    expect(guards({}).map((guard) => guard.name)).toEqual(GUARDS);
    expect(guards({}).every((guard) => guard.state === 'ok')).toBe(true);
    expect(refusedBy(guards({}))).toBeNull();
  });

  it.each<[GuardName, Partial<GuardInput>, string]>([
    [
      'kill-switch',
      { killSwitch: { by: 'Ravi Okafor', reason: 'vendor call' } },
      'The kill switch is on, set by Ravi Okafor: "vendor call". An owner has to switch it off.',
    ],
    [
      'step-up',
      { stepUp: { at: null } },
      'Sign in again with your code, or your password where no code is set, to start.',
    ],
    [
      'second-person',
      { secondPerson: { from: 20, approvedBy: null, others: ['mara'] } },
      'From 20 firewalls on a second person approves; these are 38. Nobody has approved yet.',
    ],
    [
      'second-person',
      { secondPerson: { from: 20, approvedBy: 'mara', others: ['ravi', 'mara'] } },
      'From 20 firewalls on a second person approves; these are 38. It was approved by who planned or starts it: somebody else has to.',
    ],
    [
      'list-changed',
      { agreedHash: 'h0' },
      'The list has changed since it was planned: plan it again and look at what moved.',
    ],
    [
      'do-not-touch',
      { flagged: ['FW-1', 'FW-2'] },
      'Do not touch: FW-1 and FW-2. End the flag or plan without it.',
    ],
    [
      'resync-credential',
      { withoutCredential: ['A', 'B', 'C'] },
      'No resync credential for A, B and 1 more: add one or plan without.',
    ],
  ])('%s holds, and no reason overrides it', (name, over, words) => {
    expect(one(name, over)).toEqual({ name, state: 'held', words });
    expect(one(name, { ...over, override })).toEqual({ name, state: 'held', words });
    expect(refusedBy(guards({ ...over, ...wrong }))).toEqual({ name, state: 'held', words });
  });

  it('a second person who planned nothing suffices; below the number none is needed', () => {
    const rule = { from: 20, approvedBy: 'ravi', others: ['mara'] };
    expect(one('second-person', { secondPerson: rule })?.state).toBe('ok');
    expect(
      one('second-person', { secondPerson: { ...rule, approvedBy: null }, deviceCount: 19 })?.state,
    ).toBe('ok');
    expect(
      one('second-person', { secondPerson: { ...rule, approvedBy: null }, deviceCount: 20 })?.state,
    ).toBe('held');
  });

  it('a step-up holds for 5 min; before a wave nobody is asked', () => {
    expect(one('step-up', {}, T0 + 5 * MINUTE)?.state).toBe('ok');
    expect(one('step-up', {}, T0 + 5 * MINUTE + 1)).toEqual({
      name: 'step-up',
      state: 'held',
      words: 'You signed in again 5 min ago; to start it may be 5 min at most.',
    });
    expect(one('step-up', { stepUp: null }, T0 + 60 * MINUTE)?.state).toBe('ok');
  });

  it('a wrong authority holds until a written reason', () => {
    expect(one('authority', wrong)).toEqual({
      name: 'authority',
      state: 'overridable',
      words: 'x is judged wrong.',
    });
    expect(refusedBy(guards(wrong))?.name).toBe('authority');
    expect(one('authority', { ...wrong, override })).toEqual({
      name: 'authority',
      state: 'ok',
      words: 'Overridden by Mara Lindqvist, "the vendor asked us to try one". x is judged wrong.',
    });
    expect(one('authority', { authorities: [] })?.state).toBe('ok');
  });

  it('an incident that a firewall joined within 10 min holds until a written reason', () => {
    const incidents = [{ label: 'F-12', lastJoinedAt: T0 - 10 * MINUTE + 1 }];
    expect(one('incident-growing', { incidents })).toEqual({
      name: 'incident-growing',
      state: 'overridable',
      words: 'F-12 is still growing: a firewall joined it 10 min ago; wait until none joins for 10 min.',
    });
    expect(one('incident-growing', { incidents, override })?.state).toBe('ok');
    expect(one('incident-growing', { incidents }, T0 + 1)?.state).toBe('ok');
  });

  it('the list is not changed while nobody has agreed to one', () => {
    expect(one('list-changed', { agreedHash: null })?.state).toBe('ok');
  });
});

describe('judgeAuthority', () => {
  const silent: AuthorityInput = { name: 'The plane', lastLossAt: null, checkIns: [], canaries: [] };
  const judge = (over: Partial<AuthorityInput>) => judgeAuthority({ ...silent, ...over }, T0, DEFAULT_POLICY);
  const canary = (
    agoMs: number,
    outcome: AuthorityInput['canaries'][number]['outcome'],
    answer = 'accepted' as const,
  ) => ({
    settledAt: T0 - agoMs,
    outcome,
    answer,
  });
  const held = (agoMs: number, isHolding = true) => ({ at: T0 - agoMs, isHolding });

  it('knows nothing without evidence', () => {
    expect(judge({})).toEqual({
      name: 'The plane',
      state: 'unknown',
      words: 'Nothing proves yet that The plane answers well; the canary will tell.',
    });
  });

  it('wrong for 10 min after a loss, whatever else is seen', () => {
    const well = { checkIns: [held(1), held(2), held(3)], canaries: [canary(1, 'restored')] };
    expect(judge({ ...well, lastLossAt: T0 - 10 * MINUTE + 1 })).toMatchObject({
      state: 'wrong',
      words: 'The plane is judged wrong: a licence was lost 10 min ago; wait until none is lost for 10 min.',
    });
    expect(judge({ ...well, lastLossAt: T0 - 10 * MINUTE }).state).toBe('well');
  });

  it('wrong for an hour after a canary took its call without effect, unless a newer one is restored', () => {
    expect(judge({ canaries: [canary(59 * MINUTE, 'unchanged')] }).state).toBe('wrong');
    expect(judge({ canaries: [canary(60 * MINUTE, 'unchanged')] }).state).toBe('unknown');
    expect(judge({ canaries: [canary(9, 'unchanged'), canary(8, 'restored')] }).state).toBe('well');
    expect(judge({ canaries: [canary(8, 'unchanged'), canary(9, 'restored')] }).state).toBe('wrong');
    expect(judge({ canaries: [canary(8, 'worse')] }).state).toBe('wrong');
  });

  it.each([['unreachable'], ['denied'], ['not-performed'], ['entitlement-problem']] as const)(
    'a canary that was %s says nothing of it',
    (outcome) => {
      expect(judge({ canaries: [canary(1, outcome)] }).state).toBe('unknown');
    },
  );

  it('well from 2 firewalls that asked it within 30 min, since the last loss, and kept what they had', () => {
    const old = 30 * MINUTE - 1;
    expect(judge({ checkIns: [held(old), held(old)] }).state).toBe('well');
    expect(judge({ checkIns: [held(old), held(old + 1)] }).state).toBe('unknown');
    expect(judge({ checkIns: [held(old)] }).state).toBe('unknown');
    expect(judge({ checkIns: [held(1), held(1, false)] }).state).toBe('unknown');
    const loss = T0 - 12 * MINUTE;
    expect(judge({ lastLossAt: loss, checkIns: [held(13 * MINUTE), held(1)] }).state).toBe('unknown');
    expect(judge({ lastLossAt: loss, checkIns: [held(11 * MINUTE), held(1)] }).state).toBe('well');
    expect(judge({ lastLossAt: loss, canaries: [canary(13 * MINUTE, 'restored')] }).state).toBe('unknown');
  });
});

describe('spanWords', () => {
  it.each([
    [-5, '0 s'],
    [89_000, '89 s'],
    [90_000, '2 min'],
    [119 * MINUTE, '119 min'],
    [120 * MINUTE, '2 h'],
  ])('%i ms is %s', (ms, words) => {
    expect(spanWords(ms)).toBe(words);
  });
});
