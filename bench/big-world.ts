import { allKnown, addMailChannel } from '../test/support/fleet.ts';
import { Program } from '../test/support/program.ts';
import type { Rest } from '../test/support/rest.ts';
import { SimulatorProcess, type SimulatedDevice } from '../test/support/simulator.ts';
import { credentialSet } from '@firewatch/shared/wire/devices';
import { importAnswer, importPreview } from '@firewatch/shared/wire/estate';

/** Applied well within a minute, also on a busy machine. */
const ROWS_PER_FILE = 500;
const SET = 'Fleet';
const PASSWORD = 'one password for the whole fleet 1';

export interface BigWorld {
  readonly simulator: SimulatorProcess;
  program: Program;
  rest: Rest;
  /** Wall time of each step, s. */
  readonly took: { readonly simulator: number; readonly enrolment: number; readonly firstReads: number };
  close(): Promise<void>;
}

/** A fleet enrolled as an MSP would: one credential set, files of firewalls with their fingerprints, applied at once. */
export async function startBigWorld(options: {
  readonly devices: number;
  readonly mail: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Between the first start and the enrolment. */
  readonly prepare?: (program: Program) => Promise<Program>;
}): Promise<BigWorld> {
  const args = ['--devices', String(options.devices)];
  const [simulator, simulatorSeconds] = await timed(() => SimulatorProcess.start(args, 600_000));
  let program: Program | null = null;
  try {
    program = await Program.start({ env: options.env });
    if (options.prepare) program = await options.prepare(program);
    const started = program;
    const rest = await started.owner();
    if (options.mail) await addMailChannel(rest, simulator);
    const [, enrolment] = await timed(() => enrolByFiles(rest, simulator));
    const [, firstReads] = await timed(() => allKnown(rest, options.devices, 900_000));
    const world: BigWorld = {
      simulator,
      program: started,
      rest,
      took: { simulator: simulatorSeconds, enrolment, firstReads },
      async close() {
        await world.program.stop();
        await simulator.stop();
        world.program.removeData();
      },
    };
    return world;
  } catch (error) {
    await program?.stop();
    await simulator.stop();
    program?.removeData();
    throw error;
  }
}

async function timed<T>(run: () => Promise<T>): Promise<readonly [T, number]> {
  const startedAt = performance.now();
  const value = await run();
  return [value, (performance.now() - startedAt) / 1_000];
}

async function enrolByFiles(rest: Rest, simulator: SimulatorProcess): Promise<void> {
  const [first] = simulator.devices;
  if (!first) throw new Error('the fleet is empty');
  await simulator.control('POST', '/fleet/password', { deviceIds: 'all', password: PASSWORD });
  const credential = { user: first.user, password: PASSWORD };
  await rest.post('/credential-sets', { name: SET, vendor: 'sonicwall', credential }, credentialSet);
  for (let from = 0; from < simulator.devices.length; from += ROWS_PER_FILE) {
    const rows = simulator.devices.slice(from, from + ROWS_PER_FILE);
    const preview = await rest.post('/devices/import', { csv: fileOf(rows) }, importPreview);
    if (preview.id === null || preview.bad > 0) {
      const [faulty] = preview.rows.filter((row) => row.faults.length > 0);
      throw new Error(`the file was not accepted: ${JSON.stringify(faulty)}`);
    }
    const answer = await rest.post(`/devices/import/${preview.id}/commit`, { onlyGood: false }, importAnswer);
    if (answer.watched !== rows.length)
      throw new Error(`only ${answer.watched} of ${rows.length} are watched`);
  }
}

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const fileOf = (devices: readonly SimulatedDevice[]): string =>
  [
    'customer,site,name,address,port,credential,fingerprint',
    ...devices.map((one) =>
      [one.customer, one.site, one.name, one.address, String(one.port), SET, one.fingerprint256]
        .map(cell)
        .join(','),
    ),
  ].join('\n');
