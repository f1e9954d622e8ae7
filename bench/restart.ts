import { until } from '../test/support/fleet.ts';
import { isStatusRead } from '../test/support/simulator.ts';
import { startWorld } from '../test/support/world.ts';
import { seconds, type Figure, type Suite } from './measure.ts';

const DEVICES = 1_000;

/** Kill, start again: how long until every device was read anew. */
export const restart: Suite = {
  name: 'restart',
  async run(): Promise<readonly Figure[]> {
    const world = await startWorld({ devices: DEVICES, mail: false });
    try {
      await world.program.kill9();
      await new Promise((resolve) => setTimeout(resolve, 70_000));
      const startedAt = Date.now();
      world.program = await world.program.again();
      const readyAt = Date.now();
      const times = await until(
        () => firstReads(startedAt),
        (first) => first.length === DEVICES,
        180_000,
      );
      const last = Math.max(...times);
      return [
        { name: 'start until the door is open', value: seconds(readyAt - startedAt), goal: '≤ 5 s' },
        {
          name: '1,000 devices, all read again after 70 s down',
          value: `${seconds(last - readyAt)} after the door opened, ${seconds(last - startedAt)} after the start`,
          floor: '0.9 s of CPU',
          goal: '≤ 10 s',
        },
      ];
    } finally {
      await world.close();
    }

    async function firstReads(since: number): Promise<number[]> {
      const first = new Map<string, number>();
      for (const request of (await world.simulator.requests(since)).filter(isStatusRead)) {
        if (!first.has(request.device)) first.set(request.device, request.at);
      }
      return [...first.values()];
    }
  },
};
