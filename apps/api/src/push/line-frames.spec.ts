import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineFrames, MAX_LINE_BYTES } from './line-frames.js';

function run(chunks: readonly (string | Uint8Array)[]): { lines: string[]; oversize: number; sane: boolean } {
  const seen = { lines: [] as string[], oversize: 0, sane: true };
  const frames = new LineFrames({
    line: (bytes) => seen.lines.push(bytes.toString('latin1')),
    oversize: () => (seen.oversize += 1),
  });
  for (const chunk of chunks)
    seen.sane = seen.sane && frames.take(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk));
  frames.end();
  return seen;
}

describe('LineFrames', () => {
  it('cuts at LF, with or without CR, and takes the last line without one', () => {
    expect(run(['<1>a\n<1>b\r', '\n<1>c'])).toEqual({
      lines: ['<1>a', '<1>b', '<1>c'],
      oversize: 0,
      sane: true,
    });
  });

  it('counts octets, over any cut, line breaks inside included', () => {
    expect(run(['4 <1>a6', ' <1>b\nc', '4 <1>d']).lines).toEqual(['<1>a', '<1>b\nc', '<1>d']);
  });

  it('a line that only begins with a digit is a line', () => {
    expect(run(['2026-11-22 id=firewall\n<1>b\n']).lines).toEqual(['2026-11-22 id=firewall', '<1>b']);
  });

  it('drops and counts what is longer than 8,192 bytes, and reads on behind it', () => {
    const long = 'x'.repeat(MAX_LINE_BYTES + 1);
    expect(run([`<${long}\n<1>b\n`])).toEqual({ lines: ['<1>b'], oversize: 1, sane: true });
    expect(run([`<${long}`, long, `\n<1>b\n`])).toEqual({ lines: ['<1>b'], oversize: 1, sane: true });
    expect(run([`${long.length} ${long}4 <1>b`])).toEqual({ lines: ['<1>b'], oversize: 1, sane: true });
    expect(run([`<${'y'.repeat(MAX_LINE_BYTES - 1)}\n`]).lines).toHaveLength(1);
  });

  it('gives a stream up that announces a megabyte', () => {
    expect(run(['9999999 x']).sane).toBe(false);
  });

  it('cuts a stream into the same lines however it arrives', () => {
    const lines = fc.array(
      fc.record({
        text: fc.string({ unit: fc.constantFrom('a', ' ', '=', '"', '7'), minLength: 1, maxLength: 40 }),
        isCounted: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(lines, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sent, sizes) => {
        const whole = sent
          .map(({ text, isCounted }) => (isCounted ? `${text.length + 3} <1>${text}` : `<1>${text}\n`))
          .join('');
        const chunks: string[] = [];
        for (let at = 0, i = 0; at < whole.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1;
          chunks.push(whole.slice(at, at + size));
          at += size;
        }
        const got = run(chunks);
        expect(got).toEqual({ lines: sent.map(({ text }) => `<1>${text}`), oversize: 0, sane: true });
      }),
    );
  });

  it('survives any bytes and gives no line above the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 20 }), (chunks) => {
        const got = run(chunks);
        expect(Math.max(0, ...got.lines.map((line) => line.length))).toBeLessThanOrEqual(MAX_LINE_BYTES);
      }),
      { numRuns: 300 },
    );
  });
});
