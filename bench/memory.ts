import { startWorld } from '../test/support/world.ts';
import { cpuSeconds, nodeProcesses, pssMegabytes, type Figure, type Suite } from './measure.ts';

const DEVICES = 1_000;
const STEADY_MS = 120_000;

/** Memory and CPU of the program at rest with 1,000 devices at 60 s, without its PostgreSQL and Redis. */
export const memory: Suite = {
  name: 'memory',
  async run(): Promise<readonly Figure[]> {
    const world = await startWorld({ devices: DEVICES, mail: false });
    try {
      const processes = nodeProcesses(world.program.child.pid);
      const cpu = (): number => processes.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
      const before = cpu();
      await new Promise((resolve) => setTimeout(resolve, STEADY_MS));
      const used = cpu() - before;
      const reads = (DEVICES * STEADY_MS) / 60_000;
      const pss = processes.reduce((sum, pid) => sum + pssMegabytes(pid), 0);
      return [
        {
          name: 'PSS, 1,000 devices at 60 s',
          value: `${pss.toFixed(0)} MB`,
          floor: 'about 100 MB: a Node process',
          goal: '≤ 300 MB',
        },
        { name: 'CPU at rest', value: `${((used / STEADY_MS) * 100_000).toFixed(1)} % of a core` },
        {
          name: 'CPU of the whole program',
          value: `${((used / reads) * 1_000).toFixed(2)} CPU s per 1,000 reads`,
        },
      ];
    } finally {
      await world.close();
    }
  },
};
