import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSplitWorld, takeOver, type SplitWorld } from '../support/split-world.ts';

const built: SplitWorld[] = [];
let world: SplitWorld;
let planted: SplitWorld;

const start = async (options: Parameters<typeof startSplitWorld>[0]): Promise<SplitWorld> => {
  const made = await startSplitWorld(options);
  // At once: when the other one does not start, this one is closed all the same.
  built.push(made);
  return made;
};

beforeAll(async () => {
  const both = [start({ devices: 12 }), start({ devices: 12, planted: 'no-fence' })] as const;
  await Promise.allSettled(both);
  [world, planted] = await Promise.all(both);
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
