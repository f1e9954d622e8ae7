import { describe, expect, it } from 'vitest';
import { licenceLines, signatureSentence } from './licence-text.js';

const answer = { asOf: '2026-11-22T08:00:00.000Z', zone: 'UTC', undated: [], signatures: [] };
const bundle = {
  names: ['AV', 'IPS'],
  endsAt: '2026-12-04T00:00:00.000Z',
  daysLeft: 12,
  step: 14,
  movedFrom: null,
  movedAt: null,
} as const;

describe('licence dates of a firewall', () => {
  it('say what ends when, the step of the ladder, and where the date was before', () => {
    const moved = { ...bundle, movedFrom: '2025-12-04T00:00:00.000Z', movedAt: '2025-11-20T08:00:00.000Z' };
    const lines = licenceLines({ ...answer, bundles: [{ ...moved, names: ['IPS', 'AV'] }] });
    expect(lines).toEqual([
      {
        key: '2026-12-04T00:00:00.000Z/14',
        heads: 'AV, IPS',
        end: 'ends 4 Dec (12 days)',
        rung: '14-day reminder',
        moved: 'moved from 4 Dec 2025',
        isPressing: true,
      },
    ]);
  });
  it.each([
    [{ step: 60, daysLeft: 40 }, '60-day reminder', false],
    [{ step: 1, daysLeft: 1 }, 'last-day reminder', true],
    [{ step: 'expired', daysLeft: -3 }, '', true],
    [{ step: null, daysLeft: 400 }, '', false],
  ] as const)('%j stands on "%s", pressing %s', (part, rung, isPressing) => {
    const [line] = licenceLines({ ...answer, bundles: [{ ...bundle, ...part, names: ['IPS'] }] });
    expect([line?.rung, line?.isPressing]).toEqual([rung, isPressing]);
  });
});

describe('signatures that are not kept up', () => {
  const note = { service: 'ips', publishedAt: '2026-11-14T10:00:00.000Z', checks: 7, behindMs: 0 } as const;
  it('have a sentence each', () => {
    expect(signatureSentence({ ...note, kind: 'frozen' }, answer)).toBe(
      'IPS: 7 updates succeeded and the database still is the one of 14 Nov.',
    );
    expect(signatureSentence({ ...note, kind: 'behind', behindMs: 3.9 * 86_400_000 }, answer)).toBe(
      'IPS: signatures are behind their sisters of the same model and firmware by 3 days.',
    );
  });
});
