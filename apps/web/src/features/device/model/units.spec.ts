import { describe, expect, it } from 'vitest';
import { unitsOf } from './units.js';

const approved = (serial: string, fingerprint: string) => ({
  serial,
  fingerprint,
  acceptedAt: '2008-12-01T00:00:00.000Z',
  acceptedBy: null,
  reason: 'approved',
});

describe('units behind one address', () => {
  it('two certificates of one serial are one unit; the serial that answers is marked', () => {
    const identities = [approved('A', 'F1'), approved('B', 'F2'), approved('A', 'F3')];
    const units = unitsOf({ identities, answeringSerial: 'B', member: null });
    expect(units.map((unit) => [unit.serial, unit.identities.length, unit.answersNow])).toEqual([
      ['A', 2, false],
      ['B', 1, true],
    ]);
  });

  it('a partner that the box names and nobody approved yet is shown too, once', () => {
    const of = (peerSerial: string) =>
      unitsOf({
        identities: [approved('A', 'F1')],
        answeringSerial: 'A',
        member: { serial: 'A', peerSerial },
      }).map((unit) => [unit.serial, unit.identities.length]);
    expect(of('B')).toEqual([
      ['A', 1],
      ['B', 0],
    ]);
    expect(of('A')).toEqual([['A', 1]]);
  });

  it('a unit approved by certificate alone has no serial and is not the one that answers', () => {
    const [unit] = unitsOf({ identities: [approved('', 'F1')], answeringSerial: null, member: null });
    expect([unit?.serial, unit?.answersNow]).toEqual([null, false]);
  });
});
