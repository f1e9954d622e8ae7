import { writeFileSync } from 'node:fs';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { until } from '../test/support/fleet.ts';
import { OWNER } from '../test/support/program.ts';
import type { BigWorld } from './big-world.ts';
import { INTERVAL_MS, pause, settledWorld, startFigures } from './fleet.ts';
import type { Figure, Suite } from './measure.ts';
import { figuresOf, median, minuteLine, percent } from './observation-figures.ts';
import { observe, type MinuteMark, type Observation } from './observe.ts';
import { RandomFaults } from './random-faults.ts';
import { lostThings } from './soak-check.ts';

const DEVICES = 500;
const HOURS = 24;
const SEED = 2008;
const FAULT_EVERY_MS = 60_000;
/** Memory and descriptors are compared with this hour; of a shorter soak, with its first half. */
const WARM_MINUTES = 60;
const GROWTH_GOAL = 0.02;
/** Sockets of reads under way come and go; what stays is the floor of an hour. */
const DESCRIPTORS_GOAL = 5;

interface Hours {
  readonly early: readonly MinuteMark[];
  readonly late: readonly MinuteMark[];
}

/** Marks right after the first hour, and the last as many. */
function hoursOf(marks: readonly MinuteMark[]): Hours {
  const warm = Math.min(WARM_MINUTES, Math.floor(marks.length / 2));
  const size = Math.min(WARM_MINUTES, Math.max(1, Math.floor((marks.length - warm) / 2)));
  return { early: marks.slice(warm, warm + size), late: marks.slice(-size) };
}

const least = (marks: readonly MinuteMark[], figure: (mark: MinuteMark) => number): number =>
  Math.min(...marks.map(figure));

function enduranceFigures({ marks }: Observation): Figure[] {
  const { early, late } = hoursOf(marks);
  const growth =
    median(late.map((mark) => mark.pss.program)) / median(early.map((mark) => mark.pss.program)) - 1;
  const floors = (figure: (mark: MinuteMark) => number): readonly [number, number] => [
    least(early, figure),
    least(late, figure),
  ];
  const [filesBefore, filesAfter] = floors((mark) => mark.descriptors.program);
  const [sessionsBefore, sessionsAfter] = floors((mark) => mark.connections);
  const p95 = (of: readonly MinuteMark[]): string =>
    `${median(of.map((mark) => mark.readMsP95)).toFixed(0)} ms`;
  return [
    {
      name: 'PSS of the program, growth after the first hour',
      value: percent(growth),
      goal: `≤ ${GROWTH_GOAL * 100} %`,
      isBroken: !(growth <= GROWTH_GOAL),
    },
    {
      name: 'file descriptors of the program',
      value: `${filesBefore} then ${filesAfter}`,
      goal: `at most ${DESCRIPTORS_GOAL} more`,
      isBroken: filesAfter > filesBefore + DESCRIPTORS_GOAL,
    },
    {
      name: 'database sessions',
      value: `${sessionsBefore} then ${sessionsAfter}`,
      goal: `at most ${DESCRIPTORS_GOAL} more`,
      isBroken: sessionsAfter > sessionsBefore + DESCRIPTORS_GOAL,
    },
    { name: 'read p95', value: `${p95(early)} then ${p95(late)}` },
  ];
}

/** Every fault has healed, every incident is closed and every message out. */
async function allQuiet(world: BigWorld, faults: RandomFaults): Promise<void> {
  await pause(Math.max(0, faults.quietFrom - Date.now()) + 5_000);
  // Nobody was at the page for as long as the soak took: that session is over.
  await world.rest.signIn(OWNER.email, OWNER.password);
  await until(
    () => world.rest.get('/incidents?state=open&absorbed=yes', page(incidentRow)),
    ({ items }) => items.length === 0,
    // What was switched off is seen on again by the next full read.
    20 * 60_000,
  );
  await pause(2 * INTERVAL_MS);
}

async function recordFigures(world: BigWorld, faults: RandomFaults): Promise<Figure[]> {
  const { periods, lost } = await lostThings(world);
  for (const sentence of lost.slice(0, 20)) console.log(`  LOST: ${sentence}`);
  const sorts = [...faults.counts].toSorted((a, b) => b[1] - a[1]);
  return [
    { name: 'faults', value: sorts.map(([name, n]) => `${n} ${name}`).join(', ') },
    {
      name: 'bad periods of 15 s or more, in the simulator',
      value: `${periods}, of which ${lost.length} things are lost`,
      goal: '0 lost',
      isBroken: lost.length > 0,
    },
  ];
}

/** A day of single misfortunes, one a minute: nothing is lost, nothing grows. */
export const soak: Suite = {
  name: 'soak',
  isLong: true,
  async run(options): Promise<readonly Figure[]> {
    const devices = options.devices ?? DEVICES;
    const seed = options.seed ?? SEED;
    const world = await settledWorld(options, { devices, mail: true });
    const faults = new RandomFaults(world.simulator, seed);
    let failure: unknown = null;
    const striking = setInterval(() => {
      faults.strike().catch((error: unknown) => {
        failure ??= error;
      });
    }, FAULT_EVERY_MS);
    try {
      const seen = await observe(world, {
        minutes: (options.hours ?? HOURS) * 60,
        leftOut: () => faults.troubled(),
        eachMinute: (mark) => console.log(minuteLine(mark)),
      });
      clearInterval(striking);
      await allQuiet(world, faults);
      if (failure instanceof Error) throw failure;
      writeFileSync('bench/output/soak-minutes.json', `${JSON.stringify(seen.marks, null, 1)}\n`);
      return [
        ...startFigures(world, devices),
        { name: 'seed', value: String(seed) },
        ...(await recordFigures(world, faults)),
        ...enduranceFigures(seen),
        ...figuresOf(seen, devices, INTERVAL_MS),
      ];
    } finally {
      clearInterval(striking);
      faults.stop();
      await world.close();
    }
  },
};
