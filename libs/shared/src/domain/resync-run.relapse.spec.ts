import { describe, expect, it } from 'vitest';
import { candidate } from '../../../../test/support/resync-builders.js';
import { play } from '../../../../test/support/resync-world.js';
import type { Box } from '../../../../test/support/resync-world.js';
import { DEFAULT_POLICY } from './policy.js';
import { planResync } from './resync-plan.js';

describe('a relapse in wave 3', () => {
  const well: Box = {
    answer: 'accepted',
    answerSeconds: 2,
    effect: 'back',
    effectSeconds: 5,
    reads: 'well',
    customerId: 'c1',
    vendor: 'acme',
    pair: null,
    isLeftOut: false,
  };
  const limits = { atOnce: 5, perVendor: 5, perCustomer: 5, perController: 5 };

  it('stops the run within the batch: nobody of wave 4 is called, the rest is left', () => {
    const candidates = Array.from({ length: 50 }, (_, i) => candidate(`d${i}`));
    const plan = planResync(candidates, limits, DEFAULT_POLICY);
    const third = new Set(plan.waves[3]?.devices.map((one) => one.deviceId));
    const later = new Set(plan.waves.slice(4).flatMap((wave) => wave.devices.map((one) => one.deviceId)));
    const boxes = candidates.map((one): Box =>
      third.has(one.deviceId) ? { ...well, effect: 'none' } : well,
    );
    const { stage } = play(boxes, [], limits);
    expect(stage.view.state).toBe('stopped');
    expect(stage.calls.filter((one) => later.has(one.deviceId))).toEqual([]);
    expect(stage.view.devices.filter((one) => one.phase === 'left')).toHaveLength(later.size);
  });

  it('a fleet that is all well again is restored to the last', () => {
    const boxes = Array.from({ length: 50 }, () => well);
    const { stage } = play(boxes, [], limits);
    expect(stage.view.state).toBe('finished');
    expect(stage.view.devices.filter((one) => one.outcome === 'restored')).toHaveLength(50);
    expect(stage.calls).toHaveLength(50);
  });

  it('while the authority lies one canary is called, and it stops', () => {
    const { stage } = play(
      Array.from({ length: 50 }, () => ({ ...well, effect: 'none' as const })),
      [],
      limits,
    );
    expect(stage.view.state).toBe('stopped');
    expect(new Set(stage.calls.map((one) => one.deviceId)).size).toBe(1);
    expect(stage.view.devices.filter((one) => one.phase === 'left')).toHaveLength(49);
  });
});
