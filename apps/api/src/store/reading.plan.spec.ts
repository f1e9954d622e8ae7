import { initialState } from '@firewatch/shared/domain/device-step';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { SeenReading, UnreadableReading } from '@firewatch/shared/domain/reading';
import { describe, expect, it } from 'vitest';
import type { DeviceRecord } from './device-targets.repo.js';
import { isQuiet, planOf, type Plan } from './reading.plan.js';

const T = 1_800_000_000_000;
const profile = {
  ips: {
    required: ['licence', 'enabled'],
    failure: 'open',
    onLapse: 'stops',
    notOffered: ['signatures', 'running'],
  },
} as const;
const identity = { serial: 'S1', fingerprint: 'AA' };

const fresh = (change: Partial<DeviceRecord> = {}): DeviceRecord => ({
  device_id: 'd1',
  customer_id: 'c1',
  name: 'fw-1',
  vendor: 'scripted',
  cohort: 'scripted/x',
  serial: 'S1',
  baseline: {},
  expected: {},
  interval_ms: 60_000,
  trust: 'pin',
  readability: 'api',
  credential_set_id: 'k1',
  credential_state: 'works',
  seal_version: 1,
  host: '127.16.0.1',
  port: 443,
  credential_held: false,
  is_probe: false,
  fence: 1,
  ...initialState(),
  shown: {},
  worst: 'unknown',
  worst_reason: 'never-read',
  worst_since: T - 1_000,
  is_suspected: false,
  read_at: null,
  read_ms: null,
  version: '1',
  accepted: [identity],
  open_turns: [],
  ...change,
});

const seen = (at: number, change: Partial<SeenReading> = {}): SeenReading => ({
  kind: 'seen',
  scope: 'pulse',
  startedAt: at,
  endedAt: at + 400,
  identity,
  model: 'Box',
  firmware: '1',
  volatile: { connections: String(at) },
  facts: {
    ips: {
      licence: { value: 'active', source: 'GET /a', raw: 'Licensed' },
      enabled: { value: 'on', source: 'GET /b', raw: 'on' },
    },
  },
  entitlements: [],
  oddities: [],
  sessionBound: true,
  ...change,
});
const refused = (at: number): UnreadableReading => ({
  kind: 'unreadable',
  scope: 'pulse',
  startedAt: at,
  endedAt: at + 10,
  why: 'refused',
  detail: 'Connection refused.',
});

const plan = (record: DeviceRecord, input: Parameters<typeof planOf>[1], now: number): Plan =>
  planOf(record, input, profile, { policy: DEFAULT_POLICY, now });

/** The record as the store would give it after the plan. */
const after = ({ record, step, worstSince, readAt, readMs, learned }: Plan): DeviceRecord => ({
  ...record,
  core: step.next.core,
  pulse: step.next.pulse,
  shown: step.shown.services,
  worst: step.shown.worst.verdict,
  worst_reason: step.shown.worst.reason,
  worst_since: worstSince,
  is_suspected: step.shown.isSuspected,
  read_at: readAt,
  read_ms: readMs,
  baseline: learned?.baseline ?? record.baseline,
  serial: learned?.serial ?? record.serial,
});

const steady = (): DeviceRecord => {
  let record = after(plan(fresh(), seen(T, { scope: 'full' }), T + 400));
  for (const at of [T + 60_000, T + 120_000]) record = after(plan(record, seen(at), at + 400));
  return record;
};

describe('planOf', () => {
  it('is quiet when a steady device says the same again', () => {
    const made = plan(steady(), seen(T + 180_000), T + 180_400);
    expect(isQuiet(made)).toBe(true);
    expect({ readAt: made.readAt, readMs: made.readMs, until: made.step.shown.until }).toEqual({
      readAt: T + 180_400,
      readMs: 400,
      until: T + 180_000 + 135_000,
    });
  });

  it('is not quiet when the first read fails after good ones: contact and why of the row change', () => {
    const made = plan(steady(), refused(T + 180_000), T + 180_010);
    expect(isQuiet(made)).toBe(false);
    expect(made.row?.[12]).toBe('failing');
    expect(made.step.shown.worst.verdict).toBe('protecting');
  });

  it('judges a first reading by what the group says, over what it proposes itself', () => {
    const { step } = plan(fresh({ expected: { ips: 'off' } }), seen(T, { scope: 'full' }), T + 400);
    expect(step.shown.services.ips?.reason).toBe('off-by-policy');
  });

  it('proposes the baseline from a full read only, and never over one that is there', () => {
    const of = (record: DeviceRecord, scope: 'full' | 'pulse') =>
      plan(record, seen(T, { scope }), T + 400).learned?.baseline ?? null;
    expect(of(fresh(), 'full')).toEqual({ ips: 'on' });
    expect(of(fresh(), 'pulse')).toBeNull();
    expect(of(fresh({ baseline: { ips: 'off' } }), 'full')).toBeNull();
  });

  it('learns the serial met behind a certificate that was approved without one', () => {
    const record = fresh({ serial: null, accepted: [{ serial: '', fingerprint: 'AA' }] });
    expect(plan(record, seen(T), T + 400).learned).toMatchObject({ serial: 'S1', identity });
  });

  it('learns the serial of a further unit that was approved by its certificate, and tells of the failover', () => {
    const partner = { serial: 'S2', fingerprint: 'BB' };
    const record = { ...steady(), accepted: [identity, { serial: '', fingerprint: 'BB' }] };
    const made = plan(record, seen(T + 180_000, { identity: partner }), T + 180_400);
    expect(made.step.disbelieved).toBeNull();
    expect(made.learned).toMatchObject({ serial: null, identity: partner });
    expect(made.step.events.map((event) => event.type)).toEqual(['device.failed-over']);
  });

  it('does not take another serial behind the certificate of a known unit for a partner', () => {
    const record = { ...steady(), accepted: [identity, { serial: '', fingerprint: 'BB' }] };
    const stranger = { serial: 'S3', fingerprint: 'AA' };
    const made = plan(record, seen(T + 180_000, { identity: stranger }), T + 180_400);
    expect(made.step.disbelieved).toBe('wrong-serial');
  });

  it('learns nothing behind another certificate, nor where another serial is expected', () => {
    const other = fresh({ serial: null, accepted: [{ serial: '', fingerprint: 'BB' }] });
    const expected = fresh({ serial: 'S9', accepted: [{ serial: '', fingerprint: 'AA' }] });
    for (const record of [other, expected]) {
      const made = plan(record, seen(T), T + 400);
      expect(made.step.disbelieved).toBe('wrong-serial');
      expect(made.learned).toBeNull();
    }
  });

  it('looks at a credential set when it has worked for the first time or again, not while it works', () => {
    const learned = (credential_state: DeviceRecord['credential_state']) =>
      plan(fresh({ credential_state }), seen(T), T + 400).learned?.credential ?? false;
    expect([learned('untried'), learned('works'), learned('failed')]).toEqual([true, false, true]);
  });

  it('keeps when the worst began while it stays the same', () => {
    const record = steady();
    expect(plan(record, seen(T + 180_000), T + 180_400).worstSince).toBe(record.worst_since);
  });

  it('leaves read times alone when only a deadline came', () => {
    const record = steady();
    const made = plan(record, { kind: 'tick' }, T + 120_000 + 135_000);
    expect({ readAt: made.readAt, isReading: made.isReading, worst: made.step.shown.worst }).toEqual({
      readAt: T + 120_400,
      isReading: false,
      worst: { verdict: 'unknown', reason: 'no-believable-answer' },
    });
    expect(made.row?.[12]).toBe('reachable');
  });
});
