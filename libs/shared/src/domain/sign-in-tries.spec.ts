import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from './policy.js';
import { waitSeconds, type EarlierTries } from './sign-in-tries.js';

const seen = (change: Partial<EarlierTries>): EarlierTries => ({
  isKnown: false,
  tries: 0,
  ofPlace: 0,
  oldestMs: null,
  ...change,
});

describe('tries of a password', () => {
  it.each<[string, Partial<EarlierTries>, number | null]>([
    ['the first', {}, null],
    ['the tenth of an account', { tries: 9, oldestMs: 1_000 }, null],
    ['the eleventh, 5 min after the first', { tries: 10, oldestMs: 300_000 }, 600],
    ['the eleventh, at once', { tries: 10, oldestMs: 0 }, 900],
    ['the eleventh, when the first is about to be forgotten', { tries: 10, oldestMs: 899_900 }, 1],
    ['the eleventh at home', { isKnown: true, tries: 10, oldestMs: 840_000 }, 60],
    ['the hundredth of a place', { ofPlace: 99 }, null],
    ['the hundred and first of a place', { ofPlace: 100 }, 60],
    ['the hundred and first of a place where the account is at home', { isKnown: true, ofPlace: 100 }, null],
  ])('%s', (_what, change, wait) => {
    expect(waitSeconds(seen(change), DEFAULT_POLICY.signIn)).toBe(wait);
  });
});
