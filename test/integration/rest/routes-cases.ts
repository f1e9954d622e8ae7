import { randomUUID } from 'node:crypto';
import { CREDENTIAL, type DeviceFixture, FINGERPRINT } from './fleet-fixture.js';
import { PASSWORD } from './rest-stage.js';

/** Codes by reader: nobody, viewer of A, viewer of B, viewer of all customers, owner. The path's device and incident are A's. */
type Codes = readonly [number, number, number, number, number];
const OPEN: Codes = [200, 200, 200, 200, 200];
const READ: Codes = [401, 200, 200, 200, 200];
const OF_A: Codes = [401, 200, 404, 200, 200];
const EVERYTHING: Codes = [401, 403, 403, 200, 200];
const OWNER_ONLY = (code: number): Codes => [401, 403, 403, 403, code];

export interface Case {
  readonly codes: Codes;
  readonly body?: () => unknown;
}

export const MAIL = {
  host: '127.0.0.1',
  port: 2525,
  security: 'none',
  from: 'fw@example.com',
  to: ['ops@example.com'],
};

const device = (a: DeviceFixture): Record<string, unknown> => ({
  customerId: a.customerId,
  name: `new ${Math.random()}`,
  vendor: 'sonicwall',
  host: '10.9.9.9',
  port: 443,
  fingerprint: FINGERPRINT,
  access: { credential: CREDENTIAL },
});

const plan = (a: DeviceFixture): Record<string, unknown> => ({
  target: { kind: 'device', ids: [a.id] },
  when: { kind: 'once', to: new Date(Date.now() + 3_600_000).toISOString() },
});
export const maintenance = (a: DeviceFixture): Record<string, unknown> => ({
  ...plan(a),
  reason: 'new firmware',
});

