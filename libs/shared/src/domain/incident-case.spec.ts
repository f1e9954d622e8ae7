import { describe, expect, it } from 'vitest';
import type { DeviceEvent } from './events.js';
import { applyChange, notBeforeOf, severityOf, sinceOf, type LostService } from './incident-case.js';
import type { Judgement } from './verdict-words.js';

const change = (to: Judgement, since = 1_000): Extract<DeviceEvent, { type: 'service.changed' }> => ({
  type: 'service.changed',
  at: since,
  service: 'ips',
  from: null,
  to,
  turn: 'licence',
  since,
  notBefore: since - 60,
  confirmedBy: 'repeat',
  raw: 'Not Licensed',
});
const lost: LostService = {
  service: 'ips',
  verdict: 'exposed',
  reason: 'licence-lost',
  turn: 'licence',
  since: 1_000,
  notBefore: 940,
  confirmedBy: 'repeat',
  raw: 'Not Licensed',
};

describe('applyChange', () => {
  it.each(['exposed', 'blocking', 'weakened'] as const)('%s is a lost service', (verdict) => {
    expect(applyChange([], change({ verdict, reason: 'licence-lost' }))).toEqual([{ ...lost, verdict }]);
  });

  it.each(['protecting', 'off-by-policy', 'not-applicable'] as const)('%s gives it back', (verdict) => {
    expect(applyChange([lost], change({ verdict, reason: 'ok' }))).toEqual([]);
  });

  it('unknown never gives it back', () => {
    expect(applyChange([lost], change({ verdict: 'unknown', reason: 'licence-unknown' }))).toEqual([lost]);
  });

  it('another reason keeps when it began; outright loss after weakening begins anew', () => {
    const expired = change({ verdict: 'exposed', reason: 'licence-expired' }, 9_000);
    expect(applyChange([lost], expired)).toMatchObject([
      { reason: 'licence-expired', since: 1_000, notBefore: 940 },
    ]);
    expect(applyChange([{ ...lost, verdict: 'weakened' }], expired)).toMatchObject([{ since: 9_000 }]);
  });
});

describe('a member', () => {
  it('began with its earliest loss and was last good before that one', () => {
    const later = { ...lost, service: 'gateway-av' as const, since: 5_000, notBefore: 4_000 };
    expect([sinceOf([later, lost]), notBeforeOf([later, lost]), notBeforeOf([])]).toEqual([1_000, 940, null]);
  });

  it('is critical with one service lost outright and a warning when all are only weakened', () => {
    const weak = { deviceId: 'a', lost: [{ ...lost, verdict: 'weakened' as const }] };
    expect([severityOf([weak]), severityOf([weak, { deviceId: 'b', lost: [lost] }])]).toEqual([
      'warning',
      'critical',
    ]);
  });
});
