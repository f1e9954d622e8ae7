import { describe, expect, it } from 'vitest';
import { SERVICES } from '../domain/service.js';
import {
  agedOut,
  applyTuple,
  decodeDevice,
  decodeServices,
  encodeDevice,
  encodeServices,
  type LiveDevice,
} from './device-tuple.js';
import { deviceRow } from './devices.js';
import { deviceTuple } from './live.js';

const ID = '0b8f9f0e-5f4e-4d8b-9a43-3d0a2f2f2f01';
const T0 = Date.UTC(2008, 11, 2, 10, 4, 11);

const exposed: LiveDevice = {
  id: ID,
  worst: { verdict: 'exposed', reason: 'licence-lost' },
  worstSince: T0,
  isSuspected: false,
  services: {
    'gateway-av': { verdict: 'exposed', reason: 'licence-lost' },
    ips: { verdict: 'protecting', reason: 'ok' },
    'geo-botnet': { verdict: 'unknown', reason: 'suspected-unverified' },
    'web-filter': { verdict: 'off-by-policy', reason: 'off-by-policy' },
  },
  believedAt: T0 + 1_000,
  readAt: T0 + 2_000,
  shownUntil: T0 + 136_000,
  lastGoodAt: T0 - 60_000,
  why: 'AV licence lost',
  contact: 'reachable',
};

describe('device tuple', () => {
  it('carries every moving field of a row and comes back equal', () => {
    const tuple = encodeDevice(exposed);
    expect(deviceTuple.parse(tuple)).toEqual(tuple);
    expect(decodeDevice(tuple)).toEqual(exposed);
  });

  it('writes two characters per service and -- where the device has none', () => {
    const text = encodeServices(exposed.services);
    expect(text).toBe('05--4f--50----' + '--' + '2l');
    expect(text.length).toBe(SERVICES.length * 2);
    expect(decodeServices(text)).toEqual(exposed.services);
  });

  it('refuses a verdict code this version does not know', () => {
    expect(() => decodeServices('z0')).toThrow('unknown verdict or reason code');
  });

  it('lays a tuple over a row and keeps name, customer and incident', () => {
    const row = deviceRow.parse({
      id: ID,
      name: 'HDG-TAC-01',
      customerId: ID,
      customerName: 'Harbor Dental Group',
      siteId: null,
      siteName: null,
      vendor: 'sonicwall',
      model: 'NSa 2700',
      firmware: '7.0.1-5161',
      serial: '0017C5AAAAAA',
      tags: ['vip'],
      group: null,
      worst: { verdict: 'protecting', reason: 'ok' },
      worstSince: '2008-12-01T00:00:00.000Z',
      isSuspected: true,
      services: {},
      believedAt: null,
      readAt: null,
      shownUntil: null,
      lastGoodAt: null,
      why: '',
      paidUntil: '2009-03-14T00:00:00.000Z',
      contact: 'never',
      incident: { id: ID, label: 'F-12', acked: false, newSinceAck: true },
    });
    expect(applyTuple(row, encodeDevice(exposed))).toEqual({
      ...row,
      worst: { verdict: 'exposed', reason: 'licence-lost' },
      worstSince: '2008-12-02T10:04:11.000Z',
      isSuspected: false,
      services: exposed.services,
      believedAt: '2008-12-02T10:04:12.000Z',
      readAt: '2008-12-02T10:04:13.000Z',
      shownUntil: '2008-12-02T10:06:27.000Z',
      lastGoodAt: '2008-12-02T10:03:11.000Z',
      why: 'AV licence lost',
      contact: 'reachable',
    });
  });
});

describe('aging out without a writer', () => {
  it('leaves a row alone 1 ms before shownUntil', () => {
    expect(agedOut(exposed, T0 + 135_999)).toBe(exposed);
  });

  it('answers unknown at shownUntil, since then, and keeps off-by-policy services', () => {
    const aged = agedOut(exposed, T0 + 136_000);
    expect(aged.worst).toEqual({ verdict: 'unknown', reason: 'no-believable-answer' });
    expect(aged.worstSince).toBe(T0 + 136_000);
    expect(aged.services).toEqual({
      'gateway-av': { verdict: 'unknown', reason: 'no-believable-answer' },
      ips: { verdict: 'unknown', reason: 'no-believable-answer' },
      'geo-botnet': { verdict: 'unknown', reason: 'no-believable-answer' },
      'web-filter': { verdict: 'off-by-policy', reason: 'off-by-policy' },
    });
  });

  it('never turns an off-by-policy device into an unknown one', () => {
    const off: LiveDevice = {
      ...exposed,
      worst: { verdict: 'off-by-policy', reason: 'off-by-policy' },
      services: { ips: { verdict: 'off-by-policy', reason: 'off-by-policy' } },
    };
    expect(agedOut(off, T0 + 999_000).worst).toEqual({ verdict: 'off-by-policy', reason: 'off-by-policy' });
  });
});
