import { describe, expect, it } from 'vitest';
import { checkBaseline } from './device.desk.js';

const profile = {
  ips: { required: ['licence'], failure: 'open', onLapse: 'stops', notOffered: [] },
} as const;
const vendor = { name: 'Acme', profile } as unknown as Parameters<typeof checkBaseline>[0];

describe('baseline of a vendor', () => {
  it('accepts services the vendor has and refuses one it has not, by name', () => {
    expect(() => checkBaseline(vendor, { ips: 'on' })).not.toThrow();
    expect(() => checkBaseline(vendor, { ips: 'on', sandbox: 'off' })).toThrow(
      'baseline.sandbox: Acme has no such service',
    );
  });
});
