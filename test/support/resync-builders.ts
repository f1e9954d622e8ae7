import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type {
  ProcedureStep,
  ResyncCandidate,
  ResyncProcedure,
  ResyncSnapshot,
  RunDevice,
  StepCall,
} from '@firewatch/shared/domain/resync';
import { judgeDevice } from '@firewatch/shared/domain/resync-outcome';
import type { Service } from '@firewatch/shared/domain/service';
import type { VerdictReason, Verdict } from '@firewatch/shared/domain/verdict-words';

export const T0 = 1_228_212_000_000;
export const SECOND = 1_000;
export const MINUTE = 60_000;

export function step(id: string, over: Partial<ProcedureStep> = {}): ProcedureStep {
  return {
    id,
    kind: 'api',
    title: `Do ${id}`,
    place: `POST /${id}`,
    detail: '',
    when: 'always',
    verifiedBy: 'reading',
    source: 'test',
    isVerified: true,
    ...over,
  };
}

/** Synchronise; lmsync when still lost; signatures of AV and IPS when the licence is back. */
export const API: ResyncProcedure = {
  id: 'acme/api',
  productLine: 'Acme 7',
  way: 'api',
  expects: 'Every licence is back.',
  estimateSeconds: 70,
  steps: [
    step('sync'),
    step('lmsync', { when: 'still-lost' }),
    step('sign-av', { when: 'restored', service: 'gateway-av' }),
    step('sign-ips', { when: 'restored', service: 'ips' }),
  ],
  page: 'acme-api',
  byHandId: 'acme/hand',
};
export const HAND: ResyncProcedure = {
  id: 'acme/hand',
  productLine: 'Acme 5',
  way: 'assisted',
  expects: API.expects,
  estimateSeconds: API.estimateSeconds,
  page: 'acme-hand',
  steps: [
    step('open', { kind: 'manual', title: 'Open the page' }),
    step('press', { kind: 'manual', title: 'Press Synchronize' }),
  ],
};

type Seen = readonly [Verdict, VerdictReason, licence?: string | null, signatures?: string | null];
export const WELL: Seen = ['protecting', 'ok', 'active', 'fresh'];
export const LOST: Seen = ['exposed', 'licence-lost', 'absent', 'fresh'];
export const ENDED: Seen = ['exposed', 'licence-expired', 'expired', 'fresh'];
/** Licence back, signatures old. */
export const OLD: Seen = ['weakened', 'stale', 'active', 'stale'];
export const DARK: Seen = ['unknown', 'licence-unknown', 'unknown', 'unknown'];

export function snapshot(at: number, services: Readonly<Partial<Record<Service, Seen>>>): ResyncSnapshot {
  return {
    at,
    services: Object.fromEntries(
      Object.entries(services).map(([service, [verdict, reason, licence = null, signatures = null]]) => [
        service,
        { verdict, reason, licence, signatures, raw: licence === 'active' ? 'Licensed' : 'Not Licensed' },
      ]),
    ),
  };
}

/** AV and IPS as `seen`, web filter well. */
export const bothSeen = (seen: Seen, at: number): ResyncSnapshot =>
  snapshot(at, { 'gateway-av': seen, ips: seen, 'web-filter': WELL });

export const called = (stepId: string, over: Partial<StepCall> = {}): StepCall => ({
  stepId,
  intentAt: T0,
  answeredAt: T0,
  answer: 'accepted',
  words: '',
  ...over,
});

/** AV and IPS lost, web filter well, called once, nothing read since. */
export function device(over: Partial<RunDevice> = {}): RunDevice {
  return {
    deviceId: 'd1',
    customerId: 'c1',
    vendor: 'acme',
    controller: null,
    pair: null,
    wave: 1,
    procedure: API,
    attempt: 1,
    phase: 'working',
    startedAt: T0 - 5_000,
    calls: [called('sync')],
    asks: 0,
    askedAt: null,
    before: snapshot(T0 - 10_000, { 'gateway-av': LOST, ips: LOST, 'web-filter': WELL }),
    after: null,
    unread: null,
    settledAt: null,
    outcome: null,
    ...over,
  };
}

/** What is next for a device that works. */
export const judgedWorking = (over: Partial<RunDevice>, now: number, mayCall = true) =>
  judgeDevice(device(over), now, DEFAULT_POLICY, { mayCall });

export function candidate(deviceId: string, over: Partial<ResyncCandidate> = {}): ResyncCandidate {
  return {
    deviceId,
    name: `FW-${deviceId}`,
    customerId: 'c1',
    customerName: 'Kestrel Freight',
    vendor: 'acme',
    model: 'TZ 470',
    firmware: '7.0.1-5030',
    controller: null,
    pair: null,
    procedure: API,
    leftOut: null,
    worst: { verdict: 'exposed', reason: 'licence-lost' },
    ...over,
  };
}
