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
}

/** Each worker of the test runner has its own loopback network, so that worlds do not meet. */
export const ownNetwork = (): string =>
  `127.${17 + (Number(process.env['VITEST_POOL_ID'] ?? '1') % 14)}.0.0/16`;

/** Starts everything, enrols the fleet and waits until every device was read. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const count = options.devices ?? 50;
  const simulator = await SimulatorProcess.start([
    '--devices',
    String(count),
    '--bind',
    ownNetwork(),
    ...(options.simulatorArgs ?? []),
  ]);
  const program = await Program.start(options);
  try {
    const rest = await program.owner();
    if (options.mail !== false) await addMailChannel(rest, simulator);
    const enrolled = await enrolFleet(rest, simulator.devices, options.intervalSeconds ?? 60);
    await allKnown(rest, count, 120_000);
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
    throw error;
  }
}
