import { describe, expect, it } from 'vitest';
import {
  currentMembers,
  describeIncident,
  type DescribedIncident,
  type DescribedMember,
} from './incident-description.js';
import { findingsOf, type FleetContext } from './incident-findings.js';
import { timeWords, zoneName } from './time-words.js';

const NOW = Date.UTC(2008, 11, 2, 10, 31);
const SINCE = Date.UTC(2008, 11, 2, 10, 4, 11);
const member = (n: number, over: Partial<DescribedMember> = {}): DescribedMember => ({
  deviceId: `d${n}`,
  deviceName: `FW-${n}`,
  customerId: `c${n % 2}`,
  customerName: `Customer ${n % 2}`,
  siteId: `s${n}`,
  model: n === 1 ? 'TZ 370' : 'TZ 470',
  firmware: '7.0.1',
  services: ['gateway-av', 'ips'],
  since: SINCE + n * 60_000,
  notBefore: SINCE - 60_000,
  paidUntil: Date.UTC(2009, 0, 18 + n),
  joinedAt: SINCE,
  leftAt: null,
  verdict: 'exposed',
  reason: 'licence-lost',
  ...over,
});
const fleet = (
  members: readonly DescribedMember[],
  over: Partial<DescribedIncident> = {},
): DescribedIncident => ({
  kind: 'fleet',
  turn: 'licence',
  state: 'open',
  closedAt: null,
  isSudden: false,
  isSingle: false,
  vendorName: 'SonicWall',
  siteName: null,
  credentialName: null,
  cohortSize: 50,
  others: { bad: 0, of: 12 },
  members,
  ...over,
});
const words = timeWords('America/Los_Angeles', NOW);

describe('an incident about our own reading', () => {
  const late = fleet([], { kind: 'no-data', turn: null, lateSince: SINCE });

  it('names no firewall, says since when and what to look at', () => {
    expect(describeIncident(late, timeWords('UTC', NOW))).toEqual({
      title: 'Firewatch itself is behind with its reads',
      subline:
        'Reads begin more than an interval late since 10:04; firewalls turn unknown as their last reading ages.',
      likely: 'Likely a poller that stopped, or too few of them for this fleet.',
      doNow: 'See that every poller runs. Then start another one or lengthen the intervals.',
    });
  });

  it('says from when to when once it is over', () => {
    const over = { ...late, state: 'closed' as const, closedAt: NOW };
    expect(describeIncident(over, timeWords('UTC', NOW))).toEqual({
      title: 'Back: Firewatch itself is behind with its reads',
      subline: 'Late since 10:04, in time again since 10:31.',
      likely: '',
      doNow: '',
    });
  });
});

describe('describeIncident', () => {
  it('tells the wave of 2 December 2008 in the local clock', () => {
    const said = describeIncident(fleet([member(1), member(2), member(3)]), words);
    expect(said.title).toBe('SonicWall licences dropped on 3 of 50 firewalls at 2 customers');
    expect(said.subline).toBe(
      'AV and IPS stopped since 02:05; traffic flows uninspected; paid until 18 Jan 2009; other vendors fine.',
    );
  });

  it('gives a reader with one customer no size and no word of other vendors', () => {
    const said = describeIncident(fleet([member(2)], { cohortSize: null, others: null }), words);
    expect(`${said.title} ${said.subline}`).not.toMatch(/50|other vendors/);
  });

  it('claims no paid date when one member has none', () => {
    const said = describeIncident(fleet([member(1), member(2, { paidUntil: null })]), words);
    expect(said.subline).not.toContain('paid');
  });

  it('counts those not back yet while open, and all that ever were when closed', () => {
    const members = [member(1), member(2, { leftAt: NOW })];
    expect(currentMembers({ state: 'open', members })).toHaveLength(1);
    expect(currentMembers({ state: 'closed', members })).toHaveLength(2);
  });

  it('names blocking when traffic is blocked and weakened only when nothing is worse', () => {
    const blocking = describeIncident(fleet([member(1, { verdict: 'blocking' })]), words);
    expect(blocking.subline).toContain('traffic is blocked');
    const weak = describeIncident(fleet([member(1, { verdict: 'weakened' })]), words);
    expect(weak.subline).toContain('protection is partial');
  });
});

describe('findingsOf', () => {
  const context: FleetContext = {
    vendorName: 'SonicWall',
    authority: 'licence-manager',
    isSudden: true,
    cohortSize: 50,
    others: { bad: 0, of: 12 },
    models: 7,
    firmwares: 4,
  };
  const ask = (members: readonly DescribedMember[], given: FleetContext | null = context) =>
    findingsOf({ family: 'licence', members, context: given, now: NOW, dateText: words.date });

  it('tells what is common and what is ruled out, each with its count', () => {
    const found = ask([member(1), member(2), member(3)]);
    expect(found.common.map((one) => `${one.text}: ${one.evidence}`)).toEqual([
      'SonicWall and its licence authority: 3 of 3',
      'Same 2 services on each: 3 of 3',
      'Firmware: 7.0.1: 3 of 3',
      'Licence paid into the future: 3 of 3',
    ]);
    expect(found.ruledOut.map((one) => `${one.text}: ${one.evidence}`)).toEqual([
      'Model: 2 models',
      'Site: 3 sites',
      'Customer: 2 customers',
      'Expiry: earliest 18 Jan 2009',
      'Other vendors: 0 of 12 lost the same',
      'Services switched off by hand: 0 of 3',
    ]);
  });

  it('does not rule expiry out when one licence has run out', () => {
    const found = ask([member(1), member(2, { paidUntil: NOW - 1 })]);
    expect(found.common).toContainEqual({
      text: 'Licence paid into the future',
      evidence: '1 of 2',
      holds: 'differs',
    });
    expect(found.ruledOut.map((one) => one.text)).not.toContain('Expiry');
  });

  it('counts the same second only when every first reading lies in it', () => {
    const together = [member(1, { since: SINCE }), member(2, { since: SINCE + 900 })];
    const texts = ask(together).common.map((one) => one.text);
    expect(texts).toContain('First seen in the same second');
    expect(ask([member(1), member(2)]).common.map((one) => one.text)).not.toContain(
      'First seen in the same second',
    );
  });

  it('says nothing of others to a scoped reader', () => {
    const found = ask([member(1)], null);
    expect([...found.common, ...found.ruledOut].map((one) => one.text)).not.toContain('Other vendors');
  });
});

describe('timeWords', () => {
  it('gives the day when it is another one, in the zone asked for', () => {
    expect(words.clock(SINCE)).toBe('02:04');
    expect(words.clock(Date.UTC(2008, 11, 1, 10, 4))).toBe('1 Dec 02:04');
    expect(zoneName('America/Los_Angeles', NOW)).toBe('PST');
  });
});
