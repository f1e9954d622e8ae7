import type { Config } from '@firewatch/api/platform/config/config';
import { ownAddress, toConfig, type Settings } from '@firewatch/api/platform/config/read-config';
import { migrate, type MigrationDone } from '@firewatch/api/store/migrate';
import { startEngines, type Engines, type EnginesOf, type Part } from './engines.js';
import { keyFile } from './key-files.js';
import { freePort } from './port-check.js';
import { openLog, startProgram, webRoot, type RunningProgram } from './program.js';

const PROGRAM_WITHIN_MS = 3_000;

export interface LaunchOf extends EnginesOf {
  /** Is a person watching? Then the log goes to a file. */
  readonly terminal: boolean;
  /** Between schema and program: may refuse, and say more about the run (the demo does both). */
  readonly prepare?: (ready: { readonly engines: Engines; readonly settings: Settings }) => Promise<{
    readonly demo: Config['demo'];
    readonly egress: Config['egress'];
  }>;
}

export interface Launched {
  readonly program: RunningProgram;
  readonly config: Config;
  /** Where it is reached from this machine. */
  readonly address: string;
  readonly dataFolder: string;
}

/** Everything in order: port, engines, roles, schema, program; one line said for each. */
export async function launch(of: LaunchOf): Promise<Launched> {
  const settings = await withPort(of.settings);
  const engines = await startEngines({ ...of, settings });
  sayParts(of, engines.parts);
  const schema = await migrate(engines.roles.urls.ownerUrl);
  of.say(line('schema', schemaLine(schema)));
  const extra = await of.prepare?.({ engines, settings });
  const { log, where } = openLog(settings, engines.dataFolder, of.terminal);
  const key = keyFile(engines.dataFolder, 'seal.key');
  const held = settings.role !== 'api';
  const more: Part[] = [
    { name: 'key', what: held ? key : 'held by the poller' },
    { name: 'log', what: where },
  ];
  sayParts(of, more);
  const config = toConfig(
    { ...settings, egress: extra?.egress ?? settings.egress },
    {
      database: { ...engines.roles.urls, poolSize: 20 },
      queue: engines.queue,
      keyFile: held ? key : null,
      demo: extra?.demo ?? null,
      parts: [...engines.parts, ...more],
      webRoot: webRoot(of.repository),
      dataFolder: engines.dataFolder,
    },
  );
  const program = await startProgram(config, log);
  of.ends.add({ name: 'Firewatch', end: () => program.close(), withinMs: PROGRAM_WITHIN_MS });
  const { host, port, tls } = config.http;
  return { program, config, address: ownAddress(host, port, tls !== null), dataFolder: engines.dataFolder };
}

async function withPort(settings: Settings): Promise<Settings> {
  const hasDoor = settings.role === 'all' || settings.role === 'api';
  if (!hasDoor) return settings;
  const { http } = settings;
  const port = await freePort(http.host, http.port);
  if (port === http.port) return settings;
  const unset = ownAddress(http.host, http.port, http.tls !== null) === http.publicUrl;
  const publicUrl = unset ? ownAddress(http.host, port, http.tls !== null) : http.publicUrl;
  return { ...settings, http: { ...http, port, publicUrl } };
}

function sayParts(of: LaunchOf, parts: readonly Part[]): void {
  for (const part of parts) of.say(line(part.name, part.what));
}

export function line(name: string, what: string): string {
  return `${name.padEnd(10)} ${what}`;
}

function schemaLine(done: MigrationDone): string {
  if (done.applied.length === 0) return `${done.at}, nothing to do`;
  return `${done.at}, ${done.applied.length} migration${done.applied.length === 1 ? '' : 's'} applied`;
}
