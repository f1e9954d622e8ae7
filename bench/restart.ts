import { until } from '../test/support/fleet.ts';
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
      const { items } = await world.simulator.control<{
        items: { at: number; device: string; path?: string; status?: number }[];
      }>('GET', `/log?kind=request&since=${since}&limit=200000`);
      const first = new Map<string, number>();
      for (const entry of items) {
        if (
          entry.status === 200 &&
          entry.path?.endsWith('/reporting/status/security-services') === true &&
          !first.has(entry.device)
        ) {
          first.set(entry.device, entry.at);
        }
      }
      return [...first.values()];
    }
  },
};
