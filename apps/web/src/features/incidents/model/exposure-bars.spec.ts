import { expect, it } from 'vitest';
import { barsOf, type CustomerPart, type Member } from './exposure-bars.js';

const at = (second: number): string => new Date(second * 1_000).toISOString();
const member = (name: string, since: number, leftAt: number | null): Member => ({
  deviceId: name,
  deviceName: name,
  model: null,
  firmware: null,
  services: [],
  since: at(since),
  lastGoodAt: null,
  joinedAt: at(since),
  leftAt: leftAt === null ? null : at(leftAt),
  newSinceAck: false,
  paidUntil: null,
  exposureSeconds: 0,
  group: null,
  identity: null,
});
const part = (members: Member[]): CustomerPart => ({
  id: 'c',
  name: 'C',
  deviceCount: 3,
  since: at(0),
  exposureSeconds: 0,
  weakenedSeconds: 0,
  blindSeconds: 0,
  members,
});

it('places bars on the common axis, oldest first, ended ones apart, short ones still visible', () => {
  const bars = barsOf(part([member('b', 50, null), member('a', 20, 40), member('c', 99.9, null)]), {
    from: 0,
    to: 100_000,
  });
  expect(
    bars.map(({ name, left, width, isOver }) => [name, left, Math.round(width * 10) / 10, isOver]),
  ).toEqual([
    ['a', 20, 20, true],
    ['b', 50, 50, false],
    ['c', 99.2, 0.8, false],
  ]);
});
