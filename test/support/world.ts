import { allKnown, addMailChannel, enrolFleet, type Enrolled } from './fleet.ts';
import { Program, type ProgramOptions } from './program.ts';
import type { Rest } from './rest.ts';
import { SimulatorProcess } from './simulator.ts';

/** A running product, a simulated fleet it reads, and its owner's REST access. */
export interface World {
  readonly simulator: SimulatorProcess;
  program: Program;
  rest: Rest;
  readonly enrolled: Enrolled;
  close(): Promise<void>;
}

export interface WorldOptions extends ProgramOptions {
  readonly devices?: number;
  readonly intervalSeconds?: number;
  readonly mail?: boolean;
  readonly simulatorArgs?: readonly string[];
  /** Before anything is enrolled. */
  readonly prepare?: (simulator: SimulatorProcess) => Promise<void>;
}

/** Starts everything, enrols the fleet and waits until every device was read. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const count = options.devices ?? 50;
  const args = ['--devices', String(count), ...(options.simulatorArgs ?? [])];
  const [simulator, program] = await startBoth(args, options);
  try {
    await options.prepare?.(simulator);
    const rest = await program.owner();
    if (options.mail !== false) await addMailChannel(rest, simulator);
    const enrolled = await enrolFleet(rest, simulator.devices, options.intervalSeconds ?? 60);
    if (!options.prepare) await allKnown(rest, count, 120_000);
    const world: World = {
      simulator,
      program,
      rest,
      enrolled,
      async close() {
        await world.program.stop();
        await simulator.stop();
        world.program.removeData();
      },
    };
    return world;
  } catch (error) {
    await program.stop();
    await simulator.stop();
    program.removeData();
    const failed = program.child.lines.filter((line) => line.includes('"msg":"request failed"'));
    throw failed.length === 0 ? error : new Error(`${String(error)}\n${failed.join('\n')}`, { cause: error });
  }
}

/** Side by side; when one does not start, the other is ended. */
async function startBoth(
  args: readonly string[],
  options: ProgramOptions,
): Promise<readonly [SimulatorProcess, Program]> {
  const [simulator, program] = await Promise.allSettled([
    SimulatorProcess.start(args),
    Program.start(options),
  ]);
  if (simulator.status === 'fulfilled' && program.status === 'fulfilled')
    return [simulator.value, program.value];
  if (simulator.status === 'fulfilled') await simulator.value.stop();
  if (program.status === 'fulfilled') {
    await program.value.stop();
    program.value.removeData();
  }
  throw simulator.status === 'rejected'
    ? simulator.reason
    : program.status === 'rejected'
      ? program.reason
      : new Error();
}
