import { writeFileSync } from 'node:fs';
import { startBigWorld, type BigWorld } from './big-world.ts';
import type { Figure, Suite, SuiteOptions } from './measure.ts';
import { observe } from './observe.ts';
import { figuresOf, minuteLine } from './observation-figures.ts';
import { forgetStatements, PROFILE_ENVIRONMENT, withStatements, writeStatements } from './profiling.ts';

const DEVICES = 10_000;
const MINUTES = 60;
export const INTERVAL_MS = 60_000;
/** After the first full reads, until every device is back on its own slot. */
const SETTLE_MS = 90_000;
const PSS_GOAL_MB = 450;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A fleet that is enrolled, read and on its slots; with `--statements` on a database that counts them. */
export async function settledWorld(
  { profile, statements }: SuiteOptions,
  want: { readonly devices: number; readonly mail: boolean },
): Promise<BigWorld> {
  const world = await startBigWorld({
    ...want,
    ...(profile ? { env: PROFILE_ENVIRONMENT } : {}),
    ...(statements ? { prepare: withStatements } : {}),
  });
  if (statements) console.log(`  enrolment: ${await writeStatements(world.program, 'enrolment')}`);
  await pause(SETTLE_MS);
  if (statements) await forgetStatements(world.program);
  return world;
}

export function startFigures({ took }: BigWorld, devices: number): Figure[] {
  return [
    {
      name: 'devices',
      value: `${devices.toLocaleString('en')} at ${INTERVAL_MS / 1_000} s; the simulator took ${took.simulator.toFixed(1)} s to start`,
    },
    {
      name: 'enrolment by files over REST',
      value: `${took.enrolment.toFixed(1)} s, first reading of all ${took.firstReads.toFixed(1)} s later`,
    },
  ];
}

/** A big fleet on its slots: is every box read in time, and what does it cost to keep watch? */
export const fleet: Suite = {
  name: 'fleet',
  isLong: true,
  async run(options): Promise<readonly Figure[]> {
    const devices = options.devices ?? DEVICES;
    const world = await settledWorld(options, { devices, mail: false });
    try {
      const seen = await observe(world, {
        minutes: options.minutes ?? MINUTES,
        eachMinute: (mark) => console.log(minuteLine(mark)),
      });
      if (options.statements) console.log(`  statements: ${await writeStatements(world.program, 'fleet')}`);
      const most = Math.max(...seen.marks.map((mark) => mark.pss.program));
      writeFileSync('bench/output/fleet-minutes.json', `${JSON.stringify(seen.marks, null, 1)}\n`);
      return [
        ...startFigures(world, devices),
        { name: 'most PSS of the program', value: `${most.toFixed(0)} MB`, goal: `≤ ${PSS_GOAL_MB} MB` },
        ...figuresOf(seen, devices, INTERVAL_MS),
      ];
    } finally {
      await world.close();
    }
  },
};
