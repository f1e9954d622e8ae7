import fc from 'fast-check';
import { describe, it } from 'vitest';
import { LineFrames, MAX_LINE_BYTES } from './line-frames.js';
import { messageOf } from './syslog-header.js';

/** Short in every run; the long form (`npm run test:long`, stage fuzz-long) makes a million of each. */
const RUNS = Number(process.env['FIREWATCH_FUZZ_RUNS'] ?? 3_000);
const TIMEOUT_MS = 10_000 + RUNS * 5;

const piece = fc.oneof(
  fc.constantFrom('<134>', '<1>', '1 ', '9 ', '[', ']', '\\', '- ', '"', '\n', '\r', '\ufeff'),
  fc.constantFrom('Nov  2 03:15:00 ', 'id=firewall sn=1 ', '99 ', '9999999 '),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const line = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

describe('the syslog intake under fire', { timeout: TIMEOUT_MS }, () => {
  it(`header: gives a piece of any of ${RUNS} lines, never more`, () => {
    fc.assert(
      fc.property(line, (text) => text.includes(messageOf(text).trimEnd())),
      { numRuns: RUNS },
    );
  });

  it('stream: gives no line above the limit and no byte twice, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), (chunks) => {
        let longest = 0;
        let given = 0;
        const frames = new LineFrames({
          line: (bytes) => {
            longest = Math.max(longest, bytes.length);
            given += bytes.length;
          },
          oversize: () => undefined,
        });
        let sent = 0;
        for (const chunk of chunks.map((text) => Buffer.from(text))) {
          sent += chunk.length;
          if (!frames.take(chunk)) break;
        }
        frames.end();
        return longest <= MAX_LINE_BYTES && given <= sent;
      }),
      { numRuns: RUNS },
    );
  });
});
