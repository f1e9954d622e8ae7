import fc from 'fast-check';
import { expect, it } from 'vitest';
import { messageOf } from './syslog-header.js';

it.each([
  ['SonicWall', '<134>  id=firewall sn=1', 'id=firewall sn=1'],
  ['RFC 3164', '<134>Nov  2 03:15:00 fw1 id=firewall sn=1', 'fw1 id=firewall sn=1'],
  ['RFC 5424', '<134>1 2026-11-22T03:15:00Z fw1 sonicos - - - \ufeffid=firewall', 'id=firewall'],
  ['RFC 5424 with data', '<134>1 - fw1 app 1 ID [a@1 k="v\\]x"][b@2 c="d"] id=firewall', 'id=firewall'],
  ['none', 'id=firewall sn=1', 'id=firewall sn=1'],
  ['a priority that never ends', '<1349999 id=x', '<1349999 id=x'],
  ['a 5424 that is cut', '<134>1 2026', '1 2026'],
])('%s', (_what, line, expected) => {
  expect(messageOf(line)).toBe(expected);
});

it('gives a piece of any line, never more', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('<1>', '1 ', '[', ']', '\\', '- ', '"'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const line = pieces.join('');
      expect(line.endsWith(messageOf(line).trimEnd()) || line.includes(messageOf(line))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
