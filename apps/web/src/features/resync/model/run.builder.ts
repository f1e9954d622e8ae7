import type { ResyncOutcome, RunState } from '@firewatch/shared/domain/resync';
import type { Judgement } from '@firewatch/shared/domain/verdict-words';
import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import type { ResyncProcedureView } from '@firewatch/shared/wire/resync-procedure';
import type { Snapshot } from './run-words.js';

/** 2 December 2008, 20:30:00 UTC. */
export const NOW = Date.UTC(2008, 11, 2, 20, 30);
export const at = (secondsAgo: number): string => new Date(NOW - secondsAgo * 1_000).toISOString();
export const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const LOST: Judgement = { verdict: 'exposed', reason: 'licence-lost' };
const GOOD: Judgement = { verdict: 'protecting', reason: 'ok' };
const said = (judgement: Judgement, raw: string) => ({
  ...judgement,
  licence: judgement === GOOD ? 'active' : 'absent',
  signatures: 'fresh',
  raw,
});

export const lostSnapshot = (secondsAgo: number): Snapshot => ({
  at: at(secondsAgo),
  services: { 'gateway-av': said(LOST, 'Not Licensed'), ips: said(LOST, 'Not Licensed') },
});
export const goodSnapshot = (secondsAgo: number): Snapshot => ({
  at: at(secondsAgo),
  services: { 'gateway-av': said(GOOD, 'Licensed'), ips: said(GOOD, 'Licensed') },
});

/** Waiting in wave 1 unless said otherwise. */
export function runDevice(number: number, change: Partial<RunDeviceView> = {}): RunDeviceView {
  return {
    deviceId: uuid(number),
    name: `FW-${String(number).padStart(3, '0')}`,
    customerId: uuid(900 + (number % 3)),
    customerName: ['Harbor Dental Group', 'Kestrel Freight', 'Tamarack Clinics'][number % 3] ?? '',
    vendor: 'sonicwall',
    model: 'TZ 470',
    firmware: '7.1.1',
    serial: `18B169${String(number).padStart(6, '0')}`,
    wave: 1,
    isCanary: false,
    procedureId: 'sonicwall/sonicos-7',
    reason: 'fourth of its customer, so in a later wave',
    estimateSeconds: 75,
    phase: 'waiting',
    attempt: 1,
    steps: { done: 0, total: 4 },
    proofs: 0,
    now: '',
    outcome: null,
    before: null,
    after: null,
    startedAt: null,
    settledAt: null,
    retryAt: null,
    mayTakeOver: false,
    ...change,
  };
}

export const restored = (number: number, change: Partial<RunDeviceView> = {}): RunDeviceView =>
  runDevice(number, {
    phase: 'done',
    outcome: 'restored',
    steps: { done: 4, total: 4 },
    proofs: 3,
    now: 'AV and IPS protecting',
    before: lostSnapshot(400),
    after: goodSnapshot(10 + number),
    startedAt: at(90 + number),
    settledAt: at(10 + number),
    ...change,
  });

export const failed = (
  number: number,
  outcome: ResyncOutcome = 'unchanged',
  change: Partial<RunDeviceView> = {},
): RunDeviceView =>
  runDevice(number, {
    phase: 'done',
    outcome,
    steps: { done: 1, total: 4 },
    now: 'synchronise refused, box unchanged',
    before: lostSnapshot(400),
    after: lostSnapshot(60),
    startedAt: at(240),
    settledAt: at(60),
    retryAt: at(-58),
    ...change,
  });

export const working = (number: number, change: Partial<RunDeviceView> = {}): RunDeviceView =>
  runDevice(number, {
    phase: 'working',
    steps: { done: 2, total: 4 },
    proofs: 1,
    now: 'protecting in 1 reading, next due in 14 s',
    before: lostSnapshot(200),
    after: goodSnapshot(5),
    startedAt: at(31),
    ...change,
  });

export const byHand = (number: number, change: Partial<RunDeviceView> = {}): RunDeviceView =>
  runDevice(number, {
    wave: null,
    phase: 'by-hand',
    outcome: 'assisted-pending',
    model: 'NSA 2400',
    firmware: '5.8.1',
    procedureId: 'sonicwall/gen5',
    now: '2 steps, needs the MySonicWall login',
    steps: { done: 0, total: 2 },
    before: lostSnapshot(400),
    ...change,
  });

