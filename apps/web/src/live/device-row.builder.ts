import type { DeviceRow } from '@firewatch/shared/wire/devices';

/** A healthy row for specs; `number` makes it a different device. */
export const aRow = (number: number, part: Partial<DeviceRow> = {}): DeviceRow => ({
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  name: `FW-${String(number).padStart(2, '0')}`,
  customerId: '00000000-0000-4000-8001-000000000001',
  customerName: 'Harbor Dental Group',
  siteId: null,
  siteName: null,
  vendor: 'sonicwall',
  model: 'TZ 470',
  firmware: '7.0.1-5145',
  serial: null,
  tags: [],
  group: null,
  worst: { verdict: 'protecting', reason: 'ok' },
  worstSince: '2026-11-20T10:00:00.000Z',
  isSuspected: false,
  services: { 'gateway-av': { verdict: 'protecting', reason: 'ok' } },
  believedAt: '2026-11-21T10:00:00.000Z',
  readAt: '2026-11-21T10:00:00.000Z',
  shownUntil: '2026-11-21T10:02:15.000Z',
  lastGoodAt: '2026-11-21T10:00:00.000Z',
  why: '',
  paidUntil: null,
  contact: 'reachable',
  incident: null,
  ...part,
});

export const EXPOSED = { verdict: 'exposed', reason: 'licence-lost' } as const;
export const UNKNOWN = { verdict: 'unknown', reason: 'no-believable-answer' } as const;
export const WEAKENED = { verdict: 'weakened', reason: 'stale' } as const;
export const OFF = { verdict: 'off-by-policy', reason: 'off-by-policy' } as const;
