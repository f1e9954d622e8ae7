import { describe, expect, it } from 'vitest';
import type { LostService } from '@firewatch/shared/domain/incident-case';
import type { StoredMember } from './incident-members.repo.js';
import { describedMember } from './incident-words.js';

const lost = (
  service: LostService['service'],
  verdict: LostService['verdict'],
  reason: LostService['reason'],
): LostService => ({
  service,
  verdict,
  reason,
  turn: 'licence',
  since: 0,
  notBefore: null,
  confirmedBy: 'repeat',
  raw: '',
});

const member = (...services: LostService[]): StoredMember => ({
  deviceId: 'd-1',
  deviceName: 'FW-1',
  customerId: 'c-1',
  customerName: 'Alder',
  siteId: null,
  model: null,
  firmware: null,
  services: services.map(({ service }) => service),
  since: 0,
  notBefore: null,
  paidUntil: null,
  joinedAt: 0,
  leftAt: null,
  detail: { lost: services, model: null, firmware: null, signatureVersion: null },
});

const said = (...services: LostService[]) => {
  const { verdict, reason } = describedMember(member(...services));
  return `${verdict} ${reason}`;
};

describe('describedMember', () => {
  it('names the first service of every screen among equals, in whatever order they were lost', () => {
    const geo = lost('geo-botnet', 'exposed', 'licence-lost');
    const ips = lost('ips', 'exposed', 'licence-expired');
    expect([said(geo, ips), said(ips, geo)]).toEqual(['exposed licence-expired', 'exposed licence-expired']);
  });

  it('puts the worse verdict before the order of screens', () => {
    const av = lost('gateway-av', 'weakened', 'stale');
    const geo = lost('geo-botnet', 'exposed', 'licence-lost');
    expect(said(av, geo)).toBe('exposed licence-lost');
  });
});
