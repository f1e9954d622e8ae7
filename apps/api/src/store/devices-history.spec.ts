import { describe, expect, it } from 'vitest';
import { bandsOf, withBlind } from './devices-history.repo.js';

const at = (seconds: number): string => new Date(seconds * 1_000).toISOString();

describe('bands of a device', () => {
  it('cuts the carried-in step to the window and leaves the last one open', () => {
    const steps = [
      { at: 5_000, value: 'active' },
      { at: 20_000, value: 'absent' },
      { at: 30_000, value: 'absent' },
    ];
    expect(bandsOf(steps, 10_000)).toEqual([
      { from: at(10), to: at(20), value: 'active' },
      { from: at(20), to: null, value: 'absent' },
    ]);
  });

  it('drops bands that ended before the window', () => {
    const steps = [
      { at: 1_000, value: 'active' },
      { at: 2_000, value: 'absent' },
    ];
    expect(bandsOf(steps, 10_000)).toEqual([{ from: at(10), to: null, value: 'absent' }]);
  });

  it('shows unknown inside a blind spell and the verdict again after it', () => {
    const steps = [{ at: 1_000, value: 'protecting' }];
    expect(withBlind(steps, [{ from_at: 5_000, to_at: 9_000 }])).toEqual([
      { at: 1_000, value: 'protecting' },
      { at: 5_000, value: 'unknown' },
      { at: 9_000, value: 'protecting' },
    ]);
  });

  it('keeps a loss that was confirmed during a blind spell hidden until the spell ends', () => {
    const steps = [
      { at: 1_000, value: 'protecting' },
      { at: 6_000, value: 'exposed' },
    ];
    expect(bandsOf(withBlind(steps, [{ from_at: 5_000, to_at: null }]), 0)).toEqual([
      { from: at(1), to: at(5), value: 'protecting' },
      { from: at(5), to: null, value: 'unknown' },
    ]);
  });
});
