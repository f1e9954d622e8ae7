import { createInterface } from 'node:readline';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { deviceList } from '@firewatch/shared/wire/devices';
import { confirmBaselines } from './enrol.js';
import type { RestClient } from './rest-client.js';
import type { SimulatorProcess } from './simulator-process.js';

export interface DrillOf {
  readonly rest: RestClient;
  readonly simulator: SimulatorProcess;
  readonly hold: boolean;
  readonly variant: 'fast' | 'slow' | 'bench';
  readonly isForResync: boolean;
  readonly say: (line: string) => void;
  readonly isStopping: () => boolean;
}

const LOOK_EVERY_MS = 1_000;
const DRILL_AFTER_MS = 20_000;
/** The vendor's repair, and an administrator who then synchronises one box after the other. */
const RECOVERY = { recoverAfterSeconds: 300, overSeconds: 60 };

/** Waits for the first full picture, then lets the licensing of 2 December 2008 go wrong, and well again. */
export async function runDrill(of: DrillOf): Promise<void> {
  const total = of.simulator.ready.devices.length;
  await allRead(of, total);
  if (of.isStopping()) return;
  await confirmBaselines(of.rest);
  if (of.hold) {
    of.say(`All ${total} firewalls were read; press Enter to start the drill.`);
    await enterPressed();
  } else {
    of.say(`All ${total} firewalls were read; the drill starts in ${DRILL_AFTER_MS / 1_000} s.`);
    await pause(DRILL_AFTER_MS);
  }
  if (of.isStopping()) return;
  await playDrill(of);
}

/** What the story needs to begin. */
export type PlayOf = Pick<DrillOf, 'variant' | 'isForResync' | 'say'> & {
  readonly simulator: Pick<SimulatorProcess, 'startScenario'>;
};

/** Starts the story of the day, up to its end or up to the repair, and says what will happen. */
export async function playDrill(of: PlayOf): Promise<void> {
  const minutes = RECOVERY.recoverAfterSeconds / 60;
  if (of.isForResync) {
    const { recoverAfterSeconds } = RECOVERY;
    const quiet = DEFAULT_POLICY.resync.growingMs / 60_000;
    await of.simulator.startScenario({ name: 'resync-drill', variant: 'trouble', recoverAfterSeconds });
    of.say(
      `The drill has started: the licence authority answers wrongly and is repaired after ${minutes} minutes; the boxes stay as they are until you resynchronise them, which wants a written reason until ${quiet} minutes passed without a loss.`,
    );
    return;
  }
  await of.simulator.startScenario({ name: '2008-12-02', variant: of.variant, ...RECOVERY });
  of.say(
    `The drill has started: the licence authority answers wrongly; it is repaired and the boxes are synchronised from ${minutes} minutes on.`,
  );
}

async function allRead(of: DrillOf, total: number): Promise<void> {
  while (!of.isStopping()) {
    const { items } = await of.rest.get('devices', deviceList);
    if (items.filter((row) => row.believedAt !== null).length >= total) return;
    await pause(LOOK_EVERY_MS);
  }
}

function enterPressed(): Promise<void> {
  const input = createInterface({ input: process.stdin });
  return new Promise((resolve) => {
    input.once('line', () => {
      input.close();
      resolve();
    });
  });
}

// Nothing to wait for may keep a stopping process alive.
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
