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
}

const MOST_RESTARTS = 5;
const WITHIN_MS = 60_000;

/** Starts the server again when it ends by itself, at most 5 times a minute. Resolves when it is stopped or given up. */
export async function keepRunning(of: KeepRunningOf): Promise<void> {
  const restarts: number[] = [];
  for (;;) {
    const why = await of.server.exited;
    if (of.isStopping()) return;
    const recent = restarts.filter((at) => of.now() - at < WITHIN_MS);
    if (recent.length >= MOST_RESTARTS) {
      of.giveUp(
        `${of.name} ended ${MOST_RESTARTS + 1} times within a minute (last: ${why}): see its log in the data folder.`,
      );
      return;
    }
    restarts.push(of.now());
    try {
      await of.server.launch();
      of.say(`${of.name} ended by itself (${why}) and was started again.`);
    } catch (error) {
      if (of.isStopping()) return;
      of.giveUp(error instanceof Error ? error.message : String(error));
      return;
    }
  }
}
