import { afterEach, describe, expect, it } from 'vitest';
import { outstanding } from '@firewatch/api/store/cohorts.repo';
import { CorrelationStage } from './correlation-stage.js';

let stage: CorrelationStage;
afterEach(() => stage.close());

const head = async (): Promise<number> =>
  (await stage.sql<{ last: number }>('select last from event_head'))[0]?.last ?? 0;

describe('what an opening window waits for', () => {
  it('still counts the 2 of 3 that were confirmed after the last event taken in', async () => {
    stage = await CorrelationStage.start({ devices: 3, customers: 1 });
    const [first, second, third] = stage.devices;
    if (!first || !second || !third) throw new Error('no device');
    for (const device of stage.devices) await stage.suspect(device);
    await stage.lose(first);
    const before = await head();
    await stage.lose(second);
    await stage.lose(third);
    const waits = (seenUpTo: number) =>
      stage.db.database.asEngine((tx) =>
        outstanding(tx, { cohort: 'sonicwall/licence-manager', touched: [], since: 0, seenUpTo }),
      );
    expect(await waits(before)).toEqual({ unread: 0, suspected: 2 });
    expect(await waits(await head())).toEqual({ unread: 0, suspected: 0 });
  });
});
