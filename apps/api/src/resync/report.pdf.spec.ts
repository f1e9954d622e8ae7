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

/** Unicode values that the fonts of the file map their glyphs to. */
function charactersOf(pdf: Buffer): string {
  const text = pdf.toString('latin1');
  const found: string[] = [];
  for (const match of text.matchAll(/stream\n/g)) {
    const from = match.index + match[0].length;
    const stream = pdf.subarray(from, text.indexOf('\nendstream', from));
    let plain: string;
    try {
      plain = inflateSync(stream).toString('latin1');
    } catch {
      continue;
    }
    if (!plain.includes('beginbfrange')) continue;
    for (const [, list = ''] of plain.matchAll(/\[([^\]]*)\]/g)) {
      for (const [, hex = ''] of list.matchAll(/<([0-9a-f]+)>/gi))
        found.push(Buffer.from(hex, 'hex').swap16().toString('utf16le'));
    }
  }
  return found.join('');
}

describe('reportPdf', () => {
  it('is a PDF with its fonts inside, the same for the same report', async () => {
    const pdf = await reportPdf(report([device('KST-PDX-02')]));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1')).toContain('/FontFile2');
    expect(pagesOf(pdf)).toBe(1);
    const again = await reportPdf(report([device('KST-PDX-02')]));
    expect(again.length).toBe(pdf.length);
  });

  it.each([
    ['Größe Ångström', ['ö', 'Å']],
    ['Ωμέγα', ['Ω', 'έ']],
    ['Северный банк', ['С', 'й']],
  ])('writes %s with its own characters', async (name, some) => {
    const characters = charactersOf(await reportPdf(report([device(name)])));
    expect(some.filter((one) => !characters.includes(one))).toEqual([]);
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
