import type { DeviceDetail, DeviceRow, ServiceDetail } from '@firewatch/shared/wire/devices';

/** For specs: 02:31 UTC of the drill's night. */
export const NOW = Date.parse('2008-12-02T10:31:00.000Z');
const at = (minutesAgo: number): string => new Date(NOW - minutesAgo * 60_000).toISOString();
export const minutesAgo = at;
const ID = '00000000-0000-4000-8000-000000000001';
const SOURCE = 'GET /reporting/status/security-services';

export const aService = (change: Partial<ServiceDetail> = {}): ServiceDetail => ({
  service: 'gateway-av',
  shown: { verdict: 'protecting', reason: 'ok' },
  believed: { verdict: 'protecting', reason: 'ok' },
  since: at(600),
  lastGoodAt: at(0),
  phase: 'steady',
  isFlapping: false,
  glitchesLastHour: 0,
  expectation: 'on',
  licence: { value: 'active', expiresAt: null, source: SOURCE, raw: 'Licensed', at: at(0) },
  enabled: { value: 'on', source: 'GET /gateway-antivirus/base', raw: 'enable true', at: at(10) },
  signatures: null,
  running: null,
  ...change,
});

/** The same service without its licence, as on the night. */
export const aLoss = (
  service: ServiceDetail['service'],
  change: Partial<ServiceDetail> = {},
): ServiceDetail => {
  const lost = { verdict: 'exposed', reason: 'licence-lost' } as const;
  return aService({
    service,
    shown: lost,
    believed: lost,
    since: at(26),
    licence: {
      value: 'absent',
      expiresAt: '2009-03-14T12:00:00.000Z',
      source: SOURCE,
      raw: 'Not Licensed; until UTC 03/14/2009 00:00:00.000',
      at: at(0),
    },
    ...change,
  });
};

const aRow = (services: readonly ServiceDetail[], row: Partial<DeviceRow>): DeviceRow => ({
  id: ID,
  name: 'HDG-TAC-01',
  customerId: ID,
  customerName: 'Harbor Dental Group',
  siteId: null,
  siteName: null,
  vendor: 'sonicwall',
  model: 'NSa 2700',
  firmware: '7.0.1-5161',
  serial: '2CB8ED0A41F6',
  tags: [],
  group: null,
  worst: { verdict: 'protecting', reason: 'ok' },
  worstSince: at(600),
  isSuspected: false,
  services: Object.fromEntries(services.map((one) => [one.service, one.shown])),
  believedAt: at(1),
  readAt: at(1),
  shownUntil: at(-2),
  lastGoodAt: null,
  why: '',
  paidUntil: null,
  contact: 'reachable',
  incident: null,
  ...row,
});

export const aDetail = (
  services: readonly ServiceDetail[],
  row: Partial<DeviceRow> = {},
  change: Partial<DeviceDetail> = {},
): DeviceDetail => ({
  row: aRow(services, row),
  host: '198.51.100.14',
  port: 443,
  tls: 'modern',
  trust: 'pin',
  readability: 'api',
  intervalSeconds: 60,
  readMs: 214,
  uptimeSeconds: 100,
  clockOffsetMs: 0,
  freshness: 'proven',
  sessionBound: true,
  contactSince: null,
  contactWhy: null,
  contactDetail: '',
  met: null,
  services: [...services],
  baseline: {},
  baselineFrom: {},
  groupBaseline: {},
  baselineConfirmedAt: null,
  identities: [],
  failedOverAt: null,
  answeringSerial: null,
  credentialSet: { id: ID, name: 'Avalon', state: 'works', deviceCount: 1 },
  member: null,
  events: null,
  oddities: [],
  incidents: [],
  ...change,
});
