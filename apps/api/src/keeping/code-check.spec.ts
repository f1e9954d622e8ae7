import { describe, expect, it } from 'vitest';
import { checkCode } from './code-check.js';

/** RFC 6238 appendix B, SHA-1, six of its eight digits: secret "12345678901234567890". */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number): number => seconds * 1_000;

describe('checkCode', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('takes the published code of second %i', (seconds, code) => {
    expect(checkCode(SECRET, code, at(seconds))).toEqual({ is: 'right', step: Math.floor(seconds / 30) });
  });

  it.each([
    [-30, { is: 'right' }],
    [30, { is: 'right' }],
    [-60, { is: 'other-time', offsetMs: 60_000 }],
    [60, { is: 'other-time', offsetMs: -60_000 }],
    [3_600, { is: 'other-time', offsetMs: -3_600_000 }],
    [-3_600, { is: 'other-time', offsetMs: 3_600_000 }],
    [3_900, { is: 'wrong' }],
  ])('judges a code %i s after its time', (late, expected) => {
    expect(checkCode(SECRET, '005924', at(1_234_567_890 + late))).toMatchObject(expected);
  });

  it('refuses everything else', () => {
    for (const code of ['005925', '', '5924', 'abcdef']) {
      expect(checkCode(SECRET, code, at(1_234_567_890))).toEqual({ is: 'wrong' });
    }
  });
});
