import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '@firewatch/api/platform/config/config';
import { Log } from '@firewatch/api/platform/log/log';
import type { RunningProgram } from '@firewatch/api/main';
import { LogFile } from './log-file.js';

export type { RunningProgram };

/** Loaded only now: everything before must be able to speak without it. */
export async function startProgram(config: Config, log: Log): Promise<RunningProgram> {
  const program = await import('@firewatch/api/main');
  return program.startProgram(config, log);
}

/** Folder of the built web app; null when it was not built. */
export function webRoot(repository: string): string | null {
  const folder = join(repository, 'apps', 'web', 'dist');
  return existsSync(join(folder, 'index.html')) ? folder : null;
}

/**
 * The program's log: JSON lines on stderr; where a person sits at a terminal, in a file of the data folder instead,
 * so that the start's lines stay readable.
 */
export function openLog(
  config: Pick<Config, 'log'>,
  dataFolder: string,
  terminal: boolean,
): { log: Log; where: string } {
  if (!terminal) return { log: Log.to(config.log.level, process.stderr), where: 'JSON lines on stderr' };
  const file = join(dataFolder, 'firewatch.log');
  return { log: Log.to(config.log.level, new LogFile(file)), where: file };
}
