import { describe, expect, it } from 'vitest';
import {
  byHand,
  failed,
  goodSnapshot,
  lostSnapshot,
  PROCEDURES,
  restored,
  runDevice,
  working,
} from './run.builder.js';
import { checklistFor, segmentsOf, toneOf, worstOf } from './run-words.js';

const SAID = { licence: null, signatures: null, raw: '' };

describe('segments', () => {
  it.each([
    ['not begun', runDevice(1), ['ahead', 'ahead', 'ahead', 'ahead']],
    ['at its third step', working(1), ['done', 'done', 'now', 'ahead']],
    ['failed in its second', failed(1), ['done', 'failed', 'ahead', 'ahead']],
    ['proven', restored(1), ['done', 'done', 'done', 'done']],
    ['by hand, nobody began', byHand(1), ['ahead', 'ahead']],
    ['by hand, one step ticked', byHand(1, { steps: { done: 1, total: 2 } }), ['done', 'now']],
  ] as const)('of one %s', (_, device, segments) => expect(segmentsOf(device)).toEqual(segments));
});

describe('the worst of a snapshot', () => {
  it('is the worst service that is watched', () => {
    expect(worstOf(lostSnapshot(0))).toBe('exposed');
    expect(worstOf(goodSnapshot(0))).toBe('protecting');
  });

  it('is nothing where nothing was read or nothing is watched', () => {
    expect(worstOf(null)).toBeNull();
    const services = { ips: { ...SAID, verdict: 'off-by-policy', reason: 'off-by-policy' } } as const;
    expect(worstOf({ at: '', services })).toBeNull();
  });
});

describe('tone', () => {
  it.each(['unchanged', 'worse', 'not-performed', 'unreachable', 'denied', 'entitlement-problem'] as const)(
    'of %s is bad',
    (outcome) => expect(toneOf(failed(1, outcome))).toBe('bad'),
  );

  it('of what waits for a person is by hand, and proven once it was read back', () => {
    expect(toneOf(byHand(1))).toBe('hand');
    expect(toneOf(byHand(1, { outcome: 'restored' }))).toBe('ok');
  });
});

describe('the checklist behind "Do it by hand"', () => {
  const detail = { procedures: [...PROCEDURES] };

  it('is the one of its product line, also for one on which the checklist did not help', () => {
    const failing = failed(1, 'denied', { mayTakeOver: true });
    expect(checklistFor(detail, failing)?.id).toBe('sonicwall/gen5');
    expect(checklistFor(detail, { ...failing, procedureId: 'sonicwall/gen5' })?.id).toBe('sonicwall/gen5');
  });

  it('is none where the server does not offer it', () => {
    expect(checklistFor(detail, failed(1))).toBeUndefined();
  });
});
