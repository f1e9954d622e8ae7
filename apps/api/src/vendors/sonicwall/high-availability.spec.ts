import { describe, expect, it } from 'vitest';
import { peerSerialOf } from './high-availability.js';

const OWN = '0017C5AA0001';
const peer = (value: unknown): string | undefined => peerSerialOf({ kind: 'value', value }, OWN);

describe('the other unit of a pair', () => {
  it.each([
    ['primary and secondary', { primary_serial_number: OWN, secondary_serial_number: '0017C5AA0002' }],
    ['only the other', { backup: { serial: '0017c5aa0002' } }],
    ['rows', { units: [{ serial_number: OWN }, { serial_number: '0017C5AA0002' }] }],
  ])('is the one strange serial, told as %s', (_what, value) => {
    expect(peer(value)).toBe('0017C5AA0002');
  });

  it.each([
    ['no pair', { status: 'High Availability not enabled' }],
    ['only itself', { primary_serial_number: OWN, secondary_serial_number: '' }],
    ['two strangers', { a_serial: '0017C5AA0002', b_serial: '0017C5AA0003' }],
    ['a serial under another key', { peer: '0017C5AA0002' }],
    ['no serial', { secondary_serial_number: 'N/A' }],
    ['nonsense', null],
  ])('is not told by %s', (_what, value) => {
    expect(peer(value)).toBeUndefined();
  });

  it('is not told by a firmware without the path', () => {
    expect(peerSerialOf({ kind: 'missing' }, OWN)).toBeUndefined();
  });
});
