import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlate, crowd, threshold, type FleetChange, type FleetInput } from './fleet.js';
import type { LostDevice, LostService, OpenIncident } from './incident-case.js';
import { DEFAULT_POLICY } from './policy.js';
import type { Service } from './service.js';

const T0 = 1_228_212_240_000;
const MINUTE = 60_000;

const lost = (since: number, over: Partial<LostService> = {}): LostService => ({
  service: 'ips',
  verdict: 'exposed',
  reason: 'licence-lost',
  turn: 'licence',
  since,
  notBefore: since - 60_000,
  confirmedBy: 'repeat',
  raw: 'Not Licensed',
  ...over,
});
const device = (n: number, since = T0, over: Partial<LostService> = {}): LostDevice => ({
  deviceId: `d${n}`,
  lost: [lost(since, over)],
});
const input = (
  devices: readonly LostDevice[],
  open: readonly OpenIncident[] = [],
  cohortSize = 50,
): FleetInput => ({
  cohort: 'sonicwall/licence-manager',
  cohortSize,
  lost: devices,
  open,
});
const fleet = (members: readonly LostDevice[], since = T0): OpenIncident => ({
  id: 'F',
  kind: 'fleet',
  cohort: 'sonicwall/licence-manager',
  turn: 'licence',
  deviceId: null,
  siteId: null,
  severity: 'critical',
  waveAt: since,
  heldUntil: null,
  members,
});
const single = (one: LostDevice, over: Partial<OpenIncident> = {}): OpenIncident => ({
  ...fleet([one]),
  id: `I-${one.deviceId}`,
  kind: 'device',
  deviceId: one.deviceId,
  ...over,
});
const run = (value: FleetInput, now = T0): readonly FleetChange[] => correlate(value, DEFAULT_POLICY, now);
const types = (changes: readonly FleetChange[]): string[] =>
  changes.map((change) => (change.type === 'open' ? `open ${change.kind}` : change.type));

describe('threshold', () => {
  it.each([
    [1, 3],
    [40, 3],
    [59, 3],
    [60, 3],
    [61, 4],
    [100, 5],
    [380, 19],
    [400, 20],
    [401, 20],
    [10_000, 20],
  ])('of %i devices asks for %i', (size, asked) => {
    expect(threshold(size, DEFAULT_POLICY)).toBe(asked);
  });
});

