import { describe, expect, it } from 'vitest';
import { WriteGather } from './write-gather.js';

describe('WriteGather', () => {
  it('writes a lone item at once and 5 items that came meanwhile in groups of at most 3', async () => {
    const groups: number[][] = [];
    const gather = new WriteGather<number, string>((items) => {
      groups.push([...items]);
      return Promise.resolve(items.map((item) => `kept ${item}`));
    }, 3);
    const results = await Promise.all([1, 2, 3, 4, 5, 6].map((item) => gather.submit(item)));
    expect(groups).toEqual([[1], [2, 3, 4], [5, 6]]);
    expect(results).toEqual(['kept 1', 'kept 2', 'kept 3', 'kept 4', 'kept 5', 'kept 6']);
  });

  it('fails one bad item alone: the 2 others of its group are written', async () => {
    const gather = new WriteGather<number, number>(
      (items) => (items.includes(13) ? Promise.reject(new Error('refused')) : Promise.resolve(items)),
      10,
    );
    const results = await Promise.allSettled([1, 2, 13, 3].map((item) => gather.submit(item)));
    expect(
      results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason))),
    ).toEqual([1, 2, 'Error: refused', 3]);
  });

  it('goes on after a failure', async () => {
    let isDown = true;
    const gather = new WriteGather<number, number>(
      (items) => (isDown ? Promise.reject(new Error('down')) : Promise.resolve(items)),
      10,
    );
    await expect(gather.submit(1)).rejects.toThrow('down');
    isDown = false;
    expect(await gather.submit(2)).toBe(2);
  });
});