export const PROCEDURES: readonly ResyncProcedureView[] = [
  {
    id: 'sonicwall/sonicos-7',
    vendor: 'sonicwall',
    productLine: 'SonicOS 7 and 8',
    way: 'api',
    expects: 'The box holds its keys again and every lost service protects in three readings.',
    estimateSeconds: 75,
    page: 'sonicos-7',
    byHandId: 'sonicwall/gen5',
    steps: [
      {
        id: 'synchronize',
        kind: 'api',
        title: 'Synchronise with the licence authority',
        place: 'POST /api/sonicos/license/synchronize',
        detail: 'The answer says only that it was taken.',
        when: 'always',
        verifiedBy: 'reading',
        source: 'SonicOS 7.1 API reference',
        isVerified: true,
      },
    ],
  },
  {
    id: 'sonicwall/gen5',
    vendor: 'sonicwall',
    productLine: 'SonicOS 5.8 and 5.9 (Gen5)',
    way: 'assisted',
    expects: 'System > Licenses shows every service as Licensed.',
    estimateSeconds: 600,
    page: 'gen5',
    steps: [
      {
        id: 'open',
        kind: 'manual',
        title: 'Open the page of its licences',
        place: 'System > Licenses',
        detail: '',
        who: 'Administrator with the MySonicWall login',
        when: 'always',
        verifiedBy: 'evidence',
        source: 'SonicOS 5.8 administrator’s guide',
        isVerified: true,
      },
      {
        id: 'press',
        kind: 'manual',
        title: 'Press Synchronize',
        place: 'System > Licenses > Synchronize',
        detail: 'Wait until the page has loaded again, then paste its table.',
        when: 'always',
        verifiedBy: 'reading',
        source: 'recollection of the support article of 2008-12-02',
        isVerified: false,
      },
    ],
  },
];

const counts = (devices: readonly RunDeviceView[], leftOut: number) => ({
  total: devices.length,
  proven: devices.filter((one) => one.outcome === 'restored').length,
  working: devices.filter((one) => one.phase === 'working').length,
  failed: devices.filter(
    (one) => one.phase === 'done' && one.outcome !== 'restored' && one.outcome !== 'assisted-pending',
  ).length,
  waiting: devices.filter((one) => one.phase === 'waiting' || one.phase === 'left').length,
  byHand: devices.filter((one) => one.phase === 'by-hand').length,
  leftOut,
});

/** A run over these devices; waves follow from them. */
export function runDetail(
  devices: readonly RunDeviceView[],
  state: RunState = 'running',
  change: Partial<ResyncRunDetail> = {},
): ResyncRunDetail {
  const positions = [...new Set(devices.flatMap(({ wave }) => (wave === null ? [] : [wave])))].sort(
    (a, b) => a - b,
  );
  const begun = state !== 'planned' && state !== 'approved' && state !== 'scheduled';
  return {
    row: {
      id: uuid(1_000_118),
      label: 'R-118',
      state,
      headline: 'Resynchronising 38 SonicWalls: 16 proven, 1 failed, nothing got worse',
      incident: { id: uuid(1_002_041), label: 'F-2041' },
      counts: counts(devices, change.leftOut?.length ?? 0),
      createdAt: at(900),
      createdBy: 'Mara Lindqvist',
      approvedBy: begun ? 'Ravi Okafor' : null,
      startedAt: begun ? at(574) : null,
      startedBy: begun ? 'Mara Lindqvist' : null,
      endedAt: null,
    },
    hash: 'a'.repeat(64),
    choice: { by: 'incident', incidentId: uuid(1_002_041) },
    caps: { atOnce: 5, perVendor: 5, perCustomer: 2, perController: 1 },
    estimateSeconds: 960,
    secondPersonFrom: null,
    scheduledAt: null,
    beginsAt: null,
    guards: [],
    override: null,
    stoppedWhy: null,
    waves: positions.map((position) => {
      const size = devices.filter((one) => one.wave === position).length;
      return {
        position,
        name: position === 0 ? 'Canary' : `Wave ${position}`,
        size,
        estimateSeconds: 75 * Math.ceil(size / 5),
      };
    }),
    devices: [...devices],
    leftOut: [],
    procedures: [...PROCEDURES],
    ticks: [],
    medianSeconds: 71,
    asOf: at(0),
    ...change,
  };
}