/** Nobody's. */
export const UNKNOWN = '00000000-0000-4000-8000-000000000000';
/** Every route of the program. A route that is not here fails the first test. */
export const casesOf = (a: DeviceFixture): Readonly<Record<string, Case>> => ({
  'GET /api/v1/openapi.json': { codes: OPEN },
  'GET /api/v1/setup': { codes: OPEN },
  'POST /api/v1/setup': {
    codes: [403, 403, 403, 403, 403],
    body: () => ({ token: 'x'.repeat(40), email: 'x@example.com', name: 'X', password: PASSWORD }),
  },
  'POST /api/v1/session': {
    codes: [401, 401, 401, 401, 401],
    body: () => ({ email: 'nobody@example.com', password: 'x' }),
  },
  'POST /api/v1/session/link': { codes: [401, 401, 401, 401, 401], body: () => ({ token: 'x'.repeat(40) }) },
  'DELETE /api/v1/session': { codes: [204, 204, 204, 204, 204] },
  'POST /api/v1/password/forgot': {
    codes: [202, 202, 202, 202, 202],
    body: () => ({ email: 'nobody@example.com' }),
  },
  'POST /api/v1/password/link': {
    codes: [403, 403, 403, 403, 403],
    body: () => ({ token: 'x'.repeat(40), password: PASSWORD }),
  },
  'POST /api/v1/ack-link/look': {
    codes: [404, 404, 404, 404, 404],
    body: () => ({ token: 'x'.repeat(40) }),
  },
  'POST /api/v1/ack-link': {
    codes: [404, 404, 404, 404, 404],
    body: () => ({ token: 'x'.repeat(40), reason: 'seen' }),
  },
  'GET /api/v1/me/sessions': { codes: READ },
  'DELETE /api/v1/me/sessions': { codes: [401, 204, 204, 204, 204] },
  // The path's session is nobody's of those who ask.
  'DELETE /api/v1/me/sessions/{id}': { codes: [401, 404, 404, 404, 404] },
  'POST /api/v1/me/password': {
    codes: [401, 403, 403, 403, 403],
    body: () => ({ old: 'not my password', password: 'quite another horse' }),
  },
  'GET /api/v1/me/second-factor': { codes: READ },
  'POST /api/v1/me/second-factor': { codes: READ },
  // 422: six characters are not enough to be asked about.
  'POST /api/v1/me/second-factor/confirmation': {
    codes: [401, 422, 422, 422, 422],
    body: () => ({ code: '1' }),
  },
  'POST /api/v1/me/second-factor/recovery-codes': {
    codes: [401, 409, 409, 409, 409],
    body: () => ({ password: PASSWORD }),
  },
  'DELETE /api/v1/me/second-factor': {
    codes: [401, 204, 204, 204, 204],
    body: () => ({ password: PASSWORD }),
  },
  'GET /api/v1/tokens': { codes: READ },
  'POST /api/v1/tokens': {
    // Customer A's: who looks after B may not name it.
    codes: [401, 201, 422, 201, 201],
    body: () => ({ name: 'Board', kind: 'wall', role: 'viewer', customerIds: [a.customerId], days: 30 }),
  },
  'DELETE /api/v1/tokens/{id}': { codes: [401, 404, 404, 404, 204] },
  'GET /api/v1/access-rules': { codes: OWNER_ONLY(200) },
  'PUT /api/v1/access-rules': { codes: OWNER_ONLY(200), body: () => ({ requireSecondFactor: false }) },
  'GET /api/v1/daily-mails': { codes: OWNER_ONLY(200) },
  'PUT /api/v1/daily-mails': { codes: OWNER_ONLY(200), body: () => ({ at: '08:00' }) },
  'GET /api/v1/audit': { codes: OWNER_ONLY(200) },
  // 503: no worker runs on this stage, and only a worker holds the key.
  'POST /api/v1/audit/verify': { codes: OWNER_ONLY(503) },
  'GET /api/v1/me': { codes: READ },
  'GET /api/v1/users': { codes: OWNER_ONLY(200) },
  'POST /api/v1/users': {
    codes: OWNER_ONLY(201),
    body: () => ({ email: `m${Math.random()}@example.com`, name: 'M', role: 'viewer', password: PASSWORD }),
  },
  'GET /api/v1/users/{id}': { codes: OWNER_ONLY(200) },
  'GET /api/v1/users/{id}/duties': { codes: OWNER_ONLY(200) },
  'POST /api/v1/users/{id}/invitation': { codes: OWNER_ONLY(200) },
  'DELETE /api/v1/users/{id}/second-factor': { codes: OWNER_ONLY(204) },
  'PATCH /api/v1/users/{id}': { codes: OWNER_ONLY(200), body: () => ({ name: 'Renamed' }) },
  'GET /api/v1/customers': { codes: READ },
  'POST /api/v1/customers': { codes: OWNER_ONLY(201), body: () => ({ name: `C ${Math.random()}` }) },
  'POST /api/v1/sites': {
    codes: OWNER_ONLY(201),
    body: () => ({ customerId: a.customerId, name: `S ${Math.random()}` }),
  },
  'GET /api/v1/vendors': { codes: READ },
  'GET /api/v1/credential-sets': { codes: OWNER_ONLY(200) },
  'POST /api/v1/credential-sets': {
    codes: OWNER_ONLY(201),
    body: () => ({ name: 'set', vendor: 'sonicwall', credential: CREDENTIAL }),
  },
  'GET /api/v1/credential-sets/{id}': { codes: OWNER_ONLY(200) },
  'PATCH /api/v1/credential-sets/{id}': { codes: OWNER_ONLY(200), body: () => ({ name: 'set' }) },
  // 409: firewalls are read with it.
  'DELETE /api/v1/credential-sets/{id}': { codes: OWNER_ONLY(409) },
  'PUT /api/v1/credential-sets/{id}/secret': {
    codes: OWNER_ONLY(200),
    body: () => ({ credential: CREDENTIAL }),
  },
  'GET /api/v1/devices': { codes: READ },
  'POST /api/v1/devices': { codes: OWNER_ONLY(201), body: () => device(a) },
  // 422: the fields are checked before anything is asked of a device.
  'POST /api/v1/devices/look': { codes: OWNER_ONLY(422), body: () => ({}) },
  'POST /api/v1/devices/try': { codes: OWNER_ONLY(422), body: () => ({}) },
  'POST /api/v1/devices/accept-identity': {
    codes: OWNER_ONLY(200),
    body: () => ({ deviceIds: [a.id], reason: 'replaced', fingerprints: [FINGERPRINT] }),
  },
  'GET /api/v1/devices/{id}': { codes: OF_A },
  'PATCH /api/v1/devices/{id}': { codes: OWNER_ONLY(200), body: () => ({ name: 'A-1 renamed' }) },
  'POST /api/v1/devices/{id}/read': { codes: OWNER_ONLY(202) },
  'GET /api/v1/devices/{id}/history': { codes: OF_A },
  'GET /api/v1/devices/{id}/renewals': { codes: OF_A },
  'PUT /api/v1/devices/{id}/baseline': {
    codes: OWNER_ONLY(200),
    body: () => ({ baseline: { ips: 'on' }, reason: 'as agreed' }),
  },
  'DELETE /api/v1/devices/{id}': { codes: OWNER_ONLY(204), body: () => ({ reason: 'sold the box' }) },
  'POST /api/v1/devices/bulk': {
    codes: OWNER_ONLY(200),
    body: () => ({ deviceIds: [a.id], addTags: ['vip'] }),
  },
  // 404: nothing of these is watched.
  'POST /api/v1/devices/bulk-remove': {
    codes: OWNER_ONLY(404),
    body: () => ({ deviceIds: [randomUUID()], reason: 'sold the boxes' }),
  },
  'POST /api/v1/devices/bulk-read': { codes: OWNER_ONLY(202), body: () => ({ deviceIds: [a.id] }) },
  'POST /api/v1/devices/import': {
    codes: OWNER_ONLY(200),
    body: () => ({
      csv: 'customer,site,name,address,port,credential\nAlder Dental,,I,10.7.7.7,443,set of A-1\n',
    }),
  },
  // 404: a preview of somebody else's.
  'POST /api/v1/devices/import/{id}/commit': { codes: OWNER_ONLY(404), body: () => ({ onlyGood: true }) },
  'GET /api/v1/waiting-devices': { codes: OWNER_ONLY(200) },
  'POST /api/v1/waiting-devices/approve': {
    codes: OWNER_ONLY(200),
    body: () => ({ items: [{ id: randomUUID(), fingerprint: FINGERPRINT }], reason: 'checked' }),
  },
  'POST /api/v1/waiting-devices/look': { codes: OWNER_ONLY(202), body: () => ({ ids: [randomUUID()] }) },
  'POST /api/v1/waiting-devices/dismiss': {
    codes: OWNER_ONLY(200),
    body: () => ({ ids: [randomUUID()], reason: 'not ours' }),
  },
  'GET /api/v1/groups': { codes: READ },
  'POST /api/v1/groups': {
    codes: OWNER_ONLY(201),
    body: () => ({ name: `G ${Math.random()}`, customerId: a.customerId }),
  },
  'PATCH /api/v1/groups/{id}': { codes: OWNER_ONLY(200), body: () => ({ name: 'Renamed' }) },
  'DELETE /api/v1/groups/{id}': { codes: OWNER_ONLY(204) },
  'GET /api/v1/customers/{id}/removal': { codes: OWNER_ONLY(200) },
  'DELETE /api/v1/customers/{id}': {
    codes: OWNER_ONLY(204),
    body: () => ({ name: 'Alder Dental', reason: 'contract ended' }),
  },
  'GET /api/v1/fleet/summary': { codes: READ },
  'GET /api/v1/fleet/history': { codes: READ },
  'GET /api/v1/reports/exposure': { codes: READ },
  'GET /api/v1/renewals': { codes: READ },
  'GET /api/v1/renewals.csv': { codes: READ },
  'GET /api/v1/fleet/freshness': { codes: READ },
  'GET /api/v1/incidents': { codes: READ },
  'GET /api/v1/incidents/{id}': { codes: OF_A },
  'POST /api/v1/incidents/{id}/ack': { codes: OWNER_ONLY(200), body: () => ({ reason: 'on it' }) },
  'DELETE /api/v1/incidents/{id}/ack': { codes: OWNER_ONLY(204) },
  'POST /api/v1/incidents/{id}/updates': {
    codes: OWNER_ONLY(201),
    body: () => ({ body: 'calling the vendor' }),
  },
  // 422: the firewall it names is no member. 404: no such word was given.
  'POST /api/v1/incidents/{id}/intended': {
    codes: OWNER_ONLY(422),
    body: () => ({ service: 'sandbox', deviceIds: [UNKNOWN], reason: 'by contract' }),
  },
  'POST /api/v1/intended/{id}/undo': { codes: OWNER_ONLY(404) },
  // 409: a fleet incident closes by itself.
  'POST /api/v1/incidents/{id}/close': { codes: OWNER_ONLY(409), body: () => ({ reason: 'done' }) },
  'GET /api/v1/maintenance': { codes: READ },
  'GET /api/v1/maintenance/devices': { codes: READ },
  'POST /api/v1/maintenance/preview': { codes: OWNER_ONLY(200), body: () => plan(a) },
  'POST /api/v1/maintenance': { codes: OWNER_ONLY(201), body: () => maintenance(a) },
  'GET /api/v1/maintenance/{id}': { codes: OF_A },
  'GET /api/v1/maintenance/{id}/would-have-paged': { codes: OF_A },
  'PATCH /api/v1/maintenance/{id}': {
    codes: OWNER_ONLY(200),
    body: () => ({ to: new Date(Date.now() + 7_200_000).toISOString(), reason: 'takes longer' }),
  },
  'POST /api/v1/maintenance/{id}/end': { codes: OWNER_ONLY(200), body: () => ({ reason: 'done early' }) },
  'GET /api/v1/devices/{id}/maintenance': { codes: OF_A },
  'GET /api/v1/devices/{id}/samples': { codes: OWNER_ONLY(200) },
  'GET /api/v1/session/step-up': { codes: READ },
  // 422: neither a code nor a password was given.
  'POST /api/v1/session/step-up': { codes: [401, 422, 422, 422, 422], body: () => ({}) },
  'GET /api/v1/resync-runs': { codes: READ },
  'POST /api/v1/resync-runs': {
    codes: OWNER_ONLY(201),
    body: () => ({ choice: { by: 'list', deviceIds: [a.id] } }),
  },
  // 404: the path's run is nobody's.
  'GET /api/v1/resync-runs/{id}': { codes: [401, 404, 404, 404, 404] },
  'GET /api/v1/resync-runs/{id}/log': { codes: [401, 404, 404, 404, 404] },
  'GET /api/v1/resync-runs/{id}/report': { codes: [401, 404, 404, 404, 404] },
  'POST /api/v1/resync-runs/{id}/approve': { codes: OWNER_ONLY(404), body: () => ({ hash: 'x' }) },
  'POST /api/v1/resync-runs/{id}/start': { codes: OWNER_ONLY(404), body: () => ({ hash: 'x' }) },
  'POST /api/v1/resync-runs/{id}/pause': { codes: OWNER_ONLY(404) },
  'POST /api/v1/resync-runs/{id}/resume': { codes: OWNER_ONLY(404) },
  'POST /api/v1/resync-runs/{id}/cancel': { codes: OWNER_ONLY(404), body: () => ({ reason: 'not now' }) },
  'POST /api/v1/resync-runs/{id}/retry': { codes: OWNER_ONLY(404), body: () => ({ deviceIds: [a.id] }) },
  'POST /api/v1/resync-runs/{id}/by-hand': { codes: OWNER_ONLY(404), body: () => ({ deviceIds: [a.id] }) },
  'POST /api/v1/resync-runs/{id}/tick': {
    codes: OWNER_ONLY(404),
    body: () => ({ deviceId: a.id, stepId: 'x', evidence: 'seen' }),
  },
  'GET /api/v1/resync-procedures': { codes: READ },
  'GET /api/v1/resync-settings': { codes: READ },
  'PATCH /api/v1/resync-settings': { codes: OWNER_ONLY(200), body: () => ({ secondPersonFrom: 20 }) },
  'GET /api/v1/do-not-touch': { codes: READ },
  'POST /api/v1/do-not-touch': {
    codes: OWNER_ONLY(201),
    body: () => ({
      target: { kind: 'device', deviceId: a.id },
      reason: 'being replaced',
      until: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  },
  'DELETE /api/v1/do-not-touch/{id}': { codes: OWNER_ONLY(404) },
  'GET /api/v1/push/unknown': { codes: EVERYTHING },
  'PATCH /api/v1/push/unknown/{id}': { codes: OWNER_ONLY(204), body: () => ({ ignored: true }) },
  'GET /api/v1/devices/{id}/push': { codes: OF_A },
  'GET /api/v1/channels': { codes: EVERYTHING },
  'POST /api/v1/channels': {
    codes: OWNER_ONLY(201),
    body: () => ({ kind: 'email', name: 'Mail', settings: MAIL }),
  },
  'PATCH /api/v1/channels/{id}': { codes: OWNER_ONLY(200), body: () => ({ enabled: true }) },
  'POST /api/v1/channels/{id}/test': { codes: OWNER_ONLY(202) },
  'GET /api/v1/channels/deliveries': { codes: EVERYTHING },
  'GET /api/v1/channels/deliveries/{id}': { codes: EVERYTHING },
  'DELETE /api/v1/channels/{id}': { codes: OWNER_ONLY(204) },
  'GET /api/v1/status': { codes: EVERYTHING },
  'GET /health/live': { codes: OPEN },
  'GET /health/ready': { codes: OPEN },
  // Loopback may scrape; that a stranger may not is tested by itself.
  'GET /metrics': { codes: OPEN },
});
