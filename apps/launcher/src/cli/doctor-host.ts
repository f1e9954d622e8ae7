import { accessSync, constants, statfsSync } from 'node:fs';
import type { Settings } from '@firewatch/api/platform/config/read-config';
import { findEngine } from '../engine-files.js';
import { nodeProblem } from '../node-check.js';
import { freePort } from '../port-check.js';
import { findRedis } from '../redis.js';
import { fail, ok, warn, type DoctorLine } from './doctor-line.js';

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1_048_576)} MB`;
const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What can be said without the store. */
export async function hostLines(of: {
  readonly settings: Settings;
  readonly dataFolder: string;
  readonly searchPath: string | undefined;
  /** A program of ours may hold the port: then it answers there. */
  readonly isRunning: boolean;
}): Promise<DoctorLine[]> {
  const { settings, dataFolder } = of;
  const node = nodeProblem(process.versions.node);
  return [
    node === null ? ok('node', process.versions.node) : fail('node', node, 'npm ci, then npm start'),
    await portLine(settings, of.isRunning),
    folderLine(dataFolder),
    diskLine(dataFolder, settings.upkeep.disk),
    engineLine(settings),
    queueLine(settings, of.searchPath),
    ...egressLines(settings),
  ];
}

async function portLine({ role, http }: Settings, isRunning: boolean): Promise<DoctorLine> {
  if (role !== 'all' && role !== 'api') return ok('port', `role ${role} has no door`);
  if (isRunning) return ok('port', `${http.port} on ${http.host}, held by the Firewatch that runs`);
  try {
    await freePort(http.host, http.port);
    return ok('port', `${http.port} on ${http.host} is free`);
  } catch (error) {
    return fail('port', why(error), 'set FIREWATCH_PORT and FIREWATCH_HOST');
  }
}

function folderLine(folder: string): DoctorLine {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok('data', folder);
  } catch {
    return fail('data', `${folder} cannot be written by this user`, 'chown it, or set FIREWATCH_DATA');
  }
}

function diskLine(folder: string, { warnBytes, lowBytes }: Settings['upkeep']['disk']): DoctorLine {
  try {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const says = `${megabytes(free)} free on the disk of ${folder}`;
    const cure = 'make room on that disk';
    if (free < lowBytes) return fail('disk', says, cure);
    return free < warnBytes ? warn('disk', says, cure) : ok('disk', says);
  } catch (error) {
    return warn('disk', `free space is not known (${why(error)})`, 'look at the disk yourself');
  }
}

function engineLine(settings: Settings): DoctorLine {
  if (settings.databaseUrl) return ok('engine', 'PostgreSQL of your own (DATABASE_URL)');
  try {
    return ok('engine', `embedded PostgreSQL at ${findEngine().bin}`);
  } catch (error) {
    return fail('engine', why(error), 'npm ci, or set DATABASE_URL');
  }
}

function queueLine(settings: Settings, searchPath: string | undefined): DoctorLine {
  if (settings.redisUrl) return ok('queue', 'Redis of your own (REDIS_URL)');
  const found = findRedis(searchPath);
  return ok('queue', found ? `${found.version} at ${found.command}` : 'on PostgreSQL, no Redis on the PATH');
}

function egressLines(settings: Settings): DoctorLine[] {
  const { loopback } = settings.egress;
  return [
    loopback.length === 0
      ? ok('egress', 'loopback, link-local and metadata addresses are never called')
      : warn(
          'egress',
          `loopback ${loopback.join(', ')} may be called`,
          'unset FIREWATCH_EGRESS_LOOPBACK outside of demo and tests',
        ),
    settings.upkeep.pingUrl === null
      ? warn(
          'watch',
          'no outside watch is told that all is well',
          'set FIREWATCH_PING_URL (docs/operations.md)',
        )
      : ok('watch', 'an outside watch is told every minute that all is well'),
  ];
}
