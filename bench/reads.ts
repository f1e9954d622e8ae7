import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../test/support/child.ts';
import { REPOSITORY } from '../test/support/paths.ts';
import { SimulatorProcess } from '../test/support/simulator.ts';
import type { Figure, Suite } from './measure.ts';

interface LoopResult {
  readonly reads: number;
  readonly failed: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

async function loop(program: string, devices: string, forSeconds: number): Promise<LoopResult> {
  const child = startChild([
    process.execPath,
    join(REPOSITORY, 'bench', program),
    devices,
    String(forSeconds),
  ]);
  const line = await child.line((text) => text.startsWith('{"reads"'), (forSeconds + 60) * 1_000);
  await child.ended;
  return JSON.parse(line) as LoopResult;
}

const perThousand = (result: LoopResult): number => (result.cpuSeconds / result.reads) * 1_000;
const show = (result: LoopResult): string =>
  `${perThousand(result).toFixed(2)} CPU s per 1,000 reads, ${(result.reads / result.wallSeconds).toFixed(0)}/s${result.failed > 0 ? `, ${result.failed} failed` : ''}`;

/** CPU of one pulse against a bare undici loop that sends the same requests over the same new TLS connections. */
export const reads: Suite = {
  name: 'reads',
  async run({ full }): Promise<readonly Figure[]> {
    const simulator = await SimulatorProcess.start(['--devices', '200', '--bind', '127.30.0.0/16']);
    try {
      const file = join(mkdtempSync(join(tmpdir(), 'firewatch-bench-')), 'devices.json');
      writeFileSync(file, JSON.stringify(simulator.devices));
      const rounds = full ? 5 : 2;
      const floors: LoopResult[] = [];
      const ours: LoopResult[] = [];
      for (let round = 0; round < rounds; round += 1) {
        floors.push(await loop('floor-loop.ts', file, 8));
        ours.push(await loop('adapter-loop.ts', file, 8));
      }
      const best = (results: readonly LoopResult[]): LoopResult =>
        results.toSorted((a, b) => perThousand(a) - perThousand(b))[Math.floor(results.length / 2)] ??
        floors[0] ?? { reads: 1, failed: 0, cpuSeconds: 0, wallSeconds: 1 };
      const floor = best(floors);
      const own = best(ours);
      return [
        { name: 'pulse, adapter and transport', value: show(own), floor: show(floor) },
        {
          name: 'ratio of CPU per read',
          value: `${(perThousand(own) / perThousand(floor)).toFixed(2)} ×`,
          floor: '1 ×',
          goal: '≤ 1.5 ×',
        },
      ];
    } finally {
      await simulator.stop();
    }
  },
};
