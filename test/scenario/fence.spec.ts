import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSplitWorld, takeOver, type SplitWorld } from '../support/split-world.ts';

const built: SplitWorld[] = [];
let world: SplitWorld;
let planted: SplitWorld;

beforeAll(async () => {
  [world, planted] = await Promise.all([
    startSplitWorld({ devices: 12 }),
    startSplitWorld({ devices: 12, planted: 'no-fence' }),
  ]);
  built.push(world, planted);
});
afterAll(async () => {
  for (const one of built) await one.close();
});

describe('a poller that stands still past its 30 s leases while another takes over', () => {
  it.concurrent('writes 0 results under an old fence when it goes on', async () => {
    const seen = await takeOver(world);
    expect(seen.takenOver).toBeGreaterThanOrEqual(4);
    expect(seen.writtenUnderOldFence).toBe(0);
  });

  it.concurrent('writes at least 1 where the fence is taken out of the build', async () => {
    const seen = await takeOver(planted);
    expect(seen.takenOver).toBeGreaterThanOrEqual(4);
    expect(seen.writtenUnderOldFence).toBeGreaterThanOrEqual(1);
  });
});
