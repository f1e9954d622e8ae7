/** A server process that can be watched and started again. */
export interface Restartable {
  readonly exited: Promise<string>;
  launch(): Promise<void>;
}

export interface KeepRunningOf {
  readonly name: string;
  readonly server: Restartable;
  readonly isStopping: () => boolean;
  readonly say: (line: string) => void;
  /** Called with one sentence when it ends too often to go on. */
  readonly giveUp: (sentence: string) => void;
  /** Epoch ms. */
  readonly now: () => number;
  /**
   * Why it cannot run for now through no fault of its own (a full disk), one sentence; null = it could. Then it is tried
   * again until it can: the program goes on meanwhile, shows nothing as protecting and says so past the database.
   */
  readonly obstacle: () => string | null;
  /** Between such tries, ms. */
  readonly obstacleEveryMs: number;
}

const MOST_RESTARTS = 5;
const WITHIN_MS = 60_000;

/**
 * Starts the server again when it ends by itself, at most 5 times a minute; while something else is in its way, for as
 * long as that lasts. Resolves when it is stopped or given up.
 */
export async function keepRunning(of: KeepRunningOf): Promise<void> {
  const restarts: number[] = [];
  for (;;) {
    const why = await of.server.exited;
    if (of.isStopping()) return;
    if (await waitedForObstacle(of, why)) continue;
    if (of.isStopping()) return;
    const recent = restarts.filter((at) => of.now() - at < WITHIN_MS);
    if (recent.length >= MOST_RESTARTS) {
      of.giveUp(
        `${of.name} ended ${MOST_RESTARTS + 1} times within a minute (last: ${why}): see its log in the data folder.`,
      );
      return;
    }
    restarts.push(of.now());
    const fault = await launched(of);
    if (of.isStopping()) return;
    if (fault === null) of.say(`${of.name} ended by itself (${why}) and was started again.`);
    // The obstacle may have come in between: then the next round waits for it.
    else if (of.obstacle() === null) return of.giveUp(fault);
  }
}

/** @returns whether there was an obstacle, and it was started again after it. */
async function waitedForObstacle(of: KeepRunningOf, why: string): Promise<boolean> {
  const obstacle = of.obstacle();
  if (obstacle === null) return false;
  of.say(`${of.name} ended (${why}): ${obstacle} It is tried again every ${of.obstacleEveryMs / 1_000} s.`);
  while (!of.isStopping()) {
    await new Promise((resolve) => setTimeout(resolve, of.obstacleEveryMs));
    if (of.isStopping()) return false;
    if ((await launched(of)) === null) {
      of.say(`${of.name} runs again.`);
      return true;
    }
    // Room was made and it still does not start: that is a fault of its own.
    if (of.obstacle() === null) return false;
  }
  return false;
}

/** @returns why it did not start; null = it runs. */
async function launched(of: KeepRunningOf): Promise<string | null> {
  try {
    await of.server.launch();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
