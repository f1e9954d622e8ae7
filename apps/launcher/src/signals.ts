import type { Ends } from './ends.js';

/** npm passes a terminal's Ctrl-C on a second time by itself; a person needs longer than this for a second one. */
const SAME_PRESS_MS = 700;

/**
 * SIGINT, SIGTERM, SIGHUP: everything ends in order, exit code 0. A second one ends at once, code 130.
 * An error nobody caught ends in order too, code 1: a half-working watch is worse than one that says it is gone.
 */
export function endOnSignals(
  ends: Ends,
  say: (line: string) => void,
  complain: (line: string) => void,
): void {
  let firstAt = 0;
  const onSignal = () => {
    const at = performance.now();
    if (!ends.isStopping) {
      firstAt = at;
      say('Stopping; press Ctrl-C again to end at once.');
      void ends.run(complain).then(() => process.exit(0));
    } else if (at - firstAt > SAME_PRESS_MS) {
      ends.kill();
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  const onBug = (error: unknown) => {
    if (ends.isStopping) return;
    complain(
      `Firewatch ends because of a fault of its own: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    void ends.run(complain).then(() => process.exit(1));
  };
  process.on('uncaughtException', onBug);
  process.on('unhandledRejection', onBug);
}
