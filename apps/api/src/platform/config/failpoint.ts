import type { Config } from './config.js';

/**
 * Ends the process at a named point as kill -9 would; only where a test named it in FIREWATCH_FAILPOINTS.
 * Guarantees about crashes are tested at these points, not argued about.
 */
export function failpoint(config: Pick<Config, 'failpoints'>, name: string): void {
  if (config.failpoints.includes(name)) process.kill(process.pid, 'SIGKILL');
}
