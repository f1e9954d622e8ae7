import { inflateSync } from 'node:zlib';
import type { ReportDevice, RunReport } from '@firewatch/shared/domain/resync-report';
import { describe, expect, it } from 'vitest';
import { reportPdf } from './report.pdf.js';

const AT = 1_228_212_000_000;
const device = (name: string): ReportDevice => ({
  name,
  customerName: 'Kestrel Freight',
  vendorName: 'SonicWall',
  model: 'TZ 470',
  firmware: '7.0.1',
  serial: 'C0EAE4000001',
  procedure: 'SonicOS 7 and 8',
  place: 'Canary',
  attempt: 1,
  phase: 'done',
  outcome: 'restored',
  words: 'AV protecting.',
  before: {
    at: AT - 60_000,
    services: {
      'gateway-av': {
        verdict: 'exposed',
        reason: 'licence-lost',
        licence: 'absent',
        signatures: null,
        raw: 'Not Licensed',
      },
    },
  },
  after: null,
  calls: [{ what: 'POST /x', attempt: 1, calledAt: AT, answeredAt: null, answer: null, words: '' }],
  ticks: [{ what: 'Press Synchronize', at: AT, by: 'Ravi', evidence: 'Licensed\u0000\u202e' }],
  exposures: [{ service: 'gateway-av', from: AT - 600_000, to: AT }],
});
const report = (
  devices: readonly ReportDevice[],
  customerName: string | null = 'Kestrel Freight',
): RunReport => ({
  label: 'R-118',
  incident: 'F-12',
  state: 'finished',
  customerName,
  planned: { by: 'Mara', at: AT },
  approved: { by: 'Ravi', at: AT },
  started: { by: 'Mara', at: AT },
  endedAt: AT,
  override: { by: 'Mara', at: AT, reason: 'the vendor asked' },
  stoppedWhy: null,
  devices,
  leftOut: [{ name: 'X', customerName: 'Y', serial: null, words: 'It was never read.' }],
  asOf: AT,
});
const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;

/** Objects of the file by number; streams inflated. */
function objectsOf(pdf: Buffer): ReadonlyMap<string, string> {
  const text = pdf.toString('latin1');
  const found = new Map<string, string>();
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)endobj/g)) {
    const [, number = '', body = ''] = match;
    const from = body.indexOf('stream\n') + 'stream\n'.length;
    const isText = body.includes('stream\n') && !body.includes('/Length1');
    const stream = Buffer.from(body.slice(from, body.lastIndexOf('\nendstream')), 'latin1');
    found.set(number, isText ? inflateSync(stream).toString('latin1') : body);
  }
  return found;
}

/** Characters by the number of their glyph, as the table of a font in the file says. */
function glyphsOf(table: string): readonly string[] {
  return [...table.matchAll(/\[([^\]]*)\]/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/<([0-9a-f ]*)>/gi)].map(([, hex = '']) =>
      Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
    ),
  );
}

/** What the pages say, in one line each. */
function pagesText(pdf: Buffer): readonly string[] {
  const objects = objectsOf(pdf);
  const fonts = new Map<string, readonly string[]>();
  for (const body of objects.values()) {
    for (const [, name = '', number = ''] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(number) ?? '')?.[1] ?? '';
      fonts.set(name, glyphsOf(objects.get(table) ?? ''));
    }
  }
  const pages = [...objects.values()].filter((body) => body.includes(' TJ'));
  return pages.map((page) => {
    let glyphs: readonly string[] = [];
    const said = [...page.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)].map(([, name, shown = '']) => {
      if (name !== undefined) glyphs = fonts.get(name) ?? [];
      return [...shown.matchAll(/<([0-9a-f]+)>/gi)]
        .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
        .map((one) => glyphs[Number.parseInt(one, 16)] ?? '')
        .join('');
    });
    return said.join('');
  });
}
const textOf = async (of: RunReport): Promise<string> => pagesText(await reportPdf(of)).join('\n');
const NOTE = 'stands for a character that this file has no font for';

describe('reportPdf', () => {
  it('is a PDF with its fonts inside, the same for the same report', async () => {
    const pdf = await reportPdf(report([device('KST-PDX-02')]));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1')).toContain('/FontFile2');
    expect(pagesOf(pdf)).toBe(1);
    const again = await reportPdf(report([device('KST-PDX-02')]));
    expect(again.length).toBe(pdf.length);
  });

  it.each([['Größe Ångström'], ['Ωμέγα'], ['Северный банк']])(
    'writes %s with its own characters, without a note',
    async (name) => {
      const text = await textOf(report([device(name)]));
      expect(text).toContain(`${name}: proven`);
      expect(text).not.toContain(NOTE);
    },
  );

  it('marks what the fonts lack, names the firewall by its serial, and says on the page where the name is', async () => {
    const text = await textOf(report([device('株式会社 Tokyo 🔥')]));
    expect(text).toContain('\uFFFD\uFFFD\uFFFD\uFFFD Tokyo \uFFFD (serial C0EAE4000001): proven');
    expect(text).toContain(`\uFFFD ${NOTE}; the CSV of this report has it exactly.`);
    expect(await textOf(report([device('KST-PDX-02')]))).not.toContain('\uFFFD');
  });

  it('has the note on the pages that need it, and on no other', async () => {
    const many = Array.from({ length: 30 }, (_, i) => device(i === 29 ? '防火' : `FW-${i}`));
    const pages = pagesText(await reportPdf(report(many)));
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.map((page) => page.includes(NOTE))).toEqual(
      pages.map((page) => page.includes('\uFFFD\uFFFD')),
    );
    expect(pages[0]).not.toContain(NOTE);
  });

  it('names one that was left out by its serial too', async () => {
    const leftOut = [
      { name: '防火', customerName: 'Y', serial: 'C0EAE4000009', words: 'It was never read.' },
    ];
    const text = await textOf({ ...report([]), leftOut });
    expect(text).toContain('\uFFFD\uFFFD (serial C0EAE4000009), Y: It was never read.');
  });

  it('writes what a typewriter face lacks in the regular one', async () => {
    const ticks = [{ what: 'Press Synchronize', at: AT, by: 'Ravi', evidence: 'מורשה' }];
    const text = await textOf(report([{ ...device('A'), ticks }]));
    expect(text).not.toContain('\uFFFD');
  });

  it.each([['株式会社 防火'], ['مصرف الشمال'], ['🔥🧯'], ['\u001b[2J\u0000\u202e'], ['\ud800'], ['']])(
    'does not end at the name %j',
    async (name) => {
      expect(pagesOf(await reportPdf(report([device(name)], name)))).toBe(1);
    },
  );

  it('goes on over as many pages as it takes', async () => {
    const many = await reportPdf(
      report(
        Array.from({ length: 60 }, (_, i) => device(`FW-${i}`)),
        null,
      ),
    );
    expect(pagesOf(many)).toBeGreaterThan(5);
  });
});
