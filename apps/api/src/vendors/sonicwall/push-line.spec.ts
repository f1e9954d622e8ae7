import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairsOf, parsePushedLine } from './push-line.js';

const SN = 'C0EAE4123456';
const line = (rest: string): string =>
  ` id=firewall sn=${SN} time="2026-11-22 03:15:26 UTC" fw=203.0.113.9 pri=4 c=16 ${rest}`;

describe('parsePushedLine', () => {
  it('reads a licence that ended', () => {
    expect(parsePushedLine(line('m=810 msg="Gateway Anti-Virus Service expired" n=5'))).toEqual({
      serial: SN,
      eventId: '810',
      text: 'Gateway Anti-Virus service expired',
      message: 'Gateway Anti-Virus Service expired',
      action: 'now',
      wantsFullRead: false,
    });
  });

  it('takes keys in any order, quoted or not, lower-case serials, and the first of two', () => {
    const odd = `m=614 msg="IPS 3"disk, full" src=1.2.3.4:80:X1 sn=c0eae4123456 sn=000000000000 id=fw7`;
    expect(parsePushedLine(odd)).toMatchObject({ serial: SN, eventId: '614', message: 'IPS 3"disk, full' });
  });

  it('asks for a full read when the configuration of a security service changed, and not for others', () => {
    const change = (note: string) =>
      parsePushedLine(line(`m=1382 msg="Configuration succeeded" note="${note}"`));
    expect(change('Intrusion Prevention: Enable IPS, off')).toMatchObject({
      action: 'now',
      wantsFullRead: true,
    });
    expect(change('Hostname')).toMatchObject({ action: 'note', wantsFullRead: false });
  });

  it('matches the two critical wordings whatever their id', () => {
    const text = 'Failed to synchronize license information with Licensing Server';
    expect(parsePushedLine(line(`m=9999 msg="${text}"`))).toMatchObject({ action: 'now' });
  });

  it('an event outside the catalogue is counted only', () => {
    expect(parsePushedLine(line('m=537 msg="Connection Closed"'))).toMatchObject({
      action: 'none',
      text: null,
    });
  });

  it.each(['', 'hello', 'sn=C0EAE4123456', 'm=810', 'sn=XYZ m=810', 'sn=C0EAE4123456 m=81x', '=====', '"""'])(
    'is not a line: %s',
    (text) => {
      expect(parsePushedLine(text)).toBeNull();
    },
  );

  it('keeps nothing that could deceive a reader', () => {
    const evil = parsePushedLine(line('m=810 msg="a\u0000\u001b[31m\u202etxt\r\nb"'));
    expect(evil?.message).toBe('a [31m txt b');
    expect(parsePushedLine(line(`m=810 msg="${'x'.repeat(9_000)}"`))?.message).toHaveLength(400);
    expect(parsePushedLine(line(`m=810 msg="x${'😀'.repeat(300)}"`))?.message).toBe(`x${'😀'.repeat(199)}`);
  });

  it('any text gives a valid event or null, and every pair is a piece of the line', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('sn=', `sn=${SN} `, 'm=810 ', 'msg="', '" ', '=', '"', ' ', 'id=firewall '),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const event = parsePushedLine(text);
        expect(event === null || /^[0-9A-F]{12}$/.test(event.serial)).toBe(true);
        expect(event?.message.length ?? 0).toBeLessThanOrEqual(400);
        expect([...pairsOf(text)].every(([key, value]) => text.includes(key) && text.includes(value))).toBe(
          true,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('looks at each character a bounded number of times, however a line is built against it', () => {
    const looks = (text: string): number => {
      let count = 0;
      pairsOf({
        length: text.length,
        slice: (from, to) => text.slice(from, to),
        charCodeAt(at) {
          count += 1;
          return text.charCodeAt(at);
        },
        indexOf(part, from = 0) {
          const found = text.indexOf(part, from);
          count += (found < 0 ? text.length : found) - from + 1;
          return found;
        },
      });
      return count;
    };
    const hostile = ['a="', '"="', 'a=" ', '= ', 'a=b"', '"""a', 'aaaa'];
    const worst = Math.max(...hostile.map((unit) => looks(unit.repeat(8_192 / unit.length)) / 8_192));
    expect(worst).toBeLessThan(8);
  });
});
