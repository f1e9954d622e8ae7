import { initialState, step } from '../../libs/shared/src/domain/device-step.js';
import type { DeviceState, Step, StepContext } from '../../libs/shared/src/domain/device-state.js';
import type { DeviceEvent, DeviceEventType } from '../../libs/shared/src/domain/events.js';
import type {
  Baseline,
  EnabledFact,
  EnabledValue,
  FactsByService,
  LicenceFact,
  LicenceValue,
  RunningFact,
  RunningValue,
  ServiceFacts,
  ServiceProfile,
  SignatureFact,
  SignatureValue,
  VendorProfile,
} from '../../libs/shared/src/domain/fact.js';
import { DEFAULT_POLICY } from '../../libs/shared/src/domain/policy.js';
import type { Policy } from '../../libs/shared/src/domain/policy.js';
import type { Identity, SeenReading, UnreadableReading } from '../../libs/shared/src/domain/reading.js';
import type { UnreadableReason } from '../../libs/shared/src/domain/reading.js';
import type { Service } from '../../libs/shared/src/domain/service.js';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** 2 December 2008, 10:00:00 UTC = 02:00 PST. */
export const T0 = 1_228_212_000_000;

export const OWN: Identity = { serial: '0017C5AAAA01', fingerprint: 'AA:01' };
export const PARTNER: Identity = { serial: '0017C5AAAA02', fingerprint: 'AA:02' };

export const licence = (value: LicenceValue, more: Partial<LicenceFact> = {}): LicenceFact => ({
  value,
  source: 'licences',
  raw: value,
  ...more,
});
export const enabled = (value: EnabledValue, more: Partial<EnabledFact> = {}): EnabledFact => ({
  value,
  source: 'settings',
  raw: value,
  ...more,
});
export const signatures = (value: SignatureValue, more: Partial<SignatureFact> = {}): SignatureFact => ({
  value,
  source: 'signatures',
  raw: value,
  ...more,
});
export const running = (value: RunningValue, more: Partial<RunningFact> = {}): RunningFact => ({
  value,
  source: 'engine',
  raw: value,
  ...more,
});

/** Requires licence, enabled and signatures; fails open; stops on lapse. */
export const IPS_PROFILE: ServiceProfile = {
  required: ['licence', 'enabled', 'signatures'],
  failure: 'open',
  onLapse: 'stops',
  notOffered: ['running'],
  freshness: {
    ageingMs: 72 * HOUR,
    staleMs: 7 * DAY,
    attemptAgeingMs: 6 * HOUR,
    attemptStaleMs: 24 * HOUR,
  },
};
/** Requires licence and enabled; fails closed. */
export const WEB_PROFILE: ServiceProfile = {
  required: ['licence', 'enabled'],
  failure: 'closed',
  onLapse: 'stops',
  notOffered: ['signatures', 'running'],
};
export const PROFILE: VendorProfile = { ips: IPS_PROFILE, 'web-filter': WEB_PROFILE };
export const BASELINE: Baseline = { ips: 'on', 'web-filter': 'on' };

/** What a pulse of a healthy device tells: licences only. */
export const PULSE_OK: FactsByService = {
  ips: { licence: licence('active') },
  'web-filter': { licence: licence('active') },
};
export const PULSE_LOST: FactsByService = {
  ips: { licence: licence('absent', { raw: 'Not Licensed' }) },
  'web-filter': { licence: licence('active') },
};

/** What a full read of a healthy device tells at `at`, with one service's facts replaced. */
export function fullFacts(at: number, ips: ServiceFacts = {}): FactsByService {
  return {
    ips: {
      licence: licence('active', { expiresAt: T0 + 30 * DAY }),
      enabled: enabled('on'),
      signatures: signatures('fresh', { publishedAt: at - HOUR, lastAttemptAt: at - HOUR }),
      ...ips,
    },
    'web-filter': { licence: licence('active', { expiresAt: T0 + 30 * DAY }), enabled: enabled('on') },
  };
}

export const context = (more: Partial<StepContext> = {}): StepContext => ({
  intervalMs: MINUTE,
  baseline: BASELINE,
  profile: PROFILE,
  accepted: [OWN],
  openTurns: [],
  ...more,
});

/** A reading that began at `at`, took 500 ms and moves by itself. */
export function seen(at: number, facts: FactsByService, more: Partial<SeenReading> = {}): SeenReading {
  return {
    kind: 'seen',
    scope: 'pulse',
    startedAt: at,
    endedAt: at + 500,
    identity: OWN,
    model: 'TZ 270',
    firmware: '7.0.1',
    deviceClockAt: at,
    uptimeSeconds: 1_000_000 + Math.floor((at - T0) / SECOND),
    volatile: { uptime: String(at) },
    facts,
    entitlements: [],
    oddities: [],
    sessionBound: true,
    ...more,
  };
}

export function unreadable(
  at: number,
  why: UnreadableReason,
  more: Partial<UnreadableReading> = {},
): UnreadableReading {
  return {
    kind: 'unreadable',
    scope: 'pulse',
    startedAt: at,
    endedAt: at,
    why,
    detail: `because ${why}`,
    ...more,
  };
}

/** One device on a timeline: applies readings and ticks in order and keeps every event. */
export class DeviceRun {
  state: DeviceState = initialState();
  readonly events: DeviceEvent[] = [];

  ctx: StepContext;
  readonly policy: Policy;

  constructor(ctx: StepContext = context(), policy: Policy = DEFAULT_POLICY) {
    this.ctx = ctx;
    this.policy = policy;
  }

  apply(input: SeenReading | UnreadableReading | { readonly kind: 'tick' }, now: number): Step {
    const done = step(this.state, input, { ctx: this.ctx, policy: this.policy, now });
    this.state = done.next;
    this.events.push(...done.events);
    return done;
  }
  read(at: number, facts: FactsByService, more: Partial<SeenReading> = {}): Step {
    const reading = seen(at, facts, more);
    return this.apply(reading, reading.endedAt);
  }
  full(at: number, ips: ServiceFacts = {}, more: Partial<SeenReading> = {}): Step {
    return this.read(at, fullFacts(at, ips), { scope: 'full', ...more });
  }
  fail(at: number, why: UnreadableReason, more: Partial<UnreadableReading> = {}): Step {
    const reading = unreadable(at, why, more);
    return this.apply(reading, reading.endedAt);
  }
  tick(now: number): Step {
    return this.apply({ kind: 'tick' }, now);
  }
  service(service: Service = 'ips') {
    return this.state.core.services[service];
  }
  of<T extends DeviceEventType>(type: T): Extract<DeviceEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<DeviceEvent, { type: T }> => event.type === type);
  }
  /** Forgets the events so far. */
  forget(): this {
    this.events.length = 0;
    return this;
  }
}

/** A device that was read in full at T0 and by a pulse one minute later; no events kept. */
export function healthyRun(ctx: StepContext = context()): DeviceRun {
  const run = new DeviceRun(ctx);
  run.full(T0);
  run.read(T0 + MINUTE, PULSE_OK);
  return run.forget();
}
