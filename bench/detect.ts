import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { until } from '../test/support/fleet.ts';
import { LiveWatcher } from '../test/support/live-watcher.ts';
import { openStore } from '../test/support/store.ts';
import { startWorld, type World } from '../test/support/world.ts';
import { percentile, seconds, type Figure, type Suite } from './measure.ts';
import { bytesOfLines, engineLogBytes, rowsWritten, storeFigures } from './store-watch.ts';

interface Round {
  readonly firstFrameMs: number;
  readonly firstMailMs: number;
  readonly allNamedMs: number;
  readonly mails: number;
  readonly rows: number;
  readonly logBytes: number;
}

/** What the program wrote down so far. */
async function written({ program }: World): Promise<Pick<Round, 'rows' | 'logBytes'>> {
  const store = await openStore(program.dataDir);
  try {
    return {
      rows: rowsWritten(await storeFigures(store)),
      logBytes: bytesOfLines(program.child.lines) + engineLogBytes(program.dataDir),
    };
  } finally {
    await store.end();
  }
}

interface Affected {
  readonly id: string;
  readonly lostAt: number;
}

const openFleet = async (world: World): Promise<number> =>
  (await world.rest.get('/incidents?kind=fleet&state=open', page(incidentRow))).items.length;

async function round(world: World, live: LiveWatcher, seed: number): Promise<Round> {
  await world.simulator.control('DELETE', '/mailbox/messages');
  const before = await written(world);
  let firstFrame = 0;
  const known = new Map(live.rows().map((row) => [row.id, row.worst.verdict]));
  live.onFrame((frame) => {
    const lost = frame.c.some(
      (change) => change[0] === 'd' && change[2] === 0 && known.get(change[1]) !== 'exposed',
    );
    if (lost && firstFrame === 0) firstFrame = Date.now();
  });
  await world.simulator.control('POST', '/scenario', { name: '2008-12-02', variant: 'bench', seed });
  const { affected } = await until(
    () => world.simulator.control<{ affected: Affected[] }>('GET', '/scenario'),
    (scenario) => scenario.affected.length >= 40 && scenario.affected.every((one) => one.lostAt > 0),
    90_000,
  );
  const flip = Math.min(...affected.map((one) => one.lostAt));
  const names = affected.map(
    (one) => world.simulator.devices.find((device) => device.id === one.id)?.name ?? '?',
  );
  const mails = await until(
    // That the last round is over may be told after its incident was closed.
    async () => (await world.simulator.mails()).filter((mail) => mail.at >= flip),
    (all) => names.every((name) => all.some((mail) => mail.text.includes(name))),
    150_000,
  );
  const namedAt = names.map((name) =>
    Math.min(...mails.filter((mail) => mail.text.includes(name)).map((mail) => mail.at)),
  );
  await world.simulator.control('POST', '/scenario/advance', { to: 'recovery', overSeconds: 1 });
  await until(
    () => openFleet(world),
    (open) => open === 0,
    240_000,
  );
  const after = await written(world);
  return {
    firstFrameMs: firstFrame - flip,
    firstMailMs: Math.min(...mails.map((mail) => mail.at)) - flip,
    allNamedMs: Math.max(...namedAt) - flip,
    mails: mails.length,
    rows: after.rows - before.rows,
    logBytes: after.logBytes - before.logBytes,
  };
}

/** 40 of 50 firewalls lose three services at once, at a random phase of a 60 s interval. */
export const detect: Suite = {
  name: 'detect',
  async run({ full }): Promise<readonly Figure[]> {
    const world = await startWorld();
    const live = await LiveWatcher.start(world.program.url, world.rest);
    try {
      const rounds: Round[] = [];
      for (let seed = 1; seed <= (full ? 20 : 4); seed += 1) rounds.push(await round(world, live, seed));
      const line = (pick: (one: Round) => number): string => {
        const values = rounds.map(pick);
        return `p50 ${seconds(percentile(values, 0.5))}, p99 ${seconds(percentile(values, 0.99))}`;
      };
      return [
        { name: 'rounds', value: String(rounds.length) },
        {
          name: 'flip -> first confirmed row in a browser',
          value: line((one) => one.firstFrameMs),
          floor: 'mean 1.5 s',
          goal: 'mean 2 s, p99 8 s',
        },
        { name: 'flip -> first mail accepted', value: line((one) => one.firstMailMs) },
        {
          name: 'flip -> all 40 named by mail',
          value: line((one) => one.allNamedMs),
          floor: '6 s',
          goal: 'worst ≤ 12 s',
        },
        {
          name: 'worst: all 40 named',
          value: seconds(Math.max(...rounds.map((one) => one.allNamedMs))),
          goal: '≤ 12 s',
        },
        {
          name: 'mails per event',
          value: `at most ${Math.max(...rounds.map((one) => one.mails))}`,
          floor: '1',
          goal: '1, at most 2',
        },
        {
          name: 'written down per event, recovery included',
          value: `p50 ${percentile(
            rounds.map((one) => one.rows),
            0.5,
          ).toFixed(0)} rows, ${(
            percentile(
              rounds.map((one) => one.logBytes),
              0.5,
            ) / 1_000
          ).toFixed(1)} kB of log`,
        },
        { name: 'gaps in the live numbering', value: String(live.gaps.length), floor: '0' },
      ];
    } finally {
      live.close();
      await world.close();
    }
  },
};