describe('correlate', () => {
  it('2 of 50 stay 2 device incidents, 3 of 50 become 1 fleet incident', () => {
    expect(types(run(input([device(1), device(2)])))).toEqual(['open device', 'open device']);
    expect(types(run(input([device(1), device(2), device(3)])))).toEqual(['open fleet']);
  });

  it('counts 3 losses within 30 min and no longer', () => {
    const at = (third: number) => run(input([device(1, T0), device(2, T0 + MINUTE), device(3, T0 + third)]));
    expect(types(at(30 * MINUTE))).toEqual(['open fleet']);
    expect(types(at(30 * MINUTE + 1))).toEqual(['open device', 'open device', 'open device']);
  });

  it('is sudden when the threshold falls inside 120 s and not when it takes 121 s', () => {
    const sudden = (third: number) =>
      run(input([device(1), device(2), device(3, T0 + third)])).map(
        (change) => change.type === 'open' && change.isSudden,
      );
    expect(sudden(120_000)).toEqual([true]);
    expect(sudden(120_001)).toEqual([false]);
  });

  it('never counts a loss that was only believed after silence, but takes it in', () => {
    const silent = device(3, T0, { confirmedBy: 'silence' });
    expect(types(run(input([device(1), device(2), silent])))).toEqual([
      'open device',
      'open device',
      'open device',
    ]);
    const [opened] = run(input([device(1), device(2), device(4), silent]));
    expect(opened).toMatchObject({ type: 'open', kind: 'fleet', members: [{}, {}, {}, {}] });
  });

  it('counts a device once although it lost three services, and lists them', () => {
    const three: LostDevice = {
      deviceId: 'd1',
      lost: (['gateway-av', 'anti-spyware', 'ips'] as Service[]).map((service) => lost(T0, { service })),
    };
    expect(types(run(input([three])))).toEqual(['open device']);
    const [opened] = run(input([three, device(2), device(3)]));
    expect(opened?.type === 'open' && opened.members[0]?.lost).toHaveLength(3);
  });

  it('does not mix reason families: 2 licences and 1 switched off are 3 device incidents', () => {
    const off = device(3, T0, { turn: 'switched', reason: 'switched-off' });
    expect(types(run(input([device(1), device(2), off])))).toEqual([
      'open device',
      'open device',
      'open device',
    ]);
  });

  it('takes over device incidents of its members and names them', () => {
    const open = [single(device(1)), single(device(2))];
    const [opened, ...rest] = run(input([device(1), device(2), device(3)], open));
    expect(opened).toMatchObject({ type: 'open', kind: 'fleet', absorbs: ['I-d1', 'I-d2'] });
    expect(rest).toEqual([]);
  });

  it('leaves another reason of the same device with its device incident', () => {
    const both: LostDevice = {
      deviceId: 'd1',
      lost: [lost(T0), lost(T0, { service: 'app-control', turn: 'switched', reason: 'switched-off' })],
    };
    const changes = run(input([both, device(2), device(3)], [single(both)]));
    expect(types(changes)).toEqual(['open fleet', 'amend']);
    expect(changes[1]).toMatchObject({
      incidentId: 'I-d1',
      members: [{ lost: [{ service: 'app-control' }] }],
    });
  });

  it('is joined by devices lost up to 30 min before it began, not by older ones', () => {
    const members = [device(1), device(2), device(3)];
    const young = device(4, T0 - 30 * MINUTE);
    const old = device(5, T0 - 30 * MINUTE - 1);
    const changes = run(input([...members, young, old], [fleet(members)]));
    expect(types(changes)).toEqual(['join', 'open device']);
    expect(changes[0]).toMatchObject({ members: [{ deviceId: 'd4' }] });
  });

  it('is joined hours later as long as it is open', () => {
    const members = [device(1), device(2), device(3)];
    expect(types(run(input([...members, device(4, T0 + 600 * MINUTE)], [fleet(members)])))).toEqual(['join']);
  });

  it('closes when the last member is back, not before', () => {
    const members = [device(1), device(2), device(3)];
    expect(types(run(input([device(1)], [fleet(members)])))).toEqual(['leave']);
    expect(types(run(input([], [fleet(members)])))).toEqual(['leave', 'close']);
  });

  it('groups weakened devices among themselves as a warning, and rises when one is lost outright', () => {
    const weak = (n: number) => device(n, T0, { verdict: 'weakened', reason: 'stale', turn: 'signatures' });
    const [opened] = run(input([weak(1), weak(2), weak(3)]));
    expect(opened).toMatchObject({ type: 'open', kind: 'fleet', severity: 'warning' });
    const open: OpenIncident = {
      ...fleet([weak(1), weak(2), weak(3)]),
      turn: 'signatures',
      severity: 'warning',
    };
    const gone = device(3, T0, { verdict: 'exposed', reason: 'no-signatures', turn: 'signatures' });
    expect(types(run(input([weak(1), weak(2), gone], [open])))).toEqual(['amend', 'severity']);
  });

  it('holds the incident of a flapping device open until its quiet time ends', () => {
    const open = single(device(1), { heldUntil: T0 + 10 * MINUTE });
    expect(run(input([], [open]), T0)).toEqual([
      { type: 'hold', incidentId: 'I-d1', until: T0 + 10 * MINUTE },
    ]);
    expect(types(run(input([], [open]), T0 + 10 * MINUTE))).toEqual(['leave', 'close']);
  });

  it('says nothing when nothing changed, whatever was lost in whatever order', () => {
    const losses = fc.array(
      fc.record({
        n: fc.integer({ min: 1, max: 12 }),
        at: fc.integer({ min: 0, max: 90 }),
        family: fc.constantFrom('licence', 'switched'),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(losses, (rows) => {
        const devices = new Map<string, LostDevice>();
        for (const row of rows) {
          const turn = row.family as 'licence' | 'switched';
          const next = lost(T0 + row.at * MINUTE, {
            turn,
            service: turn === 'licence' ? 'ips' : 'app-control',
          });
          const known = devices.get(`d${row.n}`)?.lost.filter((one) => one.service !== next.service) ?? [];
          devices.set(`d${row.n}`, { deviceId: `d${row.n}`, lost: [...known, next] });
        }
        const all = [...devices.values()];
        const open = applied(run(input(all)));
        expect(run(input(all, open))).toEqual([]);
        // Each loss is in exactly one incident.
        const places = open.flatMap((one) =>
          one.members.flatMap((member) => member.lost.map((l) => `${member.deviceId} ${l.service}`)),
        );
        const wanted = all.flatMap((one) => one.lost.map((l) => `${one.deviceId} ${l.service}`));
        expect([...places].sort()).toEqual([...wanted].sort());
      }),
    );
  });
});

function applied(changes: readonly FleetChange[]): readonly OpenIncident[] {
  return changes.flatMap((change, index) =>
    change.type === 'open'
      ? [
          {
            ...fleet(change.members, change.waveAt),
            id: `N${index}`,
            kind: change.kind,
            turn: change.turn,
            deviceId: change.deviceId,
            severity: change.severity,
          },
        ]
      : [],
  );
}

describe('crowd', () => {
  it('finds the first stretch that holds the count, ends included', () => {
    expect(crowd([50, 0, 10, 60, 70], 3, 20)).toEqual({ from: 50, to: 70 });
    expect(crowd([0, 10], 3, 100)).toBeNull();
  });
});
