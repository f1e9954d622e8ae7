import type { WaitingDevice } from '@firewatch/shared/wire/estate';
import { describe, expect, it } from 'vitest';
import { approveWords, waitingHeadline, waitingProblem } from './waiting-words.js';

const device = (part: Partial<WaitingDevice> = {}): WaitingDevice => ({
  id: '00000000-0000-4000-8000-000000000001',
  name: 'FW-1',
  customerId: '00000000-0000-4000-8000-000000000002',
  customerName: 'Harbor Dental',
  siteName: null,
  vendor: 'sonicwall',
  host: '10.0.0.1',
  port: 443,
  trust: 'pin',
  credentialName: 'Read only',
  state: 'unseen',
  lookedAt: null,
  certificate: null,
  why: null,
  detail: '',
  sameSerialAs: null,
  ...part,
});

describe('what waits, in words', () => {
  it('says how many are still looked at, how many can be approved, and when none can', () => {
    const unreachable = device({ state: 'unreachable', detail: 'Connection refused.' });
    expect(waitingHeadline([])).toBe('No firewall waits for approval');
    expect(waitingHeadline([device(), unreachable])).toBe(
      '2 firewalls wait, 1 certificate still being looked at',
    );
    expect(waitingHeadline([unreachable])).toBe('1 firewall waits, none with a certificate');
  });
  it('names the act for one certificate and for many', () => {
    expect(approveWords(1)).toBe('Approve 1 certificate');
    expect(approveWords(1_200)).toBe('Approve all 1,200 certificates');
  });
  it('tells approved ones without an API from those whose certificate waits', () => {
    expect(waitingHeadline([device({ state: 'not-readable' })])).toBe('1 firewall waits, 1 without an API');
  });
  it('names the firewall that has the serial number already', () => {
    const same = { id: '00000000-0000-4000-8000-000000000003', name: 'OLD-1' };
    expect(waitingProblem(device({ state: 'same-serial', sameSerialAs: same }))).toMatch(
      /^Is OLD-1 under another address/,
    );
    expect(waitingProblem(device({ state: 'unreachable', detail: 'Connection refused.' }))).toBe(
      'Not reached: connection refused. It is tried again every 5 minutes.',
    );
  });
});
