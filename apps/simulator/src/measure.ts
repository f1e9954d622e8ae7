import { once } from 'node:events';
import { connect } from 'node:tls';
import { Command } from 'commander';
import { readSettings } from './settings.js';
import { startSimulator, type Simulator } from './simulator.js';

const CONNECTIONS_AT_ONCE = 32;

/**
 * What a fleet costs in one process.
 * Units   seconds of wall time; MB of resident memory (10^6 bytes) after each step, the measuring client included.
 */
export interface FleetCost {
  readonly devices: number;
  readonly startSeconds: number;
  readonly startedMb: number;
  readonly cardsSeconds: number;
  readonly cardsMb: number;
  readonly contactSeconds: number;
  readonly contactedMb: number;
  readonly timers: number;
}

const residentMb = (): number => Math.round(process.memoryUsage.rss() / 1_000_000);

async function timed<T>(run: () => Promise<T>): Promise<{ readonly value: T; readonly seconds: number }> {
  const startedAt = performance.now();
  const value = await run();
  return { value, seconds: Math.round((performance.now() - startedAt) / 10) / 100 };
}

/** One TLS handshake with every box, so that each has made what it makes at its first connection. */
async function contactAll(simulator: Simulator): Promise<void> {
  const waiting = await simulator.devices();
  const one = async (): Promise<void> => {
    for (let card = waiting.pop(); card; card = waiting.pop()) {
      const socket = connect({ host: card.address, port: card.port, rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS_AT_ONCE }, one));
}

/** Starts a fleet, asks for all its cards, meets every box once, ends it. */
export async function measureFleet(options: Record<string, unknown>): Promise<FleetCost> {
  const started = await timed(() => startSimulator(readSettings(options)));
  const simulator = started.value;
  try {
    const startedMb = residentMb();
    const cards = await timed(() => simulator.devices());
    const cardsMb = residentMb();
    const contact = await timed(() => contactAll(simulator));
    return {
      devices: simulator.size,
      startSeconds: started.seconds,
      startedMb,
      cardsSeconds: cards.seconds,
      cardsMb,
      contactSeconds: contact.seconds,
      contactedMb: residentMb(),
      timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    };
  } finally {
    await simulator.close();
  }
}

/** `measure`: prints the cost of a fleet as one JSON line. */
export function measureCommand(print: (line: string) => void): Command {
  return new Command('measure')
    .description('start a fleet, meet every box once, print seconds and memory, end')
    .option('--devices <n>', 'number of firewalls (10000)', '10000')
    .option('--generations <mix>', 'sorts of firewalls, such as gen7=5000,gen6-rest=5000')
    .action(async (options: Record<string, unknown>) => {
      const { devices, ...rest } = options;
      const asked = rest.generations === undefined ? { devices } : rest;
      print(JSON.stringify(await measureFleet(asked)));
    });
}
