import { describe, expect, it } from 'vitest';
import { StoreSignal, type StoreState } from './store-signal.js';

const heard = (): { signal: StoreSignal; states: StoreState[] } => {
  const signal = new StoreSignal();
  const states: StoreState[] = [];
  signal.on((state) => states.push(state));
  return { signal, states };
};

describe('the store signal', () => {
  it('says away after 15 s of failures, once, with the first time and the last reason, and there after a success', () => {
    const { signal, states } = heard();
    signal.failed('beat', 'connection refused', 1_000);
    signal.failed('beat', 'connection refused', 15_999);
    expect(states).toEqual([]);
    signal.failed('beat', 'No space left on device', 16_000);
    signal.failed('beat', 'No space left on device', 21_000);
    signal.worked('beat');
    expect(states).toEqual([
      { state: 'away', since: 1_000, reason: 'No space left on device' },
      { state: 'there' },
    ]);
  });

  it('is silent about a blip of 10 s: a success begins the count anew', () => {
    const { signal, states } = heard();
    signal.failed('beat', 'x', 0);
    signal.worked('beat');
    signal.failed('beat', 'x', 10_000);
    signal.failed('beat', 'x', 24_999);
    expect(states).toEqual([]);
  });

  it('stays away while one of two kinds of writing still fails', () => {
    const { signal, states } = heard();
    signal.failed('beat', 'x', 0);
    signal.failed('audit', 'y', 5_000);
    signal.failed('beat', 'x', 15_000);
    signal.worked('beat');
    expect(signal.now.state).toBe('away');
    signal.worked('audit');
    expect(states.map((one) => one.state)).toEqual(['away', 'there']);
  });
});
