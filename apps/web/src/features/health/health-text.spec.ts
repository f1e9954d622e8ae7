import { describe, expect, it } from 'vitest';
import { auditSentence, offsetText, sizeText } from './health-text.js';

describe('health in words', () => {
  it.each([
    [1_073_741_824 * 31.24, '31.2 GB'],
    [536_870_912, '512 MB'],
    [0, '0 MB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  it.each([
    [-999, 'in step'],
    [31_000, '31 s behind'],
    [-400_000, '6 min ahead'],
  ])('a database clock %d ms on is %s', (ms, text) => {
    expect(offsetText(ms)).toBe(text);
  });

  it('says that nobody looked when 91 s have passed, not at 90 s and not before the first look', () => {
    const at = '2026-11-22T03:00:00.000Z';
    expect(auditSentence(at, '2026-11-22T03:01:30.000Z')).toBeNull();
    expect(auditSentence(null, '2026-11-22T03:01:30.000Z')).toBeNull();
    expect(auditSentence(at, '2026-11-22T03:01:31.000Z')).toBe(
      'Firewatch has not looked at itself for 1 min.',
    );
  });
});
