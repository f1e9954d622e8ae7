import { describe, expect, it } from 'vitest';
import { enrol, START, type EnrolState } from './enrol-state.js';
import { lookRefusal, tryRefusal } from './refusals.js';

const place = {
  customerId: 'c',
  customerName: 'Harbor Dental Group',
  siteId: null,
  siteName: null,
  name: 'HDG-TAC-01',
  vendor: 'sonicwall',
  host: '198.51.100.14',
  port: 443,
  tls: 'modern',
  tags: [],
  groupId: null,
  controller: null,
  intervalSeconds: 60,
  serial: '',
} as const;
const certificate = {
  fingerprint: Array(32).fill('AB').join(':'),
  subject: 'CN=x',
  issuer: 'CN=x',
  validFrom: '2008-01-01T00:00:00.000Z',
  validTo: '2009-01-01T00:00:00.000Z',
  selfSigned: true,
  keyFingerprint: Array(32).fill('CD').join(':'),
  chainTrusted: false,
  protocol: 'TLSv1.3',
};
const tried = {
  ok: true as const,
  tookMs: 300,
  serial: '2CB8ED0A41F6',
  model: 'NSa 2700',
  firmware: '7',
  sessionBound: true,
  services: [],
  proposedBaseline: { ips: 'on' as const },
  oddities: [],
  events: null,
  sameSerialAs: null,
};
const access = { credentialSetId: 's' };

function read(): EnrolState {
  const looked = enrol(START, { type: 'looked', place, certificate });
  return enrol(enrol(looked, { type: 'approved', trust: 'pin-key' }), { type: 'tried', access, tried });
}

describe('enrol', () => {
  it('goes place, certificate, credential, reading and takes over the proposed baseline', () => {
    expect(read()).toEqual({
      step: 'reading',
      place,
      certificate,
      trust: 'pin-key',
      access,
      tried,
      baseline: { ips: 'on' },
    });
  });

  it('forgets certificate, credential and reading when the address is changed', () => {
    expect(enrol(read(), { type: 'back', to: 'place' })).toMatchObject({
      step: 'place',
      place,
      certificate: null,
      access: null,
      tried: null,
    });
  });

  it('keeps the approved certificate when only the credential is changed', () => {
    expect(enrol(read(), { type: 'back', to: 'credential' })).toMatchObject({
      certificate,
      access: null,
      tried: null,
    });
  });
});

describe('what a certificate is trusted by', () => {
  it('is chosen anew for the certificate of another address', () => {
    const again = enrol(read(), { type: 'looked', place: { ...place, port: 8443 }, certificate });
    expect(again.trust).toBe('pin');
  });
});

describe('refusals of the device', () => {
  it('say a failed TLS handshake at TLS and all else at the address', () => {
    expect(Object.keys(lookRefusal('tls', 'The handshake failed').fields)).toEqual(['tls']);
    expect(lookRefusal('refused', 'The device refused the connection').fields).toEqual({
      host: 'The device refused the connection. Is this the management port?',
    });
  });

  it('say a refused sign-in at the secret and a busy box for the whole form', () => {
    expect(tryRefusal('auth-failed', 'Wrong user or password.', 'password')).toEqual({
      fields: {
        password:
          'Wrong user or password. Enter a user name and a password that work on the firewall itself, then try again.',
      },
      rest: null,
    });
    expect(tryRefusal('busy', 'An administrator is signed in.', 'password').fields).toEqual({});
  });
});
